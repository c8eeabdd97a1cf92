// What the departments wrote down whose part is support: housing and employment, tax, agriculture, the welfare institution.
// Who is to be served first comes first for more than one reason, so that the flag tells none of them.
import { addDays, addMonths, ageAt } from '../clock.ts'
import { coverRow, recordTime } from './department-rows.ts'
import { districtOf } from './places.ts'
import type { Random } from './random.ts'
import { type Row, type RowContext, ToSeal } from './row.ts'
import type { Subject } from './subject.ts'

const STATES = [
  ['ACTIVE', 45],
  ['APPLIED', 35],
  ['NONE', 20],
] as const

/** 18 or more, and once in the care of the city. */
function hasLeftCare(subject: Subject, { referenceDay }: RowContext): boolean {
  const wasCaredFor = subject.categories.some(({ category }) => CARED_FOR.has(category))
  return wasCaredFor && ageAt(subject.birthDate, referenceDay) >= 18
}

const CARED_FOR: ReadonlySet<string> = new Set(['ORPHAN', 'DE_FACTO_UNSUPPORTED'])
const POOR: ReadonlySet<string | null> = new Set(['DIBAO', 'TEKUN'])

export function housingRow(subject: Subject, random: Random, context: RowContext): Row | null {
  if (hasLeftCare(subject, context)) return supportRow(subject, random, { context, applies: 0.85, first: 1 })
  // Families in public rental; the poor and the disabled among them come first too.
  const comesFirst = POOR.has(subject.household) || (subject.disability?.grade ?? 9) <= 2
  return supportRow(subject, random, { context, applies: subject.isScripted ? 0 : 0.04, first: comesFirst ? 0.7 : 0 })
}

export function employmentRow(subject: Subject, random: Random, context: RowContext): Row | null {
  if (hasLeftCare(subject, context)) return supportRow(subject, random, { context, applies: 0.8, first: 1 })
  if (ageAt(subject.birthDate, context.referenceDay) < 16) return null
  const comesFirst = POOR.has(subject.household) || subject.disability !== null
  return supportRow(subject, random, { context, applies: subject.isScripted ? 0 : 0.1, first: comesFirst ? 0.8 : 0 })
}

interface Support {
  readonly context: RowContext
  /** Share of such people who stand there at all. */
  readonly applies: number
  readonly first: number
}

function supportRow(subject: Subject, random: Random, { context, applies, first }: Support): Row | null {
  const isKnown = subject.isScripted ? applies > 0 : random.chance(applies)
  if (!isKnown) return null
  return {
    state: subject.isScripted ? 'ACTIVE' : random.weighted(STATES),
    priority: subject.isScripted ? first > 0 : random.chance(first),
    record_time: recordTime(subject, random, context),
  }
}

const NOT_FOUND = 0.02
/** What was collected for the year before, and is still on record as this year's: the two days cannot both be. */
const OF_ANOTHER_YEAR = 0.005

/** `insurance` starts from where the cover's own row does: what was collected is what healthcare security took for paid. */
export function premiumRow(
  subject: Subject,
  random: Random,
  { insurance, ...context }: RowContext & { readonly insurance: Random },
): Row | null {
  const paidOn = coverRow(subject, insurance, context)?.premium_paid_on
  // W03: a payment that healthcare security counts and the tax bureau does not find.
  if (typeof paidOn !== 'string' || (!subject.isScripted && random.chance(NOT_FOUND))) return null
  const collectedOn = addDays(paidOn, subject.isScripted ? -1 : -random.below(4))
  const touched = recordTime(subject, random, context)
  const isOfAnotherYear = !subject.isScripted && random.chance(OF_ANOTHER_YEAR)
  return { collected_on: isOfAnotherYear ? addMonths(collectedOn, -12) : collectedOn, record_time: touched }
}

/** The register of low-income rural households: those that civil affairs counts as such, many on DIBAO, and some former ones. */
export function ruralHouseholdRow(subject: Subject, random: Random, context: RowContext): Row | null {
  const isRural = districtOf(subject.hukou)?.isRural === true
  const share = subject.household === 'LOW_INCOME_SUPPORT' ? (isRural ? 0.95 : 0.5) : isRural ? shareOnBoth(subject) : 0
  const isScriptedIn = subject.household === 'LOW_INCOME_SUPPORT'
  const lowIncome = subject.isScripted ? isScriptedIn : random.chance(share)
  // Households that got by on their own stay on file, as no longer on the register.
  if (!lowIncome && (subject.isScripted || !isRural || !random.chance(0.01))) return null
  return { low_income: lowIncome, record_time: recordTime(subject, random, context) }
}

function shareOnBoth({ household }: Subject): number {
  return household === 'DIBAO' ? 0.4 : household === 'DIBAO_EDGE' ? 0.1 : 0
}

export function placementRow(subject: Subject, random: Random, context: RowContext): Row | null {
  const { careEpisodes } = subject
  if (careEpisodes.length === 0) return null
  return {
    custody_no_sealed: new ToSeal(`FLY-${String(subject.index).padStart(8, '0')}`),
    kinds: careEpisodes.map(({ kind }) => kind),
    placed_from: careEpisodes.map(({ from }) => from),
    placed_to: careEpisodes.map(({ to }) => to),
    record_time: recordTime(subject, random, context),
  }
}
