// The room's one question answered: headers -> who asks, in which role, for what purpose, about which case.
// The token proves the person and names one role; the roster decides whether that role is still held at this moment.
import { type Clock, shanghaiDay } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { AGENT_PURPOSE, AGENT_ROLE, type Caller, isPurpose, type Purpose, REPORT_PURPOSE } from './caller.ts'
import { sentCaseNumber } from './case-number.ts'
import type { IdentityProviders, Shown } from './identity-provider.ts'
import type { SignedRequest } from './platform-signature.ts'
import type { Agent, Assignment, Roster, RosterSnapshot } from './roster.ts'
import type { VerifiedToken } from './verify-token.ts'

/** What identifies a request. A header sent twice was refused before it came here. */
export interface IdentifyingHeaders {
  readonly authorization: string | undefined
  readonly purpose: string | undefined
  readonly caseNumber: string | undefined
  /** The whole of a request that the public-data platform signed; left out for every other. */
  readonly signed?: SignedRequest
}

export interface IdentifyParts {
  readonly headers: IdentifyingHeaders
  readonly providers: IdentityProviders
  readonly roster: Pick<Roster, 'current' | 'last'>
  readonly clock: Clock
}

export interface Identified {
  readonly caller: Caller
  readonly purpose: Purpose
  readonly caseNumber: string | null
}

const SCHEME = 'bearer '

/**
 * Refuses, in this order: no or wrong token or signature, revoked token, unknown account, unknown or stopped agent (UNAUTHENTICATED);
 * no purpose (PURPOSE_REQUIRED); a purpose the token does not list (REFUSED); a malformed case number (BAD_INPUT); a role
 * that the person neither holds today nor stands in for (REFUSED). A stale roster or an issuer that is out is UNAVAILABLE;
 * for a mandatory report the roster serves as it was known last.
 */
export async function identify(parts: IdentifyParts): Promise<Identified> {
  const token = await parts.providers.personOf(shownBy(parts.headers))
  const isReport = parts.headers.purpose === REPORT_PURPOSE
  const roster = isReport ? parts.roster.last() : parts.roster.current()
  const behind = whoIsBehind(token, roster)
  try {
    return inCapacity(parts, { token, roster, behind })
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    throw new RefusedPerson(error, refusedPerson(parts.headers, token, behind))
  }
}

/** Whom the roster knows and refuses, before it is clear in which capacity they ask. */
export class RefusedPerson extends GatewayError {
  readonly person: KnownPerson

  constructor({ said }: GatewayError, person: KnownPerson) {
    super(...said)
    this.name = 'RefusedPerson'
    this.person = person
  }
}

export interface KnownPerson {
  readonly personId: string
  readonly agentId: string | null
  /** As the token says, held or not. */
  readonly role: string
  /** Null when none was named, or none that there is. */
  readonly purpose: Purpose | null
  readonly tokenId: string
}

function refusedPerson(
  { purpose }: IdentifyingHeaders,
  token: VerifiedToken,
  { personId, agent }: Behind,
): KnownPerson {
  return {
    personId: personId ?? personOfAgent(agent),
    agentId: agent?.id ?? null,
    role: token.role,
    purpose: purpose !== undefined && isPurpose(purpose) ? purpose : null,
    tokenId: token.jti,
  }
}

// Apart from every person's id, so that neither is counted for the other.
function personOfAgent(agent: Agent | null): string {
  return `agent:${agent?.id}`
}

function inCapacity(
  parts: IdentifyParts,
  { token, roster, behind }: { token: VerifiedToken; roster: RosterSnapshot; behind: Behind },
): Identified {
  const purpose = chosenPurpose(token, parts.headers.purpose)
  const caseNumber = namedCase(parts.headers.caseNumber)
  const today = shanghaiDay(parts.clock.now())
  const caller =
    behind.personId === null
      ? agentAlone(behind.agent, { token, roster, purpose })
      : callerOf({ token, roster, personId: behind.personId, agent: behind.agent, today })
  return { caller, purpose, caseNumber }
}

function shownBy({ authorization, signed }: IdentifyingHeaders): Shown {
  if (!signed) return bearerToken(authorization)
  // Which of two people asked would be a guess.
  if (authorization !== undefined) throw new GatewayError('UNAUTHENTICATED', 'a token beside a signature')
  return signed
}

function bearerToken(authorization: string | undefined): string {
  const scheme = authorization?.slice(0, SCHEME.length).toLowerCase()
  const token = scheme === SCHEME ? authorization?.slice(SCHEME.length) : undefined
  if (!token || token.includes(' ')) throw new GatewayError('UNAUTHENTICATED', 'no bearer token')
  return token
}

