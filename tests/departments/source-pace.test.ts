// Rate and quota as desks and jobs of several processes meet them, counted in a real database: never more than was agreed,
// desks before jobs, and what happens while nothing can be counted.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FixedClock, shanghaiDay, systemClock } from '../../src/clock.ts'
import { ORDINARY_BOUNDS, type SourceBounds } from '../../src/departments/bounds.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import { guardSource } from '../../src/departments/guarded-source.ts'
import type { Asked, PaceCounter } from '../../src/departments/pace/counter.ts'
import { paceOf } from '../../src/departments/pace/pace.ts'
import { createSourcePace, type Lane, type SourcePace } from '../../src/departments/pace/source-pace.ts'
import { compileRead } from '../../src/departments/read-statement.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { createPostgresCounter } from '../../src/registry/pace/postgres-counter.ts'
import { testDatabases } from '../world/database.ts'
import { counterHere } from './counter-here.ts'
import { UnderWay, watched } from './under-way.ts'

const databases = testDatabases()
const underWay = new UnderWay()
const pool = watched(databases.pool('REGISTRY', 'hutong_gateway'), underWay)
const counted = createPostgresCounter(pool)
// The databases outlive a run of the tests.
beforeAll(() =>
  databases.pool('REGISTRY', 'hutong_owner').query(`delete from pace.source where source like 'pace test %'`),
)
afterAll(() => databases.close())

const NOW = '2026-11-23T10:00:00+08:00'
const SEX = compileRead(departmentOf('GAJ'), [{ coordinate: 'PublicSecurity.sex', mask: null }], maskNamed)
const FIVE: SourceBounds = { ...ORDINARY_BOUNDS, batch: 1, rate: { perSecond: 5 } }
const NOBODY = new AbortController().signal

let sources = 0
/** A source that no other test counts. */
function newSource(): string {
  sources += 1
  return `pace test ${sources}`
}

const soon = (clock: FixedClock, ms: number): Date => new Date(clock.now().getTime() + ms)

function playOut(clock: FixedClock, work: readonly Promise<unknown>[]): Promise<void> {
  return underWay.playOut(clock, Promise.allSettled(work))
}

describe('the counter in PostgreSQL', () => {
  const step = fc.record({
    what: fc.constantFrom('reserve', 'take', 'left') as fc.Arbitrary<'reserve' | 'take' | 'left'>,
    afterMs: fc.constantFrom(0, 1, 70, 210, 1_000, 40_000_000),
    calls: fc.integer({ min: 1, max: 9 }),
    counted: fc.integer({ min: 0, max: 9 }),
    untilMs: fc.integer({ min: 0, max: 2_000 }),
  })
  const agreed = fc.record(
    {
      rate: fc.record({ perSecond: fc.constantFrom(0.5, 5, 40), burst: fc.integer({ min: 1, max: 4 }) }),
      dailyQuota: fc.integer({ min: 1, max: 40 }),
      desksShare: fc.constantFrom(0, 0.25, 1),
    },
    { requiredKeys: [] },
  )

  it('comes to what is written down call by call, whatever is asked in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(agreed, fc.array(step, { maxLength: 25 }), async (bounds, steps) => {
        const here = counterHere()
        const clock = new FixedClock(NOW)
        const source = newSource()
        for (const { what, afterMs, calls, counted: count, untilMs } of steps) {
          clock.moveTo(soon(clock, afterMs))
          const now = clock.now()
          const asked: Asked = { source, pace: paceOf({ ...ORDINARY_BOUNDS, ...bounds }), now, day: shanghaiDay(now) }
          const reservation = { ...asked, calls, counted: count, until: soon(clock, untilMs) }
          const ask = ({ reserve, take, leftToJobs }: PaceCounter) =>
            what === 'reserve' ? reserve(reservation) : what === 'take' ? take(asked) : leftToJobs(asked)
          expect(rounded(await ask(counted))).toEqual(rounded(await ask(here)))
        }
      }),
      { seed: 20_261_123, numRuns: 60 },
    )
  }, 120_000)

  // A database keeps microseconds.
  function rounded(answer: unknown): unknown {
    return JSON.parse(JSON.stringify(answer), (key, value) => {
      if (key === 'again') return Math.round(Date.parse(String(value)) / 2)
      return typeof value === 'number' ? Math.round(value * 10) / 10 : (value as unknown)
    })
  }
})

