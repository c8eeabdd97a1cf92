// What civil affairs decided: one welfare record per child it knows, and the same decisions as dated outcomes for the
// registry. An outcome never says why, so one whose ground is unusual is an outcome like any other.
import { addDays, addMonths, ageAt, type Day, startOfDay } from '../clock.ts'
import { medicalAidTier, recordTime } from './department-rows.ts'
import { adultName } from './names.ts'
import { derivedUuid, type Random } from './random.ts'
import { type Row, type RowContext, ToSeal } from './row.ts'
import { isSevereOrMental, type Subject } from './subject.ts'

// The policy names no amounts and none is invented here: one flat figure for everyone, which tells nobody apart.
const FLAT_ALLOWANCE_FEN = 100_000

interface Allowance {
  readonly state: string
  readonly from: Day
  readonly to: Day | null
}

/** The basic living allowance: for orphans and the de-facto unsupported, and for the poor who are disabled or ill. */
export function allowanceOf(subject: Subject, random: Random): Allowance | null {
  const due = subject.categories.find((period) =>
    ['ORPHAN', 'DE_FACTO_UNSUPPORTED'].includes(period.category)
      ? true
      : isPoorAndFrail(subject) && period.category !== 'OTHER',
  )
  if (!due) return null
  const states = [
    ['ACTIVE', 0.94],
    ['APPLIED', 0.04],
    ['SUSPENDED', 0.02],
  ] as const
  const state = subject.isScripted ? 'ACTIVE' : random.weighted(states)
  return { state, from: due.from, to: due.to }
}

function isPoorAndFrail(subject: Subject): boolean {
  const isPoor = subject.household === 'DIBAO' || subject.household === 'DIBAO_EDGE'
  return isPoor && (isSevereOrMental(subject) || subject.illnessAttested)
}

export function welfareRow(subject: Subject, random: Random, context: RowContext): Row | null {
  if (!subject.isKnownToCivilAffairs) return null
  const day = context.referenceDay
  const allowance = allowanceOf(subject, random)
  const state = allowance === null ? 'NONE' : allowance.to !== null && allowance.to <= day ? 'ENDED' : allowance.state
  const held = subject.categories.filter((period) => period.from <= day && day < period.to)
  const periods = held.length > 0 ? held : subject.categories
  const care = guardianship(subject, random)
  return {
    guardian_relation: care.relation,
    guardian_name_sealed: new ToSeal(adultName(random)),
    guardian_phone_sealed: new ToSeal(`120${String(random.below(100_000_000)).padStart(8, '0')}`),
    guardianship_type: care.type,
    categories: held.map((period) => period.category),
    category_ground: periods.length > 0 ? derivedUuid('ground', subject.id) : null,
    category_from: periods.map((period) => period.from).sort()[0] ?? null,
    category_to:
      periods
        .map((period) => period.to)
        .sort()
        .at(-1) ?? null,
    basic_allowance_state: state,
    basic_allowance_fen: state === 'ACTIVE' ? FLAT_ALLOWANCE_FEN : null,
    payout_account_sealed: state === 'ACTIVE' ? new ToSeal(`9999${String(subject.index).padStart(15, '0')}`) : null,
    care_setting: subject.careSetting,
    ...disabledAllowances(subject, random, state === 'ACTIVE'),
    household_aid_class: subject.household,
    parent_remarried: subject.parentRemarried,
    lost_contact_finding: subject.lostContact,
    medical_aid_tier: medicalAidTier(subject, day),
    ...afterCare(subject, random, day),
    record_time: recordTime(subject, random, context),
  }
}

const KIN = ['GRANDPARENT', 'RELATIVE', 'OTHER'] as const

function guardianship(subject: Subject, random: Random): { relation: string; type: string } {
  if (subject.careSetting === 'INSTITUTION') return { relation: 'INSTITUTION', type: 'STATE_LONG_TERM' }
  const category = subject.categories[0]?.category
  if (category === 'ORPHAN') return { relation: random.pick(KIN), type: 'KINSHIP' }
  if (category === 'DE_FACTO_UNSUPPORTED') {
    return { relation: random.pick(KIN), type: random.chance(0.1) ? 'STATE_TEMPORARY' : 'KINSHIP' }
  }
  if (category === 'LEFT_BEHIND_UNGUARDED') return { relation: 'GRANDPARENT', type: 'ENTRUSTED' }
  return { relation: 'PARENT', type: 'PARENTAL' }
}

