// How each department answers: what is open and overdue, and how much of the last ninety days was answered in time. Counts only.
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'

export interface DepartmentTickets {
  readonly source: string
  readonly open: number
  readonly overdue: number
  readonly answered: number
  /** Of the answered ones. */
  readonly inTime: number
}

const REPORTED_MS = 90 * 24 * 3_600_000

/** By department code; a department without tickets is left out, and so are requests about nobody's child. */
export async function ticketReport(
  registry: Pool,
  { now, today }: { readonly now: Date; readonly today: Day },
): Promise<DepartmentTickets[]> {
  const { rows } = await registry.query<DepartmentTickets>(
    `select source, count(*) filter (where answered_at is null)::int as open,
       count(*) filter (where answered_at is null and due_on < $1)::int as overdue,
       count(*) filter (where answered_at > $2)::int as answered,
       count(*) filter (where answered_at > $2 and (answered_at at time zone 'Asia/Shanghai')::date <= due_on)::int as "inTime"
     from correction.ticket where child_id is not null group by source order by source`,
    [today, new Date(now.getTime() - REPORTED_MS)],
  )
  return rows
}