describe('a rate of five calls a second', () => {
  it('is kept by three processes with desks and jobs together: no second holds a sixth call, wherever it begins', async () => {
    const clock = new FixedClock(NOW)
    const source = newSource()
    const made: number[] = []
    const processes = [1, 2, 3].map(() => createSourcePace({ source, bounds: FIVE, counter: counted, clock }))
    const note = (): void => void made.push(clock.now().getTime())
    const desk = async (pace: SourcePace, calls: number): Promise<void> => {
      const turns = pace.desk(calls, soon(clock, 20_000))
      for (let call = 0; call < calls; call += 1) await turns.next(NOBODY).then(note)
    }
    const job = async (pace: SourcePace): Promise<void> => {
      for (let call = 0; call < 12; call += 1) await pace.job(soon(clock, 60_000)).then(note)
    }
    await playOut(
      clock,
      processes.flatMap((pace) => [desk(pace, 3), desk(pace, 1), desk(pace, 2), job(pace)]),
    )
    expect(made).toHaveLength(3 * (3 + 1 + 2 + 12))
    for (const first of made) expect(made.filter((at) => at >= first && at < first + 1_000).length).toBeLessThan(6)
  }, 60_000)

  it('lets so many come together as were agreed, after a quiet time', async () => {
    const clock = new FixedClock(NOW)
    const bounds = { ...FIVE, rate: { perSecond: 5, burst: 4 } }
    const pace = createSourcePace({ source: newSource(), bounds, counter: counted, clock })
    const made: number[] = []
    const turns = pace.desk(6, soon(clock, 1_000))
    const all = Promise.all(
      Array.from({ length: 6 }, () => turns.next(NOBODY).then(() => made.push(clock.now().getTime()))),
    )
    await playOut(clock, [all])
    expect(made.map((at) => at - Date.parse(NOW))).toEqual([0, 0, 0, 0, 210, 420])
  })
})

describe('a desk', () => {
  it('is told at once, before any call is made, when not all of its calls come in within half of its deadline', async () => {
    const clock = new FixedClock(NOW)
    const source = newSource()
    const calls: (readonly string[])[] = []
    const guarded = guardSource(
      {
        async fetch(_statement, keys) {
          calls.push(keys)
          return { asOf: NOW, rows: [] }
        },
      },
      { bounds: FIVE, clock, pace: createSourcePace({ source, bounds: FIVE, counter: counted, clock }) },
    )
    const keys = Array.from({ length: 9 }, (_, at) => `key ${at}`)
    const bound = { today: '2026-11-23', holding: new Map(), lane: 'DESK' } as const
    // 1.5 seconds hold eight calls that lie 210 ms apart.
    await expect(guarded.read(SEX, keys, bound)).rejects.toThrow(
      'SOURCE_UNAVAILABLE: the source is asked as often as was agreed',
    )
    expect(calls).toEqual([])
    const eight = guarded.read(SEX, keys.slice(0, 8), bound)
    await playOut(clock, [eight])
    await eight
    expect(calls).toHaveLength(8)
  })

  it('waits for one call of a job at most, whose next one waits until no desk is before it', async () => {
    const clock = new FixedClock(NOW)
    const pace = createSourcePace({ source: newSource(), bounds: FIVE, counter: counted, clock })
    const made: [Lane, number][] = []
    const note = (lane: Lane) => () => void made.push([lane, clock.now().getTime() - Date.parse(NOW)])
    await pace.job(soon(clock, 0)).then(note('JOB'))
    const waiting = pace.job(soon(clock, 60_000)).then(note('JOB'))
    const turns = pace.desk(3, soon(clock, 1_500))
    const desk = Promise.all([1, 2, 3].map(() => turns.next(NOBODY).then(note('DESK'))))
    await playOut(clock, [waiting, desk])
    expect(made).toEqual([
      ['JOB', 0],
      ['DESK', 210],
      ['DESK', 420],
      ['DESK', 630],
      ['JOB', 840],
    ])
  })
})

