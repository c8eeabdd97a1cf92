// Which grant a caller has for a purpose: a person's own, a program's own, or for a program that acts for a person the
// intersection of both.
import type { Classification } from '../catalogue/item.ts'
import { AGENT_ROLE, type Caller, type Purpose } from '../identity/caller.ts'
import type { Grant, PolicySet } from './compile.ts'
import { delegatedGrant } from './intersect.ts'

/** The roles whose policies must all let an operation through. */
export function rolesOf({ role, delegation }: Pick<Caller, 'role' | 'delegation'>): readonly string[] {
  return delegation !== null && role !== AGENT_ROLE ? [role, AGENT_ROLE] : [role]
}

/** Null when nothing is granted. */
export function grantOfCaller(
  { policies, catalogue }: { readonly policies: PolicySet; readonly catalogue: ReadonlyMap<string, Classification> },
  { caller, purpose }: { readonly caller: Pick<Caller, 'role' | 'delegation'>; readonly purpose: Purpose },
): Grant | null {
  const [own, agent] = rolesOf(caller).map((role) => policies.grantFor(role, purpose) ?? null)
  if (!own || agent === undefined) return own ?? null
  return agent && delegatedGrant(own, agent, catalogue)
}
