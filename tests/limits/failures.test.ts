// What cannot be counted does not pass: a store that is out, a lock that cannot be put on record. Real databases; a right
// taken away stands for the outage.

import { createSecretKey } from 'node:crypto'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { FixedClock } from '../../src/clock.ts'
import { GatewayError } from '../../src/errors.ts'
import { createLimiter } from '../../src/limits/limiter.ts'
import { limitsKeyFrom, marksOf } from '../../src/limits/marks.ts'
import { createPostgresStore } from '../../src/limits/postgres-store.ts'
import type { Lock } from '../../src/limits/store.ts'
import { byCitizenId, dayQuestion, recordedSources } from '../gateway/questions.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import { clearLimits } from '../world/limits.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { numbered, stranger } from './strangers.ts'

describe('a gateway whose counts cannot be kept', () => {
  const sources = recordedSources()
  let registry: OwnRegistry
  let owner: pg.Pool
  let town: Town

  beforeAll(async () => {
    registry = await openOwnRegistry('limitsout')
    owner = registry.owner
    town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource })
  })
  afterAll(async () => {
    await town.close()
    await registry.drop()
  })
  afterEach(() =>
    owner.query('grant select, insert, update on registry.limit_counter, registry.limit_trace to hutong_gateway'),
  )

  const ask = () =>
    town.ask({
      as: 'school',
      purpose: 'P05',
      query: dayQuestion(),
      variables: { subject: byCitizenId(CAST.pupil), benefit: 'EDUCATION_AID' },
    })

  it.each([
    ['read', 'select'],
    ['written', 'insert'],
  ] as const)('refuses when they cannot be %s, and says no more', async (_what, right) => {
    await owner.query(`revoke ${right} on registry.limit_counter from hutong_gateway`)
    sources.take()
    await town.newEntries()
    const response = await ask()
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE'])
    expect(response.body.data).toBeUndefined()
    if (right === 'select') expect(sources.take()).toEqual([])
    const [, outcome] = await town.newEntries()
    expect(outcome).toMatchObject({ kind: 'OUTCOME', body: { status: 'ABORTED', resolved: [] } })
  })

  it('counts all of a look-up or nothing of it', async () => {
    await clearLimits(town.pool('REGISTRY', 'hutong_gateway'))
    await owner.query('revoke insert on registry.limit_trace from hutong_gateway')
    expect((await ask()).status).toBe(503)
    const { rows } = await owner.query('select from registry.limit_counter union all select from registry.limit_child')
    expect(rows).toEqual([])
  })
})

describe('a lock', () => {
  const KEY = limitsKeyFrom(createSecretKey(Buffer.alloc(32, 1)))
  const caller = {
    holder: { personId: 'clerk', organisationId: 'hospital', purpose: 'P01' },
    allowance: {
      missesPerHour: 50,
      missesPerHourOfOrganisation: 50,
      childrenPerDay: 50,
      childrenPerDayOfOrganisation: 50,
    },
  }
  let databases: FreshDatabases
  const clock = new FixedClock('2026-11-23T02:00:00Z')

  beforeAll(async () => {
    databases = await freshDatabases('hutong_limitlock')
  })
  afterAll(() => databases.drop())

  function tally(at: number) {
    const one = { number: numbered('20160910', at), name: stranger(at).fullName }
    return { lookUps: [{ child: one.number, isMiss: true, marks: marksOf(KEY, one) }], page: 0 }
  }

  it('that cannot be put on record is taken away, nothing leaves, and the next miss tries again', async () => {
    const store = createPostgresStore(databases.pool('REGISTRY', 'hutong_gateway'))
    const recorded: Lock[] = []
    let isJournalOut = true
    const limiter = createLimiter({
      store,
      clock,
      onFailure: (cause) => {
        throw cause
      },
      async onLocked(lock) {
        if (isJournalOut) throw new GatewayError('JOURNAL_UNAVAILABLE', 'out')
        recorded.push(lock)
      },
    })
    for (let at = 0; at < 4; at += 1) expect(await limiter.count(caller, tally(at))).toBe(true)
    await expect(limiter.count(caller, tally(4))).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
    expect(await store.locks(clock.now())).toEqual([])
    isJournalOut = false
    expect(await limiter.count(caller, tally(5))).toBe(false)
    expect(recorded).toMatchObject([{ personId: 'clerk', pattern: 'RUNNING_SEQUENCE', lookUps: 6 }])
    await expect(limiter.expectOpen(caller)).rejects.toMatchObject({ code: 'TOO_MANY' })
    expect(recorded).toHaveLength(1)
  })

  it('is set once by a hundred look-ups that show the same plan together', async () => {
    const store = createPostgresStore(databases.pool('REGISTRY', 'hutong_gateway'))
    const recorded: Lock[] = []
    const limiter = createLimiter({
      store,
      clock,
      onFailure: () => undefined,
      onLocked: async (lock) => void recorded.push(lock),
    })
    const other = { ...caller, holder: { ...caller.holder, personId: 'another clerk' } }
    const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => limiter.count(other, tally(at))))
    // Nothing of a group leaves that shows a plan; the first look-up may have gone ahead alone.
    expect(answers.filter(Boolean).length).toBeLessThanOrEqual(4)
    expect(recorded).toHaveLength(1)
  })

  it('and counts that have run out are forgotten by the first look-up of an hour', async () => {
    const pool = databases.pool('REGISTRY', 'hutong_gateway')
    const limiter = createLimiter({
      store: createPostgresStore(pool),
      clock,
      onFailure: (cause) => {
        throw cause
      },
      onLocked: async () => undefined,
    })
    clock.moveTo('2026-11-26T02:00:00Z')
    await limiter.count({ ...caller, holder: { ...caller.holder, personId: 'third clerk' } }, tally(9))
    const left = async (): Promise<readonly string[]> => {
      const { rows } = await pool.query<{ holder: string }>(
        `select person_id as holder from registry.limit_counter union select holder from registry.limit_child
         union select person_id from registry.limit_trace union select person_id from registry.limit_lock order by 1`,
      )
      return rows.map(({ holder }) => holder)
    }
    await expect.poll(left).toEqual(['organisation hospital', 'person third clerk', 'third clerk'])
  })
})
