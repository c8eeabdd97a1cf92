// The report of all departments for whoever runs the city: counts, each with that of the month before. No record stands in it.
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'

export interface SourceReport {
  /** `2026-11`. */
  readonly month: string
  readonly source: string
  readonly state: string
  readonly asOf: Date | null
  readonly records: number
  readonly counts: readonly CountOfMonth[]
}

export interface CountOfMonth {
  readonly fault: string
  /** Empty for the record as a whole. */
  readonly field: string
  readonly records: number
  /** In the report before this one; null where there is none. */
  readonly before: number | null
}

/** `month` is its first day; the newest where none is given. Empty where there is none. */
export async function qualityReport(registry: Pool, month: Day | null): Promise<readonly SourceReport[]> {
  const { rows } = await registry.query<SourceReport>(REPORT, [month])
  return rows
}

// What was counted in either month, so that a fault that is gone is seen to be gone.
const REPORT = `
  with this as (select * from quality.report where month = coalesce($1, (select max(month) from quality.report))),
  earlier as (
    select t.month, t.source, (select max(r.month) from quality.report r
      where r.source = t.source and r.month < t.month and r.state = 'READ') as month_before
    from this t),
  counts as (
    select e.source, x.* from earlier e cross join lateral (
      select coalesce(n.fault, b.fault) as fault, coalesce(n.field, b.field) as field,
        coalesce(n.records, 0) as records, case when e.month_before is not null then coalesce(b.records, 0) end as before
      from (select * from quality.count c where c.source = e.source and c.month = e.month) n
      full join (select * from quality.count c where c.source = e.source and c.month = e.month_before) b
        on b.fault = n.fault and b.field = n.field) x)
  select to_char(t.month, 'YYYY-MM') as month, t.source, t.state, t.as_of as "asOf", t.records, coalesce(
    (select jsonb_agg(jsonb_build_object('fault', c.fault, 'field', c.field, 'records', c.records, 'before', c.before)
      order by c.field, c.fault) from counts c where c.source = t.source), '[]') as counts
  from this t order by t.source`
