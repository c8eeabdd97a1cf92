// What both stores promise, shown on a real PostgreSQL and a real Redis: sums that are exact whatever comes together,
// children counted once, purposes and windows apart, and nothing kept that names a child.
import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { shanghaiDay, startOfDay } from '../../src/clock.ts'
import { digestOf, limitsKeyFrom, marksOf } from '../../src/limits/marks.ts'
import type { Counting, Holder, LimitStore, Lock, LookUp, Sums, Window } from '../../src/limits/store.ts'
import { hasRedis, postgresStores, REDIS, redisStores, type Stores } from './stores.ts'
import { type Stranger, stranger } from './strangers.ts'

const KEY = limitsKeyFrom(createSecretKey(Buffer.alloc(32, 1)))
const TEN = new Date('2026-11-23T02:00:00Z')
const HOUR_MS = 3_600_000
const CLERK: Holder = { personId: 'clerk', organisationId: 'hospital', purpose: 'P01' }
const COLLEAGUE: Holder = { ...CLERK, personId: 'colleague' }

function windowAt(at: Date): Window {
  const day = shanghaiDay(at)
  return { at, hourStart: new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS), day, dayStart: startOfDay(day) }
}

function lookUp({ citizenId, fullName }: Stranger, isMiss: boolean): LookUp {
  return {
    child: digestOf(KEY, 'child', citizenId),
    isMiss,
    marks: marksOf(KEY, { number: citizenId, name: fullName }),
  }
}

const miss = (at: number): LookUp => lookUp(stranger(at), true)
const hit = (at: number): LookUp => lookUp(stranger(at), false)

function counting(holder: Holder, lookUps: readonly LookUp[], at = TEN, page = 0): Counting {
  return { ...holder, ...windowAt(at), lookUps, page }
}

function sumsOf({ misses, missesOfOrganisation, children, childrenOfOrganisation }: Sums): number[] {
  return [misses, missesOfOrganisation, children, childrenOfOrganisation]
}

const KINDS = [
  ['PostgreSQL', () => postgresStores('limitstore'), true],
  [REDIS, redisStores, hasRedis],
] as const

