// The calls of a source, counted in PostgreSQL for all gateways and jobs of the city: one row per source, changed by one
// statement, by the virtual schedule of the generic cell rate algorithm (ITU-T I.371, "Traffic control and congestion control
// in B-ISDN"): the row holds the theoretical arrival time of the next call. Moments are those of the callers'
// clocks, which must agree: as much as they differ, calls of two processes may lie nearer together.
import type { Pool } from 'pg'
import {
  type Asked,
  momentsOf,
  type PaceCounter,
  type Reservation,
  type Reserved,
  type Taken,
} from '../../departments/pace/counter.ts'

interface Row {
  /** Milliseconds since 1970. */
  readonly next_at: number
  readonly job_next_at: number
  readonly desk_calls: number
  readonly job_calls: number
}

// The calls of the day as they stand on the day of the caller; a row that is a day ahead stays there.
const DESK_CALLS = 'case when day < $2::date then 0 else desk_calls end'
const JOB_CALLS = 'case when day < $2::date then 0 else job_calls end'

const RESERVE = `
  update pace.source set
    next_at = greatest(next_at, $3::timestamptz) + $4::float8 * interval '1 millisecond',
    day = greatest(day, $2::date), desk_calls = ${DESK_CALLS} + $5::int, job_calls = ${JOB_CALLS}
  where source = $1
    and greatest(next_at, $3::timestamptz) + $6::float8 * interval '1 millisecond' <= $7::timestamptz
    and ($8::int is null or $5::int = 0 or ${DESK_CALLS} + ${JOB_CALLS} + $5::int <= $8::int)
  returning (extract(epoch from next_at) * 1000)::float8 as next_at`

const TAKE = `
  update pace.source set
    next_at = $3::timestamptz + $4::float8 * interval '1 millisecond',
    job_next_at = $3::timestamptz + $5::float8 * interval '1 millisecond',
    day = greatest(day, $2::date), desk_calls = ${DESK_CALLS}, job_calls = ${JOB_CALLS} + 1
  where source = $1 and next_at <= $3::timestamptz and job_next_at <= $3::timestamptz
    and ($6::int is null or ${DESK_CALLS} + ${JOB_CALLS} < $6::int)
    and ($7::int is null or ${JOB_CALLS} < $7::int)`

const COUNTED = `
  select (extract(epoch from next_at) * 1000)::float8 as next_at,
    (extract(epoch from job_next_at) * 1000)::float8 as job_next_at,
    ${DESK_CALLS} as desk_calls, ${JOB_CALLS} as job_calls
  from pace.source where source = $1`

const BEGIN = `
  insert into pace.source (source, next_at, job_next_at, day, desk_calls, job_calls)
  values ($1, $3, $3, $2, 0, 0) on conflict do nothing`

/** `pool` is one of the registry, of a role that reads departments. */
export function createPostgresCounter(pool: Pool): PaceCounter {
  async function counted({ source, day, now }: Asked): Promise<Row | null> {
    const { rows } = await pool.query<Row>({ name: 'pace-counted', text: COUNTED, values: [source, day] })
    if (rows[0]) return rows[0]
    await pool.query({ name: 'pace-begin', text: BEGIN, values: [source, day, now] })
    return null
  }

  // Why a statement changed nothing is looked up after it: `refusal` says it, or null to try once more.
  async function orElse<Answer>(
    asked: Asked,
    statement: () => Promise<Answer | null>,
    refusal: (row: Row) => Answer,
  ): Promise<Answer> {
    for (;;) {
      const answer = await statement()
      if (answer !== null) return answer
      const row = await counted(asked)
      if (row) return refusal(row)
    }
  }

  return {
    reserve: (asked) =>
      orElse<Reserved>(
        asked,
        () => reserved(pool, asked),
        (row) => ({ kind: whyNot(asked, row) }),
      ),
    take: (asked) =>
      orElse<Taken>(
        asked,
        () => taken(pool, asked),
        (row) => whenAgain(asked, row),
      ),
    async leftToJobs(asked) {
      const row = (await counted(asked)) ?? { desk_calls: 0, job_calls: 0 }
      const { jobQuota } = asked.pace
      return jobQuota === null ? null : Math.max(0, Math.min(jobQuota - row.job_calls, leftOf(asked, row)))
    },
  }
}

async function reserved(pool: Pool, asked: Reservation): Promise<Reserved | null> {
  const { source, day, now, until, calls, counted, pace } = asked
  const length = calls * pace.spacingMs
  const last = (calls - pace.burst) * pace.spacingMs
  const { rows } = await pool.query<Pick<Row, 'next_at'>>({
    name: 'pace-reserve',
    text: RESERVE,
    values: [source, day, now, length, counted, last, until, pace.quota],
  })
  return rows[0] ? { kind: 'GRANTED', moments: momentsOf(asked, rows[0].next_at - length) } : null
}

function whyNot(asked: Reservation, row: Row): 'LATE' | 'SPENT' {
  return asked.counted > 0 && leftOf(asked, row) < asked.counted ? 'SPENT' : 'LATE'
}

async function taken(pool: Pool, { source, day, now, pace }: Asked): Promise<Taken | null> {
  const { rowCount } = await pool.query({
    name: 'pace-take',
    text: TAKE,
    values: [source, day, now, pace.spacingMs, pace.jobSpacingMs, pace.quota, pace.jobQuota],
  })
  return rowCount === 1 ? { kind: 'GRANTED' } : null
}

function whenAgain(asked: Asked, row: Row): Taken {
  const { jobQuota } = asked.pace
  if (leftOf(asked, row) < 1 || (jobQuota !== null && row.job_calls >= jobQuota)) return { kind: 'SPENT' }
  // Where it has become free meanwhile, at once.
  return { kind: 'LATER', again: new Date(Math.ceil(Math.max(row.next_at, row.job_next_at, asked.now.getTime() + 1))) }
}

function leftOf({ pace }: Asked, { desk_calls, job_calls }: Pick<Row, 'desk_calls' | 'job_calls'>): number {
  return pace.quota === null ? Number.POSITIVE_INFINITY : pace.quota - desk_calls - job_calls
}
