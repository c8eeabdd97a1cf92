// What a policy says, once read: who, for what, on which ground, under which relation, and what of each field.
// Pure: this room knows no database, no clock and no chance.

/** A role of roles.yaml. */
export type Role = string

/**
 * The ways in which a child can be a caller's; each is a mechanism of the gateway, described in relations.yaml. With each, the
 * place that it is read from, where it is one: to hold a child to be one's own by where it lives is a use of that item.
 */
export const PLACE_OF = {
  'open-encounter': null,
  'own-roll': null,
  'hukou-division': 'D07',
  'competent-division': 'D07',
  'residence-division': 'D09',
  'consenting-adult': 'D07',
  'named-case': null,
  self: null,
  'child-of': null,
  'emergency-grant': null,
  none: null,
} as const
export type Relation = keyof typeof PLACE_OF
export const RELATIONS = Object.keys(PLACE_OF) as readonly Relation[]

/** What can hold of one child and one caller, known from the registry before anything is read. */
export const CONDITIONS = ['residence-in-own-division', 'hukou-in-own-division', 'address-not-protected'] as const
export type Condition = (typeof CONDITIONS)[number]

/** What stands in the place of a cell whose condition does not hold: a word that says so, or nothing at all. */
export const OTHERWISE = ['withheld', 'looks-absent'] as const
export type Otherwise = (typeof OTHERWISE)[number]

/** A rule for one row: the cell is treated as granted where the condition holds. */
export interface RowRule {
  readonly where: Condition
  readonly otherwise: Otherwise
}

/** How much of a field, and for which rows. */
export interface FieldRule {
  /** A mask's name; null: in clear. */
  readonly mask: string | null
  readonly row: RowRule | null
}

export interface Basis {
  readonly instrument: string
  readonly article: string
  readonly status: 'IN_FORCE' | 'DRAFT'
}

export interface Limits {
  /** Root fields in one operation, aliases counted. */
  readonly rootFields: number
  /** Children in one operation: the longest batch or page. */
  readonly children: number
  /** Look-ups outside the caller's own relations, per person and hour; beyond it the person is locked. */
  readonly missesPerHour: number
  /** The same for all people of one organisation together. */
  readonly missesPerHourOfOrganisation: number
  /** Distinct children by the identifier as submitted, per person and day of Shanghai; a list counts its page size. */
  readonly childrenPerDay: number
  readonly childrenPerDayOfOrganisation: number
}

/** A derived field released although some of its inputs are not granted. */
export interface Release {
  readonly field: string
  readonly from: readonly string[]
}

export interface Policy {
  readonly policy: string
  readonly role: Role
  readonly purpose: string
  readonly basis: readonly Basis[]
  readonly relation: Relation
  /** The first day on which the policy grants nothing any more; null: until it is replaced. */
  readonly until: string | null
  readonly fields: Readonly<Record<string, FieldRule>>
  /** Coordinates refused for every use, whatever else the document grants. */
  readonly refuse: readonly string[]
  readonly use: {
    readonly input: readonly string[]
    readonly filter: readonly string[]
    readonly sort: readonly string[]
    /** Dimensions of published tables: fields that are counted by and never shown. */
    readonly group: readonly string[]
  }
  /** The values of an enumeration that this role may name for this purpose; an enumeration not listed is open. */
  readonly values: Readonly<Record<string, readonly string[]>>
  /** Derived fields released although their inputs are not granted, each with its reason. */
  readonly releases: readonly (Release & { readonly reason: string })[]
  readonly limits: Limits
  /** What the journal's entry must lead to. */
  readonly journal: { readonly notifyGuardian: boolean }
}
