// A change feed from a service in a process of its own: each event once however often it comes, in whatever order; one that
// cannot be taken in waits with those of its own record, and all others go on.
import { createSecretKey, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { authorityFor } from '../../src/intake/authority.ts'
import { type ChangeSource, createChangeSource } from '../../src/intake/change-source.ts'
import { FIRST_LETTER, LETTER_PLACE, LETTER_TABLE, openLetters, settleLetter } from '../../src/intake/dead-letters.ts'
import { fedBy } from '../../src/intake/feeds.ts'
import { feedStates } from '../../src/intake/report.ts'
import { type FeedJob, followFeed, retryLetters } from '../../src/intake/run-feed.ts'
import { cellsUnder } from '../../src/keys/cells-under.ts'
import { reseal } from '../../src/keys/reseal.ts'
import { sealedTablesOf } from '../../src/keys/sealed-columns.ts'
import { keyring } from '../../src/masking/keyring.ts'
import { openerFor } from '../../src/masking/sealed-cell.ts'
import { FEED_TOKEN, type ServedFeed, startChangeFeed } from './change-feed.ts'
import { addIdentifier, HOSPITAL, type IntakeSite, madeUpChild, openIntakeSite } from './intake-site.ts'

let site: IntakeSite
let served: ServedFeed
let changes: ChangeSource
let job: FeedJob
const fed = fedBy('encounters')

beforeAll(async () => {
  site = await openIntakeSite('intake_feed')
  served = await startChangeFeed({ pageEvents: 3, again: 1 })
  changes = createChangeSource({ url: served.url, token: FEED_TOKEN })
  const { importer: registry, keys, journal, clock, policies } = site
  job = {
    ...{ fed, registry, index: keys.registryIndex, keyring: keys.departments.WJW, acceptSynthetic: true },
    ...{ authority: authorityFor(policies, fed), journal, clock, newId: randomUUID },
  }
}, 600_000)
afterAll(async () => {
  await changes?.close()
  await served?.close()
  await site?.close()
}, 600_000)
beforeEach(() => {
  site.clock.moveTo('2026-11-23T10:00:00+08:00')
  return site.forget()
})

const NEVER = new AbortController().signal
const follow = () => followFeed(job, changes, { signal: NEVER })

interface Change {
  readonly number?: string
  readonly place?: number
  readonly day?: string
  readonly hour?: number
  readonly record?: Readonly<Record<string, string | null>>
}

function upsert(
  sequence: number,
  { number = 'A-1', place = 0, day = '2026-11-01', hour = sequence, record }: Change = {},
) {
  return {
    sequence,
    key: `${HOSPITAL}/${number}`,
    change: 'UPSERT',
    recordTime: `2026-11-20T${String(hour).padStart(2, '0')}:00:00+08:00`,
    record: {
      ...{ organisation: HOSPITAL, number, unit: 'WARD-1', idNumber: madeUpChild(place).citizenId, validFrom: day },
      ...record,
    },
  }
}

function removal(sequence: number, { number = 'A-1', hour = sequence }: Change = {}) {
  const { key, recordTime } = upsert(sequence, { number, hour })
  return { sequence, key, change: 'DELETE', recordTime }
}

const inForce = () =>
  site.rows<{ number: string; valid_from: string }>(
    'select number, valid_from from registry.encounter where superseded_at is null order by number',
  )
const all = async () => (await site.rows('select from registry.encounter')).length
const letters = () => openLetters(site.importer, fed, { after: FIRST_LETTER, size: 100 })

describe('a feed', () => {
  it('is followed to its end, and from there on the next time', async () => {
    const events = [1, 2, 3, 4, 5].map((at) => upsert(at, { number: `A-${at}`, place: at }))
    await served.serve(events)
    expect(await follow()).toMatchObject({ changed: 5, letters: 0 })
    await served.serve([
      ...events,
      removal(6, { number: 'A-2' }),
      upsert(7, { number: 'A-3', place: 3, day: '2026-11-09' }),
    ])
    expect(await follow()).toMatchObject({ changed: 2 })
    expect(await inForce()).toEqual([
      { number: 'A-1', valid_from: '2026-11-01' },
      { number: 'A-3', valid_from: '2026-11-09' },
      { number: 'A-4', valid_from: '2026-11-01' },
      { number: 'A-5', valid_from: '2026-11-01' },
    ])
    // Nothing is deleted: what was withdrawn or corrected stays with the moment at which it was.
    expect(await all()).toBe(6)
    expect(await feedStates(site.importer)).toMatchObject([
      {
        source: 'WJW',
        kind: 'encounters',
        remaining: 0,
        openLetters: 0,
        newestRecordTime: new Date('2026-11-20T07:00:00+08:00'),
      },
    ])
  })

  it('changes nothing by events that come again', async () => {
    const events = [1, 2, 3, 4].map((at) => upsert(at, { number: `A-${at}`, place: at }))
    await served.serve([...events, ...events.toReversed(), ...events])
    expect(await follow()).toMatchObject({ changed: 4 })
    expect(await all()).toBe(4)
  })

  it('keeps the newest record whatever comes after it', async () => {
    await served.serve([
      upsert(3, { day: '2026-11-03' }),
      upsert(1, { day: '2026-11-01' }),
      upsert(2, { day: '2026-11-02' }),
      // A later number, and an older record.
      upsert(4, { day: '2026-11-04', hour: 2 }),
    ])
    await follow()
    expect(await inForce()).toEqual([{ number: 'A-1', valid_from: '2026-11-03' }])
    expect(await all()).toBe(1)
  })

  it('does not bring back by an older event what was removed, also before it was known', async () => {
    await served.serve([
      removal(5),
      upsert(2),
      upsert(6, { number: 'A-2' }),
      removal(7, { number: 'A-2' }),
      upsert(6, { number: 'A-2' }),
    ])
    await follow()
    expect(await inForce()).toEqual([])
  })

  it('goes on after an outage where it was', async () => {
    const events = [1, 2, 3, 4].map((at) => upsert(at, { number: `A-${at}`, place: at }))
    await served.serve(events.slice(0, 2))
    await follow()
    await served.goOut()
    await expect(follow()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
    await served.serve(events)
    expect(await follow()).toMatchObject({ changed: 2 })
  })

  it('and a file say the same fact by the same key', async () => {
    await served.serve([upsert(1)])
    await follow()
    const header = '机构编码,就诊号,科室,证件号码,入院日期,更新时间'
    const row = `${HOSPITAL},A-1,WARD-1,${madeUpChild(0).citizenId},2026-11-01,2026-11-20 01:00`
    const { counts } = await site.load('encounters', `${header}\n${row}\n`)
    expect(counts).toMatchObject({ NEW: 0, STALE: 1 })
    expect(await all()).toBe(1)
  })
})

describe('an event that cannot be taken in', () => {
  const unknown = { number: 'A-9', place: 99 }

  it('holds up those of its own record and no others', async () => {
    await served.serve([
      upsert(1),
      upsert(2, unknown),
      upsert(3, { number: 'A-3', place: 3 }),
      { sequence: 4, key: `${HOSPITAL}/A-4`, change: 'MEND', recordTime: 'today' },
      'not even an object',
      upsert(5, { ...unknown, place: 1 }),
      upsert(6, { number: 'A-6', record: { validFrom: '2026-02-30' } }),
      upsert(7, { number: 'A-7', record: { diagnosis: 'not asked for' } }),
      { ...upsert(8, { number: 'A-8' }), key: `${HOSPITAL}/A-3` },
      upsert(9, { number: 'A-10', place: 4 }),
    ])
    expect(await follow()).toMatchObject({ changed: 3, letters: 7 })
    expect((await inForce()).map(({ number }) => number)).toEqual(['A-1', 'A-10', 'A-3'])
    expect((await letters()).map(({ sequence, field, reason }) => [sequence, field, reason])).toEqual([
      [null, null, 'MALFORMED'],
      [2, 'idNumber', 'UNKNOWN_CHILD'],
      [4, null, 'MALFORMED'],
      [5, null, 'BEHIND'],
      [6, 'validFrom', 'NOT_A_DAY'],
      [7, null, 'MALFORMED'],
      [8, null, 'KEY_DIFFERS'],
    ])
  })

  it('is taken in with those behind it, in order, once what was missing is there; then what it held is erased', async () => {
    await served.serve([upsert(1, unknown), upsert(2, { ...unknown, day: '2026-11-02' }), upsert(3)])
    await follow()
    expect(await retryLetters(job)).toEqual({ applied: 0, open: 2 })
    const child = madeUpChild(99)
    await addIdentifier(site.owner, site.keys, { childId: child.id, kind: 'CITIZEN_ID', text: child.citizenId })
    expect(await retryLetters(job)).toEqual({ applied: 2, open: 0 })
    expect(await inForce()).toContainEqual({ number: 'A-9', valid_from: '2026-11-02' })
    const kept = await site.rows('select state, event_sealed from intake.dead_letter')
    expect(kept).toEqual([
      { state: 'APPLIED', event_sealed: null },
      { state: 'APPLIED', event_sealed: null },
    ])
    await site.rows('delete from registry.identifier where child_id = $1', [child.id])
  })

  it('gives way when it is given up: the mended one behind it is taken in', async () => {
    await served.serve([upsert(1, unknown), upsert(2, { ...unknown, place: 5 })])
    await follow()
    const [first] = await letters()
    const settled = { id: first?.id ?? '', state: 'DISCARDED', at: site.clock.now(), by: 'steward-1' } as const
    expect(await settleLetter(site.importer, fed, settled)).toBe(true)
    expect(await settleLetter(site.importer, fed, settled)).toBe(false)
    expect(await retryLetters(job)).toEqual({ applied: 1, open: 0 })
    // The one that was given up comes again, as a feed may send it.
    await site.rows(`update intake.position set cursor = '0'`)
    await follow()
    expect(await letters()).toEqual([])
  })

  it('is sealed with its department’s key: no value of it stands anywhere in clear, and no other key opens it', async () => {
    await served.serve([upsert(1, { ...unknown, record: { name: '合成某某' } })])
    await follow()
    const texts = [JSON.stringify(await letters())]
    for (const table of ['intake.dead_letter', 'intake.fact', 'intake.position', 'registry.encounter']) {
      texts.push(JSON.stringify(await site.rows(`select t::text from ${table} t`)))
    }
    for (const secret of [madeUpChild(99).citizenId, '合成某某', 'A-9']) expect(texts.join('\n')).not.toContain(secret)
    const [letter] = await site.rows<{ id: string; event_sealed: Buffer }>(
      'select id, event_sealed from intake.dead_letter',
    )
    const { departments } = site.keys
    const open = (ring: typeof departments.WJW) =>
      openerFor(ring, LETTER_PLACE, undefined, '')(letter?.event_sealed ?? null, letter?.id ?? '')
    expect(open(departments.WJW)).toContain(madeUpChild(99).citizenId)
    for (const code of ['GAJ', 'MZJ', 'JYJ'] as const) expect(() => open(departments[code]), code).toThrow()
  })

  it('comes under its department’s current key like a cell, and is tried again under that one alone', async () => {
    await served.serve([upsert(1, unknown), upsert(2, { number: 'A-10', place: 98 })])
    await follow()
    const { current } = site.keys.departments.WJW
    const next = { ...current, id: current.id + 1, key: createSecretKey(Buffer.alloc(32, 7)) }
    const table = sealedTablesOf('WJW').find(({ name }) => name === LETTER_TABLE)
    if (!table) return expect.unreachable()
    const pool = site.databases.pool('REGISTRY', 'hutong_loader')
    const work = { pool, table, keyring: keyring([current, next], next.id) }
    expect(await reseal(work)).toEqual({ rows: 2, cells: 2, unreadable: 0 })
    expect(await cellsUnder(pool, table)).toEqual(new Map([[next.id, 2]]))
    expect(await retryLetters({ ...job, keyring: keyring([next], next.id) })).toEqual({ applied: 0, open: 2 })
    expect((await letters()).map(({ reason }) => reason)).toEqual(['UNKNOWN_CHILD', 'UNKNOWN_CHILD'])
    // Another department's key has no part in it.
    const others = sealedTablesOf('MZJ').find(({ name }) => name === LETTER_TABLE)
    expect(others && (await cellsUnder(pool, others))).toEqual(new Map())
  })
})

describe('a source that breaks the contract', () => {
  it('is not followed in a circle', async () => {
    const page = { events: [], next: 'x', hasMore: true, remaining: null }
    const circling: ChangeSource = { ...changes, pageAfter: async () => page }
    await expect(followFeed(job, circling, { signal: NEVER })).rejects.toThrow(/does not go on/)
  })

  it('or does not know the gateway is out, and nothing is taken in', async () => {
    const stranger = createChangeSource({ url: served.url, token: 'a wrong token, of 32 characters and more' })
    await served.serve([upsert(1)])
    await expect(followFeed(job, stranger, { signal: NEVER })).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
    await stranger.close()
    expect(await all()).toBe(0)
  })
})
