// Relations: whose child is it? One read of the registry before the walk. It says which of the callers' questions are
// about a child of theirs; for every other question the walk goes on with decoy keys that match nothing.
import type { Pool } from 'pg'
import { addDays, type Day } from '../clock.ts'
import type { DepartmentCode } from '../departments/department.ts'

/** A child that the caller's relation covers. */
export interface RelatedChild {
  readonly childId: string
  readonly adultOn: Day | null
  readonly keys: Readonly<Partial<Record<DepartmentCode, string>>>
  /** The days that the encounter lets its unit ask about, half open; null when no encounter bounds them. */
  readonly encounterDays: { readonly from: Day; readonly to: Day | null } | null
}

/** A number and a full name, both as keyed blind indexes; both must match the same child. */
export interface IndexedSubject {
  readonly kind: 'CITIZEN_ID' | 'STUDENT_NO'
  readonly number: Buffer
  readonly name: Buffer
}

/** Days before and after an encounter that belong to it (domain X01). */
export const ENCOUNTER_MARGIN_DAYS = 7

interface RelatedRow {
  readonly position: number
  readonly id: string
  readonly adult_on: Day | null
  readonly keys: Partial<Record<DepartmentCode, string>> | null
  readonly valid_from: Day
  readonly valid_to: Day | null
}

const MATCHED = `
  from unnest($1::text[], $2::bytea[], $3::bytea[]) with ordinality as q(kind, number, name, position)
  join registry.identifier i on i.kind = q.kind and i.blind_index = q.number and i.superseded_at is null
  join registry.identifier n on n.child_id = i.child_id and n.kind = 'NAME' and n.blind_index = q.name and n.superseded_at is null
  join registry.child c on c.id = i.child_id`

const SELECTED = `
  select distinct q.position::int, c.id, c.adult_on,
    (select jsonb_object_agg(l.department, l.subject_key) from registry.source_link l where l.child_id = c.id) as keys,
    r.valid_from, r.valid_to`

const BY_ENCOUNTER = `${SELECTED}${MATCHED}
  join registry.encounter r on r.child_id = c.id and r.superseded_at is null
    and r.organisation_id = $4 and r.unit = $5 and r.number = $6`

const ON_ROLL = `${SELECTED}${MATCHED}
  join registry.enrolment r on r.child_id = c.id and r.superseded_at is null
    and r.organisation_id = $4 and r.valid_from <= $5 and (r.valid_to is null or r.valid_to > $5)
    and r.valid_from <= $6 and (r.valid_to is null or r.valid_to > $6)`

export interface EncounterQuestion {
  readonly organisationId: string
  readonly unit: string
  readonly number: string
}

/** The child of an encounter of this unit, if number and name are that child's. */
export async function relatedByEncounter(
  pool: Pool,
  subject: IndexedSubject,
  encounter: EncounterQuestion,
): Promise<RelatedChild | null> {
  const values = [...columnsOf([subject]), encounter.organisationId, encounter.unit, encounter.number]
  const { rows } = await pool.query<RelatedRow>({ name: 'related-by-encounter', text: BY_ENCOUNTER, values })
  return onlyOne(rows, (row) => ({
    from: addDays(row.valid_from, -ENCOUNTER_MARGIN_DAYS),
    to: row.valid_to === null ? null : addDays(row.valid_to, ENCOUNTER_MARGIN_DAYS),
  }))
}

/** By position: the pupil on this school's roll on the day asked about and today, or null. */
export async function relatedByRoll(
  pool: Pool,
  subjects: readonly IndexedSubject[],
  roll: { readonly organisationId: string; readonly on: Day; readonly today: Day },
): Promise<(RelatedChild | null)[]> {
  const values = [...columnsOf(subjects), roll.organisationId, roll.on, roll.today]
  const { rows } = await pool.query<RelatedRow>({ name: 'related-by-roll', text: ON_ROLL, values })
  return subjects.map((_, at) =>
    onlyOne(
      rows.filter((row) => row.position === at + 1),
      () => null,
    ),
  )
}

/** The largest batch that an approval in force lets this organisation ask for; 0 when there is none. */
export async function approvedBatch(
  pool: Pool,
  approval: {
    readonly caseNumber: string
    readonly organisationId: string
    readonly purpose: string
    readonly today: Day
  },
): Promise<number> {
  const { rows } = await pool.query<{ largest_batch: number }>({
    name: 'approved-batch',
    text: `select largest_batch from registry.approval where case_number = $1 and organisation_id = $2 and purpose = $3
      and superseded_at is null and valid_from <= $4 and (valid_to is null or valid_to > $4)`,
    values: [approval.caseNumber, approval.organisationId, approval.purpose, approval.today],
  })
  return Number(rows[0]?.largest_batch ?? 0)
}

function columnsOf(subjects: readonly IndexedSubject[]): unknown[] {
  return [subjects.map(({ kind }) => kind), subjects.map(({ number }) => number), subjects.map(({ name }) => name)]
}

// Two children under one number and name are a fault of linking; the gateway does not choose between them.
function onlyOne(
  rows: readonly RelatedRow[],
  daysOf: (row: RelatedRow) => RelatedChild['encounterDays'],
): RelatedChild | null {
  const [row] = rows
  if (!row || rows.some((other) => other.id !== row.id)) return null
  return { childId: row.id, adultOn: row.adult_on, keys: row.keys ?? {}, encounterDays: daysOf(row) }
}
