// The tables of intake: which facts of which source were brought and how new they were, where a change feed has come to,
// what could not be taken in and waits for its department, and the rows on their way. No number or name stands here in clear.
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'

export const intake = pgSchema('intake')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/**
 * What is known of each fact of a source, whether it stands or was withdrawn: what comes again changes nothing, and what
 * comes late never replaces what is newer.
 */
export const fact = intake.table(
  'fact',
  {
    source: text('source').notNull(),
    kind: text('kind').notNull(),
    factKey: bytes('fact_key').notNull(),
    childId: uuid('child_id'),
    /** The record of the source by which the child was named; null where it was named by a number. */
    subjectKey: uuid('subject_key'),
    /** Of the values that were written; null once the fact is withdrawn. */
    digest: bytes('digest'),
    recordTime: instant('record_time').notNull(),
    /** Of the change feed; 0 for what came in a file. */
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    isPresent: boolean('is_present').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.kind, table.factKey] }),
    index('fact_record').on(table.source, table.subjectKey).where(sql`subject_key is not null`),
  ],
)

/** Rows of one transaction on their way into the registry; unlogged, and empty for everybody else. */
export const staged = intake.table(
  'staged',
  {
    run: uuid('run').notNull(),
    line: bigint('line', { mode: 'number' }).notNull(),
    factKey: bytes('fact_key').notNull(),
    isPresent: boolean('is_present').notNull(),
    numberKind: text('number_kind'),
    numberIndex: bytes('number_index'),
    nameIndex: bytes('name_index'),
    subjectKey: uuid('subject_key'),
    values: text('values').array().notNull(),
    validFrom: date('valid_from', { mode: 'string' }),
    validTo: date('valid_to', { mode: 'string' }),
    recordTime: instant('record_time').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    digest: bytes('digest'),
    childId: uuid('child_id'),
    verdict: text('verdict'),
  },
  (table) => [
    index('staged_run').on(table.run, table.line),
    // Nobody has statistics of rows staged just now: whichever side the planner begins with, the other has an index.
    index('staged_fact').on(table.run, table.factKey),
  ],
)

/** Where a change feed has come to, moved in the transaction that writes the facts. */
export const position = intake.table(
  'position',
  {
    source: text('source').notNull(),
    kind: text('kind').notNull(),
    /** The source's own word for it; null before the first page. */
    cursor: text('cursor'),
    pages: bigint('pages', { mode: 'number' }).notNull(),
    events: bigint('events', { mode: 'number' }).notNull(),
    changed: bigint('changed', { mode: 'number' }).notNull(),
    /** How many events the source said were left after the last page. */
    remaining: bigint('remaining', { mode: 'number' }),
    newestRecordTime: instant('newest_record_time'),
    movedAt: instant('moved_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.kind] })],
)

/** An event that could not be taken in. What it held is sealed with its department's key and erased when it is settled. */
export const deadLetter = intake.table(
  'dead_letter',
  {
    id: uuid('id').primaryKey(),
    source: text('source').notNull(),
    kind: text('kind').notNull(),
    /** Keyed digest that tells an event that comes again. */
    mark: bytes('mark').notNull(),
    /** Keyed digest of the record's key; null where the event names none. */
    eventKey: bytes('event_key'),
    sequence: bigint('sequence', { mode: 'number' }),
    /** Declared words only: which column, and why. */
    column: text('column_name'),
    reason: text('reason').notNull(),
    eventSealed: bytes('event_sealed'),
    state: text('state', { enum: ['OPEN', 'APPLIED', 'DISCARDED'] }).notNull(),
    attempts: integer('attempts').notNull(),
    openedAt: instant('opened_at').notNull(),
    closedAt: instant('closed_at'),
    closedBy: text('closed_by'),
  },
  (table) => [
    uniqueIndex('dead_letter_mark').on(table.source, table.kind, table.mark),
    index('dead_letter_open').on(table.source, table.kind, table.eventKey).where(sql`state = 'OPEN'`),
    check('dead_letter_state', sql`state in ('OPEN', 'APPLIED', 'DISCARDED')`),
    check('dead_letter_erased', sql`(state = 'OPEN') = (event_sealed is not null)`),
    check('dead_letter_closed', sql`(state = 'OPEN') = (closed_at is null)`),
  ],
)
