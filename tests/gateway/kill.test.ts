// Promise 5 under kill -9: whatever reached a client before the gateway died stands in the journal, and the chain of
// the dead process verifies. `kill-full.ts` runs the same trial a hundred times.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { storedEntries } from '../../src/audit/stored-entries.ts'
import { verifyJournal } from '../../src/audit/verify.ts'
import { databaseName, databaseOf, urlFor } from '../../src/database/databases.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import { tokenOf } from '../world/town.ts'
import { clearCases, prepareCases, runTrial, startKillable, type TrialGround, type TrialResult } from './kill-trial.ts'

const KILL_TRIALS = 4
const PREFIX = 'hutong_kill'

const site = inject('town')
// A journal of its own: the trials lock it now and then.
let databases: FreshDatabases
let ground: TrialGround
let nextCase: () => string

beforeAll(async () => {
  databases = await freshDatabases(PREFIX)
  const registryUrl = urlFor(
    site.serverUrl,
    databaseName(site.prefix, databaseOf('REGISTRY')),
    'hutong_loader',
    site.passwords.hutong_loader,
  )
  ground = {
    journal: databases.pool('JOURNAL', 'hutong_owner'),
    registry: openPool(registryUrl, { max: 1, applicationName: 'hutong test' }),
    token: await tokenOf(site.issuer, 'hospital'),
  }
  nextCase = await prepareCases(ground.registry, 20_000)
})
afterAll(async () => {
  await clearCases(ground.registry)
  await closePools([ground.registry])
  await databases.drop()
})

interface Kind {
  readonly waitsForJournal: boolean
  readonly slowsJournal: boolean
  readonly killsWhileHeld?: boolean
}

async function trial(seed: number, { waitsForJournal, ...how }: Kind): Promise<TrialResult> {
  const settings = { site, journalPrefix: PREFIX, processId: randomUUID(), waitsForJournal }
  return runTrial({ ...ground, gateway: await startKillable(settings), seed, nextCase, ...how })
}

it(`finds an entry for every answer that left, in ${KILL_TRIALS} kills`, { timeout: 400_000 }, async () => {
  for (let seed = 1; seed <= KILL_TRIALS; seed += 1) {
    const result = await trial(seed, { waitsForJournal: true, slowsJournal: seed % 2 === 0 })
    expect(result.unrecorded, `seed ${seed}`).toEqual([])
    expect(result.releasedWhole, `seed ${seed}`).toBeGreaterThan(0)
    expect(result.intents, `seed ${seed}`).toBeGreaterThanOrEqual(result.releasedWhole)
  }
  const report = await verifyJournal(storedEntries(ground.journal))
  expect(report.findings).toEqual([])
  expect(report.heads).toHaveLength(KILL_TRIALS)
})

it('would find out a gateway that does not wait for its journal', { timeout: 400_000 }, async () => {
  const { unrecorded } = await trial(1, { waitsForJournal: false, slowsJournal: false, killsWhileHeld: true })
  expect(unrecorded.length).toBeGreaterThan(0)
})
