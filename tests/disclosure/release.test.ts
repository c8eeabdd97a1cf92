// What goes out of a table, and what does not.
import { describe, expect, it } from 'vitest'
import { withHeldBack } from '../../src/disclosure/coupling.ts'
import { decide } from '../../src/disclosure/decide.ts'
import { type LedgerEntry, MemoryLedger } from '../../src/disclosure/ledger.ts'
import { LOOKS } from '../../src/disclosure/parameters.ts'
import { isRefusal } from '../../src/disclosure/refusal.ts'
import { type Desk, type ReleasedTable, release } from '../../src/disclosure/release.ts'
import { openSolver } from '../../src/disclosure/solver.ts'
import { cellsOf, formOf, type Query } from '../../src/disclosure/table-form.ts'
import { deskOf, type Kind, TOWN_MENU, townOf } from './small-town.ts'

const EVERYWHERE: readonly Kind[] = [0, 1, 2, 3].flatMap((street) =>
  [0, 1].flatMap((sex) => [0, 1].map((aid) => ({ children: 40 + 9 * street, street, sex, aid }))),
)

function asked(desk: Desk, query: Query, { analyst = 'A', period = 1 } = {}): ReleasedTable {
  const table = release({ analyst, period, query }, desk)
  if (isRefusal(table)) throw new Error(table)
  return table
}

const valuesOf = ({ cells }: ReleasedTable): (number | null)[] => cells.map(({ value }) => value)
const count = (...groups: string[]): Query => ({ measure: 'COUNT', groups })

describe('a count', () => {
  it('is never shown below ten, and an empty cell looks like a small one', async () => {
    const desk = await deskOf(
      townOf([
        { children: 9, street: 0 },
        { children: 200, street: 2 },
      ]),
    )
    expect(valuesOf(asked(desk, count('street')))).toEqual([null, null, expect.any(Number), null])
  })

  it('is a multiple of five near the truth', async () => {
    const values = valuesOf(asked(await deskOf(townOf(EVERYWHERE)), count('street')))
    for (const [street, value] of values.entries()) {
      expect((value ?? 1) % 5).toBe(0)
      expect(Math.abs((value ?? 0) - 4 * (40 + 9 * street))).toBeLessThanOrEqual(14)
    }
  })

  it('is the same in every form in which a set is asked, and another one a period later', async () => {
    const desk = await deskOf(townOf(EVERYWHERE))
    const one = asked(desk, { ...count('sex', 'street') })
    const other = asked(desk, { ...count('street'), filter: { dimension: 'sex', code: 1 } }, { analyst: 'B' })
    expect(other.cells).toEqual(one.cells.filter(({ codes }) => codes[0] === 1))
    expect(asked(desk, { ...count('street', 'county'), filter: { dimension: 'sex', code: 1 } }).cells).toEqual(
      other.cells,
    )
    const next = await deskOf(townOf(EVERYWHERE, 2))
    expect(valuesOf(asked(next, count('sex', 'street'), { period: 2 }))).not.toEqual(valuesOf(one))
  })
})

describe('equal sets of children in two tables', () => {
  // Of the 40 in each of these counties none is ill: all and those not ill are one set, and one by one equal numbers would tell it.
  it('are moved apart, so that equal numbers do not tell that nobody is between them', async () => {
    const towns = await Promise.all(
      Array.from({ length: 12 }, (_, period) => deskOf(townOf([{ children: 90, street: 0 }], period))),
    )
    const differences = towns.map((desk, period) => {
      const [all] = valuesOf(asked(desk, count('county'), { period }))
      const [well] = valuesOf(asked(desk, count('county', 'illness'), { period }))
      return (well ?? 0) - (all ?? 0)
    })
    expect(differences.filter((difference) => difference !== 0).length).toBeGreaterThan(4)
  })
})

describe('a value that nearly all of a group below county level share', () => {
  it.each([
    [0, 100],
    [4, 96],
    [100, 0],
  ])('is held back with its group: %i of %i', async (without, withAid) => {
    const told: Kind[] = [
      { children: withAid, street: 0, aid: 1 },
      { children: without, street: 0, aid: 0 },
    ]
    const desk = await deskOf(townOf([...told, ...EVERYWHERE.filter(({ street }) => street > 0)]))
    const { cells } = asked(desk, count('street', 'aid'))
    expect(cells.filter(({ codes }) => codes[1] === 0).map(({ value }) => value)).toEqual([null, null])
    expect(cells.filter(({ codes }) => codes[1] === 2).every(({ value }) => value !== null)).toBe(true)
  })
})

