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
  /** Children named: an emergency counts once, at its opening. */
  readonly lookUps: number
  /** Of them, those about nobody of the caller's: absent, somebody else's, or under another name. */
  readonly missed: number
  /** Look-ups not answered because a limit was reached or a relation refused the whole operation. */
  readonly refused: number
  /** Look-ups beside a list, or beside acts on grants, in one operation: the journal does not say which found a child. */
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

const ACTS_ON_GRANTS = `array['Mutation.renewEmergency', 'Mutation.closeEmergency', 'Mutation.reviewEmergency']`

// An outcome follows its intent within moments; those of Sunday's last minutes stand a little beyond the week.
//
// Of an emergency only what names a child is a look-up: its opening, which misses no relation, for it rests on none, and
// whether there is such a child must not show here either. Renewing, closing and reviewing name a grant, and so does
// reading under it: one of their own adds nothing to its opening, the number of one that they never opened is a miss.
const REPORT = `
  with intent as (
    select body::jsonb as body, body ~ 'mergency|requestTransfer' as may_open
    from journal.entry where kind = 'INTENT' and recorded_at >= $1 and recorded_at < $2
  ), outcome as (
    select body::jsonb as body from journal.entry
    where kind = 'OUTCOME' and recorded_at >= $1 and recorded_at < $2 + interval '1 hour'
  ), opened as (
    select body::jsonb ->> 'personId' as person_id, body::jsonb #>> '{facts,grant}' as grant_id from journal.entry
    where kind = 'ACT' and recorded_at >= $1::timestamptz - interval '1 day' and recorded_at < $2
      and body like '%"EMERGENCY_OPENED"%'
  ), operation as (
    select i.body as intent, o.body as outcome, array(
        select field ->> 0 from jsonb_array_elements(i.body -> 'fields') field
        where i.may_open and field ->> 0 ~ '^(Query|Mutation)[.]'
      ) as roots
    from intent i join outcome o on o.body ->> 'intentId' = i.body ->> 'entryId'
    where jsonb_array_length(i.body -> 'subjects') > 0
  ), about as (
    select intent, outcome, case
        when 'Query.emergencySubject' = any(roots) then case when exists (
            select from opened where grant_id = intent ->> 'caseNumber' and person_id = intent ->> 'personId'
          ) then 'own grant' else 'no grant' end
        -- Of nobody and of another county's child the same is said; the request itself is a miss of the limits.
        when 'Mutation.requestTransfer' = any(roots) then 'opening'
        when 'Mutation.openEmergency' = any(roots) then case when roots && ${ACTS_ON_GRANTS} then 'both' else 'opening' end
        when roots && ${ACTS_ON_GRANTS} then 'own grant'
        when (intent ->> 'count')::int <> jsonb_array_length(intent -> 'subjects') then 'both'
        else 'child'
      end as about
    from operation
  ), look_up as (
    select intent ->> 'personId' as person_id, intent ->> 'organisationId' as organisation_id,
      coalesce(intent ->> 'unit', '') as unit, intent ->> 'purpose' as purpose, outcome ->> 'status' as status, about,
      jsonb_array_length(intent -> 'subjects') as submitted, case about
        when 'child' then jsonb_array_length(intent -> 'subjects') - jsonb_array_length(outcome -> 'resolved')
        when 'no grant' then jsonb_array_length(intent -> 'subjects')
        else 0
      end as outside
    from about where about <> 'own grant'
  )
  select person_id as "personId", organisation_id as "organisationId", unit, purpose,
    sum(submitted)::int as "lookUps",
    coalesce(sum(outside) filter (where status = 'RELEASED'), 0)::int as missed,
    coalesce(sum(submitted) filter (where status = 'REFUSED'), 0)::int as refused,
    coalesce(sum(submitted) filter (where status = 'RELEASED' and about = 'both'), 0)::int as unclear
  from look_up group by 1, 2, 3, 4
  having coalesce(sum(outside) filter (where status = 'RELEASED'), 0) > 0
    or bool_or(status = 'REFUSED' or about = 'both')
  order by missed desc, refused desc, 1, 3, 4`

/** Whoever missed, was refused or cannot be told, those with the most misses first. */
export async function unrelatedAccess(journal: Pool, { from, to }: Week): Promise<readonly UnrelatedAccess[]> {
  const { rows } = await journal.query<UnrelatedAccess>(REPORT, [from, to])
  return rows
}
