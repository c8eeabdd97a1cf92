// What four of the departments wrote down about one child: public security, the disabled persons' federation, healthcare
// security and health. Null where the department has no record of the child.
import { addDays, ageAt, type Day, startOfDay } from '../clock.ts'
import { withWrongCheck } from './citizen-numbers.ts'
import { keptAwayColumns } from './parents.ts'
import { districtOf, madeUpAddress } from './places.ts'
import type { Random } from './random.ts'
import { type Row, type RowContext, ToSeal } from './row.ts'
import { type DisabilityCode, isDisadvantaged, type Subject } from './subject.ts'

const OLDEST_ORDINARY_ROW_DAYS = 360
const STALE_ROW_DAYS = 800

/** When the department last touched its row; stale rows are older than any source's time limit. */
export function recordTime(subject: Subject, random: Random, context: RowContext): Date {
  const age = subject.isScripted ? 30 : 1 + random.below(OLDEST_ORDINARY_ROW_DAYS)
  const days = subject.faults.has('STALE_ROW') ? STALE_ROW_DAYS : age
  return startOfDay(addDays(context.referenceDay, -days))
}

export function personRow(subject: Subject, random: Random, context: RowContext): Row | null {
  if (!subject.isKnownToPublicSecurity) return null
  const former = subject.faults.has('FORMER_DIVISION_CODE') ? districtOf(subject.hukou)?.formerCode : undefined
  const contradicts = subject.faults.has('CONFLICTING_DEATH')
  return {
    citizen_id_sealed: subject.citizenId === null ? null : new ToSeal(subject.citizenId),
    name_sealed: new ToSeal(subject.name),
    sex: subject.sex,
    birth_date: subject.birthDate,
    ethnicity: subject.ethnicity,
    hukou_division: former ? `${former}${subject.hukou.slice(6)}` : subject.hukou,
    hukou_address_sealed: new ToSeal(madeUpAddress(random, subject.hukou)),
    residence_division: subject.residence,
    residence_address_sealed: new ToSeal(madeUpAddress(random, subject.residence)),
    residence_since: subject.residenceSince,
    parent_relations: ['FATHER', 'MOTHER'],
    parent_vital_statuses: [contradicts ? 'ALIVE' : subject.father, subject.mother],
    parents_untraceable: subject.parentsUntraceable,
    lost_contact_finding: subject.lostContact,
    ...keptAwayColumns(subject, 'GAJ'),
    record_time: recordTime(subject, random, context),
  }
}

const KIND_DIGITS: Record<DisabilityCode, number> = {
  VISUAL: 1,
  HEARING: 2,
  SPEECH: 3,
  PHYSICAL: 4,
  INTELLECTUAL: 5,
  MENTAL: 6,
  MULTIPLE: 7,
}

/** Identity number, kind and grade; null without a certificate or without a number to build it on. */
export function certificateNo(subject: Subject): string | null {
  const { disability, citizenId } = subject
  if (!disability?.hasCertificate || citizenId === null) return null
  return `${citizenId}${KIND_DIGITS[disability.kind]}${disability.grade}`
}

const FUNDING = ['APPROVED', 'USED', 'PENDING', 'REFUSED'] as const

export function certificateRow(subject: Subject, random: Random, context: RowContext): Row | null {
  const { disability } = subject
  if (!disability?.hasCertificate) return null
  const number = certificateNo(subject)
  const funded = subject.isScripted || random.chance(0.5)
  const device = !subject.isScripted && random.chance(0.3)
  return {
    certificate_no_sealed: number === null ? null : new ToSeal(number),
    kind: disability.kind,
    grade: disability.grade,
    valid_to: addDays(context.referenceDay, subject.isScripted ? 1_000 : random.below(3_000) - 60),
    programme_codes: funded ? ['REHAB_FUNDED'] : [],
    programme_states: funded ? [subject.isScripted ? 'APPROVED' : random.pick(FUNDING)] : [],
    device_codes: device ? [random.pick(['ORTHOSIS', 'HEARING_AID', 'WHEELCHAIR'])] : [],
    device_states: device ? [random.pick(FUNDING)] : [],
    record_time: recordTime(subject, random, context),
  }
}

/** Cover runs by calendar year; in an institute, and for the newborn, from the day it began. */
export function coverRow(subject: Subject, random: Random, context: RowContext): Row | null {
  if (!subject.isInsured) return null
  const year = Number(context.referenceDay.slice(0, 4))
  const yearStart = `${Math.min(2026, year)}-01-01`
  const age = ageAt(subject.birthDate, context.referenceDay)
  const premium = premiumOf(subject, random, context)
  return {
    scheme: age >= 18 && !subject.isScripted ? 'RESIDENT' : 'CHILD',
    cover_from: subject.birthDate > yearStart ? subject.birthDate : yearStart,
    cover_to: `${year + 1}-01-01`,
    premium_state: premium,
    premium_paid_on: premium === 'DUE' ? null : `${year - 1}-12-${String(10 + random.below(18))}`,
    medical_aid_tag: medicalAidTag(subject, random, context),
    record_time: recordTime(subject, random, context),
  }
}

function premiumOf(subject: Subject, random: Random, context: RowContext): string {
  if (!isDisadvantaged(subject, context.referenceDay)) return 'PAID_BY_FAMILY'
  // W03: due from the state and not paid.
  return !subject.isScripted && random.chance(0.05) ? 'DUE' : 'PAID_BY_STATE'
}

// Healthcare security's own tag; two in a hundred differ from what the rules say, which opens a ticket (R08).
function medicalAidTag(subject: Subject, random: Random, { referenceDay }: RowContext): string {
  const tier = medicalAidTier(subject, referenceDay)
  if (tier === 'NONE') return tier
  const differs = !subject.isScripted && random.chance(0.02)
  const other = tier === 'T70' ? 'OTHER' : 'T70'
  return differs ? other : tier
}

/** What civil affairs approved, as the rules say. */
export function medicalAidTier(subject: Subject, day: Day): string {
  if (!isDisadvantaged(subject, day)) return 'NONE'
  const isOrphan = subject.categories.some((period) => period.category === 'ORPHAN' && day < period.to)
  return isOrphan || subject.household === 'DIBAO' || subject.household === 'TEKUN' ? 'T70' : 'OTHER'
}

export function attestationRow(subject: Subject, random: Random, context: RowContext): Row | null {
  if (!subject.isScripted && random.chance(0.06)) return null
  const year = Number(context.referenceDay.slice(0, 4))
  const born = Number(subject.birthDate.slice(0, 4))
  const years = [year - 2, year - 1, year].filter((each) => each > born)
  return {
    illness_attested: subject.illnessAttested,
    family_doctor_contract: subject.isScripted || random.chance(0.6),
    // The cast has not been to this year's check-up: a desk must be able to answer "entitled, not yet used" (H04).
    checkup_years: subject.isScripted ? years.filter((each) => each < year) : years.filter(() => random.chance(0.55)),
    psych_referral_state: subject.isScripted || !random.chance(0.02) ? 'NONE' : random.pick(['REFERRED', 'ENDED']),
    record_time: recordTime(subject, random, context),
  }
}

/** The number under which the school registered the child: G and the identity number, or L and a serial without one. */
export function studentNo(subject: Subject): string {
  if (subject.citizenId === null) return `L${String(subject.index).padStart(18, '0')}`
  const typed = subject.faults.has('WRONG_CHECK_DIGIT') ? withWrongCheck(subject.citizenId) : subject.citizenId
  return `G${typed}`
}
