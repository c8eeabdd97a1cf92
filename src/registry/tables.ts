// The registry's tables: who a child is, which source holds what, civil affairs' adjudicated outcomes, and the
// relations that let an organisation ask. Every fact has two time axes: valid time (when it was true) and recorded time
// (when the registry knew it); a correction ends the recorded time of one row and writes another, so nothing is lost.
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  char,
  check,
  date,
  index,
  pgSchema,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'
import { INDEX_KINDS } from '../masking/blind-index.ts'
import { bitemporal, brought, broughtFrom, cameFrom, inForceOnce, instant, provenance } from './columns.ts'

export const registry = pgSchema('registry')
export const roster = pgSchema('roster')

/** One row per child; the id never leaves the gateway, what leaves is a pseudonym per recipient. */
export const child = registry.table('child', {
  id: uuid('id').primaryKey(),
  // The 18th birthday only: eligibility turns on it and linking needs no more.
  adultOn: date('adult_on', { mode: 'string' }),
  recordedAt: instant('recorded_at').notNull(),
})

/** Keyed blind indexes of what a child can be looked up by. No identifier stands here in clear. */
export const identifier = registry.table(
  'identifier',
  {
    childId: uuid('child_id').notNull(),
    kind: text('kind', { enum: INDEX_KINDS }).notNull(),
    blindIndex: bytes('blind_index').notNull(),
    ...bitemporal(),
    ...cameFrom(),
  },
  (table) => [
    index('identifier_blind_index').on(table.kind, table.blindIndex).where(sql`superseded_at is null`),
    index('identifier_child').on(table.childId),
  ],
)

/**
 * Which department holds a record of the child, and under which key of its own. No two departments share keys. Whose a record is was
 * always so or was a mistake: it has no valid time, and when which was believed stands in `linking.link`.
 */
export const sourceLink = registry.table(
  'source_link',
  {
    childId: uuid('child_id').notNull(),
    department: text('department').notNull(),
    subjectKey: uuid('subject_key').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.childId, table.department] }),
    // A record is one child's.
    uniqueIndex('source_link_record').on(table.department, table.subjectKey),
  ],
)

/** Adjudicated outcomes of civil affairs: what was decided, never why. */
export const outcome = registry.table(
  'outcome',
  {
    childId: uuid('child_id').notNull(),
    kind: text('kind', { enum: ['CATEGORY', 'HOUSEHOLD_AID', 'BASIC_ALLOWANCE', 'CARE_SETTING'] }).notNull(),
    value: text('value').notNull(),
    ...bitemporal(),
    ...provenance(),
    ...brought(),
  },
  (table) => [index('outcome_child').on(table.childId, table.kind), inForceOnce('outcome_fact', table)],
)

/** Relation: which division is competent for the child (hukou decides adjudication, residence the village's care). */
export const jurisdiction = registry.table(
  'jurisdiction',
  {
    childId: uuid('child_id').notNull(),
    kind: text('kind', { enum: ['HUKOU', 'RESIDENCE'] }).notNull(),
    division: char('division', { length: 12 }).notNull(),
    ...bitemporal(),
    ...broughtFrom(),
  },
  (table) => [
    index('jurisdiction_division').on(table.kind, table.division, table.childId).where(sql`superseded_at is null`),
    index('jurisdiction_child').on(table.childId),
    inForceOnce('jurisdiction_fact', table),
  ],
)

/** Relation: a stay or visit that a unit of a hospital opened for a child. */
export const encounter = registry.table(
  'encounter',
  {
    number: text('number').notNull(),
    organisationId: text('organisation_id').notNull(),
    unit: text('unit').notNull(),
    childId: uuid('child_id').notNull(),
    ...bitemporal(),
    ...broughtFrom(),
  },
  (table) => [
    inForceOnce('encounter_fact', table),
    // Of the rows in force there is one; those that were corrected stay.
    uniqueIndex('encounter_current').on(table.organisationId, table.number).where(sql`superseded_at is null`),
    index('encounter_child').on(table.childId, table.organisationId),
  ],
)

/** Relation: a pupil on a school's roll, or admitted to it and not on it yet. */
export const enrolment = registry.table(
  'enrolment',
  {
    organisationId: text('organisation_id').notNull(),
    childId: uuid('child_id').notNull(),
    className: text('class_name'),
    // Null as ENROLLED. Who is admitted is the school's to ask aid for until a last day, and to nothing else.
    standing: text('standing', { enum: ['ENROLLED', 'ADMITTED'] }),
    ...bitemporal(),
    ...broughtFrom(),
  },
  (table) => [
    inForceOnce('enrolment_fact', table),
    index('enrolment_child').on(table.childId, table.organisationId),
    index('enrolment_organisation').on(table.organisationId).where(sql`superseded_at is null`),
  ],
)

/** Relation: who a person with an account is to a child: the child, or the guardian on record. */
export const kinship = registry.table(
  'kinship',
  {
    personId: text('person_id').notNull(),
    childId: uuid('child_id').notNull(),
    kind: text('kind', { enum: ['SELF', 'GUARDIAN'] }).notNull(),
    ...bitemporal(),
    ...provenance(),
    ...brought(),
  },
  (table) => [
    index('kinship_person').on(table.personId, table.kind).where(sql`superseded_at is null`),
    index('kinship_child').on(table.childId),
    inForceOnce('kinship_fact', table),
  ],
)

