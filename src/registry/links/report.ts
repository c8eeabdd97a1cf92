// What linking has come to, in counts: nothing here is about one child.
import type { Pool } from 'pg'

export interface LinkingCount {
  readonly what: string
  readonly count: number
}

const REPORT = `
  select 'links by ' || lower(coalesce(rule, decided_by)) as what, count(*)::int as count
    from linking.link where superseded_at is null group by 1
  union all select 'links that ended', count(*)::int from linking.link where superseded_at is not null
  union all select 'waiting for a person: ' || lower(reason), count(*)::int
    from linking.review where decided_at is null group by reason
  union all select 'waiting, of no county', count(*)::int
    from linking.review where decided_at is null and division is null
  union all select 'decided: ' || lower(verdict), count(*)::int
    from linking.review where decided_at is not null group by verdict
  union all select 'wrong links (incidents)', count(*)::int from linking.incident
  order by 1`

export async function linkingReport(pool: Pool): Promise<readonly LinkingCount[]> {
  const { rows } = await pool.query<{ what: string; count: number }>(REPORT)
  return rows
}
