// The full form of kill.test.ts: `tsx tests/gateway/kill-full.ts [trials]`, a hundred when left out. Prints each trial
// and a summary; ends with status 1 when an answer left without its entry or a chain does not verify.
import { randomUUID } from 'node:crypto'
import type { ProvidedContext } from 'vitest'
import type { TestProject } from 'vitest/node'
import { storedEntries } from '../../src/audit/stored-entries.ts'
import { verifyJournal } from '../../src/audit/verify.ts'
import { fetchToken } from '../../src/commands/token.ts'
import { type DatabaseCode, databaseName, databaseOf, type RoleName, urlFor } from '../../src/database/databases.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import setupTown from '../world/town-setup.ts'
import type { TownSite } from '../world/town-site.ts'
import { clearCases, prepareCases, runTrial, startKillable, type TrialResult } from './kill-trial.ts'

const trials = Number(process.argv[2] ?? 100)
if (!Number.isInteger(trials) || trials < 1) throw new Error('usage: kill-full.ts [number of trials]')

const { site, close } = await openGround()
const pool = (code: DatabaseCode, role: RoleName) =>
  openPool(urlFor(site.serverUrl, databaseName(site.prefix, databaseOf(code)), role, site.passwords[role]), {
    max: 2,
    applicationName: 'hutong kill trials',
  })
const ground = {
  journal: pool('JOURNAL', 'hutong_owner'),
  registry: pool('REGISTRY', 'hutong_loader'),
  token: await fetchToken(site.issuer, 'hospital'),
}
const nextCase = await prepareCases(ground.registry, trials * 1_000)

const start = () => startKillable({ site, journalPrefix: site.prefix, processId: randomUUID(), waitsForJournal: true })
const results: TrialResult[] = []
for (let seed = 1; seed <= trials; seed += 1) {
  const result = await runTrial({ ...ground, gateway: await start(), seed, nextCase, slowsJournal: seed % 2 === 0 })
  results.push(result)
  console.log(`trial ${seed}/${trials}: ${describe([result])}`)
}
const report = await verifyJournal(storedEntries(ground.journal))
const unrecorded = results.flatMap((result) => result.unrecorded)
console.log(`${trials} kills: ${describe(results)}`)
console.log(`chains: ${report.heads.length}, entries: ${report.entries}, findings: ${report.findingCount}`)

await clearCases(ground.registry)
await closePools()
await close()
process.exitCode = unrecorded.length > 0 || report.findingCount > 0 ? 1 : 0

function describe(some: readonly TrialResult[]): string {
  const sum = (of: (result: TrialResult) => number) => some.reduce((total, result) => total + of(result), 0)
  return [
    `${sum(({ asked }) => asked)} asked`,
    `${sum(({ releasedWhole }) => releasedWhole)} answers received`,
    `${sum(({ releasedInPart }) => releasedInPart)} in part`,
    `${sum(({ intents }) => intents)} intents`,
    `${sum((result) => result.unrecorded.length)} without entry`,
  ].join(', ')
}

// The tests' own town, without the test runner around it.
async function openGround(): Promise<{ site: TownSite; close: () => Promise<void> }> {
  const provided: Partial<ProvidedContext> = {}
  const project = {
    provide: (key: keyof ProvidedContext, value: unknown) => Object.assign(provided, { [key]: value }),
    getProvidedContext: () => provided,
  }
  const close = await setupTown(project as unknown as TestProject)
  if (!provided.town) throw new Error('the town does not stand')
  return { site: provided.town, close }
}
