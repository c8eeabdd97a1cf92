// What a policy says, once read: who, for what, on which ground, under which relation, and what of each field.
// Pure: this room knows no database, no clock and no chance.

export const ROLES = [
  'HOSP_CLERK',
  'HOSP_DOCTOR',
  'HOSP_SOCIAL_WORKER',
  'SCH_AID_OFFICER',
  'SCH_TEACHER',
  'SCH_HEAD',
  'MZ_ADJUDICATOR',
  'MZ_CITY_ANALYST',
  'VILLAGE',
  'STREET',
  'AUDITOR',
  'SYSTEM_STATISTICS',
] as const
export type Role = (typeof ROLES)[number]

export const RELATIONS = ['open-encounter', 'own-roll', 'hukou-division', 'residence-division', 'none'] as const
export type Relation = (typeof RELATIONS)[number]

/** How much of a field: all of it, or what a named mask leaves. */
export type Treatment = 'reveal' | { readonly mask: string }

export interface Limits {
  /** Root fields in one operation, aliases counted. */
  readonly rootFields: number
  /** Children in one operation: the longest batch or page. */
  readonly children: number
  /** Look-ups outside the caller's own relations, per person and hour; beyond it the person is locked. */
  readonly missesPerHour: number
}

export interface Policy {
  readonly policy: string
  readonly role: Role
  readonly purpose: string
  readonly basis: { readonly instrument: string; readonly article: string; readonly status: 'IN_FORCE' | 'DRAFT' }
  readonly relation: Relation
  readonly fields: Readonly<Record<string, Treatment>>
  readonly use: {
    readonly input: readonly string[]
    readonly filter: readonly string[]
    readonly sort: readonly string[]
  }
  /** The values of an enumeration that this role may name for this purpose; an enumeration not listed is open. */
  readonly values: Readonly<Record<string, readonly string[]>>
  /** Derived fields released although their inputs are not granted, each with its reason. */
  readonly releases: readonly { readonly field: string; readonly from: readonly string[]; readonly reason: string }[]
  readonly limits: Limits
}
