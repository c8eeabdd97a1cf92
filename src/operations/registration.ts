// One registration, and whether it lets a caller ask its document on a day. Pure.
import type { Day } from '../clock.ts'
import { AGENT_ROLE, type Caller } from '../identity/caller.ts'

export interface Registration {
  readonly id: string
  /** Of the document's exact text. */
  readonly hash: string
  /** One organisation, or else all of a kind. */
  readonly organisationId: string | null
  readonly organisationKind: string | null
  readonly purpose: string
  /** Null: every role of people. A program asks only what is registered for its own role, AGENT. */
  readonly role: string | null
  readonly validFrom: Day
  /** The first day on which it no longer holds. */
  readonly validTo: Day
}

/** Who asks for what, as far as a registration looks at it. */
export interface Asking {
  readonly caller: Pick<Caller, 'organisationId' | 'organisationKind' | 'role' | 'delegation'>
  readonly purpose: string
  readonly today: Day
}

/** For the caller's organisation, this purpose, this role, on this day. */
export function lets(registration: Registration, { caller, purpose, today }: Asking): boolean {
  const { organisationId, organisationKind, validFrom, validTo } = registration
  const isTheirs =
    organisationId === null ? organisationKind === caller.organisationKind : organisationId === caller.organisationId
  return (
    isTheirs &&
    registration.purpose === purpose &&
    isTheirRole(registration, caller) &&
    validFrom <= today &&
    today < validTo
  )
}

// What a person may ask is not thereby approved for a program that speaks for the person.
function isTheirRole({ role }: Registration, caller: Asking['caller']): boolean {
  if (caller.delegation !== null) return role === AGENT_ROLE
  return role === null || role === caller.role
}