describe('a value that nearly all of a small group share', () => {
  it.each([
    [60, 0, true],
    [58, 2, true],
    [2, 58, true],
    [600, 0, false],
    [40, 20, false],
  ])('is held back with its group wherever it lies, and of a large one or a mixed one is not: %i and %i', async (withAid, without, isHeld) => {
    const told: Kind[] = [
      { children: withAid, street: 0, age: 1, aid: 1 },
      { children: without, street: 1, age: 1, aid: 0 },
    ]
    const desk = await deskOf(
      townOf([...told, { children: 300, street: 0, aid: 1 }, { children: 300, street: 1, aid: 0 }]),
    )
    const { cells } = asked(desk, count('age', 'aid'))
    const larger = Math.max(...cells.filter(({ codes }) => codes[0] === 1).map(({ value }) => value ?? 0))
    expect(larger > 0).toBe(!isHeld)
    expect(cells.filter(({ codes }) => codes[0] === 0).every(({ value }) => value !== null)).toBe(true)
  })
})

describe('a sum', () => {
  const sum: Query = { measure: 'SUM', column: 'days', groups: ['street'] }

  it('is held back where one child makes up nearly all of it', async () => {
    const days = Array.from({ length: 60 }, (_, at) => (at === 0 ? 900 : 1))
    const desk = await deskOf(
      townOf([
        { children: 60, street: 0, days },
        { children: 60, street: 1, days: days.map(() => 20) },
      ]),
    )
    expect(valuesOf(asked(desk, sum))).toEqual([null, expect.any(Number), null, null])
  })
})

describe('a sum of amounts that are all alike', () => {
  const amounts = (...days: number[]): Kind => ({ children: days.length, street: 0, days })
  const alike = Array.from({ length: 80 }, () => 30)
  const sums = async (last: number): Promise<number[]> =>
    Promise.all(
      Array.from({ length: 40 }, async (_, period) => {
        const desk = await deskOf(townOf([amounts(...alike, last)], period))
        return valuesOf(asked(desk, { measure: 'SUM', column: 'days', groups: ['county'] }, { period }))[0] ?? 0
      }),
    )

  it('leaves nothing over by which another amount among them would be seen', async () => {
    const left = (await sums(30)).filter((sum) => sum % 30 !== 0)
    expect(left.length).toBeGreaterThan(20)
  })

  it('is moved as far whoever is in it, by the largest amount that there can be', async () => {
    const spread = (all: readonly number[]): number => Math.max(...all) - Math.min(...all)
    expect(spread(await sums(30))).toBeGreaterThan(10 * 200)
    expect(spread(await sums(180))).toBeGreaterThan(10 * 200)
  })
})

describe('a median', () => {
  it('is shown from thirty children on, and is near the middle', async () => {
    const days = Array.from({ length: 200 }, (_, at) => at)
    const desk = await deskOf(
      townOf([
        { children: 29, street: 0, days },
        { children: 200, street: 1, days },
      ]),
    )
    const [few, many] = valuesOf(asked(desk, { measure: 'MEDIAN', column: 'days', groups: ['street'] }))
    expect(few).toBeNull()
    expect(Math.abs((many ?? 0) - 100)).toBeLessThanOrEqual(10)
  })
})

describe('a query', () => {
  const refusal = (query: Query): unknown => decide({ analyst: 'A', period: 1, query }, TOWN_MENU, new MemoryLedger())

  it.each<[string, Query]>([
    ['NOT_ON_MENU', count('surname')],
    ['NOT_ON_MENU', { ...count('sex'), filter: { dimension: 'age', code: 6 } }],
    ['NOT_ON_MENU', { ...count('sex'), column: 'days' }],
    ['NOT_ON_MENU', { measure: 'SUM', column: 'income', groups: [] }],
    ['NOT_ON_MENU', count('street', 'illness')],
    ['NOT_ON_MENU', { measure: 'SUM', column: 'aidAmount', groups: ['street'] }],
    ['NOT_ON_MENU', { measure: 'MEDIAN', column: 'aidAmount', groups: ['street', 'age'] }],
    ['TOO_MANY_GROUPS', count('sex', 'age', 'aid')],
  ])('is refused as %s: %j', (reason, query) => {
    expect(refusal(query)).toEqual({ kind: 'REFUSED', refusal: reason })
  })
})

