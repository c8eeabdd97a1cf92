// The counts of the tests' town: emptied, set and read where they stand.
import type pg from 'pg'
import type { Holder } from '../../src/limits/store.ts'

/** Nobody has asked for anything yet. */
export async function clearLimits(registry: pg.Pool): Promise<void> {
  for (const table of ['limit_counter', 'limit_child', 'limit_trace', 'limit_lock']) {
    await registry.query(`delete from registry.${table}`)
  }
}

/** Nobody has asked for anything but this person, who has missed so often since ten o'clock of the test day. */
export async function setMisses(registry: pg.Pool, holder: Holder, misses: number): Promise<void> {
  await clearLimits(registry)
  const { organisationId, purpose, personId } = holder
  const values = [organisationId, purpose, '2026-11-23T10:00:00+08:00', personId, misses]
  if (misses > 0) await registry.query('insert into registry.limit_counter values ($1, $2, $3, $4, $5, 0, 0)', values)
}

/** The misses of all, together. */
export async function missesOfAll(registry: pg.Pool): Promise<number> {
  const { rows } = await registry.query<{ misses: number }>(
    'select coalesce(sum(misses), 0)::int as misses from registry.limit_counter',
  )
  return rows[0]?.misses ?? 0
}