type Behind =
  | { readonly personId: string; readonly agent: Agent | null }
  | { readonly personId: null; readonly agent: Agent }

// An account is a person's or a program's, never both, and a program acts for no program.
function whoIsBehind(token: VerifiedToken, roster: RosterSnapshot): Behind {
  if (roster.isRevoked(token.jti)) throw new GatewayError('UNAUTHENTICATED', 'token is revoked')
  const own = roster.agentFor(token.issuer, token.subject)
  if (token.actor !== null && own) throw new GatewayError('UNAUTHENTICATED', 'an agent has no agent')
  if (own) return { personId: null, agent: running(own) }
  const personId = roster.personFor(token.issuer, token.subject)
  if (personId === undefined) throw new GatewayError('UNAUTHENTICATED', 'account is not known')
  return { personId, agent: token.actor === null ? null : running(roster.agentFor(token.issuer, token.actor)) }
}

function running(agent: Agent | undefined): Agent {
  if (!agent) throw new GatewayError('UNAUTHENTICATED', 'agent is not known')
  if (!agent.active || agent.stoppedAt !== null) throw new GatewayError('UNAUTHENTICATED', 'agent is stopped')
  return agent
}

function chosenPurpose(token: VerifiedToken, purpose: string | undefined): Purpose {
  if (purpose === undefined || purpose === '') throw new GatewayError('PURPOSE_REQUIRED', 'no purpose named')
  if (!isPurpose(purpose) || !token.purposes.includes(purpose)) {
    throw new GatewayError('REFUSED', 'purpose is not in the token')
  }
  return purpose
}

function namedCase(caseNumber: string | undefined): string | null {
  return caseNumber === undefined ? null : sentCaseNumber(caseNumber)
}

interface RosterQuestion {
  readonly token: VerifiedToken
  readonly roster: RosterSnapshot
  readonly personId: string
  readonly agent: Agent | null
  readonly today: string
}

function callerOf({ token, roster, personId, agent, today }: RosterQuestion): Caller {
  if (token.role === AGENT_ROLE) throw new GatewayError('REFUSED', 'no person holds the role of a program')
  const own = roster.assignmentsOf(personId, today).map((assignment) => ({ assignment, appointment: null }))
  const held = [...own, ...roster.standInsOf(personId, today)].filter(
    ({ assignment }) => assignment.role === token.role && isOfOrganisation(assignment, token),
  )
  const [one] = held
  if (!one) throw new GatewayError('REFUSED', 'no such assignment')
  // One session acts for one organisation and unit; choosing among several would be a guess.
  if (held.length > 1) throw new GatewayError('REFUSED', 'more than one such assignment')
  const { assignment, appointment } = one
  if (appointment && agent) throw new GatewayError('REFUSED', 'a deputy sends no agent')
  return {
    personId,
    role: assignment.role,
    ...placeOf(roster, assignment.organisationId),
    unit: assignment.unit,
    divisions: assignment.divisions,
    assignmentId: assignment.id,
    tokenId: token.jti,
    delegation: agent && { agentId: agent.id, conversation: token.conversation },
    deputyFor: appointment && { personId: appointment.principalId, appointmentId: appointment.id },
  }
}

function isOfOrganisation({ organisationId }: Assignment, token: VerifiedToken): boolean {
  return token.organisationId === null || token.organisationId === organisationId
}

// Without a user there is nobody whose rights could bound the program's: it asks how the rules are, and no more.
function agentAlone(
  agent: Agent,
  { token, roster, purpose }: { token: VerifiedToken; roster: RosterSnapshot; purpose: Purpose },
): Caller {
  if (token.role !== AGENT_ROLE) throw new GatewayError('REFUSED', 'a program holds no role of people')
  if (purpose !== AGENT_PURPOSE) throw new GatewayError('REFUSED', 'a program without a user asks for no data')
  return {
    personId: personOfAgent(agent),
    role: AGENT_ROLE,
    ...placeOf(roster, agent.organisationId),
    unit: AGENT_ROLE,
    divisions: [],
    assignmentId: `agent:${agent.id}`,
    tokenId: token.jti,
    delegation: { agentId: agent.id, conversation: null },
    deputyFor: null,
  }
}

function placeOf(
  roster: RosterSnapshot,
  organisationId: Assignment['organisationId'],
): Pick<Caller, 'organisationId' | 'organisationKind' | 'outside'> {
  const organisation = roster.organisation(organisationId)
  if (!organisation) throw new GatewayError('REFUSED', 'no such organisation')
  return { organisationId: organisation.id, organisationKind: organisation.kind, outside: organisation.outside }
}
