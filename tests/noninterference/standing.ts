// What the community holds of a child on a day, read slowly from the rows: the newest countersigned word on each thing, for a year.
import { type Day, shanghaiDay } from '../../src/clock.ts'
import type { ChildRows, Json, StoredRow } from './world.ts'

const PARENTS = ['father', 'mother'] as const

/** Undefined where the community knows nothing of the child. */
export function standingOf(rows: ChildRows, today: Day): StoredRow | undefined {
  const [visit] = rows['community.visit'] ?? []
  const counted = (rows['community.assessment'] ?? [])
    .filter((each) => (rows['community.countersignature'] ?? []).some((one) => counts(each, one)))
    .sort((one, other) => newness(one).localeCompare(newness(other)) * -1)
  const holding = counted.filter(({ assessed_on: on }) => today < aYearAfter(String(on)))
  const word = counted.find(({ entrusted_care: care }) => care !== null)
  const visits = (rows['community.visit_entry'] ?? []).map(({ visited_on: on }) => String(on)).sort()
  if (!visit && holding.length === 0 && !word && visits.length === 0) return undefined
  const newest = (column: string, saying = column): Json =>
    holding.find((each) => each[saying] !== null)?.[column] ?? null
  const found = PARENTS.map((which) => ({
    relation: which.toUpperCase(),
    unable: newest(`${which}_unable`),
    lacking: newest(`${which}_lacks_capacity`),
    away: newest(`${which}_away`),
    since: newest(`${which}_away_since`, `${which}_away`),
  })).filter(({ unable, lacking, away }) => [unable, lacking, away].some((each) => each !== null))
  const each = (of: (one: (typeof found)[number]) => Json): Json => (found.length === 0 ? null : found.map(of))
  return {
    entrusted_care: entrusted(visit, word, today),
    protection_case: visit?.protection_case ?? null,
    guardianship_missing: newest('guardianship_missing'),
    difficulties: newest('difficulties'),
    accompanied: newest('accompanied'),
    needs: newest('needs'),
    parents: each(({ relation }) => relation),
    parents_unable: each(({ unable }) => unable),
    parents_lacking_capacity: each(({ lacking }) => lacking),
    parents_away: each(({ away }) => away),
    parents_away_since: each(({ since }) => since),
    assessed_on: holding[0]?.assessed_on ?? null,
    last_visit_on: visits.at(-1) ?? null,
  }
}

function counts(assessment: StoredRow, signature: StoredRow): boolean {
  const writers: readonly unknown[] = [assessment.recorded_by, assessment.recorded_for].filter((each) => each !== null)
  const isOther = ![signature.signed_by, signature.signed_for].some((each) => writers.includes(each))
  return signature.assessment_id === assessment.id && signature.verdict === 'COUNTERSIGNED' && isOther
}

function newness({ assessed_on: on, recorded_at: at }: StoredRow): string {
  return `${on} ${at}`
}

function aYearAfter(day: Day): Day {
  return `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`
}

function entrusted(visit: StoredRow | undefined, word: StoredRow | undefined, today: Day): Json {
  const loaded = visit?.entrusted_care ?? null
  if (!word) return loaded
  const on = String(word.assessed_on)
  if (loaded !== null && shanghaiDay(new Date(String(visit?.record_time))) > on) return loaded
  return today < aYearAfter(on) ? (word.entrusted_care ?? null) : null
}
