// Tables as they were shown, for whoever cites one: the same bytes in a year.
import type { Pool, PoolClient } from 'pg'
import type { ShownTable } from './shown.ts'
import type { SnapshotRecord } from './snapshot/keep.ts'

/** The first one to show a table says how it reads; gives what stands. */
export async function keepShown(
  client: Pool | PoolClient,
  table: ShownTable,
  { period }: Pick<SnapshotRecord, 'period'>,
): Promise<ShownTable> {
  await client.query(
    `insert into statistic.shown (id, period, standing, body, shown_at) values ($1, $2, $3, $4, $5) on conflict (id) do nothing`,
    [table.id, period, table.table, JSON.stringify(table), table.publishedAt],
  )
  return (await shownById(client, table.id)) ?? table
}

export async function shownById(registry: Pool | PoolClient, id: string): Promise<ShownTable | null> {
  return only(
    await registry.query<{ body: string }>({
      name: 'shown-by-id',
      text: 'select body from statistic.shown where id = $1',
      values: [id],
    }),
  )
}

/** The latest of a standing table, or the one of a period. */
export async function standingTable(registry: Pool, name: string, period: number | null): Promise<ShownTable | null> {
  return only(
    await registry.query<{ body: string }>({
      name: 'standing-table',
      text: `select body from statistic.shown where standing = $1 and ($2::int is null or period = $2) order by period desc limit 1`,
      values: [name, period],
    }),
  )
}

function only({ rows }: { readonly rows: readonly { readonly body: string }[] }): ShownTable | null {
  return rows[0] ? (JSON.parse(rows[0].body) as ShownTable) : null
}
