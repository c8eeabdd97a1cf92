// The filters of a list at a moment: tested on what the registry itself held and knew then, never on what a department says today.
import type { Pool } from 'pg'
import { placeholderFor } from '../../departments/holding.ts'
import { invariant } from '../../errors.ts'
import { rangesOf, type Test } from '../list-statement.ts'
import type { ScopedChild } from '../scope.ts'
import { HELD, type Moment } from './moment.ts'

/** What the test is in SQL, of the child `c.id`. */
type HeldTest = (value: string, bind: (value: unknown, type: string) => string) => string

const HELD_TESTS: ReadonlyMap<string, HeldTest> = new Map([
  ['CivilAffairs.categories', outcomeOf('CATEGORY')],
  ['CivilAffairs.householdAidClass', outcomeOf('HOUSEHOLD_AID')],
  ['PublicSecurity.residenceDivision', divisionOf('RESIDENCE')],
])

/** True of a field whose history the registry keeps. */
export function isHeld(coordinate: string): boolean {
  return HELD_TESTS.has(coordinate)
}

/** Those of the children who pass all tests at the moment. What a condition takes away from a child passes none. */
export async function heldAt(
  pool: Pool,
  children: readonly ScopedChild[],
  { tests, moment }: { readonly tests: readonly Test[]; readonly moment: Moment },
): Promise<readonly ScopedChild[]> {
  const seen = children.filter(({ holds }) => tests.every(({ rows }) => placeholderFor(rows, holds) === null))
  const values: unknown[] = [seen.map(({ childId }) => childId), moment.asOf, moment.knownAt]
  const bind = (value: unknown, type: string): string => `$${values.push(value)}::${type}`
  const where = tests.map(({ coordinate, value }) => {
    const test = HELD_TESTS.get(coordinate)
    invariant(test, `the registry keeps the history of ${coordinate}`)
    return test(value, bind)
  })
  const { rows } = await pool.query<{ id: string }>({
    text: `select c.id from unnest($1::uuid[]) as c(id) where ${where.join(' and ')}`,
    values,
  })
  const passing = new Set(rows.map(({ id }) => id))
  return seen.filter(({ childId }) => passing.has(childId))
}

function outcomeOf(kind: string): HeldTest {
  return (value, bind) =>
    `exists (select from registry.outcome where child_id = c.id and kind = '${kind}' and value = ${bind(value, 'text')} and ${HELD})`
}

function divisionOf(kind: string): HeldTest {
  return (value, bind) => {
    const ranges = rangesOf(value)
    const lowest = bind(
      ranges.map(([from]) => from),
      'text[]',
    )
    const highest = bind(
      ranges.map(([, to]) => to),
      'text[]',
    )
    return `exists (select from registry.jurisdiction join unnest(${lowest}, ${highest}) as d(lowest, highest)
      on division between d.lowest::char(12) and d.highest::char(12) where child_id = c.id and kind = '${kind}' and ${HELD})`
  }
}
