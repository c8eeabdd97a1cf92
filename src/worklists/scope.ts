// Whose a task is: of a task about children, whoever has one of them in scope today by the rules of casework; of one about a place, whoever
// has the place.
import { caseworkScope } from '../registry/casework.ts'
import { type Scope, withoutLent } from '../registry/scope.ts'
import type { Operation, Rooms } from '../rooms.ts'
import { type Algorithm, ruleOf } from './algorithm.ts'
import type { WorkListName } from './rules.ts'

/** The rules of a list that the role decides; those without an entry in the register are nobody's. */
export function rulesFor(
  algorithms: readonly Algorithm[],
  { role, list }: { readonly role: string; readonly list?: WorkListName },
): string[] {
  return algorithms
    .filter(({ rule, decider }) => decider === role && (list === undefined || ruleOf(rule).list === list))
    .map(({ rule }) => rule)
}

/** Those of them that the caller asks for; `rule` is the argument as it was sent. */
export function rulesWanted(
  { algorithms }: Rooms,
  { grant }: Operation,
  { list, rule = null }: { readonly list: WorkListName; readonly rule: unknown },
): string[] {
  return rulesFor(algorithms, { role: grant.role, list }).filter((each) => rule === null || each === rule)
}

/** A file that another county has lent brings no tasks along. */
export function ownScope(operation: Operation): Scope {
  return withoutLent(caseworkScope(operation, []))
}

/** Within `$lowest` and `$highest`, the own divisions. */
export function inOwnPlace(lowest: string, highest: string): string {
  return `exists (select from unnest(${lowest}::text[], ${highest}::text[]) d(lowest, highest) where t.place between d.lowest and d.highest)`
}

/** True of a child that was ever on record in one of the own divisions: no more than candidates, of which the scope decides. */
export function ofOwnDivision(key: string, lowest: string, highest: string): string {
  return `exists (select from registry.jurisdiction j join unnest(${lowest}::text[], ${highest}::text[]) d(lowest, highest)
      on j.division between d.lowest::char(12) and d.highest::char(12) where j.child_id = ${key}::uuid and j.superseded_at is null)`
}
