// What several departments say of one cell, made into one (domain 2.4: D14 GAJ/FYJ, D16 GAJ/MZJ, D17-D21 SFJ/GAJ/FYJ, D50 YBJ/SWJ; R08: D51).
// Pure. A department that says nothing is no witness; two that say different things leave the cell undetermined, and
// nobody is told which of them was believed.

import { daysBetween } from '../clock.ts'

/** How what others know joins the cell's own value. */
export type Joining =
  /** True where anyone says so: each knows grounds of its own, and the answer must not tell whose it was. */
  | 'any'
  /** One value where all who say something say the same. */
  | 'agree'

export interface Statement {
  /** Code of the department. */
  readonly source: string
  readonly value: unknown
}

export interface HowJoined {
  readonly how: Joining
  /** A code that says nothing, like a null. */
  readonly silent?: string
  /** Codes that mean the same for this purpose; the cell's own department keeps its word for it. */
  readonly alike?: readonly string[]
  /** Days that lie no further apart are one day, written down at two desks. */
  readonly withinDays?: number
}

export type Verdict =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'contradiction'; readonly statements: readonly Statement[] }

/** The cell's own department first. What nobody says is null, and the silent code where somebody says that. */
export function judge(statements: readonly Statement[], joined: HowJoined): Verdict {
  const said = statements.filter(({ value }) => value !== null && value !== undefined && value !== joined.silent)
  const [first] = said
  if (!first) return { kind: 'value', value: statements.find(({ value }) => value === joined.silent)?.value ?? null }
  if (joined.how === 'any') return { kind: 'value', value: said.some(({ value }) => value === true) }
  return said.every(({ value }) => isAlike(value, first.value, joined))
    ? { kind: 'value', value: first.value }
    : { kind: 'contradiction', statements: said }
}

function isAlike(one: unknown, other: unknown, { alike = [], withinDays }: HowJoined): boolean {
  if (one === other) return true
  if (withinDays !== undefined) return Math.abs(daysBetween(String(one), String(other))) <= withinDays
  return alike.includes(String(one)) && alike.includes(String(other))
}
