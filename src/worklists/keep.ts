// Brings the tasks of one rule into step with what holds. Withdrawn is what holds no more; not raised again is what a person has decided on
// the same occasion, for as long as it went on holding; what expired without a decision is raised anew, for nobody has looked at it.
import type { PoolClient } from 'pg'
import type { WorkRule } from './rules.ts'

/** One child, village, post or report of which the rule holds. */
export interface Held {
  readonly key: string
  /** The open task that it belongs to. */
  readonly subject: string
  readonly occasion: string
  /** Null for a child. */
  readonly place: string | null
}

export interface Found {
  readonly rule: WorkRule
  readonly held: readonly Held[]
  /** Keys of which the rule does not hold; null: of every other one. */
  readonly not: readonly string[] | null
  readonly now: Date
  readonly expiresAt: Date
}

export interface Kept {
  readonly raised: number
  readonly withdrawn: number
}

/** Within a transaction: a task stands with all whom it is about, or not at all. */
export async function keepTasks(client: PoolClient, newId: () => string, found: Found): Promise<Kept> {
  const left = await takeAway(client, found)
  const raised = await raise(client, newId, found)
  const { rowCount } = await client.query(
    `update worklist.task t set state = 'WITHDRAWN', reason = 'HOLDS_NO_MORE', ended_at = $2
     where id = any($1::uuid[]) and state = 'RAISED'
       and not exists (select from worklist.about a where a.task_id = t.id and a.gone_at is null)`,
    [left, found.now],
  )
  return { raised, withdrawn: rowCount ?? 0 }
}

const GONE = `update worklist.about a set gone_at = $2 from worklist.task t where t.id = a.task_id and t.rule = $1 and a.gone_at is null`

// What is held elsewhere now, as a child whose household is another one, is gone from the open task where it was.
const OF_THESE = `${GONE} and a.key = any($3::text[] || $4::text[]) and (a.key = any($3::text[]) or (t.state = 'RAISED' and exists (
  select from unnest($4::text[], $5::text[]) h(key, subject) where h.key = a.key and h.subject <> t.subject))) returning a.task_id`
const OF_ALL_OTHERS = `${GONE} and a.key <> all($3::text[]) returning a.task_id`

/** Gives the tasks that somebody or something is gone from. */
async function takeAway(client: PoolClient, { rule, now, held, not }: Found): Promise<string[]> {
  const keys = held.map(({ key }) => key)
  const of = not === null ? [keys] : [not, keys, held.map(({ subject }) => subject)]
  const { rows } = await client.query<{ task_id: string }>(not === null ? OF_ALL_OTHERS : OF_THESE, [rule, now, ...of])
  return [...new Set(rows.map(({ task_id: taskId }) => taskId))]
}

const DECIDED = `select h.key from unnest($2::text[], $3::text[]) h(key, occasion) where exists (
  select from worklist.about a join worklist.task t on t.id = a.task_id
  where t.rule = $1 and t.state in ('CONFIRMED', 'DISMISSED') and t.occasion = h.occasion and a.key = h.key and a.gone_at is null)`

const RAISE = `
  insert into worklist.task as t (id, rule, subject, place, occasion, raised_at, expires_at, state)
  values ($1, $2, $3, $4, $5, $6, $7, 'RAISED')
  on conflict (rule, subject) where state = 'RAISED' do update set occasion = excluded.occasion,
    expires_at = case when t.occasion = excluded.occasion then t.expires_at else excluded.expires_at end
  returning id, id = $1 as "isNew"`

async function raise(client: PoolClient, newId: () => string, { rule, held, now, expiresAt }: Found): Promise<number> {
  if (held.length === 0) return 0
  const { rows } = await client.query<{ key: string }>(DECIDED, [
    rule,
    held.map(({ key }) => key),
    held.map(({ occasion }) => occasion),
  ])
  const decided = new Set(rows.map(({ key }) => key))
  const open = held.filter(({ key }) => !decided.has(key))
  let raised = 0
  for (const [subject, members] of Map.groupBy(open, (each) => each.subject)) {
    const [{ place, occasion } = { place: null, occasion: '' }] = members
    const task = await client.query<{ id: string; isNew: boolean }>(RAISE, [
      ...[newId(), rule, subject, place, occasion, now, expiresAt],
    ])
    await client.query(
      `insert into worklist.about (task_id, key) select $1, unnest($2::text[])
       on conflict (task_id, key) do update set gone_at = null`,
      [task.rows[0]?.id, members.map(({ key }) => key)],
    )
    raised += task.rows[0]?.isNew ? 1 : 0
  }
  return raised
}

/** Ends what nobody decided in its time; gives how many by rule. */
export async function expireTasks(client: PoolClient, now: Date): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ rule: string; expired: number }>(
    `with ended as (update worklist.task set state = 'EXPIRED', reason = 'NOT_DECIDED', ended_at = $1
       where state = 'RAISED' and expires_at <= $1 returning rule)
     select rule, count(*)::int as expired from ended group by rule`,
    [now],
  )
  return new Map(rows.map(({ rule, expired }) => [rule, expired]))
}
