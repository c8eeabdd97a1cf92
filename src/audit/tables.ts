// The journal's one table: append-only by grant and by trigger (migrations/journal), verifiable by its hashes.
import { sql } from 'drizzle-orm'
import { bigint, check, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'
import { ENTRY_KINDS } from './entry.ts'

export const journal = pgSchema('journal')

export const entry = journal.table(
  'entry',
  {
    process: uuid('process').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    kind: text('kind', { enum: ENTRY_KINDS }).notNull(),
    recordedAt: timestamp('recorded_at', { withTimezone: true, mode: 'date' }).notNull(),
    salt: bytes('salt').notNull(),
    // Text and not jsonb: the hash is over exactly these characters.
    body: text('body').notNull(),
    leafHash: bytes('leaf_hash').notNull(),
    chainHash: bytes('chain_hash').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.process, table.sequence] }),
    check('entry_sequence', sql`sequence >= 1`),
    check('entry_kind', sql`kind in ('INTENT', 'OUTCOME', 'REFUSAL', 'JOB', 'ACT')`),
    check(
      'entry_lengths',
      sql`octet_length(salt) = 16 and octet_length(leaf_hash) = 32 and octet_length(chain_hash) = 32`,
    ),
  ],
)
