// The suppression audit: exact tables of streets by aid for each sex in each county, and by linear programs what can be computed of the
// cells held back. Is nobody there, or somebody?
import { CITY_MENU } from '../../../src/city/statistics-city.ts'
import { aggregate } from '../../../src/disclosure/aggregate.ts'
import { heldBackOf, intervalsOf, type OfficialTable, totalled } from '../../../src/disclosure/official.ts'
import { isRefusal } from '../../../src/disclosure/refusal.ts'
import { type Codes, cellName, cellsOf, formOf, readingOf } from '../../../src/disclosure/table-form.ts'
import { type Ground, SECRET } from './ground.ts'
import { guessed, type Outcome, type Scored } from './guesses.ts'

/** Only what is below the threshold is held back. */
export function plain(ground: Ground): Outcome {
  return audited(ground, ({ values }) => new Set([...values.keys()].filter((at) => (values[at] as number) < 10)))
}

export function ours(ground: Ground): Outcome {
  return audited(ground, (table) => heldBackOf(table, ground.solver))
}

function audited(ground: Ground, holding: (table: OfficialTable) => ReadonlySet<number>): Outcome {
  const scored = countyTables(ground).flatMap((table) => {
    const held = holding(table)
    return [...intervalsOf(table, held, ground.solver)].flatMap(([cell, { low, high }]): Scored[] => {
      const value = table.values[cell] as number
      // Neither end is reached by chance: where both are open, the middle is the best guess.
      return value < 10 ? [{ score: low + Math.min(high, 1000), isYes: value > 0 }] : []
    })
  })
  const nobody = scored.filter(({ isYes }) => !isYes)
  const somebody = scored.filter(({ isYes }) => isYes)
  const pairs = Math.min(nobody.length, somebody.length, ground.targets.length / 2)
  return guessed([...nobody.slice(0, pairs), ...somebody.slice(0, pairs)])
}

function countyTables({ children }: Ground): OfficialTable[] {
  const form = formOf({ measure: 'COUNT', groups: ['street', 'sex'], filter: SECRET }, CITY_MENU)
  if (isRefusal(form)) throw new Error(form)
  const counts = aggregate(children, form)
  const countyOf = readingOf(form, 'county') as (codes: Codes) => number
  const sexOf = readingOf(form, 'sex') as (codes: Codes) => number
  return [...Map.groupBy(cellsOf(form), (codes) => `${countyOf(codes)} ${sexOf(codes)}`).values()].map((cells) =>
    totalled(
      cells,
      cells.map((codes) => counts.get(cellName(form.dimensions, codes))?.n ?? 0),
    ),
  )
}