/** Relation: a protection case and the children it is about. */
export const caseChild = registry.table(
  'case_child',
  {
    caseNumber: text('case_number').notNull(),
    childId: uuid('child_id').notNull(),
    ...bitemporal(),
    ...broughtFrom(),
  },
  (table) => [
    index('case_child_number').on(table.caseNumber).where(sql`superseded_at is null`),
    index('case_child_child').on(table.childId),
    inForceOnce('case_child_fact', table),
  ],
)

/** Relation: a protection case and the people named as its team. */
export const caseMember = registry.table(
  'case_member',
  {
    caseNumber: text('case_number').notNull(),
    personId: text('person_id').notNull(),
    namedBy: text('named_by').notNull(),
    ...bitemporal(),
    ...cameFrom(),
  },
  (table) => [index('case_member_number').on(table.caseNumber, table.personId).where(sql`superseded_at is null`)],
)

/** A protection in force: where the child lives is hidden from those who work nearby. */
export const protection = registry.table(
  'protection',
  {
    childId: uuid('child_id').notNull(),
    kind: text('kind', { enum: ['ADDRESS'] }).notNull(),
    ...bitemporal(),
    ...provenance(),
    ...brought(),
  },
  (table) => [
    index('protection_child').on(table.childId, table.kind).where(sql`superseded_at is null`),
    inForceOnce('protection_fact', table),
  ],
)

/** Relation: a case or batch that a responsible person approved for an organisation and a purpose. */
export const approval = registry.table(
  'approval',
  {
    caseNumber: text('case_number').notNull(),
    organisationId: text('organisation_id').notNull(),
    purpose: text('purpose').notNull(),
    approvedBy: text('approved_by').notNull(),
    // Whom a deputy approved in place of; null where nobody stood in.
    approvedFor: text('approved_for'),
    largestBatch: bigint('largest_batch', { mode: 'number' }).notNull(),
    ...bitemporal(),
    // The organisation itself: its responsible person decides, and no department brings it.
    ...cameFrom(),
  },
  (table) => [
    uniqueIndex('approval_current').on(table.organisationId, table.caseNumber).where(sql`superseded_at is null`),
  ],
)

/** When each source's outcomes were last brought over; one row per source, the same for every child. */
export const sourceSync = registry.table('source_sync', {
  source: text('source').primaryKey(),
  syncedAt: instant('synced_at').notNull(),
})

/** The one child that a conversation of an agent is about: two keyed hashes, no identifier. */
export const conversation = registry.table('conversation', {
  id: bytes('id').primaryKey(),
  child: bytes('child').notNull(),
  boundAt: instant('bound_at').notNull(),
})

export const organisation = roster.table('organisation', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  division: char('division', { length: 12 }).notNull(),
  outside: boolean('outside').notNull(),
})

export const person = roster.table('person', { id: text('id').primaryKey() })

export const account = roster.table(
  'account',
  { issuer: text('issuer').notNull(), subject: text('subject').notNull(), personId: text('person_id').notNull() },
  (table) => [primaryKey({ columns: [table.issuer, table.subject] })],
)

export const assignment = roster.table('assignment', {
  id: uuid('id').primaryKey(),
  personId: text('person_id').notNull(),
  role: text('role').notNull(),
  organisationId: text('organisation_id').notNull(),
  unit: text('unit').notNull(),
  divisions: text('divisions').array().notNull(),
  validFrom: date('valid_from', { mode: 'string' }).notNull(),
  validTo: date('valid_to', { mode: 'string' }),
})

export const revokedToken = roster.table('revoked_token', {
  jti: text('jti').primaryKey(),
  until: instant('until').notNull(),
})

export const dutyContact = roster.table('duty_contact', {
  division: char('division', { length: 12 }).primaryKey(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  phone: text('phone').notNull(),
})

/** A program that acts for people. It has no assignment: its rights are a policy's and its user's, whichever are fewer. */
export const agent = roster.table(
  'agent',
  {
    id: text('id').primaryKey(),
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    name: text('name').notNull(),
    // Who runs it and answers for it.
    organisationId: text('organisation_id').notNull(),
    active: boolean('active').notNull(),
    stoppedAt: instant('stopped_at'),
  },
  (table) => [unique('agent_account').on(table.issuer, table.subject)],
)

/** A person who stands in for the holder of an assignment for a while. Role and organisation are as appointed. */
export const deputy = roster.table(
  'deputy',
  {
    id: uuid('id').primaryKey(),
    assignmentId: uuid('assignment_id').notNull(),
    principalId: text('principal_id').notNull(),
    role: text('role').notNull(),
    organisationId: text('organisation_id').notNull(),
    personId: text('person_id').notNull(),
    validFrom: date('valid_from', { mode: 'string' }).notNull(),
    validTo: date('valid_to', { mode: 'string' }).notNull(),
    appointedBy: text('appointed_by').notNull(),
    appointedAt: instant('appointed_at').notNull(),
    acceptedAt: instant('accepted_at'),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
  },
  (table) => [
    check('deputy_ninety_days', sql`"valid_to" > "valid_from" and "valid_to" - "valid_from" <= 90`),
    check('deputy_another_person', sql`"person_id" <> "principal_id" and "person_id" <> "appointed_by"`),
    index('deputy_person').on(table.personId),
    index('deputy_assignment').on(table.assignmentId),
    index('deputy_organisation').on(table.organisationId),
  ],
)
