// Who asks and for what: the two things that every later room decides by, and nothing else about the person.

/** The purposes of domain 2.2, in their order. A purpose that is not here cannot be asked for. */
export const PURPOSES = [
  'P01',
  'P02',
  'P03',
  'P04',
  'P05',
  'P06',
  'P07',
  'P08',
  'P09',
  'P10',
  'P11',
  'P12',
  'P13',
  'P14',
  'P15',
  'P16',
] as const

export type Purpose = (typeof PURPOSES)[number]

/**
 * Mandatory reports. Nothing about a person is read for it, so nothing that is out may hold it up: roster, registered
 * operations and policies serve as they were known last.
 */
export const REPORT_PURPOSE: Purpose = 'P11'

/** A program that acts for the caller. While there is one, only registered operations run. */
export interface Delegation {
  readonly agentId: string
  /** As the token names it: one conversation is about one child. Null when the agent speaks for nobody but itself. */
  readonly conversation: string | null
}

/** Whose assignment the caller fills, and by which appointment. */
export interface StandingIn {
  readonly personId: string
  readonly appointmentId: string
}

/** The role of a program. No person holds it, and no assignment gives it. */
export const AGENT_ROLE = 'AGENT'
/** What an agent may ask for without a user: how the rules are, nothing about a person. */
export const AGENT_PURPOSE = 'P16'

/** One person in one role at one organisation, as the roster had it at most five seconds ago. */
export interface Caller {
  readonly personId: string
  readonly role: string
  readonly organisationId: string
  readonly organisationKind: string
  /** True for hospitals, schools and others beside the government: they get answers, never reasons. */
  readonly outside: boolean
  readonly unit: string
  readonly divisions: readonly string[]
  readonly assignmentId: string
  /** The token's jti: what a revocation names. */
  readonly tokenId: string
  readonly delegation: Delegation | null
  readonly deputyFor: StandingIn | null
}

const known: ReadonlySet<string> = new Set(PURPOSES)

export function isPurpose(text: string): text is Purpose {
  return known.has(text)
}

/** One spelling for one conversation of one agent with one user, to be hashed under a key; null where there is none. */
export function conversationName({ personId, delegation }: Pick<Caller, 'personId' | 'delegation'>): string | null {
  if (delegation === null || delegation.conversation === null) return null
  return JSON.stringify([delegation.agentId, personId, delegation.conversation])
}
