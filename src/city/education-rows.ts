// What the education bureau wrote down: which school, which stage and grade, whether aid is paid this term. The school's
// roll in the registry follows from the same placing, so that the two cannot disagree unless they are meant to.
import { addMonths, ageAt, type Day } from '../clock.ts'
import { recordTime, studentNo } from './department-rows.ts'
import type { Organisations, SchoolStage } from './organisations.ts'
import { districtOf } from './places.ts'
import type { Random } from './random.ts'
import { type Row, type RowContext, ToSeal } from './row.ts'
import { type Enrolment, isDisadvantaged, isSevereOrMental, type Subject } from './subject.ts'

export interface Placing {
  readonly schoolId: string
  readonly stage: SchoolStage
  readonly grade: number
  readonly stageFrom: Day
  readonly stageTo: Day
  readonly enrolments: readonly Enrolment[]
}

/** The first of September on which the school year of a day began. */
export function schoolYearStart(day: Day): Day {
  const year = Number(day.slice(0, 4))
  return day.slice(5) >= '09-01' ? `${year}-09-01` : `${year - 1}-09-01`
}

/** `2026-2027-1` is the autumn term of the school year that began in 2026. */
export function termOf(day: Day): string {
  const year = Number(schoolYearStart(day).slice(0, 4))
  return `${year}-${year + 1}-${day.slice(5) >= '09-01' || day.slice(5) < '02-01' ? 1 : 2}`
}

const STAGE_AGES: readonly { stage: SchoolStage; from: number; years: number; share: number }[] = [
  { stage: 'PRESCHOOL', from: 3, years: 3, share: 0.92 },
  { stage: 'PRIMARY', from: 6, years: 6, share: 0.99 },
  { stage: 'JUNIOR', from: 12, years: 3, share: 0.98 },
  { stage: 'SENIOR', from: 15, years: 3, share: 0.95 },
]

export function placingOf(of: {
  subject: Subject
  random: Random
  referenceDay: Day
  organisations: Organisations
}): Placing | null {
  const { subject, random, referenceDay } = of
  const scripted = subject.enrolments?.at(-1)
  if (subject.isScripted && !scripted) return null
  const start = schoolYearStart(referenceDay)
  const age = subject.birthDate > start ? -1 : ageAt(subject.birthDate, start)
  const band = STAGE_AGES.find((each) => age >= each.from && age < each.from + each.years)
  if (!band || (!scripted && !random.chance(band.share))) return null
  const stage = scripted ? band.stage : stageFor(subject, random, band.stage)
  const grade = age - band.from + 1
  const stageFrom = addMonths(start, -12 * (grade - 1))
  const stageTo = addMonths(stageFrom, 12 * band.years)
  const placed = { stage, grade, stageFrom, stageTo }
  if (scripted) return { ...placed, schoolId: scripted.organisationId, enrolments: subject.enrolments ?? [] }
  const schoolId = random.pick(of.organisations.schools(districtOf(subject.residence)?.code ?? '', stage))
  const className = `${grade}-${1 + random.below(8)}`
  return { ...placed, schoolId, enrolments: [{ organisationId: schoolId, className, from: stageFrom, to: null }] }
}

function stageFor(subject: Subject, random: Random, stage: SchoolStage): SchoolStage {
  if (isSevereOrMental(subject) && stage !== 'PRESCHOOL' && random.chance(0.3)) return 'SPECIAL'
  return stage === 'SENIOR' && random.chance(0.4) ? 'VOCATIONAL' : stage
}

/** Share of vocational pupils who do not work beside their lessons. */
const PART_TIME_ASIDE = 0.9

const AID_ITEMS: Record<SchoolStage, readonly string[]> = {
  PRESCHOOL: ['PRESCHOOL_FEE_REDUCTION'],
  PRIMARY: ['BOARDING_FREE', 'MEALS'],
  JUNIOR: ['BOARDING_FREE', 'MEALS'],
  SENIOR: ['TUITION_FREE', 'STATE_GRANT'],
  VOCATIONAL: ['TUITION_FREE', 'STATE_GRANT'],
  SPECIAL: ['BOARDING_FREE', 'MEALS'],
}

export function pupilRow(
  subject: Subject,
  random: Random,
  context: RowContext & { placing: Placing | null },
): Row | null {
  const { placing, referenceDay } = context
  if (!placing) return null
  const aided = isDisadvantaged(subject, referenceDay)
  // W04: one in twelve of those who are due aid never applied.
  const aid = !aided ? 'NONE' : !subject.isScripted && random.chance(1 / 12) ? 'APPLIED' : 'ACTIVE'
  const isMigrant = subject.hukou.slice(0, 6) !== subject.residence.slice(0, 6)
  const supported = placing.stage === 'SPECIAL' || (isSevereOrMental(subject) && random.chance(0.2))
  return {
    student_no_sealed: new ToSeal(studentNo(subject)),
    school_id: placing.schoolId,
    stage: placing.stage,
    stage_from: placing.stageFrom,
    stage_to: placing.stageTo,
    grade: placing.grade,
    public_placement: !isMigrant ? 'PUBLIC' : random.chance(0.9) ? 'PUBLIC' : random.pick(['APPLIED', 'PRIVATE']),
    aid_state: aid,
    aid_items: aid === 'ACTIVE' ? [...AID_ITEMS[placing.stage]] : [],
    aid_term: aid === 'NONE' ? null : termOf(referenceDay),
    support_codes: supported ? [random.pick(['HOME_TEACHING', 'RESOURCE_ROOM', 'ASSISTANT'])] : [],
    record_time: recordTime(subject, random, context),
    full_time: placing.stage !== 'VOCATIONAL' || subject.isScripted || random.chance(PART_TIME_ASIDE),
  }
}
