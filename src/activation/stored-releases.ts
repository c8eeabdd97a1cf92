// Releases in and out of PostgreSQL. What is read here is what somebody with rights on the tables wrote, and proves
// nothing before it was verified.
import type { Pool, PoolClient } from 'pg'
import { type BundleFiles, filesFrom } from './bundle.ts'

export interface StoredRelease {
  readonly hash: string
  readonly record: string
  readonly signatures: readonly string[]
  /** Null where there are none, or none that could be a bundle's. */
  readonly files: BundleFiles | null
}

export interface ActiveRow {
  readonly releaseHash: string
  /** When the row was last switched. */
  readonly since: string
}

export interface ReleaseSource {
  /** Null where there is no row, or more than one: which of two counts is nobody's to choose. */
  activeRow(): Promise<ActiveRow | null>
  release(hash: string): Promise<StoredRelease | null>
  bundle(hash: string): Promise<BundleFiles | null>
}

const ACTIVE_ROW = 'select release_hash as "releaseHash", since::text as since from activation.active'

const RELEASE = `
select release.record, release.signatures, bundle.files
from activation.release left join activation.bundle on bundle.hash = release.bundle_hash
where release.hash = $1`

const BUNDLE = 'select files from activation.bundle where hash = $1'

/** Over a pool of a role that may SELECT from the schema `activation`. */
export function createReleaseSource(pool: Pool): ReleaseSource {
  return {
    async activeRow() {
      const { rows } = await pool.query<ActiveRow>({ name: 'active-release', text: ACTIVE_ROW })
      return rows.length === 1 ? (rows[0] ?? null) : null
    },
    async release(hash) {
      const { rows } = await pool.query<{ record: string; signatures: (string | null)[]; files: unknown }>({
        name: 'stored-release',
        text: RELEASE,
        values: [hash],
      })
      const [row] = rows
      if (!row) return null
      const signatures = row.signatures.map((signature) => signature ?? '')
      return { hash, record: row.record, signatures, files: filesFrom(row.files) }
    },
    async bundle(hash) {
      const { rows } = await pool.query<{ files: unknown }>({ name: 'stored-bundle', text: BUNDLE, values: [hash] })
      return filesFrom(rows[0]?.files)
    },
  }
}

export interface ReleaseToStore extends StoredRelease {
  readonly sequence: number
  readonly bundle: string
  readonly files: BundleFiles
  readonly now: Date
}

/** Adds the release and its bundle to the history and switches the one row, all or nothing. */
export async function storeActiveRelease(pool: Pool, release: ReleaseToStore): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await store(client, release)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function store(client: PoolClient, { hash, sequence, record, bundle, signatures, files, now }: ReleaseToStore) {
  await client.query({
    name: 'store-bundle',
    text: 'insert into activation.bundle (hash, files, stored_at) values ($1, $2, $3) on conflict do nothing',
    values: [bundle, JSON.stringify(Object.fromEntries(files)), now],
  })
  await client.query({
    name: 'store-release',
    text: `insert into activation.release (hash, sequence, record, bundle_hash, signatures, stored_at)
           values ($1, $2, $3, $4, $5, $6) on conflict (hash) do nothing`,
    values: [hash, sequence, record, bundle, signatures, now],
  })
  await expectStored(client, { hash, record, signatures, files })
  await client.query({
    name: 'switch-release',
    text: `insert into activation.active (is_active, release_hash, since) values (true, $1, $2)
           on conflict (is_active) do update set release_hash = excluded.release_hash, since = excluded.since`,
    values: [hash, now],
  })
}

// History is not overwritten: had somebody stored this name with other content before, the row would point at that.
async function expectStored(client: PoolClient, { hash, record, signatures, files }: StoredRelease): Promise<void> {
  const { rows } = await client.query<{ same: boolean }>({
    name: 'expect-stored-release',
    text: `select record = $2 and signatures = $3::text[] and bundle.files = $4::jsonb as same
           from activation.release join activation.bundle on bundle.hash = release.bundle_hash where release.hash = $1`,
    values: [hash, record, signatures, JSON.stringify(Object.fromEntries(files ?? []))],
  })
  if (!rows[0]?.same) throw new Error('the history holds this release or its bundle with other content')
}

export interface HistoryRow {
  readonly hash: string
  readonly record: string
  readonly signatures: readonly string[]
  readonly storedAt: Date
}

/** The newest releases first. */
export async function releaseHistory(pool: Pool, most: number): Promise<HistoryRow[]> {
  const { rows } = await pool.query<HistoryRow>({
    name: 'release-history',
    text: `select hash, record, signatures, stored_at as "storedAt" from activation.release
           order by sequence desc limit $1`,
    values: [most],
  })
  return rows
}