describe('a daily quota', () => {
  const bounds: SourceBounds = { ...ORDINARY_BOUNDS, batch: 1, dailyQuota: 40 }
  const spent = 'the calls of the day are made'

  it('is shared by desks of all processes to the last call, and begins anew at midnight in Shanghai', async () => {
    const clock = new FixedClock('2026-11-23T23:59:00+08:00')
    const source = newSource()
    const [one, two] = [1, 2].map(() => createSourcePace({ source, bounds, counter: counted, clock }))
    for (const pace of Array.from({ length: 20 }, () => [one, two]).flat()) {
      await pace?.desk(1, clock.now()).next(NOBODY)
    }
    for (const pace of [one, two]) await expect(pace?.desk(1, clock.now()).next(NOBODY)).rejects.toThrow(spent)
    clock.moveTo('2026-11-24T00:00:00+08:00')
    await expect(one?.desk(1, clock.now()).next(NOBODY)).resolves.toBeUndefined()
  })

  it('keeps a quarter for desks: jobs are told that theirs is spent, and are ready again tomorrow', async () => {
    const clock = new FixedClock(NOW)
    const pace = createSourcePace({ source: newSource(), bounds, counter: counted, clock })
    for (let call = 0; call < 30; call += 1) await pace.job(clock.now())
    await expect(pace.job(clock.now())).rejects.toThrow('jobs have made their calls of the day')
    expect(await pace.leftToJobs()).toBe(0)
    const ready = pace.readyForJob()
    await playOut(clock, [ready])
    expect(clock.now()).toEqual(new Date('2026-11-24T00:00:00+08:00'))
    for (let call = 0; call < 10; call += 1) await pace.desk(1, clock.now()).next(NOBODY)
  })

  it('loses what a process had counted ahead when that is killed, and hands nothing out twice', async () => {
    const clock = new FixedClock(NOW)
    const source = newSource()
    const large = { ...bounds, dailyQuota: 5_000 }
    // Each of these is a process that makes one call and is gone.
    for (let turn = 0; turn < 3; turn += 1) {
      const killed = createSourcePace({ source, bounds: large, counter: counted, clock })
      await killed.desk(1, clock.now()).next(NOBODY)
    }
    const { rows } = await pool.query('select desk_calls from pace.source where source = $1', [source])
    expect(rows).toEqual([{ desk_calls: 3 * (1 + 10) }])
  })
})

describe('a counter that is out', () => {
  const bounds: SourceBounds = { ...ORDINARY_BOUNDS, batch: 1, rate: { perSecond: 10 }, dailyQuota: 5_000 }

  function failing(clock: FixedClock, agreed: SourceBounds = bounds) {
    let isOut = false
    const check = <Value>(ask: () => Promise<Value>) => (isOut ? Promise.reject(new Error('out')) : ask())
    const counter: PaceCounter = {
      reserve: (asked) => check(() => counted.reserve(asked)),
      take: (asked) => check(() => counted.take(asked)),
      leftToJobs: (asked) => check(() => counted.leftToJobs(asked)),
    }
    const pace = createSourcePace({ source: newSource(), bounds: agreed, counter, clock })
    return {
      pace,
      goesOut: () => {
        isOut = true
      },
    }
  }

  it('sends nobody away from a desk who can be served by what was counted ahead, a tenth as fast', async () => {
    const clock = new FixedClock(NOW)
    const { pace, goesOut } = failing(clock)
    await pace.desk(1, clock.now()).next(NOBODY)
    goesOut()
    const made: number[] = []
    for (let call = 0; call < 10; call += 1) {
      const served = pace.desk(1, soon(clock, 1_500)).next(NOBODY)
      await playOut(clock, [served])
      await served
      made.push(clock.now().getTime() - Date.parse(NOW))
    }
    expect(made.slice(0, 3)).toEqual([1_050, 2_100, 3_150])
    await expect(pace.desk(1, soon(clock, 60_000)).next(NOBODY)).rejects.toThrow(
      'the calls of the source cannot be counted',
    )
  })

  it('lets a process that counted nothing yet make no call under a quota', async () => {
    const clock = new FixedClock(NOW)
    const { pace, goesOut } = failing(clock)
    goesOut()
    await expect(pace.desk(1, soon(clock, 1_500)).next(NOBODY)).rejects.toThrow('cannot be counted')
  })

  it('lets no job make a call', async () => {
    const clock = new FixedClock(NOW)
    const { pace, goesOut } = failing(clock, { ...bounds, dailyQuota: 5_000 })
    goesOut()
    await expect(pace.job(soon(clock, 60_000))).rejects.toThrow('cannot be counted')
    await expect(pace.readyForJob()).rejects.toThrow('cannot be counted')
  })
})

describe('the clock of the machine', () => {
  it('is waited by until the moment has come, or until nobody waits any more', async () => {
    const moment = new Date(systemClock.now().getTime() + 20)
    await systemClock.waitUntil(moment)
    expect(systemClock.now() >= moment).toBe(true)
    const left = new AbortController()
    const waiting = systemClock.waitUntil(new Date(moment.getTime() + 3_600_000), left.signal)
    left.abort(new Error('left'))
    await expect(waiting).rejects.toThrow('left')
  })
})
