// How a child's stored rows can be other than they are: one cell, a sealed text behind its mask, a whole record, the
// outcomes, the relations of others, the child's very existence. Proposals only; which of them a caller may not notice is
// the reference's to say.

import { derivedUuid, type Random } from '../../src/city/random.ts'
import { addDays } from '../../src/clock.ts'
import { INPUT_VALUES, OUTCOME_KINDS, type OutcomeKind } from '../../src/eligibility/inputs.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { moveConsent, moveTicket, moveTransfer } from './acts.ts'
import { withOne, withoutOne } from './one-row.ts'
import {
  type ChildRows,
  CONSENT,
  DEPARTMENT_TABLES,
  keyIn,
  NO_ROWS,
  READ_TABLES,
  SHEET_TABLES,
  type StoredRow,
  TICKET,
  TRANSFER,
  type World,
} from './world.ts'

export interface Proposal {
  readonly random: Random
  readonly world: World
  readonly id: string
  readonly rows: ChildRows
  /** Another child, from whom likely values are taken. */
  readonly donorId: string
  readonly donor: ChildRows
}

/** The child's rows afterwards; null where this change has nothing to change here. */
type Move = (proposal: Proposal) => ChildRows | null

export const MOVES = {
  cell: atSomeCell(donorCell),
  'sealed text': atSomeCell(otherSealedText),
  day: atSomeCell(otherDay),
  record: moveRecord,
  'record gone': ({ random, rows }) => {
    const present = READ_TABLES.filter(({ name }) => rows[name]?.length)
    return present.length === 0 ? null : { ...rows, [random.pick(present).name]: [] }
  },
  link: ({ random, rows }) => withoutOne(rows, 'registry.source_link', random),
  'outcome value': moveOutcomeValue,
  'outcome days': moveOutcomeDays,
  'outcome gone': ({ random, rows }) => withoutOne(rows, 'registry.outcome', random),
  'outcome more': moveOutcomeMore,
  'outcome superseded': ({ random, rows }) =>
    withOne(rows, 'registry.outcome', { random, change: () => ({ superseded_at: '2026-10-01T00:00:00+00:00' }) }),
  'adult day': ({ random, rows }) =>
    withOne(rows, 'registry.child', {
      random,
      change: (row) => ({
        adult_on: row.adult_on === null ? null : addDays(String(row.adult_on), random.below(800) - 400),
      }),
    }),
  jurisdiction: (proposal) => moveFromDonor(proposal, 'registry.jurisdiction'),
  'village within the street': moveVillage,
  encounters: moveEncounters,
  protection: moveProtection,
  'protection and what it hides': moveProtected,
  kinship: moveKinship,
  case: moveCase,
  enrolments: (proposal) => moveFromDonor(proposal, 'registry.enrolment'),
  identifiers: ({ random, rows }) => withoutOne(rows, 'registry.identifier', random),
  'linking sheet': moveSheet,
  ticket: moveTicket,
  transfer: moveTransfer,
  consent: moveConsent,
  times: moveTimes,
  existence: ({ rows }) => (rows['registry.child']?.length ? NO_ROWS : null),
} as const satisfies Record<string, Move>

export type MoveName = keyof typeof MOVES
export const MOVE_NAMES = Object.keys(MOVES) as MoveName[]

// One is a single child's, by a number of its own.
const ONE_CHILDS: ReadonlySet<string> = new Set(['registry.encounter', TICKET, TRANSFER, CONSENT])

/** A child like the donor under an id that nobody has; its encounters and what people do about it are left with the donor. */
export function copyOf({ world, id, donorId, donor }: Omit<Proposal, 'random' | 'rows'>): ChildRows {
  const copied = Object.entries(donor).map(([table, rows]) => [
    table,
    ONE_CHILDS.has(table) ? [] : rows.map((row) => owned(world, { table, row, donorId, id })),
  ])
  return Object.fromEntries(copied)
}

interface Owning {
  readonly table: string
  readonly row: StoredRow
  readonly donorId: string
  readonly id: string
}

/** A row of the donor as this child's: its keys, and its sealed texts sealed anew. */
function owned(world: World, { table, row, donorId, id }: Owning): StoredRow {
  const department = DEPARTMENT_TABLES.find(({ name }) => name === table)
  if (!department) {
    const links = row.subject_key === undefined ? {} : { subject_key: linkedKey(String(row.department), id) }
    return table === 'registry.child' ? { ...row, id } : { ...row, child_id: id, ...links }
  }
  const [from, to] = [keyIn(department, donorId), keyIn(department, id)]
  const cells = Object.entries(row).map(([column, cell]) => {
    if (!column.endsWith('_sealed') || cell === null) return [column, cell]
    return [column, world.seal({ table, column }, to, world.open({ table, column }, from, String(cell)))]
  })
  return { ...Object.fromEntries(cells), ...numbersOf(row, to), subject_key: to }
}

// What has a number of its own has another one with another child, and what is said of it goes along.
function numbersOf(row: StoredRow, key: string): StoredRow {
  const numbered = Object.entries(row).filter(([column]) => column === 'id' || column === 'assessment_id')
  return Object.fromEntries(numbered.map(([column, number]) => [column, derivedUuid('copy', String(number), key)]))
}

