// Relations: whose child is it? One read of the registry before the walk. It says which of the callers' questions are
// about a child of theirs; for every other question the walk goes on with decoy keys that match nothing.
import type { Pool } from 'pg'
import { addDays, type Day } from '../clock.ts'
import { coalesceBy } from '../database/coalesce.ts'
import type { DepartmentCode } from '../departments/department.ts'
import type { IndexKind } from '../masking/blind-index.ts'

/** A child that the caller's relation covers. */
export interface RelatedChild {
  readonly childId: string
  readonly adultOn: Day | null
  readonly keys: Readonly<Partial<Record<DepartmentCode, string>>>
  /** The days that the encounter lets its unit ask about, half open; null when no encounter bounds them. */
  readonly encounterDays: { readonly from: Day; readonly to: Day | null } | null
  /** True where number or name are no longer the child's and opened it as those of an encounter's beginning. */
  readonly isRenamed: boolean
  /** On the rolls of two schools at once, or admitted to one and on that of another: whose aid it is, nobody has decided. */
  readonly isInTransit: boolean
}

/** The kinds of numbers that a child is asked about by. */
export type SubjectNumberKind = Exclude<IndexKind, 'CERTIFICATE_NO' | 'NAME'>

/** A number and a full name, both as keyed blind indexes; both must match the same child. A birth may stand for the name as well. */
export interface IndexedSubject {
  readonly kind: SubjectNumberKind
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
  readonly is_renamed: boolean
  readonly schools: number
}

/** Whom a probe asks about where the number is nobody's: every probe is made for everybody, or a stopwatch could tell. */
export const NOBODY = `'00000000-0000-0000-0000-000000000000'::uuid`

/** What must match beside a number: a name, or the birth where none is sent. An index of one kind is never that of the other. */
export const CALLED = `kind in ('NAME', 'BIRTH')`

// What had ended when it was recorded was called former by whoever stated it, and held on no day that anybody knows.
const KNOWN_WHILE_IT_HELD = `(valid_to is null or valid_to > (recorded_at at time zone 'Asia/Shanghai')::date)`

// `offset 0` keeps each look-up an index probe of its own: a generic plan would take the arrays for long ones and scan.
const lookedUp = (holds: string): string => `
  left join lateral (
    select child_id, valid_from, valid_to from registry.identifier
    where kind = q.kind and blind_index = q.number and superseded_at is null and ${holds} offset 0
  ) i on true
  left join lateral (
    select child_id, valid_from, valid_to from registry.identifier
    where ${CALLED} and blind_index = q.name and superseded_at is null and child_id = coalesce(i.child_id, ${NOBODY})
      and ${holds} offset 0
  ) n on true
  left join lateral (select id, adult_on from registry.child where id = coalesce(i.child_id, ${NOBODY}) offset 0) c on true`

const keysOf = (child: string): string =>
  `(select jsonb_object_agg(l.department, l.subject_key) from registry.source_link l where l.child_id = ${child}) as keys`

const holdsOn = (day: string, fact = ''): string =>
  `${fact}valid_from <= ${day} and (${fact}valid_to is null or ${fact}valid_to > ${day})`

const namedOn = (day: string): string =>
  `(num_nonnulls(i.child_id, n.child_id, c.id) = 3 and ${holdsOn(day, 'i.')} and ${holdsOn(day, 'n.')})`

// Whom an encounter is of is read as it stood when it began: a number or a name that changed during a stay opens it as before, and the
// change shows to nobody. A number of today opens it only where nothing that the child was known by on the first day has ended since: a
// newborn's does, and an adopted child's would tell that two are one. What the hospital opened itself takes the number and name that it was
// opened by, and no other; but nobody asks under what they opened, nor for whom they stand in. What is closed opens nothing. No test joins:
// the planner would stop at the first probe that finds nothing.
const BY_ENCOUNTER = `
  select distinct q.position::int, s.id, s.adult_on, ${keysOf('s.id')},
    coalesce(e.valid_from, o.first_day) as valid_from, e.valid_to, not coalesce(${namedOn('$9')}, false) as is_renamed,
    0 as schools
  from unnest($1::text[], $2::bytea[], $3::bytea[], $4::text[], $5::text[], $6::text[]) with ordinality
    as q(kind, number, name, encounter, person, principal, position)
  ${lookedUp(KNOWN_WHILE_IT_HELD)}
  left join lateral (
    select child_id, first_day from settlement.encounter
    where organisation_id = $7 and unit = $8 and number = q.encounter
      and number_kind = q.kind and number_index = q.number and name_index = q.name
      and opened_by not in (q.person, coalesce(q.principal, q.person))
      and (opened_for is null or opened_for not in (q.person, coalesce(q.principal, q.person))) offset 0
  ) o on true
  left join lateral (select id, adult_on from registry.child where id = coalesce(o.child_id, ${NOBODY}) offset 0) b on true
  left join lateral (
    select coalesce(b.id, c.id) as id, case when b.id is null then c.adult_on else b.adult_on end as adult_on
  ) s on true
  left join lateral (
    select valid_from, valid_to from registry.encounter
    where organisation_id = $7 and unit = $8 and number = q.encounter and child_id = coalesce(s.id, ${NOBODY})
      and superseded_at is null offset 0
  ) r on true
  left join lateral (
    select count(*) as ended from registry.identifier
    where child_id = coalesce(s.id, ${NOBODY}) and superseded_at is null and ${holdsOn('r.valid_from')} and valid_to <= $9 offset 0
  ) p on true
  left join lateral (
    select r.valid_from, r.valid_to where ${namedOn('r.valid_from')} or (p.ended = 0 and ${namedOn('$9')})
  ) e on true
  left join lateral (
    select closed_at from settlement.closing where organisation_id = $7 and unit = $8 and number = q.encounter offset 0
  ) x on true
  where x.closed_at is null and (
    (o.child_id is not null and (b.id is not null or ${namedOn('$9')}))
    or e.valid_from is not null
  )`

