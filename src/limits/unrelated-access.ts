// The weekly report of unrelated access (X01), read from the journal: per person and unit, how many look-ups missed the
// relation to the child. It names staff and counts; a child is in it not even as a pseudonym.
import type { Pool } from 'pg'
import { addDays, type Day, startOfDay } from '../clock.ts'

export interface Week {
  readonly from: Date
  readonly to: Date
}

export interface UnrelatedAccess {
  readonly personId: string
  readonly organisationId: string
  readonly unit: string
  readonly purpose: string
  readonly lookUps: number
  /** Of them, those about nobody of the caller's: absent, somebody else's, or under another name. */
  readonly missed: number
  /** Look-ups not answered because a limit was reached or a relation refused the whole operation. */
  readonly refused: number
  /** Look-ups beside a list in one operation, where the journal does not say which of the two found a child. */
  readonly unclear: number
}

/** The week of an ISO name, `2026-W47`, from Monday in Shanghai; null when there is no such week. */
export function weekNamed(name: string): Week | null {
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(name) ?? []
  if (year === undefined || week === undefined || Number(week) < 1) return null
  const monday = addDays(mondayOf(`${year}-01-04`), 7 * (Number(week) - 1))
  // A week belongs to the year of its Thursday: few years have a 53rd.
  if (addDays(monday, 3).slice(0, 4) !== year) return null
  return { from: startOfDay(monday), to: startOfDay(addDays(monday, 7)) }
}

function mondayOf(day: Day): Day {
  const daysSinceMonday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return addDays(day, -daysSinceMonday)
}

// An outcome follows its intent within moments; those of Sunday's last minutes stand a little beyond the week.
const REPORT = `
  with intent as (
    select body::jsonb as body from journal.entry where kind = 'INTENT' and recorded_at >= $1 and recorded_at < $2
  ), outcome as (
    select body::jsonb as body from journal.entry
    where kind = 'OUTCOME' and recorded_at >= $1 and recorded_at < $2 + interval '1 hour'
  ), look_up as (
    select i.body ->> 'personId' as person_id, i.body ->> 'organisationId' as organisation_id,
      coalesce(i.body ->> 'unit', '') as unit, i.body ->> 'purpose' as purpose, o.body ->> 'status' as status,
      jsonb_array_length(i.body -> 'subjects') as submitted, jsonb_array_length(o.body -> 'resolved') as resolved,
      (i.body ->> 'count')::int = jsonb_array_length(i.body -> 'subjects') as is_plain
    from intent i join outcome o on o.body ->> 'intentId' = i.body ->> 'entryId'
    where jsonb_array_length(i.body -> 'subjects') > 0
  )
  select person_id as "personId", organisation_id as "organisationId", unit, purpose,
    sum(submitted)::int as "lookUps",
    coalesce(sum(submitted - resolved) filter (where status = 'RELEASED' and is_plain), 0)::int as missed,
    coalesce(sum(submitted) filter (where status = 'REFUSED'), 0)::int as refused,
    coalesce(sum(submitted) filter (where status = 'RELEASED' and not is_plain), 0)::int as unclear
  from look_up group by 1, 2, 3, 4
  having coalesce(sum(submitted - resolved) filter (where status = 'RELEASED' and is_plain), 0) > 0
    or bool_or(status = 'REFUSED' or not is_plain)
  order by missed desc, refused desc, 1, 3, 4`

/** Whoever missed, was refused or cannot be told, those with the most misses first. */
export async function unrelatedAccess(journal: Pool, { from, to }: Week): Promise<readonly UnrelatedAccess[]> {
  const { rows } = await journal.query<UnrelatedAccess>(REPORT, [from, to])
  return rows
}
