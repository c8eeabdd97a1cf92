// W09: a report that nobody has acknowledged a day after it was filed. The city's desk is told, once, and it stands in the
// journal; what waits, and how long counties took, is there for whoever oversees them.
import type { Pool } from 'pg'
import type { Journal } from '../audit/journal.ts'
import { inTransaction } from '../database/transaction.ts'
import { cityOf, dutyDesk, writeNotice } from '../notices/outbox.ts'

/** Within it a report has to be acknowledged. */
const ACKNOWLEDGE_MS = 24 * 3_600_000

export interface OverdueParts {
  readonly registry: Pool
  readonly journal: Pick<Journal, 'append'>
  readonly newId: () => string
}

/** Tells of what has become overdue; gives how many. Rejects, and tells of none, when registry or journal are out. */
export function tellOverdue({ registry, journal, newId }: OverdueParts, now: Date): Promise<number> {
  return inTransaction(registry, async (client) => {
    const { rows } = await client.query<{ number: string; county: string }>({
      name: 'reports-overdue',
      text: `update report.mandatory_report set overdue_at = $1 where number in (
          select number from report.mandatory_report
          where acknowledged_at is null and overdue_at is null and filed_at <= $2
          order by filed_at limit 100 for update skip locked)
        returning number, county`,
      values: [now, dayBefore(now)],
    })
    for (const { number, county } of rows) {
      const desk = dutyDesk(cityOf(county))
      await writeNotice(client, {
        ...{ id: newId(), kind: 'REPORT_OVERDUE', about: number, occurredAt: now },
        ...{ organisationId: desk, division: cityOf(county), recipients: [desk] },
      })
      await journal.append('ACT', {
        ...{ entryId: newId(), at: now.toISOString(), act: 'REPORT_OVERDUE', personId: null, organisationId: null },
        ...{ subjects: [], policyVersion: null, facts: { report: number, county } },
      })
    }
    return rows.length
  })
}

export interface OverdueReport {
  readonly number: string
  readonly county: string
  readonly filedAt: Date
  readonly inDanger: boolean
}

/** The longest waiting first. */
export async function overdueReports(registry: Pool, now: Date): Promise<readonly OverdueReport[]> {
  const { rows } = await registry.query<OverdueReport>(
    `select number, county, filed_at as "filedAt", in_danger as "inDanger" from report.mandatory_report
     where acknowledged_at is null and filed_at <= $1 order by filed_at, number`,
    [dayBefore(now)],
  )
  return rows
}

export interface CountyTimes {
  readonly county: string
  readonly filed: number
  readonly acknowledged: number
  /** Of those that are acknowledged; null where none is. */
  readonly medianHours: number | null
  readonly p90Hours: number | null
  /** Acknowledged within a day, of all that were or could have been; null where there is none of those. */
  readonly percentInTime: number | null
}

export interface Period {
  readonly from: Date
  readonly to: Date
  readonly now: Date
}

const TIMES = `
  select county, count(*)::int as filed, count(hours)::int as acknowledged,
    round((percentile_cont(0.5) within group (order by hours))::numeric, 1)::float8 as "medianHours",
    round((percentile_cont(0.9) within group (order by hours))::numeric, 1)::float8 as "p90Hours",
    round(100.0 * count(*) filter (where hours <= 24) / nullif(count(*) filter (where is_due), 0), 1)::float8 as "percentInTime"
  from (
    select county, extract(epoch from acknowledged_at - filed_at) / 3600 as hours,
      acknowledged_at is not null or filed_at <= $3 as is_due
    from report.mandatory_report where filed_at >= $1 and filed_at < $2
  ) r group by county order by county`

/** How long counties took, for reports filed in the half-open time. */
export async function timesByCounty(registry: Pool, { from, to, now }: Period): Promise<readonly CountyTimes[]> {
  const { rows } = await registry.query<CountyTimes>(TIMES, [from, to, dayBefore(now)])
  return rows
}

function dayBefore(now: Date): Date {
  return new Date(now.getTime() - ACKNOWLEDGE_MS)
}
