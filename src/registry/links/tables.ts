// The tables of linking: what was decided about each record, when, by what or whom, and what was undone; what a person is
// asked; the blocking keys of the records. Pseudonyms, levels and keyed digests; no name, number or birth date stands here.
import { sql } from 'drizzle-orm'
import {
  char,
  check,
  index,
  integer,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytes } from '../../departments/bytes.ts'

export const linking = pgSchema('linking')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** The history: of each record one row is in force, and it says the same as `registry.source_link`. */
export const link = linking.table(
  'link',
  {
    id: uuid('id').primaryKey(),
    department: text('department').notNull(),
    subjectKey: uuid('subject_key').notNull(),
    childId: uuid('child_id').notNull(),
    decidedBy: text('decided_by').notNull(),
    rule: text('rule'),
    parameters: text('parameters'),
    band: text('band'),
    pattern: text('pattern'),
    personId: text('person_id'),
    reviewId: uuid('review_id'),
    decidedAt: instant('decided_at').notNull(),
    supersededAt: instant('superseded_at'),
  },
  (table) => [
    uniqueIndex('link_current').on(table.department, table.subjectKey).where(sql`superseded_at is null`),
    index('link_child').on(table.childId),
    index('link_record').on(table.department, table.subjectKey),
    check('link_decided_by', sql`decided_by in ('IMPORT', 'FOUNDED', 'RULE', 'WEIGHTS', 'PERSON')`),
    check('link_person', sql`(decided_by = 'PERSON') = (person_id is not null)`),
    check('link_rule', sql`(decided_by = 'RULE') = (rule is not null)`),
  ],
)

/** Keyed digests by which records that may be of one child find one another. */
export const blockingKey = linking.table(
  'blocking_key',
  {
    key: bytes('key').notNull(),
    department: text('department').notNull(),
    subjectKey: uuid('subject_key').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.department, table.subjectKey] }),
    index('blocking_key_record').on(table.department, table.subjectKey),
  ],
)

/** A pair that a person decides: a record, and a child that it may be of. */
export const review = linking.table(
  'review',
  {
    id: uuid('id').primaryKey(),
    department: text('department').notNull(),
    subjectKey: uuid('subject_key').notNull(),
    candidateId: uuid('candidate_id').notNull(),
    reason: text('reason').notNull(),
    band: text('band').notNull(),
    pattern: text('pattern').notNull(),
    parameters: text('parameters').notNull(),
    // Where the county is that decides; nobody's queue while it is not known.
    division: char('division', { length: 12 }),
    openedAt: instant('opened_at').notNull(),
    heldBy: text('held_by'),
    heldUntil: instant('held_until'),
    verdict: text('verdict'),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    noteSealed: bytes('note_sealed'),
  },
  (table) => [
    uniqueIndex('review_open').on(table.department, table.subjectKey, table.candidateId).where(sql`decided_at is null`),
    index('review_division').on(table.division, table.openedAt).where(sql`decided_at is null`),
    check('review_verdict', sql`verdict in ('SAME', 'DIFFERENT', 'OVERTAKEN')`),
    check('review_decided', sql`num_nonnulls(verdict, decided_at) in (0, 2)`),
    check('review_person', sql`(decided_by is not null) = (coalesce(verdict, 'OVERTAKEN') <> 'OVERTAKEN')`),
    check('review_held', sql`(held_by is null) = (held_until is null)`),
  ],
)

/** A link that was wrong: who undid it, and why. */
export const incident = linking.table(
  'incident',
  {
    id: uuid('id').primaryKey(),
    linkId: uuid('link_id').notNull(),
    restoredId: uuid('restored_id').notNull(),
    foundBy: text('found_by').notNull(),
    foundAt: instant('found_at').notNull(),
    noteSealed: bytes('note_sealed').notNull(),
  },
  (table) => [uniqueIndex('incident_link').on(table.linkId)],
)

/** One run over one source, and how far it has come. */
export const run = linking.table(
  'run',
  {
    id: uuid('id').primaryKey(),
    department: text('department').notNull(),
    step: text('step').notNull(),
    parameters: text('parameters').notNull(),
    startedAt: instant('started_at').notNull(),
    afterKey: uuid('after_key'),
    records: integer('records').notNull(),
    founded: integer('founded').notNull(),
    linked: integer('linked').notNull(),
    asked: integer('asked').notNull(),
    passedOver: integer('passed_over').notNull(),
    renewed: integer('renewed').notNull().default(0),
    contested: integer('contested').notNull().default(0),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    uniqueIndex('run_unfinished').on(table.department, table.step).where(sql`finished_at is null`),
    check('run_step', sql`step in ('KEYS', 'LINK')`),
  ],
)
