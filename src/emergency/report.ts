// The month's count per unit: how often break-glass was used there, and what the reviews found. It names no child and no
// member of staff.
import type { Pool } from 'pg'
import { addMonths, type Day, startOfDay } from '../clock.ts'

export interface UnitCount {
  readonly organisation: string
  readonly unit: string
  readonly opened: number
  readonly renewed: number
  readonly reads: number
  readonly justified: number
  readonly unjustified: number
  readonly unreviewed: number
  readonly suspensions: number
}

// The last verdict counts: an officer may have found otherwise.
const COUNTS = `
  select g.organisation_id as organisation, g.unit, count(*)::int as opened,
    count(g.renewed_at)::int as renewed, sum(g.reads)::int as reads,
    (count(*) filter (where v.verdict = 'JUSTIFIED'))::int as justified,
    (count(*) filter (where v.verdict = 'UNJUSTIFIED'))::int as unjustified,
    (count(*) filter (where g.reviewed_at is null))::int as unreviewed,
    sum((select count(*) from emergency.suspension s where s.grant_id = g.id))::int as suspensions
  from emergency.access_grant g
  left join lateral (
    select verdict from emergency.review r where r.grant_id = g.id order by r.at desc, r.id limit 1
  ) v on true
  where g.opened_at >= $1 and g.opened_at < $2
  group by g.organisation_id, g.unit order by g.organisation_id, g.unit`

/** Grants opened in the month that begins on `firstDay`, in the city's time zone. */
export async function monthlyCounts(pool: Pool, firstDay: Day): Promise<UnitCount[]> {
  const values = [startOfDay(firstDay), startOfDay(addMonths(firstDay, 1))]
  const { rows } = await pool.query<UnitCount>({ name: 'emergency-monthly-counts', text: COUNTS, values })
  return rows
}
