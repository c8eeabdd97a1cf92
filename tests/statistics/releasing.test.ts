// A table worked out in a thread of its own: what comes is what would have come here, and others are answered meanwhile.
import { beforeAll, describe, expect, it } from 'vitest'
import { aggregate } from '../../src/disclosure/aggregate.ts'
import type { LedgerEntry } from '../../src/disclosure/ledger.ts'
import { MemoryLedger } from '../../src/disclosure/ledger.ts'
import { release } from '../../src/disclosure/release.ts'
import { openSolver, type Solver } from '../../src/disclosure/solver.ts'
import { formOf, type Query, type TableForm } from '../../src/disclosure/table-form.ts'
import { type EntryRow, keptOf } from '../../src/statistics/ledger.ts'
import { type Releasing, releaseInThread } from '../../src/statistics/releasing.ts'
import { type Kind, SECRET, TOWN_MENU, townOf } from '../disclosure/small-town.ts'

const TOWN = townOf(
  [0, 1, 2, 3].flatMap((street): Kind[] => [
    { children: 60 + 9 * street, street },
    { children: 3 + 6 * street, street, sex: 1 },
  ]),
)
const QUERIES: readonly Query[] = ['county', 'street'].flatMap((place) => [
  { measure: 'COUNT', groups: [place] },
  { measure: 'COUNT', groups: [place, 'sex'] },
])

let solver: Solver
beforeAll(async () => {
  solver = await openSolver()
})

function workFor(query: Query, rows: readonly EntryRow[]): Releasing {
  const aggregates = aggregate(TOWN, formOf(query, TOWN_MENU) as TableForm)
  return { asked: { analyst: 'A', period: 1, query }, menu: TOWN_MENU, rows, aggregates, secret: SECRET }
}

describe('a table that is worked out in the thread', () => {
  it('is the one that would have come here, and is entered as it would have been', async () => {
    const ledger = new MemoryLedger()
    const rows: EntryRow[] = []
    for (const query of QUERIES) {
      const work = workFor(query, rows)
      const desk = { menu: TOWN_MENU, ledger, secret: SECRET, solver, aggregate: () => work.aggregates }
      const here = release(work.asked, desk)
      const there = await releaseInThread(work)
      expect(there).toEqual({ table: here, entry: ledger.entriesIn(1).at(-1) })
      rows.push({ period: 1, analyst: 'A', body: keptOf((there as { entry: LedgerEntry }).entry) })
    }
  })

  it('leaves the event loop to others meanwhile', async () => {
    let turns = 0
    const count = (): void => {
      turns += 1
      timer = setImmediate(count)
    }
    let timer = setImmediate(count)
    await Promise.all(QUERIES.map((query) => releaseInThread(workFor(query, []))))
    clearImmediate(timer)
    expect(turns).toBeGreaterThan(QUERIES.length)
  })

  it('is not released where the thread fails, and the next one is', async () => {
    const [query] = QUERIES as [Query]
    const work = workFor(query, [])
    const broken = { ...work, menu: { ...TOWN_MENU, dimensions: null } } as never
    await expect(releaseInThread(broken)).rejects.toThrow('null')
    expect(await releaseInThread(work)).toMatchObject({ entry: { form: { name: 'COUNT||county' } } })
  })
})
