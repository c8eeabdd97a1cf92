// What a finding may look at: facts of a child and of each parent, of several departments. Findings are for the person
// who decides on a category; no answer to a hospital or a school rests on one (see inputs.ts for what those rest on).
import type { Day } from '../clock.ts'
import { INPUT_VALUES } from './inputs.ts'

/** The values known to hold on a day; where not whole, others may hold beside them: a source is out or has not said. */
export interface Known {
  readonly values: readonly string[]
  readonly isWhole: boolean
  /** Of these one holds at least and no other does, and nobody says which. */
  readonly among?: readonly string[]
}

export const NOTHING_KNOWN: Known = { values: [], isWhole: false }

const YES_NO = ['YES', 'NO'] as const

/** Named facts of a child with their code lists. YES and NO are what somebody said; silence is neither. */
export const CHILD_VALUES = {
  ...INPUT_VALUES,
  /** Categories that were adjudicated once, whether or not they hold on the day. */
  FORMER_CATEGORY: INPUT_VALUES.CATEGORY,
  PARENTS_UNTRACEABLE: YES_NO,
  DISABILITY_KIND: ['VISUAL', 'HEARING', 'SPEECH', 'PHYSICAL', 'INTELLECTUAL', 'MENTAL', 'MULTIPLE'],
  DISABILITY_GRADE: ['1', '2', '3', '4'],
  /** What a hospital attested: that it is so, never the diagnosis. */
  ATTESTED: ['SERIOUS_ILLNESS', 'RARE_ILLNESS', 'AUTISM'],
  ACCOMPANIED: YES_NO,
  DIFFICULTY: ['LIVING', 'MEDICAL', 'SCHOOLING', 'OTHER'],
  GUARDIANSHIP_MISSING: YES_NO,
  DISABLED_LIVING_ALLOWANCE: INPUT_VALUES.BASIC_ALLOWANCE,
  SUBSIDY_CHOICE: ['CHILD_BASIC', 'DISABLED_LIVING', 'UNSET'],
  ADOPTED: YES_NO,
  FULL_TIME_STUDY: YES_NO,
  HOUSING_NEED: YES_NO,
  UNEMPLOYED: YES_NO,
} as const satisfies Record<string, readonly string[]>

export type ChildFact = keyof typeof CHILD_VALUES

/** Named facts of one parent. */
export const PARENT_VALUES = {
  VITAL_STATUS: ['ALIVE', 'DEAD', 'DECLARED_DEAD', 'DECLARED_MISSING'],
  /** The eight of clause 二(二), as far as a source may name them; those that may not be named say ONE_OF_EIGHT. */
  SITUATION: [
    'SEVERE_DISABILITY',
    'SERIOUS_ILLNESS',
    'IMPRISONED',
    'COMPULSORY_DRUG_REHAB',
    'OTHER_LIBERTY_RESTRICTION',
    'LOST_CONTACT',
    'GUARDIANSHIP_REVOKED',
    'DEPORTED',
    'ONE_OF_EIGHT',
  ],
  REMARRIED: YES_NO,
  SOCIAL_ASSISTANCE: YES_NO,
  UNABLE_TO_SUPPORT: YES_NO,
  LACKS_GUARDIAN_CAPACITY: YES_NO,
  WORKING_AWAY: ['CROSS_COUNTY', 'WITHIN_COUNTY', 'NO'],
} as const satisfies Record<string, readonly string[]>

export type ParentFact = keyof typeof PARENT_VALUES

/** What is counted from a day to the day of the question, and in what. */
export const CHILD_MEASURES = { AGE: 'YEARS', RESIDENCE: 'MONTHS' } as const
export const PARENT_MEASURES = { WORKING_AWAY_FOR: 'MONTHS' } as const
export type Measure = keyof typeof CHILD_MEASURES | keyof typeof PARENT_MEASURES
export const MEASURE_UNIT: Readonly<Record<Measure, 'YEARS' | 'MONTHS'>> = { ...CHILD_MEASURES, ...PARENT_MEASURES }

/** Counties, the first six digits of a division. */
export const PLACES = ['HUKOU', 'RESIDENCE'] as const
export type Place = (typeof PLACES)[number]

export const PARENTS = ['FATHER', 'MOTHER'] as const
export type Parent = (typeof PARENTS)[number]

/** A child or a parent, as far as it is known. */
export interface PersonFacts<Name extends string = ChildFact> {
  values(name: Name, day: Day): Known
  /** The day a measure is counted from; null where it is not known. */
  since(measure: Measure): Day | null
  /** Six digits; null where it is not known. */
  county(place: Place): string | null
  /** Null for a parent who is not on record: nothing is known of one, least of all a death (A15). */
  parent(which: Parent): PersonFacts<ParentFact> | null
}

/** The value of a flag that somebody may not have said. */
export function said(flag: boolean | null | undefined): Known {
  if (flag === null || flag === undefined) return NOTHING_KNOWN
  return { values: [flag ? 'YES' : 'NO'], isWhole: true }
}

/** A code that stands alone: null where none is on record, though the source was asked and says so. */
export function single(code: string | null): Known {
  return { values: code === null ? [] : [code], isWhole: true }
}
