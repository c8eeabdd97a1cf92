// `hutong operations catalogue`: what is registered and in force, as entries for the city's catalogue of government data.
import type { Command } from 'commander'
import { shanghaiDay, systemClock } from '../clock.ts'
import { catalogueEntry } from '../operations/catalogue-entry.ts'
import { standingOn, storedRegistrations } from '../operations/stored-registrations.ts'
import { readSettings } from '../settings.ts'
import { onRegistry, operationsCommand } from './operations.ts'
import { checkParts } from './operations-check.ts'

/** Unified social credit code, GB 32100-2015. */
const CREDIT_CODE = /^[0-9A-HJ-NP-RTUWXY]{18}$/

export function operationsCatalogueCommand(program: Command): void {
  operationsCommand(program)
    .command('catalogue')
    .description('print what is in force as entries of the catalogue of government data (政务信息资源目录), JSON')
    .requiredOption('--provider <name>', 'who answers for them in the catalogue')
    .requiredOption('--provider-code <code>', 'its unified social credit code')
    .action(async ({ provider, providerCode }: { readonly provider: string; readonly providerCode: string }) => {
      if (!CREDIT_CODE.test(providerCode)) throw new Error('--provider-code is no unified social credit code')
      const parts = await checkParts(readSettings().policiesFolder)
      const all = await onRegistry(storedRegistrations)
      const inForce = all.filter((each) => standingOn(each, shanghaiDay(systemClock.now())) === 'IN_FORCE')
      const entries = inForce.map((each) => catalogueEntry(each, { name: provider, code: providerCode }, parts))
      process.stdout.write(`${JSON.stringify(entries, null, 2)}\n`)
    })
}
