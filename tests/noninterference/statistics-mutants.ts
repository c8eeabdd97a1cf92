// Leaks of statistics: what is published stands still, so that nothing of an answer may follow the children who are there now.
import { registryWith } from './act-mutants.ts'
import { askTable } from './casework.ts'
import type { Mutant } from './mutant.ts'

const ANALYST: Mutant['caller'] = ['analyst', 'P09']
const IS_EVEN = '(select count(*) % 2 = 0 from registry.outcome)'
const STORED = 'select body from statistic.shown'

/** The stored table, with `cells` in place of its own. */
function tablesWith(cells: string): Mutant['spoil'] & {} {
  return registryWith(STORED, `select jsonb_set(body::jsonb, '{cells}', ${cells})::text as body from statistic.shown`)
}

export const STATISTICS_MUTANTS: readonly Mutant[] = [
  {
    leak: 'a table that is refused by how many children there are',
    caller: ANALYST,
    make: askTable,
    spoil: registryWith('from statistic.snapshot where', `from statistic.snapshot where ${IS_EVEN} and`),
  },
  {
    leak: 'a table whose cells stand in the order of a hidden count',
    caller: ANALYST,
    make: askTable,
    spoil: tablesWith(
      `(select jsonb_agg(cell order by case when ${IS_EVEN} then at else -at end)
        from jsonb_array_elements(body::jsonb -> 'cells') with ordinality c(cell, at))`,
    ),
  },
  {
    leak: 'a cell that is held back and tells none from few',
    caller: ANALYST,
    make: askTable,
    spoil: registryWith(
      STORED,
      `select replace(body, '"suppressed":true', '"suppressed":' || ${IS_EVEN}::text) as body from statistic.shown`,
    ),
  },
]
