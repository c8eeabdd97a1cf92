// The tickets of contradictions, for a page of children at a time: those that are new, those that are settled, and which department has
// confirmed its own cell already.
import type { PoolClient } from 'pg'
import { shanghaiDay } from '../clock.ts'
import { dueDay } from './due-day.ts'
import { departmentOfField } from './fields.ts'
import type { Found } from './sweep.ts'

/** For so long a department that has confirmed its cell is not asked again. */
const CONFIRMED_MS = 180 * 24 * 3_600_000

interface Page {
  readonly childIds: readonly string[]
  readonly now: Date
}

/** `child coordinate source` of what was confirmed. */
export async function confirmedOf(client: PoolClient, { childIds, now }: Page): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ said: string }>({
    name: 'sweep-confirmed',
    text: `select child_id || ' ' || coordinate || ' ' || source as said from correction.ticket
      where kind = 'CONTRADICTION' and outcome = 'CONFIRMED' and child_id = any($1::uuid[]) and answered_at > $2`,
    values: [childIds, new Date(now.getTime() - CONFIRMED_MS)],
  })
  return new Set(rows.map(({ said }) => said))
}

/** Closes the tickets of these children whose contradiction is no longer found; gives how many. */
export async function settleOthers(
  client: PoolClient,
  { found, childIds, now }: Page & { readonly found: readonly Found[] },
): Promise<number> {
  const { rowCount } = await client.query({
    name: 'sweep-settle',
    text: `update correction.ticket t set outcome = 'SETTLED', answered_at = $1
      where t.kind = 'CONTRADICTION' and t.answered_at is null and t.child_id = any($2::uuid[])
        and not exists (select from unnest($3::uuid[], $4::text[]) f(child_id, coordinate)
          where f.child_id = t.child_id and f.coordinate = t.coordinate)`,
    values: [now, childIds, found.map(({ childId }) => childId), found.map(({ contradiction }) => contradiction.field)],
  })
  return rowCount ?? 0
}

export interface Opening {
  readonly found: readonly Found[]
  readonly confirmed: ReadonlySet<string>
  readonly now: Date
  readonly newId: () => string
}

/** Opens one for each cell of each child that has none; gives how many. Where all have confirmed, the county settles it. */
export async function openTickets(client: PoolClient, { found, confirmed, now, newId }: Opening): Promise<number> {
  const asked = found.flatMap((each) => {
    const source = departmentToAsk(each, confirmed)
    return source === undefined ? [] : [{ id: newId(), ...each, source }]
  })
  const { rowCount } = await client.query({
    name: 'sweep-open',
    text: `insert into correction.ticket (id, kind, child_id, coordinate, source, opened_at, due_on)
      select id, 'CONTRADICTION', child_id, coordinate, source, $5, $6
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as n(id, child_id, coordinate, source)
      on conflict (child_id, coordinate) where kind = 'CONTRADICTION' and answered_at is null do nothing`,
    values: [
      ...[asked.map(({ id }) => id), asked.map(({ childId }) => childId)],
      ...[asked.map(({ contradiction }) => contradiction.field), asked.map(({ source }) => source)],
      ...[now, dueDay(shanghaiDay(now))],
    ],
  })
  return rowCount ?? 0
}

// The department whose datum it is comes first.
function departmentToAsk({ childId, contradiction }: Found, confirmed: ReadonlySet<string>): string | undefined {
  const { field, statements } = contradiction
  const sources = [departmentOfField(field), ...statements.map(({ source }) => source)]
  return sources.find((source) => source !== undefined && !confirmed.has(`${childId} ${field} ${source}`))
}