// Who is admitted is not on the roll yet: an admission without a last day opens nothing.
const ON_A_ROLL = `(standing is distinct from 'ADMITTED' or valid_to is not null) and ${holdsOn('$6')}`

// Number and name are those of today: a former one (an adoption, a correction) opens nothing here.
const ON_ROLL = `
  select distinct q.position::int, c.id, c.adult_on, ${keysOf('c.id')}, r.valid_from, r.valid_to, false as is_renamed,
    s.schools::int
  from unnest($1::text[], $2::bytea[], $3::bytea[]) with ordinality as q(kind, number, name, position)
  ${lookedUp(holdsOn('$6'))}
  left join lateral (
    select valid_from, valid_to from registry.enrolment
    where child_id = coalesce(i.child_id, ${NOBODY}) and organisation_id = $4 and superseded_at is null
      and ${holdsOn('$5')} and ${ON_A_ROLL} and ($7 or standing is distinct from 'ADMITTED') offset 0
  ) r on true
  left join lateral (
    select count(distinct organisation_id) as schools from registry.enrolment
    where child_id = coalesce(i.child_id, ${NOBODY}) and superseded_at is null and ${ON_A_ROLL} offset 0
  ) s on true
  where num_nonnulls(i.child_id, n.child_id, c.id, r.valid_from) = 4`

export interface EncounterQuestion {
  readonly today: Day
  readonly organisationId: string
  readonly unit: string
  readonly number: string
  readonly personId: string
  /** For whom the person stands in; null for themselves. */
  readonly principalId: string | null
}

export interface RollQuestion {
  readonly organisationId: string
  readonly on: Day
  readonly today: Day
  /** Whether those count who are admitted and not on the roll yet. */
  readonly withAdmitted: boolean
}

export interface Relations {
  /** The child of an encounter of this unit, if number and name are that child's. */
  byEncounter(subject: IndexedSubject, encounter: EncounterQuestion): Promise<RelatedChild | null>
  /** By position: the pupil on this school's roll on the day asked about and today, or null. */
  byRoll(subjects: readonly IndexedSubject[], roll: RollQuestion): Promise<readonly (RelatedChild | null)[]>
}

/** Look-ups in flight of one unit share a round trip: same scope, each with its own number, name and encounter. */
export function createRelations(pool: Pool): Relations {
  const one = coalesceBy<{ subject: IndexedSubject; encounter: EncounterQuestion }, RelatedChild | null>(() => ({
    largest: 64,
    inFlight: 2,
    run: (questions) => byEncounters(pool, questions),
  }))
  return {
    byEncounter: (subject, encounter) =>
      one(`${encounter.organisationId} ${encounter.unit} ${encounter.today}`, { subject, encounter }),
    byRoll: (subjects, roll) => byRoll(pool, subjects, roll),
  }
}

async function byEncounters(
  pool: Pool,
  questions: readonly { readonly subject: IndexedSubject; readonly encounter: EncounterQuestion }[],
): Promise<(RelatedChild | null)[]> {
  const [first] = questions
  const encounters = questions.map(({ encounter }) => encounter)
  const values = [
    ...columnsOf(questions.map(({ subject }) => subject)),
    encounters.map(({ number }) => number),
    encounters.map(({ personId }) => personId),
    encounters.map(({ principalId }) => principalId),
    first?.encounter.organisationId,
    first?.encounter.unit,
    first?.encounter.today,
  ]
  const { rows } = await pool.query<RelatedRow>({ name: 'related-by-encounter', text: BY_ENCOUNTER, values })
  return questions.map((_, at) =>
    onlyOne(
      rows.filter((row) => row.position === at + 1),
      (row) => ({
        from: addDays(row.valid_from, -ENCOUNTER_MARGIN_DAYS),
        to: row.valid_to === null ? null : addDays(row.valid_to, ENCOUNTER_MARGIN_DAYS),
      }),
    ),
  )
}

async function byRoll(
  pool: Pool,
  subjects: readonly IndexedSubject[],
  roll: RollQuestion,
): Promise<(RelatedChild | null)[]> {
  const values = [...columnsOf(subjects), roll.organisationId, roll.on, roll.today, roll.withAdmitted]
  const { rows } = await pool.query<RelatedRow>({ name: 'related-by-roll', text: ON_ROLL, values })
  return subjects.map((_, at) =>
    onlyOne(
      rows.filter((row) => row.position === at + 1),
      () => null,
    ),
  )
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
  return {
    childId: row.id,
    adultOn: row.adult_on,
    keys: row.keys ?? {},
    encounterDays: daysOf(row),
    isRenamed: rows.every(({ is_renamed }) => is_renamed),
    isInTransit: row.schools > 1,
  }
}
