// What becomes of each staged record, decided by the database for all of them at once: whose it is, whether it is new, and
// whether what is on record is newer. A verdict is one of the codes below, or a fault of the row.
import type { PoolClient } from 'pg'
import type { Day } from '../clock.ts'
import { isRowFault, type RowFault } from './faults.ts'
import type { Feed, ValueColumn } from './feed.ts'
import type { Fed } from './feeds.ts'
import { joinStaged } from './staging.ts'

/**
 * NEW, CORRECTED and WITHDRAWN change the registry. CONFIRMED is the same content at a later time, REMEMBERED the withdrawal of
 * what was never here (so that an older event cannot bring it), SAME and STALE are nothing new.
 */
export const VERDICTS = ['NEW', 'CORRECTED', 'WITHDRAWN', 'CONFIRMED', 'REMEMBERED', 'SAME', 'STALE'] as const
export type Verdict = (typeof VERDICTS)[number]

export type VerdictCounts = Readonly<Record<Verdict, number>>

export const NO_VERDICTS: VerdictCounts = {
  NEW: 0,
  CORRECTED: 0,
  WITHDRAWN: 0,
  CONFIRMED: 0,
  REMEMBERED: 0,
  SAME: 0,
  STALE: 0,
}

export interface Judging {
  readonly fed: Fed
  readonly run: string
  readonly today: Day
  /** True for a file, in which a record stands once; events of one record come one after another. */
  readonly isWhole: boolean
}

/** Gives each staged record its verdict. */
export async function judge(client: PoolClient, { fed, run, today, isWhole }: Judging): Promise<void> {
  const { feed, source } = fed
  await joinStaged(client, verdictStatement(feed, isWhole), [run, source, feed.kind, today])
}

// Each look-up is an index probe of its own (`offset 0`): the planner knows nothing of rows that were staged just now.
function verdictStatement(feed: Feed, isWhole: boolean): string {
  const double = isWhole ? `when s.doubled > 1 then 'DOUBLE_KEY'` : ''
  const doubled = isWhole ? 'count(*) over (partition by fact_key)' : '1'
  return `
    update intake.staged t set child_id = v.child_id, verdict = v.verdict
    from (
      select s.line, c.child_id,
        case
          ${double}
          when (s.record_time, s.sequence) < (f.record_time, f.sequence) then 'STALE'
          when s.is_present and c.known = 0 then 'UNKNOWN_CHILD'
          when s.is_present and c.matching = 0 then 'NAME_DIFFERS'
          when s.is_present and c.matching > 1 then 'SEVERAL_CHILDREN'
          ${references(feed)}
          when f.fact_key is null then case when s.is_present then 'NEW' else 'REMEMBERED' end
          when s.is_present = f.is_present and s.digest is not distinct from f.digest
            and c.child_id is not distinct from f.child_id
            then case when (s.record_time, s.sequence) = (f.record_time, f.sequence) then 'SAME' else 'CONFIRMED' end
          when (s.record_time, s.sequence) = (f.record_time, f.sequence)
            and (s.is_present <> f.is_present or s.digest is distinct from f.digest) then 'CONFLICT'
          when not s.is_present then 'WITHDRAWN'
          when f.is_present then 'CORRECTED'
          else 'NEW'
        end as verdict
      from (select *, ${doubled} as doubled from intake.staged where run = $1) s
      cross join lateral (${CHILD} offset 0) c
      left join lateral (
        select * from intake.fact where source = $2 and kind = $3 and fact_key = s.fact_key offset 0
      ) f on true
    ) v
    where t.run = $1 and t.line = v.line`
}

// By the number or by the department's own record, and by the name where one is given; of today, as everywhere.
const CHILD = `
  select count(*) as known, count(*) filter (where n.matches) as matching,
    (array_agg(i.child_id) filter (where n.matches))[1] as child_id
  from (
    select child_id from registry.identifier
      where kind = s.number_kind and blind_index = s.number_index and superseded_at is null
        and valid_from <= $4::date and (valid_to is null or valid_to > $4::date)
    union
    select child_id from registry.source_link where department = $2 and subject_key = s.subject_key
  ) i
  cross join lateral (
    select s.name_index is null or exists (
      select from registry.identifier where kind = 'NAME' and blind_index = s.name_index and child_id = i.child_id
        and superseded_at is null and valid_from <= $4::date and (valid_to is null or valid_to > $4::date)
    ) as matches
  ) n`

function references({ columns }: Feed): string {
  return Object.values(columns)
    .map(({ refersTo }, at) => (refersTo ? reference(refersTo, at + 1) : ''))
    .join('\n')
}

function reference({ table, column, kind, fault }: NonNullable<ValueColumn['refersTo']>, place: number): string {
  const ofKind = kind === undefined ? '' : ` and kind = '${kind}'`
  return `when s.is_present and not exists (select from ${table} where ${column} = s.values[${place}]${ofKind}) then '${fault}'`
}

/** How many records each verdict has. */
export async function countVerdicts(client: PoolClient, run: string): Promise<VerdictCounts> {
  const { rows } = await client.query<{ verdict: string; count: number }>(
    'select verdict, count(*)::bigint as count from intake.staged where run = $1 group by verdict',
    [run],
  )
  const counted = Object.fromEntries(rows.map(({ verdict, count }) => [verdict, Number(count)]))
  return { ...NO_VERDICTS, ...Object.fromEntries(VERDICTS.map((verdict) => [verdict, counted[verdict] ?? 0])) }
}

export interface LineFault {
  readonly line: number
  readonly reason: RowFault
}

const FETCHED = 1_000

/** The records that have a fault, by line; as many as there are, a thousand at a time. */
export async function* lineFaults(client: PoolClient, run: string): AsyncGenerator<LineFault> {
  for (let after = -1; ; ) {
    const { rows } = await client.query<{ line: number; verdict: string }>(
      `select line, verdict from intake.staged where run = $1 and line > $2 and verdict <> all($3) order by line limit $4`,
      [run, after, VERDICTS, FETCHED],
    )
    for (const { line, verdict } of rows) if (isRowFault(verdict)) yield { line, reason: verdict }
    const last = rows.at(-1)
    if (!last || rows.length < FETCHED) return
    after = last.line
  }
}

/** The field that a fault of a verdict is about; null for the whole record. */
export function fieldOf(feed: Feed, reason: RowFault): string | null {
  const referring = Object.entries(feed.columns).find(([, { refersTo }]) => refersTo?.fault === reason)
  if (referring) return referring[0]
  if (reason === 'NAME_DIFFERS') return 'name'
  if (reason === 'UNKNOWN_CHILD' || reason === 'SEVERAL_CHILDREN') return 'idNumber'
  if (reason === 'DOUBLE_KEY') return feed.key.at(-1) ?? null
  return null
}
