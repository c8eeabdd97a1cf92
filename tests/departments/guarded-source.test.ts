// A source within its bounds: what goes beyond them is not sent, and nobody waits longer than was agreed.
import { describe, expect, it } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import { ORDINARY_BOUNDS, type SourceBounds } from '../../src/departments/bounds.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import { guardSource } from '../../src/departments/guarded-source.ts'
import { compileRead } from '../../src/departments/read-statement.ts'
import type { RawRows } from '../../src/departments/reader.ts'
import { AnswerFault } from '../../src/departments/source-fault.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { paceHere } from './counter-here.ts'

const NOW = '2026-11-23T10:00:00+08:00'
const SEX = compileRead(departmentOf('GAJ'), [{ coordinate: 'PublicSecurity.sex', mask: null }], maskNamed)
const BOUND = { today: '2026-11-23', holding: new Map(), lane: 'DESK' } as const

type Answer = (keys: readonly string[], signal: AbortSignal) => RawRows | Promise<RawRows>

const rowsOf: Answer = (keys) => ({ asOf: NOW, rows: keys.map((key) => [key, 'MALE']) })
const refuse: Answer = () => {
  throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
}

/** A source that answers as told, and what it was asked. */
function guarded(answer: Answer, bounds: Partial<SourceBounds> = {}, clock = new FixedClock(NOW)) {
  const calls: (readonly string[])[] = []
  const changes: string[] = []
  let say = answer
  const agreed = { ...ORDINARY_BOUNDS, ...bounds }
  const source = guardSource(
    {
      async fetch(_statement, keys, { signal }) {
        calls.push(keys)
        return say(keys, signal)
      },
    },
    { bounds: agreed, clock, pace: paceHere(agreed, clock), onChange: (state) => changes.push(state) },
  )
  return {
    calls,
    changes,
    clock,
    answers: (next: Answer) => {
      say = next
    },
    read: (...keys: string[]) => source.read(SEX, keys, BOUND),
    fault: (...keys: string[]) =>
      source.read(SEX, keys, BOUND).then(
        () => null,
        (cause: Error) => cause.message,
      ),
  }
}

describe('a list', () => {
  const keys = Array.from({ length: 7 }, (_, at) => `key ${at}`)

  it('is one call where the source takes lists', async () => {
    const { read, calls } = guarded(rowsOf)
    expect((await read(...keys)).rows).toHaveLength(7)
    expect(calls).toEqual([keys])
  })

  it('is asked record by record where it does not, in order and never more at once than the source bears', async () => {
    let underWay = 0
    let most = 0
    const { read, calls } = guarded(
      async (batch) => {
        underWay += 1
        most = Math.max(most, underWay)
        await new Promise((resolve) => setImmediate(resolve))
        underWay -= 1
        return rowsOf(batch, new AbortController().signal)
      },
      { batch: 1, atOnce: 2 },
    )
    expect((await read(...keys)).rows.map(([key]) => key)).toEqual(keys)
    expect(calls.flat()).toEqual(keys)
    expect(most).toBe(2)
  })

  it('is as fresh as its least fresh part', async () => {
    const stamps = ['2026-11-23T09:00:00+08:00', '2026-11-20T09:00:00+08:00']
    const { read } = guarded((batch) => ({ asOf: stamps.pop() ?? NOW, rows: [[batch[0], 'MALE']] }), { batch: 1 })
    expect((await read('one', 'two')).asOf).toEqual(new Date('2026-11-20T09:00:00+08:00'))
  })

  it('fails as a whole with its first part that fails, and what was not sent yet is not sent', async () => {
    const { fault, calls } = guarded((batch, signal) => (batch[0] === 'key 1' ? refuse : rowsOf)(batch, signal), {
      batch: 1,
      atOnce: 1,
    })
    expect(await fault(...keys)).toBe('refused')
    expect(calls.flat()).toEqual(['key 0', 'key 1'])
  })
})

