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
}

const known: ReadonlySet<string> = new Set(PURPOSES)

export function isPurpose(text: string): text is Purpose {
  return known.has(text)
}
