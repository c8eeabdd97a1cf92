// Writes judged records into the registry. Nothing is overwritten: what no longer holds gets the moment at which it was
// superseded, and what holds instead is another row. The ledger remembers how new each fact is.
import type { PoolClient } from 'pg'
import type { Feed } from './feed.ts'
import type { Fed } from './feeds.ts'
import { storedColumns } from './read-record.ts'
import { joinStaged } from './staging.ts'

export interface Applying {
  readonly fed: Fed
  readonly run: string
  /** From the clock: when the registry knew it. */
  readonly now: Date
}

/** Rows that came before there was intake and gave way to a record of the run. */
export interface Replaced {
  readonly rows: number
  /** Those that held on days on which no record that they gave way to does. */
  readonly withOtherDays: number
}

export const NONE_REPLACED: Replaced = { rows: 0, withOtherDays: 0 }

/** Applies the staged records of a run; those with a fault must be off by then. */
export async function apply(client: PoolClient, { fed, run, now }: Applying): Promise<Replaced> {
  const { feed, source } = fed
  await client.query(supersedeStatement(feed), [run, source, now])
  const [replaced] = await joinStaged<Replaced>(client, replaceStatement(feed), [run, now, source])
  await client.query(insertStatement(feed), [run, source, now])
  await client.query(LEDGER, [run, source, feed.kind])
  return replaced ?? NONE_REPLACED
}

function supersedeStatement({ table }: Feed): string {
  return `update ${table} t set superseded_at = $3::timestamptz from intake.staged s
    where s.run = $1 and s.verdict in ('CORRECTED', 'WITHDRAWN')
      and t.source = $2 and t.fact_key = s.fact_key and t.superseded_at is null`
}

// A row that came before there was intake knows no fact; it gives way to the fact that says the same thing of the same child
// for days that it holds itself. Another department's word stays, and so does what is over or to come. What has a number
// of its own is the same whatever its days.
function replaceStatement(feed: Feed): string {
  const stored = storedColumns(feed)
  const said = feed.sameAs.map((column) => {
    const place = stored.indexOf(column)
    return { column, staged: place < 0 ? `s.${column}` : `s.values[${place + 1}]` }
  })
  const { sharesADay, isHeld } = feed.sameAs.includes('child_id') ? BY_DAYS : WHATEVER_DAYS
  const ofSource = feed.fedBy.length > 1 ? 't.source = $3' : '(t.source = $3 or t.source is null)'
  return `with said as (
      select ${said.map(({ column, staged }) => `${staged} as ${column}`).join(', ')},
        range_agg(daterange(s.valid_from, s.valid_to)) as days
      from intake.staged s where s.run = $1 and s.verdict = 'NEW' group by ${said.map(({ staged }) => staged).join(', ')}),
    replaced as (
      update ${feed.table} t set superseded_at = $2::timestamptz from said s
      where t.fact_key is null and t.superseded_at is null and ${ofSource}
        and ${said.map(({ column }) => `t.${column} = s.${column}`).join(' and ')} and ${sharesADay}
      returning ${isHeld} as is_held)
    select count(*)::int as rows, count(*) filter (where not is_held)::int as "withOtherDays" from replaced`
}

// What was loaded with its days the wrong way round held on none.
const OWN_DAYS = `case when t.valid_to < t.valid_from then 'empty' else daterange(t.valid_from, t.valid_to) end`
const BY_DAYS = { sharesADay: `${OWN_DAYS} && s.days`, isHeld: `${OWN_DAYS} <@ s.days` }
const WHATEVER_DAYS = { sharesADay: 'true', isHeld: 'true' }

function insertStatement(feed: Feed): string {
  const stored = storedColumns(feed)
  const values = stored.map((_, at) => `s.values[${at + 1}]`)
  return `insert into ${feed.table}
      (child_id, ${stored.join(', ')}, valid_from, valid_to, recorded_at, source, source_record_time, fetched_at, fact_key)
    select s.child_id, ${values.join(', ')}, s.valid_from, s.valid_to, $3::timestamptz, $2, s.record_time, $3::timestamptz, s.fact_key
    from intake.staged s where s.run = $1 and s.verdict in ('NEW', 'CORRECTED') order by s.line`
}

const LEDGER = `
  insert into intake.fact (source, kind, fact_key, child_id, subject_key, digest, record_time, sequence, is_present)
  select $2, $3, fact_key, child_id, subject_key, digest, record_time, sequence, is_present from intake.staged
  where run = $1 and verdict in ('NEW', 'CORRECTED', 'WITHDRAWN', 'CONFIRMED', 'REMEMBERED')
  on conflict (source, kind, fact_key) do update set child_id = excluded.child_id,
    subject_key = excluded.subject_key, digest = excluded.digest,
    record_time = excluded.record_time, sequence = excluded.sequence, is_present = excluded.is_present`

/** Says up to when the outcomes of a source have been brought over; never an earlier moment than is known. */
export async function stampSync(client: PoolClient, { feed, source }: Fed, moment: Date): Promise<void> {
  if (!feed.isOutcome) return
  await client.query(
    `insert into registry.source_sync as known (source, synced_at) values ($1, $2)
     on conflict (source) do update set synced_at = greatest(known.synced_at, excluded.synced_at)`,
    [source, moment],
  )
}
