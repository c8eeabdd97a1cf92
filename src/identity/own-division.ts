// Where the caller's organisation is, as the roster has it at this moment.
import { invariant } from '../errors.ts'
import type { Caller } from './caller.ts'
import type { Roster } from './roster.ts'

/** Twelve digits. */
export function ownDivision(
  { roster }: { readonly roster: Pick<Roster, 'current'> },
  { organisationId }: Pick<Caller, 'organisationId'>,
): string {
  const organisation = roster.current().organisation(organisationId)
  invariant(organisation, "a caller's organisation is on the roster")
  return organisation.division
}
