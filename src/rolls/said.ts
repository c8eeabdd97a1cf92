// What was said of pupils the last time, in the registry's database: digests, by school and purpose.
import type { Pool, PoolClient } from 'pg'

/** Keyed digests of whom it was said and of what was said. */
export interface Said {
  readonly pupil: string
  readonly said: string
}

export interface SaidBy {
  readonly organisationId: string
  readonly purpose: string
}

export async function lastSaid(
  pool: Pool,
  { organisationId, purpose }: SaidBy,
  pupils: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<Said>(
    'select pupil, said from roll.said where organisation_id = $1 and purpose = $2 and pupil = any($3)',
    [organisationId, purpose, pupils],
  )
  return new Map(rows.map(({ pupil, said }) => [pupil, said]))
}

export async function writeSaid(
  client: PoolClient,
  { organisationId, purpose }: SaidBy,
  { said, expiresAt }: { readonly said: readonly Said[]; readonly expiresAt: Date },
): Promise<void> {
  // In one order, so that two rolls of a school never wait for each other.
  const sorted = [...said].sort((a, b) => (a.pupil < b.pupil ? -1 : 1))
  await client.query(
    `insert into roll.said (organisation_id, purpose, pupil, said, expires_at)
     select $1, $2, pupil, said, $5 from unnest($3::text[], $4::text[]) as s(pupil, said)
     on conflict (organisation_id, purpose, pupil) do update set said = excluded.said, expires_at = excluded.expires_at`,
    [organisationId, purpose, sorted.map(({ pupil }) => pupil), sorted.map((each) => each.said), expiresAt],
  )
}