function linkedKey(department: string, id: string): string {
  const table = DEPARTMENT_TABLES.find(({ pool }) => pool === department)
  return table ? keyIn(table, id) : id
}

interface Place {
  readonly table: (typeof DEPARTMENT_TABLES)[number]
  readonly column: string
}

/** Every cell that the gateway could read of a child. */
export function cellsOf(rows: ChildRows): Place[] {
  return READ_TABLES.flatMap((table) =>
    rows[table.name]?.length
      ? table.columns.filter((column) => isCell(table.name, column)).map((column) => ({ table, column }))
      : [],
  )
}

// Of what was written at a visit the findings alone change by themselves; who wrote it, when, and who signed it come and go as a whole.
const FINDINGS: ReadonlySet<string> = new Set([
  ...['guardianship_missing', 'difficulties', 'entrusted_care', 'accompanied', 'needs', 'father_unable'],
  ...['father_lacks_capacity', 'mother_unable', 'mother_lacks_capacity'],
])
const WRITTEN_ONCE: ReadonlySet<string> = new Set([
  ...['community.assessment', 'community.countersignature', 'community.visit_entry'],
])

function isCell(table: string, column: string): boolean {
  return WRITTEN_ONCE.has(table) ? FINDINGS.has(column) : column !== 'subject_key'
}

/** The cell as the donor has it. */
export function donorCell({ random, world, id, rows, donorId, donor }: Proposal, place: Place): ChildRows | null {
  const { name } = place.table
  const given = donor[name]?.[0]
  const value = given ? (owned(world, { table: name, row: given, donorId, id })[place.column] ?? null) : null
  if (value === null && place.column === 'record_time') return null
  return withOne(rows, name, { random, change: () => ({ [place.column]: value }) })
}

/** A sealed text with a part of it replaced; null for a plain cell. */
export function otherSealedText({ random, world, id, rows }: Proposal, { table, column }: Place): ChildRows | null {
  const cell = rows[table.name]?.[0]?.[column] ?? null
  if (cell === null || !column.endsWith('_sealed')) return null
  const place = { table: table.name, column }
  const key = keyIn(table, id)
  const sealed = world.seal(place, key, otherText(random, world.open(place, key, String(cell))))
  return withOne(rows, table.name, { random, change: () => ({ [column]: sealed }) })
}

/** A day some weeks from the one on record; null for a cell that holds no day. */
export function otherDay({ random, rows }: Proposal, { table, column }: Place): ChildRows | null {
  const cell = rows[table.name]?.[0]?.[column]
  if (typeof cell !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(cell)) return null
  return withOne(rows, table.name, { random, change: () => ({ [column]: addDays(cell, random.below(120) - 60) }) })
}

function atSomeCell(move: (proposal: Proposal, place: Place) => ChildRows | null): Move {
  return (proposal) => {
    const places = cellsOf(proposal.rows)
    return places.length === 0 ? null : move(proposal, proposal.random.pick(places))
  }
}

// A number of the same ends, a text with one character in the middle or at the end replaced.
function otherText(random: Random, text: string): string {
  if (/^\d{17}[\dX]$/.test(text)) {
    for (let attempt = 0; attempt < 40; attempt += 1) {
      const serial = String(random.below(1_000)).padStart(3, '0')
      const other = citizenIdWithCheck(text.slice(0, 14) + serial)
      if (other !== text && other.at(-1) === text.at(-1)) return other
    }
  }
  const characters = [...text]
  const at = random.below(characters.length)
  characters[at] = /\d/.test(characters[at] ?? '') ? String(random.below(10)) : random.pick([...'安宁清和乐山水木'])
  return characters.join('')
}

function moveRecord({ random, world, id, rows, donorId, donor }: Proposal): ChildRows | null {
  const offered = READ_TABLES.filter(({ name }) => donor[name]?.length)
  if (offered.length === 0) return null
  const { name, pool } = random.pick(offered)
  const record = (donor[name] ?? []).map((row) => owned(world, { table: name, row, donorId, id }))
  const links = rows['registry.source_link'] ?? []
  if (links.some((link) => link.department === pool)) return { ...rows, [name]: record }
  const link = { child_id: id, department: pool, subject_key: linkedKey(pool, id), recorded_at: '2026-01-01T00:00:00Z' }
  return { ...rows, [name]: record, 'registry.source_link': [...links, link] }
}

// What a department wrote down for linking alone: gone, or the donor's.
function moveSheet({ random, world, id, rows, donorId, donor }: Proposal): ChildRows | null {
  const { name } = random.pick(SHEET_TABLES)
  const given = random.chance(0.3) ? [] : (donor[name] ?? [])
  if (given.length === 0 && !rows[name]?.length) return null
  return { ...rows, [name]: given.map((row) => owned(world, { table: name, row, donorId, id })) }
}

function moveOutcomeValue({ random, rows }: Proposal): ChildRows | null {
  return withOne(rows, 'registry.outcome', {
    random,
    change: (row) => ({ value: random.pick(INPUT_VALUES[row.kind as OutcomeKind]) }),
  })
}