describe('a source that hangs', () => {
  it('is waited for until its deadline, and told then that nobody waits', async () => {
    let told = false
    const hang: Answer = (_keys, signal) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          told = true
          reject(signal.reason)
        }),
      )
    const { fault } = guarded(hang, { deadlineMs: 5 })
    expect(await fault('one')).toBe('SOURCE_UNAVAILABLE: the source did not answer in time')
    expect(told).toBe(true)
  })

  it('keeps its place in line until it ends, so that no more stand at it than it bears', async () => {
    const { fault, calls } = guarded(() => new Promise(() => undefined), { deadlineMs: 5, atOnce: 2, inLine: 1 })
    const faults = await Promise.all(['one', 'two', 'three', 'four'].map((key) => fault(key)))
    expect(calls).toHaveLength(2)
    expect(faults[3]).toBe('SOURCE_UNAVAILABLE: too many calls stand in line for the source')
    expect(await fault('five')).toBe('SOURCE_UNAVAILABLE: too many calls stand in line for the source')
    expect(calls).toHaveLength(2)
  })
})

describe('a source that is out', () => {
  const bounds = { breaker: { failures: 3, againAfterMs: [60_000] } }

  it('is left alone after some failures, and said to be out once', async () => {
    const { fault, calls, changes } = guarded(refuse, bounds)
    for (const key of ['one', 'two', 'three']) expect(await fault(key)).toBe('refused')
    expect(await fault('four')).toBe('SOURCE_UNAVAILABLE: the source was out a moment ago')
    expect(calls).toHaveLength(3)
    expect(changes).toEqual(['OUT'])
  })

  it('is tried again by one call, and answers all as soon as that one was answered', async () => {
    const { fault, read, answers, changes } = guarded(refuse, { breaker: { failures: 3, againAfterMs: [0] } })
    for (const key of ['one', 'two', 'three', 'four']) await fault(key)
    answers(rowsOf)
    expect((await Promise.all(['five', 'six'].map((key) => read(key)))).map(({ rows }) => rows[0]?.[0])).toEqual([
      'five',
      'six',
    ])
    expect(changes.at(-1)).toBe('BACK')
  })

  it('is not taken for out by an answer that cannot be used, for the next one may well be good', async () => {
    const { fault, calls } = guarded(() => {
      throw new AnswerFault('the source broke its contract')
    }, bounds)
    for (let turn = 0; turn < 9; turn += 1) await fault('one')
    expect(calls).toHaveLength(9)
  })
})

describe('a connection that breaks off', () => {
  const lose: Answer = () => {
    throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
  }

  it('is tried once more, and nobody notices', async () => {
    const { read, calls, answers } = guarded((...asked) => {
      answers(rowsOf)
      return lose(...asked)
    })
    expect((await read('one')).rows).toEqual([['one', 'MALE']])
    expect(calls).toEqual([['one'], ['one']])
  })

  it('costs a source on which all break off no more than a tenth of second tries, the reserve aside', async () => {
    const { fault, calls } = guarded(lose, { breaker: { failures: 20, againAfterMs: [0] } })
    for (let turn = 0; turn < 200; turn += 1) await fault('one')
    expect(calls.length).toBeGreaterThan(205)
    expect(calls.length).toBeLessThan(230)
  })
})

describe('a source with hours', () => {
  it.each([
    ['08:00', '17:30', '2026-11-23T07:59:59+08:00', false],
    ['08:00', '17:30', '2026-11-23T08:00:00+08:00', true],
    ['08:00', '17:30', '2026-11-23T17:29:59+08:00', true],
    ['08:00', '17:30', '2026-11-23T17:30:00+08:00', false],
    ['22:00', '06:00', '2026-11-23T23:00:00+08:00', true],
    ['22:00', '06:00', '2026-11-23T05:59:00+08:00', true],
    ['22:00', '06:00', '2026-11-23T06:00:00+08:00', false],
  ])('open from %s to %s is asked at %s: %s', async (from, to, at, isAsked) => {
    const { fault, calls } = guarded(rowsOf, { hours: { from, to } }, new FixedClock(at))
    expect(await fault('one')).toBe(isAsked ? null : 'SOURCE_UNAVAILABLE: the source is closed')
    expect(calls).toHaveLength(isAsked ? 1 : 0)
  })

  it('is not asked during announced maintenance, and again from its end on', async () => {
    const maintenance = [{ from: new Date('2026-11-23T10:00:00+08:00'), to: new Date('2026-11-23T11:00:00+08:00') }]
    const { fault, clock, calls } = guarded(rowsOf, { maintenance })
    expect(await fault('one')).toBe('SOURCE_UNAVAILABLE: the source is closed')
    expect(calls).toHaveLength(0)
    clock.moveTo('2026-11-23T11:00:00+08:00')
    expect(await fault('one')).toBeNull()
  })
})
