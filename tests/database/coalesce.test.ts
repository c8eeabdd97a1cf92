// Look-ups of requests in flight share a statement, and none of them can spoil another's.
import { describe, expect, it } from 'vitest'
import { coalesce, coalesceBy } from '../../src/database/coalesce.ts'

/** A run whose groups end when the test says so. */
function heldRun() {
  const groups: { items: readonly number[]; end: () => void; fail: () => void }[] = []
  const run = (items: readonly number[]) =>
    new Promise<number[]>((resolve, reject) => {
      groups.push({
        items,
        end: () => resolve(items.map((item) => item * 10)),
        fail: () => reject(new Error('the group failed')),
      })
    })
  return { groups, run }
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

describe('a lone look-up', () => {
  it('waits for nobody', async () => {
    const { groups, run } = heldRun()
    const lookUp = coalesce({ run, largest: 10, inFlight: 1 })
    const answer = lookUp(1)
    expect(groups.map(({ items }) => items)).toEqual([[1]])
    groups[0]?.end()
    expect(await answer).toBe(10)
  })
})

describe('look-ups that arrive while a group is under way', () => {
  it('go together in the next one, each with its own result', async () => {
    const { groups, run } = heldRun()
    const lookUp = coalesce({ run, largest: 10, inFlight: 1 })
    const answers = [lookUp(1), lookUp(2), lookUp(3)]
    expect(groups.map(({ items }) => items)).toEqual([[1]])
    groups[0]?.end()
    await turn()
    expect(groups.map(({ items }) => items)).toEqual([[1], [2, 3]])
    groups[1]?.end()
    expect(await Promise.all(answers)).toEqual([10, 20, 30])
  })

  it('never exceed the largest group or the groups under way', async () => {
    const { groups, run } = heldRun()
    const lookUp = coalesce({ run, largest: 2, inFlight: 2 })
    const answers = [1, 2, 3, 4, 5, 6].map((item) => lookUp(item))
    expect(groups.map(({ items }) => items)).toEqual([[1], [2]])
    for (let at = 0; at < 4; at += 1) {
      groups[at]?.end()
      await turn()
    }
    expect(groups.map(({ items }) => items)).toEqual([[1], [2], [3, 4], [5, 6]])
    expect(await Promise.all(answers)).toEqual([10, 20, 30, 40, 50, 60])
  })
})

describe('a group that fails', () => {
  it('fails for all of its look-ups when the fault is nobody’s: a source that is out is not asked again', async () => {
    let calls = 0
    const lookUp = coalesce<number, number>({
      largest: 10,
      inFlight: 1,
      async run() {
        calls += 1
        throw new Error('out')
      },
    })
    const settled = await Promise.allSettled([lookUp(1), lookUp(2), lookUp(3)])
    expect(settled.every(({ status }) => status === 'rejected')).toBe(true)
    expect(calls).toBe(2)
  })

  it('is tried again one by one when one may have brought the fault, so that only that look-up fails', async () => {
    const calls: (readonly number[])[] = []
    let release: (() => void) | undefined
    const first = new Promise<void>((resolve) => {
      release = resolve
    })
    const lookUp = coalesce<number, number>({
      largest: 10,
      inFlight: 1,
      isItemFault: () => true,
      async run(items) {
        calls.push(items)
        if (items.includes(1)) await first
        if (items.includes(13)) throw new Error('thirteen')
        return items
      },
    })
    const answers = [lookUp(1), lookUp(2), lookUp(13), lookUp(4)]
    release?.()
    const settled = await Promise.allSettled(answers)
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(calls).toEqual([[1], [2, 13, 4], [2], [13], [4]])
  })

  it('is a failure too when it gives fewer results than look-ups', async () => {
    const lookUp = coalesce<number, number>({ largest: 10, inFlight: 1, run: async () => [] })
    await expect(lookUp(1)).rejects.toThrow('one result per item')
  })
})

describe('look-ups of different scopes', () => {
  it('are never joined', async () => {
    const calls: [string, readonly number[]][] = []
    const lookUp = coalesceBy<number, number>((scope) => ({
      largest: 10,
      inFlight: 1,
      async run(items) {
        calls.push([scope, items])
        return items
      },
    }))
    await Promise.all([
      lookUp('one unit', 1),
      lookUp('another unit', 2),
      lookUp('one unit', 3),
      lookUp('another unit', 4),
    ])
    for (const [scope, items] of calls) {
      expect(items.every((item) => (scope === 'one unit') === (item % 2 === 1))).toBe(true)
    }
  })
})
