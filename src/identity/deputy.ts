// Deputies: who may stand in for whom, for how long, and what neither of the two may approve. Pure; the roster holds the
// appointments, and each request asks anew.
import { type Day, daysBetween } from '../clock.ts'
import type { Caller, StandingIn } from './caller.ts'

/** The longest that one appointment may run; whoever is away longer is appointed for anew. */
export const LONGEST_APPOINTMENT_DAYS = 90

/** One person appointed to fill one assignment of another. Role and organisation are as they were when appointed. */
export interface Appointment {
  readonly id: string
  readonly assignmentId: string
  readonly principalId: string
  readonly role: string
  readonly organisationId: string
  readonly personId: string
  readonly validFrom: Day
  /** The first day on which it no longer holds. */
  readonly validTo: Day
  readonly acceptedAt: Date | null
  readonly endedAt: Date | null
}

/** True on the days of an appointment that was accepted and not ended. One that is too long never holds. */
export function isInForce({ validFrom, validTo, acceptedAt, endedAt }: Appointment, day: Day): boolean {
  const isRunning = validFrom <= day && day < validTo
  return (
    acceptedAt !== null && endedAt === null && isRunning && daysBetween(validFrom, validTo) <= LONGEST_APPOINTMENT_DAYS
  )
}

/** What was asked for, and by whom; `requestedFor` is the principal where a deputy asked. */
export interface ApprovableRequest {
  readonly requestedBy: string
  readonly requestedFor?: string | null
}

/** Who approves, or once approved, as far as that matters: a caller is one. */
export interface Approver extends Pick<Caller, 'personId' | 'delegation'> {
  readonly deputyFor: Pick<StandingIn, 'personId'> | null
}

/**
 * May this caller approve, renew or review what was requested? Never what they asked for themselves, nor what was asked
 * for by or for the person they stand in for: four eyes are of two people on two sides. A program approves nothing.
 */
export function mayApprove(
  { personId, deputyFor, delegation }: Approver,
  { requestedBy, requestedFor = null }: ApprovableRequest,
): boolean {
  if (delegation !== null) return false
  const approvers = [personId, deputyFor?.personId]
  return !approvers.includes(requestedBy) && (requestedFor === null || !approvers.includes(requestedFor))
}