/** The two subsidies that exclude one another; two in a hundred draw both all the same (W02). */
function disabledAllowances(subject: Subject, random: Random, drawsBasic: boolean): Row {
  const isPoor = subject.household !== null && subject.household !== 'GENERAL'
  const mayChoose = subject.disability !== null && isPoor
  const drawsBoth = !subject.isScripted && random.chance(0.02)
  const living = mayChoose && (!drawsBasic || drawsBoth)
  return {
    subsidy_choice: !mayChoose ? 'UNSET' : living ? 'DISABLED_LIVING' : 'CHILD_BASIC',
    disabled_living_allowance_state: living ? 'ACTIVE' : 'NONE',
    disabled_nursing_allowance_state: subject.disability && subject.disability.grade <= 2 ? 'ACTIVE' : 'NONE',
  }
}

function afterCare(subject: Subject, random: Random, day: Day): Row {
  const isAdult = ageAt(subject.birthDate, day) >= 18
  const wasOrphan = subject.categories.some((period) => period.category === 'ORPHAN')
  return {
    study_grant_state: isAdult && wasOrphan && (subject.isScripted || random.chance(0.7)) ? 'ACTIVE' : 'NONE',
    transition_state: isAdult ? (subject.isScripted || random.chance(0.5) ? 'ACTIVE' : 'ENDED') : 'NONE',
  }
}

/** The registry's mirror of the same decisions, each with its days and what was known when. */
export function outcomeRows(subject: Subject, random: Random, context: RowContext): Row[] {
  if (!subject.isKnownToCivilAffairs) return []
  const day = context.referenceDay
  // Invariant: the same generator state as welfareRow starts from, so that both draw the same allowance.
  const allowance = allowanceOf(subject, random)
  const assessed = subject.categories.map((period) => period.from).sort()[0] ?? addMonths(day, -20)
  const since = assessed < subject.birthDate ? subject.birthDate : assessed
  const rows: Row[] = subject.categories.map((period) => outcome(['CATEGORY', period.category], period, context))
  if (subject.household !== null) {
    rows.push(outcome(['HOUSEHOLD_AID', subject.household], { from: since, to: null }, context))
    rows.push(...corrections(subject, since, { random, context }))
  }
  if (allowance) rows.push(outcome(['BASIC_ALLOWANCE', allowance.state], allowance, context))
  if (subject.careSetting) {
    rows.push(outcome(['CARE_SETTING', subject.careSetting], { from: since, to: subject.adultOn }, context))
  }
  return rows
}

function outcome(
  [kind, value]: readonly [string, string],
  valid: { from: Day; to: Day | null },
  context: RowContext,
): Row {
  const recorded = knownAt(valid.from, context)
  return {
    kind,
    value,
    valid_from: valid.from,
    valid_to: valid.to,
    recorded_at: recorded,
    superseded_at: null,
    source: 'MZJ',
    source_record_time: recorded,
    fetched_at: context.loadedAt,
  }
}

// One in fifty households was first recorded wrongly and corrected; one in two hundred stands in two classes at once,
// which no rule may read as a yes or a no.
function corrections(subject: Subject, since: Day, of: { random: Random; context: RowContext }): Row[] {
  if (subject.isScripted) return []
  const general = outcome(['HOUSEHOLD_AID', 'GENERAL'], { from: since, to: null }, of.context)
  const edge = outcome(['HOUSEHOLD_AID', 'DIBAO_EDGE'], { from: since, to: null }, of.context)
  const point = of.random.unit()
  if (point < 0.005) return [subject.household === 'GENERAL' ? edge : general]
  if (point < 0.025) return [{ ...edge, recorded_at: startOfDay(since), superseded_at: general.recorded_at ?? null }]
  return []
}

/** Facts reach the registry three days after they become true, and never after the load. */
export function knownAt(from: Day, context: RowContext): Date {
  const known = startOfDay(addDays(from, 3))
  return known < context.loadedAt ? known : context.loadedAt
}