describe.each(KINDS)('the counts in %s', (_name, openStores, canRun) => {
  let stores: Stores
  let store: LimitStore

  beforeAll(async () => {
    if (!canRun) return
    stores = await openStores()
    store = await stores.open()
  })
  afterAll(() => stores?.close())
  beforeEach(() => stores?.clear())

  async function countOne(item: Counting): Promise<number[]> {
    const [counted] = await store.count([item])
    return counted ? sumsOf(counted) : []
  }

  async function standing(holder: Holder, at = TEN): Promise<number[]> {
    const [now] = await store.standing([{ ...holder, ...windowAt(at) }])
    return now ? sumsOf(now) : []
  }

  it.runIf(canRun)('count misses and children for the person and for all of the organisation', async () => {
    expect(await standing(CLERK)).toEqual([0, 0, 0, 0])
    expect(await countOne(counting(CLERK, [miss(1), hit(2)]))).toEqual([1, 1, 2, 2])
    expect(await countOne(counting(COLLEAGUE, [miss(1), miss(3)]))).toEqual([2, 3, 2, 3])
    expect(await standing(CLERK)).toEqual([1, 3, 2, 3])
    expect(await standing({ ...CLERK, personId: 'nobody yet' })).toEqual([0, 3, 0, 3])
  })

  it.runIf(canRun)('count a child once a day, a miss each time, a page by its size', async () => {
    await countOne(counting(CLERK, [miss(1)]))
    expect(await countOne(counting(CLERK, [miss(1)]))).toEqual([2, 2, 1, 1])
    expect(await countOne(counting(CLERK, [], TEN, 20))).toEqual([2, 2, 21, 21])
    expect(await countOne(counting(COLLEAGUE, [], TEN, 20))).toEqual([0, 2, 20, 41])
  })

  it.runIf(canRun)('keep purposes apart', async () => {
    await countOne(counting(CLERK, [miss(1)]))
    expect(await standing({ ...CLERK, purpose: 'P02' })).toEqual([0, 0, 0, 0])
  })

  it.runIf(canRun)('keep one person’s sum across organisations, and each organisation’s apart', async () => {
    await countOne(counting(CLERK, [miss(1)]))
    const elsewhere = { ...CLERK, organisationId: 'another hospital' }
    expect(await countOne(counting(elsewhere, [miss(2)]))).toEqual([2, 1, 2, 1])
  })

  it.runIf(canRun)('begin anew: misses with the hour, children with the day of Shanghai', async () => {
    await countOne(counting(CLERK, [miss(1)]))
    expect(await standing(CLERK, new Date('2026-11-23T03:00:00Z'))).toEqual([0, 0, 1, 1])
    expect(await standing(CLERK, new Date('2026-11-23T15:59:59Z'))).toEqual([0, 0, 1, 1])
    expect(await standing(CLERK, new Date('2026-11-23T16:00:00Z'))).toEqual([0, 0, 0, 0])
    expect(await countOne(counting(CLERK, [miss(1)], new Date('2026-11-23T16:00:00Z')))).toEqual([1, 1, 1, 1])
  })

  it.runIf(canRun)('tell the items of one group apart, in their order', async () => {
    const counted = await store.count([
      counting(CLERK, [miss(1)]),
      counting(COLLEAGUE, [miss(1)]),
      counting(CLERK, [hit(1)]),
      counting(CLERK, [miss(2), miss(3)]),
    ])
    expect(counted.map(sumsOf)).toEqual([
      [1, 1, 1, 1],
      [1, 2, 1, 1],
      [1, 2, 1, 1],
      [3, 4, 3, 3],
    ])
  })

  it.runIf(canRun)('agree with a plain count, whatever is asked in whatever groups', async () => {
    const item = fc.record({
      person: fc.constantFrom('a', 'b', 'c'),
      organisation: fc.constantFrom('x', 'y'),
      purpose: fc.constantFrom('P01', 'P02'),
      lookUps: fc.uniqueArray(fc.record({ at: fc.nat(6), isMiss: fc.boolean() }), {
        maxLength: 4,
        selector: ({ at }) => at,
      }),
      page: fc.constantFrom(0, 0, 5),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(item, { minLength: 1, maxLength: 5 }), { maxLength: 5 }), async (groups) => {
        await stores.clear()
        const before: Counting[] = []
        for (const group of groups) {
          const items = group.map(({ person, organisation, purpose, lookUps, page }) => {
            const holder = { personId: person, organisationId: organisation, purpose }
            return counting(
              holder,
              lookUps.map(({ at, isMiss }) => lookUp(stranger(at), isMiss)),
              TEN,
              page,
            )
          })
          const counted = await store.count(items)
          for (const [at, each] of items.entries()) {
            before.push(each)
            expect(sumsOf(counted[at] as Sums)).toEqual(plainly(before, each))
          }
        }
      }),
      { seed: 20261123, numRuns: 40 },
    )
  })

  it.runIf(canRun)('let no more through than the limit, when several processes count at once', async () => {
    const processes = await Promise.all(Array.from({ length: 4 }, () => stores.open()))
    const told = await Promise.all(
      Array.from({ length: 80 }, async (_, at) => {
        const holder = { ...CLERK, personId: `clerk ${at % 7}` }
        const [counted] = (await processes[at % 4]?.count([counting(holder, [miss(at)])])) ?? []
        return counted ? sumsOf(counted) : []
      }),
    )
    for (const limit of [1, 10, 40, 79]) {
      expect(told.filter(([, misses = 0]) => misses <= limit).length).toBeLessThanOrEqual(limit)
      expect(told.filter(([, , , children = 0]) => children <= limit).length).toBeLessThanOrEqual(limit)
    }
    expect(await standing({ ...CLERK, personId: 'clerk 0' })).toEqual([12, 80, 12, 80])
  })

  it.runIf(canRun)('count a child once that several processes ask about at once', async () => {
    const processes = await Promise.all(Array.from({ length: 4 }, () => stores.open()))
    await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        processes[at % 4]?.count([counting(at % 2 === 0 ? CLERK : COLLEAGUE, [hit(at % 5), hit(7 + (at % 3))])]),
      ),
    )
    expect(await standing(CLERK)).toEqual([0, 0, 8, 8])
  })

  it.runIf(canRun)('give the person’s misses of the last day, and no hit', async () => {
    await store.count([counting(CLERK, [miss(1), hit(2)])])
    await store.count([counting({ ...CLERK, purpose: 'P02' }, [miss(3)], new Date('2026-11-23T02:30:00Z'))])
    const [counted] = await store.count([counting(CLERK, [hit(4)], new Date('2026-11-23T03:00:00Z'))])
    const traces = [...(counted?.traces ?? [])].sort((a, b) => a.notedAt.getTime() - b.notedAt.getTime())
    expect(traces.map(({ notedAt }) => notedAt.toISOString())).toEqual([
      '2026-11-23T02:00:00.000Z',
      '2026-11-23T02:30:00.000Z',
    ])
    expect(traces.map(({ marks }) => marks)).toEqual([miss(1).marks, miss(3).marks])
    const [other] = await store.count([counting(COLLEAGUE, [hit(4)])])
    expect(other?.traces).toEqual([])
  })

  const LOCKED: Lock = {
    ...CLERK,
    pattern: 'RUNNING_SEQUENCE',
    lookUps: 5,
    since: TEN,
    until: new Date('2026-11-23T03:00:00Z'),
  }

  async function isLocked(holder: Holder, at: Date): Promise<boolean> {
    return (await store.standing([{ ...holder, ...windowAt(at) }]))[0]?.isLocked === true
  }

  it.runIf(canRun)('keep a lock for one person and purpose until it ends; only the first sets it', async () => {
    expect(await store.lock(LOCKED)).toBe(true)
    expect(await store.lock({ ...LOCKED, pattern: 'ONE_NAME_MANY_NUMBERS' })).toBe(false)
    expect(await store.locks(TEN)).toEqual([LOCKED])
    expect(await isLocked(CLERK, new Date('2026-11-23T02:59:59Z'))).toBe(true)
    expect(await isLocked(CLERK, LOCKED.until)).toBe(false)
    expect(await isLocked({ ...CLERK, purpose: 'P02' }, TEN)).toBe(false)
    expect(await isLocked(COLLEAGUE, TEN)).toBe(false)
    const again = { ...LOCKED, since: LOCKED.until, until: new Date('2026-11-23T04:00:00Z') }
    expect(await store.lock(again)).toBe(true)
    expect(await store.locks(LOCKED.until)).toEqual([again])
  })

  it.runIf(canRun)('lift a person’s locks with the traces that made them, and nothing else', async () => {
    await store.count([counting(CLERK, [miss(1)]), counting(COLLEAGUE, [miss(2)])])
    await store.lock(LOCKED)
    await store.lock({ ...LOCKED, ...COLLEAGUE })
    expect(await store.lift('clerk', TEN)).toEqual([LOCKED])
    expect(await store.locks(TEN)).toEqual([{ ...LOCKED, ...COLLEAGUE }])
    const [mine, other] = await store.count([counting(CLERK, [hit(3)]), counting(COLLEAGUE, [hit(3)])])
    expect(mine?.traces).toEqual([])
    expect(other?.traces).toHaveLength(1)
    expect(mine && sumsOf(mine)).toEqual([1, 2, 2, 3])
  })

  it.runIf(canRun)('take one lock away again when it could not be put on record', async () => {
    await store.lock(LOCKED)
    await store.unlock(LOCKED)
    expect(await store.locks(TEN)).toEqual([])
  })

  it.runIf(canRun)('hold no number, no name and no birth date', async () => {
    await store.count([counting(CLERK, [miss(1), hit(2)])])
    const kept = await stores.dump()
    expect(kept).toContain('clerk')
    for (const { citizenId, fullName } of [stranger(1), stranger(2)]) {
      for (const part of [citizenId, citizenId.slice(0, 14), citizenId.slice(6, 14), fullName]) {
        expect(kept).not.toContain(part)
      }
    }
    const text = JSON.stringify(hit(2).marks)
    for (const mark of text.match(/[\w-]{22}/g) ?? []) expect(kept).not.toContain(mark)
  })

  it.runIf(canRun)('forget what no window needs: a day later nothing is left', async () => {
    await store.count([counting(CLERK, [miss(1), hit(2)], TEN, 3)])
    await store.lock(LOCKED)
    await store.prune(new Date('2026-11-23T15:00:00Z'))
    expect(await standing(CLERK, new Date('2026-11-23T15:00:00Z'))).toEqual([0, 0, 5, 5])
    await store.prune(new Date('2026-11-25T02:00:00Z'))
    expect(await store.locks(TEN)).toEqual([])
    if (_name === 'PostgreSQL') expect(await stores.dump()).toBe('[]')
  })
})

// Everything from the start, counted by hand.
function plainly(all: readonly Counting[], { personId, organisationId, purpose }: Holder): number[] {
  const mine = all.filter((each) => each.personId === personId && each.purpose === purpose)
  const ours = all.filter((each) => each.organisationId === organisationId && each.purpose === purpose)
  const misses = (items: readonly Counting[]): number =>
    items.flatMap(({ lookUps }) => lookUps).filter(({ isMiss }) => isMiss).length
  const children = (items: readonly Counting[]): number =>
    new Set(items.flatMap(({ lookUps }) => lookUps.map(({ child }) => child))).size +
    items.reduce((sum, { page }) => sum + page, 0)
  return [misses(mine), misses(ours), children(mine), children(ours)]
}
