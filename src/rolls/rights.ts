// May whoever sent a roll still ask? Looked at anew for each chunk, for the job outlives the token that sent it.
import type { Day } from '../clock.ts'
import type { Caller } from '../identity/caller.ts'
import type { RosterSnapshot } from '../identity/roster-snapshot.ts'

/** The caller as the roster has them today; null once they left the organisation or its unit, the deputy's days ended, or the token was revoked. */
export function callerToday(caller: Caller, roster: RosterSnapshot, today: Day): Caller | null {
  const { personId, assignmentId, deputyFor, tokenId, role, organisationId, unit } = caller
  if (roster.isRevoked(tokenId)) return null
  const held = deputyFor
    ? roster
        .standInsOf(personId, today)
        .filter(({ appointment }) => appointment.id === deputyFor.appointmentId)
        .map(({ assignment }) => assignment)
    : roster.assignmentsOf(personId, today)
  const assignment = held.find(({ id }) => id === assignmentId)
  if (assignment?.role !== role || assignment.organisationId !== organisationId) return null
  // What is asked for one unit is answered to that one: in another's list an answer would be a leak, and a refusal a false no.
  if (assignment.unit !== unit) return null
  return { ...caller, divisions: assignment.divisions }
}