describe('the ledger', () => {
  const FORMS = ['street', 'county', 'sex', 'age', 'aid'].flatMap((one, at, all) => [
    count(one),
    ...all.slice(at + 1).map((other) => count(one, other)),
  ])

  function told(desk: Desk, analyst: string, period: number): unknown[] {
    return FORMS.map((query) => {
      const table = release({ analyst, period, query }, desk)
      return isRefusal(table) ? table : 'RELEASED'
    })
  }

  it('lets out so many partitions for one analyst, for all together, of one sensitive dimension, and again in the next period', async () => {
    const desk = await deskOf(townOf(EVERYWHERE))
    expect(told(desk, 'A', 1)).toContain('ANALYST_BUDGET')
    expect(desk.ledger.entriesIn(1)).toHaveLength(LOOKS.analyst)
    const second = told(desk, 'B', 1)
    expect(desk.ledger.entriesIn(1)).toHaveLength(LOOKS.pooled)
    expect(second).toContain('POOLED_BUDGET')
    expect(told(desk, 'C', 2)).toContain('SERIES_BUDGET')
  })

  it('refuses alike whatever the children are', async () => {
    const full = await deskOf(townOf(EVERYWHERE))
    const bare = await deskOf(townOf([{ children: 11, street: 3, aid: 1 }]))
    for (const [analyst, period] of [
      ['A', 1],
      ['B', 1],
      ['A', 2],
    ] as const)
      expect(told(full, analyst, period)).toEqual(told(bare, analyst, period))
  })

  it('closes a sensitive dimension before the others', async () => {
    const desk = await deskOf(townOf(EVERYWHERE))
    const crossing = [count('aid'), ...['county', 'sex', 'age', 'street'].map((other) => count(other, 'aid'))]
    const threeway = ['sex', 'age'].map(
      (one): Query => ({ ...count(one, 'county'), filter: { dimension: 'aid', code: 0 } }),
    )
    const answers = [...crossing, ...threeway].map((query, at) => release({ analyst: `${at}`, period: 1, query }, desk))
    expect(answers.filter((answer) => answer === 'SENSITIVE_BUDGET')).toHaveLength(
      crossing.length + threeway.length - LOOKS.sensitive,
    )
  })

  it('counts a column among the looks at the dimension that it tells of', async () => {
    const desk = await deskOf(townOf(EVERYWHERE))
    const asSums = ['county', 'sex', 'age'].map((by): Query => ({ measure: 'SUM', column: 'aidAmount', groups: [by] }))
    const asCounts = ['county', 'sex', 'age'].map((by) => count(by, 'illness'))
    for (const [at, query] of [...asSums, ...asCounts].entries()) asked(desk, query, { analyst: `${at}` })
    expect(release({ analyst: 'A', period: 1, query: count('illness') }, desk)).toBe('SENSITIVE_BUDGET')
    const median: Query = { measure: 'MEDIAN', column: 'aidAmount', groups: [] }
    expect(release({ analyst: 'A', period: 1, query: median }, desk)).toBe('SENSITIVE_BUDGET')
  })
})

describe('tables together', () => {
  const entry = (groups: string[], values: (number | null)[]): LedgerEntry => {
    const form = formOf(count(...groups), TOWN_MENU)
    if (isRefusal(form)) throw new Error(form)
    const cells = cellsOf(form).map((codes, at) => ({ codes, value: values[at] ?? null }))
    return { period: 1, analyst: 'A', form, cells }
  }
  const kept = async (table: LedgerEntry, released: readonly LedgerEntry[]): Promise<(number | null)[]> =>
    withHeldBack(table, released, await openSolver()).map(({ value }) => value)

  it('hold back what would leave a small cell above zero: 100 less 50 with both errors leaves 22', async () => {
    expect(await kept(entry(['street'], [50, null, 70, 80]), [entry(['county'], [100, 150])])).toEqual([
      null,
      null,
      70,
      80,
    ])
  })

  it('leave what bounds nothing: 60 less 50 with both errors leaves anything', async () => {
    expect(await kept(entry(['street'], [50, null, 70, 80]), [entry(['county'], [60, 150])])).toEqual([
      50,
      null,
      70,
      80,
    ])
  })

  describe('of the same children in other words', () => {
    const ill = (values: number[], analyst: string | null): LedgerEntry => ({
      ...entry(['county', 'illness'], values),
      analyst,
    })
    const cared = (...values: (number | null)[]): LedgerEntry => entry(['care', 'county'], values)

    it('hold back what leaves a small cell no room: 42 less 50 with its error leaves 6, 65 less 60 leaves 19', async () => {
      const exact = ill([300, 42, 300, 65], null)
      expect(await kept(cared(null, null, 50, 60, 300, 300), [exact])).toEqual([null, null, null, 60, 300, 300])
    })

    it('hold back what leaves a small cell more than nothing: 90 less 60 with its error leaves 16', async () => {
      const exact = ill([300, 50, 300, 90], null)
      expect(await kept(cared(null, null, 50, 60, 300, 300), [exact])).toEqual([null, null, 50, null, 300, 300])
    })

    it('hold back the words that come later', async () => {
      const before = cared(null, null, 50, 60, 300, 300)
      expect(await kept(ill([300, 30, 300, 65], 'A'), [before])).toEqual([300, null, 300, 65])
    })
  })

  it('hold a total back that comes after its parts', async () => {
    expect(await kept(entry(['county'], [100, 150]), [entry(['street'], [50, null, 70, 80])])).toEqual([null, 150])
  })
})
