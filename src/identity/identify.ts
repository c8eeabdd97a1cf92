// The room's one question answered: headers -> who asks, in which role, for what purpose, about which case.
// The token proves the person and names one role; the roster decides whether that role is still held at this moment.
import { type Clock, shanghaiDay } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { type Caller, isPurpose, type Purpose } from './caller.ts'
import type { IdentityProviders } from './identity-provider.ts'
import type { Roster, RosterSnapshot } from './roster.ts'
import type { VerifiedToken } from './verify-token.ts'

/** The three headers that identify a request. A header sent twice was refused before it came here. */
export interface IdentifyingHeaders {
  readonly authorization: string | undefined
  readonly purpose: string | undefined
  readonly caseNumber: string | undefined
}

export interface IdentifyParts {
  readonly headers: IdentifyingHeaders
  readonly providers: IdentityProviders
  readonly roster: Pick<Roster, 'current'>
  readonly clock: Clock
}

export interface Identified {
  readonly caller: Caller
  readonly purpose: Purpose
  readonly caseNumber: string | null
}

const SCHEME = 'bearer '
const PERSONAL_NUMBER = /\d{15}|\d{14}[xX]/
const CASE_NUMBER = /^[A-Za-z0-9._-]{1,64}$/

/**
 * Refuses, in this order: no or wrong token, revoked token, unknown account (UNAUTHENTICATED); no purpose
 * (PURPOSE_REQUIRED); a purpose the token does not list (REFUSED); a malformed case number (BAD_INPUT); a role that the
 * person does not hold today (REFUSED). A stale roster or an issuer that is out is UNAVAILABLE.
 */
export async function identify(parts: IdentifyParts): Promise<Identified> {
  const token = await parts.providers.personOf(bearerToken(parts.headers.authorization))
  const roster = parts.roster.current()
  const personId = personBehind(token, roster)
  const purpose = chosenPurpose(token, parts.headers.purpose)
  const caseNumber = namedCase(parts.headers.caseNumber)
  const today = shanghaiDay(parts.clock.now())
  return { caller: callerOf({ token, roster, personId, today }), purpose, caseNumber }
}

function bearerToken(authorization: string | undefined): string {
  const scheme = authorization?.slice(0, SCHEME.length).toLowerCase()
  const token = scheme === SCHEME ? authorization?.slice(SCHEME.length) : undefined
  if (!token || token.includes(' ')) throw new GatewayError('UNAUTHENTICATED', 'no bearer token')
  return token
}

function personBehind(token: VerifiedToken, roster: RosterSnapshot): string {
  if (roster.isRevoked(token.jti)) throw new GatewayError('UNAUTHENTICATED', 'token is revoked')
  const personId = roster.personFor(token.issuer, token.subject)
  if (personId === undefined) throw new GatewayError('UNAUTHENTICATED', 'account is not known')
  return personId
}

function chosenPurpose(token: VerifiedToken, purpose: string | undefined): Purpose {
  if (purpose === undefined || purpose === '') throw new GatewayError('PURPOSE_REQUIRED', 'no purpose named')
  if (!isPurpose(purpose) || !token.purposes.includes(purpose)) {
    throw new GatewayError('REFUSED', 'purpose is not in the token')
  }
  return purpose
}

function namedCase(caseNumber: string | undefined): string | null {
  if (caseNumber === undefined) return null
  if (!CASE_NUMBER.test(caseNumber)) throw new GatewayError('BAD_INPUT', 'case number is malformed')
  // It is journalled as it stands: an identity, student or certificate number must not come in by this way.
  if (PERSONAL_NUMBER.test(caseNumber)) throw new GatewayError('BAD_INPUT', 'case number reads as a personal number')
  return caseNumber
}

interface RosterQuestion {
  readonly token: VerifiedToken
  readonly roster: RosterSnapshot
  readonly personId: string
  readonly today: string
}

function callerOf({ token, roster, personId, today }: RosterQuestion): Caller {
  const held = roster.assignmentsOf(personId, today).filter((assignment) => assignment.role === token.role)
  const [assignment] = held
  if (!assignment) throw new GatewayError('REFUSED', 'no such assignment')
  // One session acts for one organisation and unit; choosing among several would be a guess.
  if (held.length > 1) throw new GatewayError('REFUSED', 'more than one such assignment')
  const organisation = roster.organisation(assignment.organisationId)
  if (!organisation) throw new GatewayError('REFUSED', 'no such organisation')
  return {
    personId,
    role: assignment.role,
    organisationId: organisation.id,
    organisationKind: organisation.kind,
    outside: organisation.outside,
    unit: assignment.unit,
    divisions: assignment.divisions,
    assignmentId: assignment.id,
    tokenId: token.jti,
  }
}
