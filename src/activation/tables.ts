// Releases as the registry's database holds them: history that is only added to, and one row that says which release is
// the active one. Whoever may write here may still activate nothing: every reader verifies what it finds.
import { sql } from 'drizzle-orm'
import { bigint, boolean, check, jsonb, pgSchema, text, timestamp } from 'drizzle-orm/pg-core'

export const activation = pgSchema('activation')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const bundle = activation.table('bundle', {
  hash: text('hash').primaryKey(),
  // Path -> text.
  files: jsonb('files').notNull(),
  storedAt: instant('stored_at').notNull(),
})

export const release = activation.table('release', {
  hash: text('hash').primaryKey(),
  sequence: bigint('sequence', { mode: 'number' }).notNull().unique('release_sequence'),
  // Text and not jsonb: the signatures are over exactly these characters.
  record: text('record').notNull(),
  bundleHash: text('bundle_hash')
    .notNull()
    .references(() => bundle.hash),
  signatures: text('signatures').array().notNull(),
  storedAt: instant('stored_at').notNull(),
})

export const active = activation.table(
  'active',
  {
    isActive: boolean('is_active').primaryKey().default(true),
    releaseHash: text('release_hash')
      .notNull()
      .references(() => release.hash),
    since: instant('since').notNull(),
  },
  () => [check('active_one_row', sql`is_active`)],
)