function moveOutcomeDays({ random, rows }: Proposal): ChildRows | null {
  return withOne(rows, 'registry.outcome', {
    random,
    change: (row) =>
      random.chance(0.5)
        ? { valid_from: addDays(String(row.valid_from), random.below(400) - 200) }
        : { valid_to: random.chance(0.3) ? null : addDays('2026-11-24', random.below(900)) },
  })
}

function moveOutcomeMore({ random, id, rows }: Proposal): ChildRows {
  const kind = random.pick(OUTCOME_KINDS)
  const at = '2026-06-01T00:00:00+00:00'
  const outcome = {
    ...{ child_id: id, kind, value: random.pick(INPUT_VALUES[kind]), valid_from: '2024-01-01', valid_to: null },
    ...{ recorded_at: at, superseded_at: null, source: 'MZJ', source_record_time: at, fetched_at: at },
  }
  return { ...rows, 'registry.outcome': [...(rows['registry.outcome'] ?? []), outcome] }
}

function moveFromDonor({ world, id, rows, donorId, donor }: Proposal, table: string): ChildRows {
  return { ...rows, [table]: (donor[table] ?? []).map((row) => owned(world, { table, row, donorId, id })) }
}

// Another village or community of the same street: its last three digits.
function moveVillage({ random, rows }: Proposal): ChildRows | null {
  const village = String(901 + random.below(20))
  return withOne(rows, 'registry.jurisdiction', {
    random,
    change: (row) => ({ division: `${String(row.division).slice(0, 9)}${village}` }),
  })
}

function moveEncounters({ random, id, rows }: Proposal): ChildRows | null {
  if (random.chance(0.4)) return withoutOne(rows, 'registry.encounter', random)
  const opened = { valid_from: '2026-11-20', valid_to: null, recorded_at: '2026-11-20T00:00:00Z', superseded_at: null }
  const number = `E-OTHER-${random.next()}`
  const more = { number, organisation_id: '1233019999000HA25R', unit: 'WARD-2', child_id: id, ...opened }
  return { ...rows, 'registry.encounter': [...(rows['registry.encounter'] ?? []), more] }
}

const SINCE = { valid_from: '2026-09-01', valid_to: null, recorded_at: '2026-09-01T00:00:00Z', superseded_at: null }
const BROUGHT = { source: 'MZJ', source_record_time: '2026-09-01T00:00:00Z', fetched_at: '2026-09-01T00:00:00Z' }

function moveProtection({ id, rows }: Proposal): ChildRows {
  const isProtected = (rows['registry.protection'] ?? []).length > 0
  return {
    ...rows,
    'registry.protection': isProtected ? [] : [{ child_id: id, kind: 'ADDRESS', ...SINCE, ...BROUGHT }],
  }
}

const HIDDEN_COLUMNS = ['residence_division', 'residence_address_sealed', 'guardian_relation', 'guardian_name_sealed']
const HIDDEN: ReadonlySet<string> = new Set([...HIDDEN_COLUMNS, 'guardian_phone_sealed', 'school_id'])

// A cell that looks absent and one that is: for whoever may not see it they are the same.
function moveProtected({ rows }: Proposal): ChildRows | null {
  if ((rows['registry.protection'] ?? []).length === 0) return null
  const emptied = DEPARTMENT_TABLES.map(({ name }) => [
    name,
    (rows[name] ?? []).map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, HIDDEN.has(column) ? null : cell])),
    ),
  ])
  return { ...rows, ...Object.fromEntries(emptied), 'registry.protection': [] }
}

function moveKinship({ random, id, rows }: Proposal): ChildRows | null {
  if (random.chance(0.4)) return withoutOne(rows, 'registry.kinship', random)
  const kin = {
    person_id: 'somebody-else',
    child_id: id,
    kind: random.pick(['SELF', 'GUARDIAN']),
    ...SINCE,
    ...BROUGHT,
  }
  return { ...rows, 'registry.kinship': [...(rows['registry.kinship'] ?? []), kin] }
}

function moveCase({ random, id, rows }: Proposal): ChildRows | null {
  if (random.chance(0.4)) return withoutOne(rows, 'registry.case_child', random)
  const about = { case_number: 'C-OTHER', child_id: id, ...SINCE }
  return { ...rows, 'registry.case_child': [...(rows['registry.case_child'] ?? []), about] }
}

// When a fact was written down, by whom it was brought over: never part of an answer.
function moveTimes({ random, rows }: Proposal): ChildRows | null {
  const time = `2026-0${1 + random.below(9)}-11T00:00:00+00:00`
  const changed = Object.entries(rows).map(([table, list]) => [
    table,
    list.map((row) => ({
      ...row,
      ...('record_time' in row ? { record_time: time } : {}),
      ...('recorded_at' in row ? { recorded_at: time } : {}),
      ...('source_record_time' in row ? { source_record_time: time, source: 'OTHER' } : {}),
    })),
  ])
  return Object.fromEntries(changed)
}
