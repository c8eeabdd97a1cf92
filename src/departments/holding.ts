// Which children a condition holds for, as the reading edge needs it: a cell under a condition is in the statement's answer
// for those keys alone, and what stands in its place for the others is known without a look at it.
import type { Condition, RowRule } from '../policy/policy.ts'

/** By condition, the department's keys of the children for whom it holds. */
export type Holding = ReadonlyMap<Condition, readonly string[]>

/** The word for a cell whose conditions do not all hold; null when they do. Looking absent outweighs being withheld. */
export function placeholderFor(rows: readonly RowRule[], holds: ReadonlySet<Condition>): RowRule['otherwise'] | null {
  const failed = rows.filter(({ where }) => !holds.has(where))
  if (failed.length === 0) return null
  return failed.some(({ otherwise }) => otherwise === 'looks-absent') ? 'looks-absent' : 'withheld'
}

/** Each condition that stands on any of these rules, once, in a fixed order. */
export function conditionsOf(rules: readonly { readonly rows: readonly RowRule[] }[]): readonly Condition[] {
  return [...new Set(rules.flatMap(({ rows }) => rows.map(({ where }) => where)))].sort()
}

/** The keys of the children for whom each condition holds. */
export function holdingOf(
  children: readonly { readonly key: string; readonly holds: ReadonlySet<Condition> }[],
  conditions: readonly Condition[],
): Holding {
  return new Map(
    conditions.map((condition) => [
      condition,
      children.filter(({ holds }) => holds.has(condition)).map(({ key }) => key),
    ]),
  )
}
