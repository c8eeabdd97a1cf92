// The registry learns of a move with the next file or event; public security knows of it at once. Whoever may see where a child
// lives because it lives in their division sees it no longer when public security says that it lives elsewhere: a former
// neighbourhood must not read where somebody has fled to.
import { currentDivision } from '../catalogue/divisions.ts'
import type { GrantedLeaf } from '../plan/plan.ts'
import type { Grant } from '../policy/compile.ts'
import type { Decision } from '../policy/decision.ts'
import type { Condition, RowRule } from '../policy/policy.ts'

export const LIVE_RESIDENCE = 'PublicSecurity.residenceDivision'
const IN_OWN: Condition = 'residence-in-own-division'

const extended = new WeakMap<readonly GrantedLeaf[], readonly GrantedLeaf[]>()

/** The leaves, with the live residence where a condition on one of them rests on where the child lives. */
export function leavesWithResidence(leaves: readonly GrantedLeaf[], grant: Grant): readonly GrantedLeaf[] {
  const known = extended.get(leaves)
  if (known) return known
  const isNeeded = leaves.some(({ rows }) => restsOnResidence(rows))
  const isPlanned = leaves.some(({ coordinate }) => coordinate === LIVE_RESIDENCE)
  const decision = grant.decide('select', LIVE_RESIDENCE)
  const all = isNeeded && !isPlanned && decision.effect !== 'refuse' ? [...leaves, residenceLeaf(decision)] : leaves
  extended.set(leaves, all)
  return all
}

function residenceLeaf(decision: Exclude<Decision, { effect: 'refuse' }>): GrantedLeaf {
  const mask = decision.effect === 'mask' ? decision.mask : null
  return { coordinate: LIVE_RESIDENCE, mask, rows: decision.rows ?? [] }
}

function restsOnResidence(rows: readonly RowRule[]): boolean {
  return rows.some(({ where }) => where === IN_OWN)
}

/** What holds of a child, once public security was heard. */
export function holdingNow(
  holds: ReadonlySet<Condition>,
  live: unknown,
  divisions: readonly string[],
): ReadonlySet<Condition> {
  if (!holds.has(IN_OWN) || typeof live !== 'string' || !isElsewhere(live, divisions)) return holds
  return new Set([...holds].filter((condition) => condition !== IN_OWN))
}

const DIVISION_CODE = /^\d{4,12}$/

// A code that says the county alone, as a mask or a former code leaves it, is nowhere else as long as the county is the same.
function isElsewhere(code: string, divisions: readonly string[]): boolean {
  const current = currentDivision(code)
  if (!current.ok || !DIVISION_CODE.test(code)) return false
  const place = significant(current.code)
  return !divisions.some(
    (division) => place.startsWith(significant(division)) || significant(division).startsWith(place),
  )
}

function significant(division: string): string {
  return division.replace(/0+$/, '').padEnd(4, '0')
}

/**
 * The divisions, several with a blank between them, in which a child must live for a filter by where it lives to find it; null
 * where none stands in the way. A wider filter would find out who has moved, and where to.
 */
export function filteredWithin(rows: readonly RowRule[], divisions: readonly string[]): string | null {
  return restsOnResidence(rows) ? divisions.join(' ') : null
}
