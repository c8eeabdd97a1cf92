// The ground truth about one made-up child, from which every department's rows follow. Departments see parts of it and
// may get them wrong; the truth itself is stored nowhere.
import { addDays, addMonths, ageAt, type Day } from '../clock.ts'
import type { Category, HouseholdAidClass, SubsidyChoice } from '../departments/civil-affairs/types.ts'
import type { DisabilityKind } from '../departments/disability/types.ts'
import type { VitalStatus } from '../departments/public-security/types.ts'
import type { CareEpisode } from './care.ts'
import type { Sex } from './citizen-numbers.ts'
import type { ParentSituation } from './parents.ts'

export type CategoryCode = keyof typeof Category
export type HouseholdCode = keyof typeof HouseholdAidClass
export type VitalCode = keyof typeof VitalStatus
export type DisabilityCode = keyof typeof DisabilityKind
export type SubsidyChoiceCode = keyof typeof SubsidyChoice

/** What was planted in a child's rows on purpose. Counted in the manifest, written nowhere else. */
export const FAULTS = [
  'NO_CITIZEN_ID',
  'WRONG_CHECK_DIGIT',
  'FORMER_DIVISION_CODE',
  'CONFLICTING_DEATH',
  'SAME_NAME_AND_BIRTH_DATE',
  'TWIN',
  'RARE_NAME',
  'PERMIT_NUMBER',
  'STALE_ROW',
] as const
export type Fault = (typeof FAULTS)[number]

/** A stay or visit; `to` is the first day outside, null while it is open. */
export interface Encounter {
  readonly number: string
  readonly organisationId: string
  readonly unit: string
  readonly from: Day
  readonly to: Day | null
}

export interface Enrolment {
  readonly organisationId: string
  readonly className: string
  readonly from: Day
  readonly to: Day | null
}

export interface CategoryPeriod {
  readonly category: CategoryCode
  readonly from: Day
  readonly to: Day
}

export interface Subject {
  readonly index: number
  readonly id: string
  /** The name by which tests and the demo know the child, if they do. */
  readonly castKey?: string
  readonly name: string
  readonly sex: Sex
  readonly birthDate: Day
  readonly adultOn: Day
  readonly citizenId: string | null
  readonly ethnicity: string
  readonly hukou: string
  readonly residence: string
  readonly residenceSince: Day
  readonly categories: readonly CategoryPeriod[]
  /** Null where civil affairs never assessed the household. */
  readonly household: HouseholdCode | null
  readonly careSetting: 'INSTITUTION' | 'COMMUNITY' | null
  readonly father: VitalCode
  readonly mother: VitalCode
  readonly parentsUntraceable: boolean
  readonly lostContact: boolean
  readonly parentRemarried: boolean
  readonly fatherSituation: ParentSituation | null
  readonly motherSituation: ParentSituation | null
  /** Stays in the welfare institution, the oldest first. */
  readonly careEpisodes: readonly CareEpisode[]
  readonly disability: {
    readonly kind: DisabilityCode
    readonly grade: number
    readonly hasCertificate: boolean
  } | null
  readonly illnessAttested: boolean
  readonly isInsured: boolean
  readonly isKnownToCivilAffairs: boolean
  readonly isKnownToPublicSecurity: boolean
  readonly faults: ReadonlySet<Fault>
  /** Cast and boundary children: chance adds nothing to what is written down for them. */
  readonly isScripted: boolean
  readonly encounters?: readonly Encounter[]
  readonly enrolments?: readonly Enrolment[]
  /** People with an account who are the child, or the guardian on record. */
  readonly kin?: readonly { readonly personId: string; readonly kind: 'SELF' | 'GUARDIAN' }[]
  /** Numbers of the protection cases that are about the child. */
  readonly cases?: readonly string[]
  readonly hasProtectedAddress?: boolean
  /** Whoever has the guardianship works away and entrusted the care to somebody else. */
  readonly isEntrusted?: boolean
}

export function adultDay(birthDate: Day): Day {
  return addMonths(birthDate, 18 * 12)
}

const UNDER_SIXTEEN: readonly CategoryCode[] = ['MIGRANT_IN_DIFFICULTY', 'LEFT_BEHIND_UNGUARDED']

/** The first day on which age alone ends a category. */
export function categoryEnd(category: CategoryCode, birthDate: Day): Day {
  return addMonths(birthDate, (UNDER_SIXTEEN.includes(category) ? 16 : 18) * 12)
}

export function periodsFrom(categories: readonly CategoryCode[], birthDate: Day, from: Day): CategoryPeriod[] {
  const start = from < birthDate ? birthDate : from
  return categories.map((category) => {
    const end = categoryEnd(category, birthDate)
    return { category, from: start < end ? start : addDays(end, -1), to: end }
  })
}

export function holds(subject: Subject, category: CategoryCode, day: Day): boolean {
  return subject.categories.some((period) => period.category === category && period.from <= day && day < period.to)
}

export function isDisadvantaged(subject: Subject, day: Day): boolean {
  return subject.categories.some((period) => period.from <= day && day < period.to)
}

/** 重残 (grade 1-2), or grade 3-4 with a mental or intellectual disability: the test of rules R02 and R04. */
export function isSevereOrMental(subject: Subject): boolean {
  const disability = subject.disability
  if (!disability) return false
  return disability.grade <= 2 || disability.kind === 'MENTAL' || disability.kind === 'INTELLECTUAL'
}

export function ageOf(subject: Subject, day: Day): number {
  return ageAt(subject.birthDate, day)
}
