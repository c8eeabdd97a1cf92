// Registers the demo's operations, all of the folder, for every hospital and school, by the same acts and with the same
// entries as the command; one that is registered already is left as it is.
import path from 'node:path'
import { addDays, shanghaiDay } from '../clock.ts'
import { closePools, openPool } from '../database/pool.ts'
import { readOperation, readOperationFolder } from '../operations/operation-file.ts'
import { ensureRegistered } from '../operations/register.ts'
import type { OpenGateway } from '../parts.ts'
import type { DemoSite } from './site.ts'

const VALID_DAYS = 366
// In the demo the analyst of civil affairs approves.
const APPROVED = { approvedBy: 'demo-person-analyst', approval: 'DEMO' } as const

/** Throws when a file of the folder is at fault. The gateway knows all of them when it returns. */
export async function registerDemoOperations(
  site: DemoSite,
  { rooms, journal }: OpenGateway,
  policiesFolder: string,
): Promise<void> {
  const { clock, newId } = rooms
  const registry = openPool(site.databaseUrl('REGISTRY', 'hutong_loader'), { max: 1, applicationName: 'hutong demo' })
  try {
    for (const [name, texts] of await readOperationFolder(path.join(policiesFolder, 'operations'))) {
      const { operation, faults } = readOperation(name, texts)
      if (!operation) throw new Error(faults.join('\n'))
      const today = shanghaiDay(clock.now())
      const period = { validFrom: today, validTo: addDays(today, VALID_DAYS) }
      const { document, beneficiaries } = operation
      for (const beneficiary of beneficiaries) {
        const wish = { name, document, ...beneficiary, ...APPROVED, ...period, organisationId: null }
        await ensureRegistered({ registry, journal, clock, newId }, wish)
      }
    }
  } finally {
    await closePools([registry])
  }
  await rooms.operations.refresh()
}
