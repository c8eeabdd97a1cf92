// What a caller is entitled to learn of one child, read slowly and directly from the policy's words and the stored rows:
// the treated values of a division's children, or the declared releases of a question. Whatever may change while this
// stays the same must not change an answer. The rules are the naive oracle's, which shares no code with the engine.
import { currentDivision } from '../../src/catalogue/divisions.ts'
import { PROTECTION_CASE } from '../../src/city/cast.ts'
import { addDays, type Day } from '../../src/clock.ts'
import { type DemoAccount, demoRosterRows } from '../../src/demo/accounts.ts'
import type { Department, Reading } from '../../src/departments/department.ts'
import { DEPARTMENTS } from '../../src/departments/departments.ts'
import type { RuleInputs } from '../../src/eligibility/inputs.ts'
import type { Benefit } from '../../src/eligibility/rule-pack.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import type { Grant } from '../../src/policy/compile.ts'
import type { Condition } from '../../src/policy/policy.ts'
import { oracle } from '../eligibility/oracle.ts'
import { disagreements, divisionToday, joinedCell, UNDETERMINED } from './joined.ts'
import { standingOf } from './standing.ts'
import {
  type ChildRows,
  CONSENT,
  type Json,
  keyIn,
  type StoredRow,
  TICKET,
  TRANSFER,
  tableOf,
  type World,
} from './world.ts'

export const TODAY: Day = '2026-11-23'

/** One subject of a question as the registry would look it up, and the days that the question is about. */
export interface Asked {
  readonly kind: 'CITIZEN_ID' | 'STUDENT_NO' | 'BIRTH' | 'TRAVEL_PERMIT' | 'PASSPORT'
  readonly number: string
  /** Null beside a birth where none is sent. */
  readonly name: string | null
  readonly case: string | null
  readonly benefit: Benefit
  readonly days: readonly Day[]
}

/** All that the caller may learn of a child, as text; equal texts in two worlds mean equal answers. */
export type Knowledge = (childId: string, rows: ChildRows) => string

export interface Learner {
  readonly world: World
  readonly grant: Grant
  readonly account: DemoAccount
  readonly asked: readonly Asked[]
}

export function knowledgeOf(learner: Learner): Knowledge {
  switch (learner.grant.relation) {
    case 'open-encounter':
    case 'own-roll':
      return (id, rows) => ofQuestions(learner, id, rows)
    case 'none':
      return () => ''
    case 'emergency-grant':
      return (id, rows) => ofEmergencies(learner, id, rows)
    default:
      return (id, rows) => (isOwn(learner, rows) ? ofFile(learner, id, rows) : '') + ofTransfers(learner, id, rows)
  }
}

/** Whether the child is the caller's by the relation of the policy, read from the registry's rows. */
export function isOwn(learner: Pick<Learner, 'grant' | 'account'>, rows: ChildRows): boolean {
  const { grant, account } = learner
  const holds = (table: string, test: (row: StoredRow) => boolean): boolean =>
    list(rows, table).some((row) => holdsOn(row, TODAY) && test(row))
  switch (grant.relation) {
    case 'hukou-division':
      return livesIn(account, rows, 'HUKOU')
    case 'competent-division':
      return livesIn(account, rows, 'HUKOU') || isWith(account, rows)
    case 'consenting-adult':
      return livesIn(account, rows, 'HUKOU') && hasConsented(rows, grant)
    case 'residence-division':
      return livesIn(account, rows, 'RESIDENCE') && !(HIDDEN_FROM.has(account.role) && isProtected(rows))
    case 'self':
      return holds('registry.kinship', (row) => row.kind === 'SELF' && row.person_id === account.personId)
    case 'child-of':
      return holds('registry.kinship', (row) => row.kind === 'GUARDIAN' && row.person_id === account.personId)
    case 'named-case':
      return holds('registry.case_child', (row) => row.case_number === PROTECTION_CASE.caseNumber)
    default:
      return false
  }
}

/** Whether somebody who is of age let this desk ask, and is the person. */
export function hasConsented(
  rows: ChildRows,
  { role, purpose }: { readonly role: string; readonly purpose: string },
): boolean {
  const isOfAge = list(rows, 'registry.child').some(({ adult_on }) => adult_on !== null && String(adult_on) <= TODAY)
  const isSelf = (person: Json | undefined): boolean =>
    list(rows, 'registry.kinship').some((row) => row.kind === 'SELF' && row.person_id === person && holdsOn(row, TODAY))
  const consents = list(rows, CONSENT).filter((row) => row.role === role && row.purpose === purpose)
  return isOfAge && consents.some((row) => holdsOn(row, TODAY) && isSelf(row.person_id))
}

/** Whether the child's file is with the account's county today. */
function isWith({ divisions }: DemoAccount, rows: ChildRows): boolean {
  return list(rows, TRANSFER).some(
    (row) => isInForce(row, rows) && divisions.some((division) => String(row.division).startsWith(division)),
  )
}

/** No longer than the register leads to the county that consented. */
function isInForce({ verdict, ended_at, valid_until, competent }: StoredRow, rows: ChildRows): boolean {
  const isCompetent = list(rows, 'registry.jurisdiction').some(
    (row) => row.kind === 'HUKOU' && holdsOn(row, TODAY) && String(row.division).slice(0, 6) === competent,
  )
  return verdict === 'APPROVED' && ended_at === null && String(valid_until) > TODAY && isCompetent
}

function livesIn({ divisions }: DemoAccount, rows: ChildRows, kind: 'HUKOU' | 'RESIDENCE'): boolean {
  return list(rows, 'registry.jurisdiction').some(
    (row) =>
      row.kind === kind &&
      holdsOn(row, TODAY) &&
      divisions.some((division) => String(row.division).startsWith(division)),
  )
}

/** Whoever works nearby: where the child lives is hidden from them, and so is that it is theirs by living there. */
const HIDDEN_FROM: ReadonlySet<string> = new Set(['VILLAGE', 'STREET'])

function isProtected(rows: ChildRows): boolean {
  return list(rows, 'registry.protection').some((row) => row.kind === 'ADDRESS' && holdsOn(row, TODAY))
}

function conditionHolds({ account }: Learner, rows: ChildRows, condition: Condition): boolean {
  switch (condition) {
    case 'residence-in-own-division':
      return livesIn(account, rows, 'RESIDENCE')
    case 'hukou-in-own-division':
      return livesIn(account, rows, 'HUKOU')
    case 'address-not-protected':
      return !isProtected(rows)
  }
}

function ofFile(learner: Learner, id: string, rows: ChildRows): string {
  const { world, grant } = learner
  const edges = DEPARTMENTS.filter(({ edge }) => isGranted(grant, `Child.${edge}`)).map((department) => {
    const row = rowOf(rows, department.code)
    const withheld = Object.keys(department.reads).filter(
      (coordinate) => stands(learner, rows, coordinate) === 'withheld',
    )
    const leaves = treatedLeaves({ world, learner, grant, department, id, rows, row })
    // That there is a record is nobody's to know of whom it shows nothing.
    return [department.edge, leaves.every(([, value]) => value === null) ? null : leaves, withheld]
  })
  // Whoever has to settle a disagreement sees who says what.
  const open = isGranted(grant, 'Child.contradictions') ? disagreements(rows, rowOf) : []
  const then = recorded(grant, rows)
  // By which names and numbers it is found, once and today.
  const named = isGranted(grant, 'Query.childNamed') ? list(rows, 'registry.identifier') : []
  const disputes = isGranted(grant, 'Child.disputes') ? disputesOf(learner, rows) : []
  const priority = isGranted(grant, 'Query.careLeaverPriority') && leftCare(rows)
  return JSON.stringify([edges, open, then, named, disputes, priority])
}

/** An orphan or a child without support before the 18th birthday, by what stands on record today, and not which. */
function leftCare(rows: ChildRows): boolean {
  const adultOn = list(rows, 'registry.child')[0]?.adult_on
  return list(rows, 'registry.outcome').some(
    ({ kind, value, valid_from, superseded_at }) =>
      kind === 'CATEGORY' &&
      (value === 'ORPHAN' || value === 'DE_FACTO_UNSUPPORTED') &&
      superseded_at === null &&
      String(valid_from) < String(adultOn),
  )
}

/** The cells that are being checked, of those that the caller sees of every child alike. */
function disputesOf({ grant }: Learner, rows: ChildRows): unknown[] {
  // The child and its family learn of what they asked themselves; the tickets here are somebody else's.
  if (grant.relation === 'self' || grant.relation === 'child-of') return []
  const isSeen = (coordinate: string): boolean => {
    const decision = grant.decide('select', coordinate)
    return decision.effect !== 'refuse' && (decision.rows ?? []).length === 0
  }
  return list(rows, TICKET)
    .filter((row) => row.answered_at === null && isSeen(String(row.coordinate)))
    .map(({ coordinate, opened_at, due_on }) => [coordinate, opened_at, due_on])
}

/** What the county asked for, without what became of a refusal, and what others ask of it for a child of its own. */
function ofTransfers({ grant, account }: Learner, id: string, rows: ChildRows): string {
  if (!isGranted(grant, 'Query.transfers')) return ''
  const told = list(rows, TRANSFER).flatMap((row): unknown[] => {
    const { id: number, division, requested_at, due_on, valid_until } = row
    const asked = [number, requested_at, due_on]
    if (row.organisation_id === account.organisationId)
      return [[...asked, isInForce(row, rows) ? [id, valid_until] : valid_until === null]]
    const isOpen = row.verdict === null && String(due_on) > TODAY
    const isTold = livesIn(account, rows, 'HUKOU') && (isOpen || isInForce(row, rows))
    return isTold ? [[...asked, id, division, valid_until]] : []
  })
  return told.length === 0 ? '' : JSON.stringify(told)
}

/** What the registry held at any time, superseded or not: of each list that is granted, what it shows. */
function recorded(grant: Grant, rows: ChildRows): unknown[] {
  return Object.entries(RECORDED).map(([name, shown]) =>
    isGranted(grant, `ChildRecord.${name}`) ? shown(rows, grant) : [],
  )
}

const RECORDED: Readonly<Record<string, (rows: ChildRows, grant: Grant) => unknown[]>> = {
  facts: (rows) => ['registry.outcome', 'registry.enrolment'].flatMap((table) => list(rows, table).map(ofFact)),
  // Of divisions the street.
  divisions: (rows) =>
    list(rows, 'registry.jurisdiction').map((row) => ({ ...ofFact(row), division: String(row.division).slice(0, 9) })),
  kinships: (rows) => list(rows, 'registry.kinship').map(({ person_id: _, ...row }) => ofFact(row)),
  encounters: (rows) =>
    list(rows, 'registry.encounter').map(({ number: _, organisation_id: __, unit: ___, ...row }) => ofFact(row)),
  cases: (rows) =>
    list(rows, 'registry.case_child')
      .filter((row) => row.case_number === PROTECTION_CASE.caseNumber)
      .map(ofFact),
  links: (rows, grant) =>
    list(rows, 'registry.source_link')
      .filter(({ department }) =>
        LINKED.some(([code, edge]) => code === department && isGranted(grant, `Child.${edge}`)),
      )
      .map(({ department, recorded_at }) => [department, recorded_at]),
}

const LINKED = [
  ['GAJ', 'publicSecurity'],
  ['MZJ', 'civilAffairs'],
  ['WJW', 'health'],
  ['CLH', 'disability'],
  ['JYJ', 'education'],
] as const

function ofFact({ fetched_at: _, class_name: __, fact_key: ___, ...row }: StoredRow): StoredRow {
  return row
}

/** The word for a cell that a condition takes away; null where it is treated as granted. */
function stands(learner: Learner, rows: ChildRows, coordinate: string): 'withheld' | 'looks-absent' | null {
  const decision = learner.grant.decide('select', coordinate)
  if (decision.effect === 'refuse') return null
  const failed = (decision.rows ?? []).filter(
    ({ where }) => !conditionHolds(learner, rows, where) || hasMoved(learner, rows, where),
  )
  if (failed.length === 0) return null
  return failed.some(({ otherwise }) => otherwise === 'looks-absent') ? 'looks-absent' : 'withheld'
}

/** Public security knows of a move before the registry does. */
function hasMoved({ account, grant }: Learner, rows: ChildRows, where: Condition): boolean {
  const live = rowOf(rows, 'GAJ')?.residence_division
  if (where !== 'residence-in-own-division' || typeof live !== 'string') return false
  if (grant.decide('select', 'PublicSecurity.residenceDivision').effect === 'refuse') return false
  const current = currentDivision(live)
  if (!current.ok) return false
  const place = current.code.replace(/0+$/, '')
  return !account.divisions.some((own) => place.startsWith(own) || own.startsWith(place))
}

interface LeavesOf {
  readonly world: World
  readonly grant: Grant
  readonly learner: Learner
  readonly department: Department
  readonly id: string
  readonly rows: ChildRows
  readonly row: StoredRow | undefined
}

function treatedLeaves({ world, grant, learner, department, id, rows, row }: LeavesOf): [string, Json][] {
  return Object.entries(department.reads).flatMap(([coordinate, reading]): [string, Json][] => {
    const decision = grant.decide('select', coordinate)
    if (decision.effect === 'refuse') return []
    if (stands(learner, rows, coordinate) !== null) return [[coordinate, null]]
    const value =
      joinedCell(rows, coordinate, rowOf) ?? (row ? readCell({ world, department, id, row, reading }) : null)
    const mask = decision.effect === 'mask' ? decision.mask : null
    const shown = divisionToday(coordinate, value)
    return [[coordinate, mask === null || shown === UNDETERMINED ? shown : masked(mask, shown)]]
  })
}

type CellOf = Pick<LeavesOf, 'world' | 'department' | 'id'> & { readonly row: StoredRow; readonly reading: Reading }

export function readCell(cell: CellOf): Json {
  const { world, department, id, row, reading } = cell
  const stored = row[reading.column.name] ?? null
  if (stored === null) return null
  const table = tableOf(department.code)
  if (reading.kind === 'sealed') {
    return world.open({ table, column: reading.column.name }, keyIn({ pool: department.code }, id), String(stored))
  }
  if (reading.kind === 'is') return stored === reading.code ? true : null
  if (reading.kind === 'atMost') return Number(stored) <= reading.bound
  return reading.as === undefined ? stored : masked(reading.as, stored)
}

export function masked(name: string, value: Json): Json {
  return value === null ? null : (maskNamed(name)?.apply(String(value), TODAY) ?? null)
}

function ofQuestions(learner: Learner, id: string, rows: ChildRows): string {
  const answers = learner.asked.map((asked) => {
    const relation = relationTo(learner, asked, rows)
    return relation === null ? null : asked.days.map((day) => released(learner, { asked, id, rows, day, relation }))
  })
  return answers.every((answer) => answer === null) ? '' : JSON.stringify(answers)
}

/** Who can sign for the child that was named: what the policy releases of the guardianship, and the masked guardian. */
function ofEmergencies({ world, asked }: Learner, id: string, rows: ChildRows): string {
  const record = rowOf(rows, 'MZJ')
  if (!asked.some((each) => isNamed(each, rows)) || !record?.guardianship_type) return ''
  // Whoever has come of age signs for themselves.
  const adultOn = textOrNull(list(rows, 'registry.child')[0]?.adult_on)
  if (adultOn !== null && adultOn <= TODAY) return ''
  const place = { table: tableOf('MZJ'), column: 'guardian_name_sealed' }
  const sealed = record.guardian_name_sealed ?? null
  const name = sealed === null ? null : world.open(place, keyIn({ pool: 'MZJ' }, id), String(sealed))
  const inWard = record.care_setting === 'INSTITUTION'
  return JSON.stringify([
    signatoryOf(String(record.guardianship_type), inWard),
    inWard,
    record.guardian_relation ?? null,
    masked('name', name),
  ])
}

function signatoryOf(type: string, inWard: boolean): string {
  if (type === 'PARENTAL' || type === 'ENTRUSTED') return 'PARENT'
  if (type === 'KINSHIP') return 'RELATIVE'
  if (!type.startsWith('STATE_')) return 'UNDETERMINED'
  return inWard ? 'INSTITUTION' : 'CIVIL_AFFAIRS'
}

/** Whether number and name are the child's of today. */
function isNamed(asked: Asked, rows: ChildRows): boolean {
  const holds = (kind: string, index: string): boolean =>
    list(rows, 'registry.identifier').some(
      (row) => row.kind === kind && row.blind_index === index && row.superseded_at === null,
    )
  return holds(asked.kind, asked.number) && (asked.name === null || holds('NAME', asked.name))
}

type Relation = Pick<RuleInputs, 'encounterDays' | 'isInTransit'>

/** Null where the child is not the one meant, or not this unit's or this school's to ask about. */
function relationTo({ grant, account }: Learner, asked: Asked, rows: ChildRows): Relation | null {
  if (!isNamed(asked, rows)) return null
  if (grant.relation === 'own-roll') {
    const isOnRoll = list(rows, 'registry.enrolment').some(
      (row) =>
        row.organisation_id === account.organisationId &&
        holdsOn(row, TODAY) &&
        asked.days.every((day) => holdsOn(row, day)),
    )
    const schools = list(rows, 'registry.enrolment').filter((row) => holdsOn(row, TODAY))
    const isInTransit = new Set(schools.map((row) => row.organisation_id)).size > 1
    return isOnRoll ? { encounterDays: null, isInTransit } : null
  }
  const encounter = list(rows, 'registry.encounter').find(
    (row) =>
      row.organisation_id === account.organisationId &&
      row.unit === account.unit &&
      row.number === asked.case &&
      row.superseded_at === null,
  )
  if (!encounter) return null
  const to = encounter.valid_to === null ? null : addDays(String(encounter.valid_to), 7)
  return { encounterDays: { from: addDays(String(encounter.valid_from), -7), to }, isInTransit: false }
}

interface Release {
  readonly asked: Asked
  readonly id: string
  readonly rows: ChildRows
  readonly day: Day
  readonly relation: Relation
}

/** The value of each release that this policy declares, for one day. */
function released({ world, grant, account }: Learner, { asked, id, rows, day, relation }: Release): unknown {
  const inputs: RuleInputs = { ...inputsOf(rows), aidElsewhere: aidElsewhere(rows, account), ...relation }
  const told = oracle(asked.benefit, inputs, day, TODAY)
  if (told.status !== 'CONFIRMED') return told.status
  const shows = (field: string): boolean => isGranted(grant, `EligibilityAnswer.${field}`)
  const { insurance, checkupYears } = inputs
  const person = rowOf(rows, 'GAJ')
  const place = { table: tableOf('GAJ'), column: 'name_sealed' }
  const sealedName = person?.name_sealed ?? null
  const name = sealedName === null ? null : world.open(place, keyIn({ pool: 'GAJ' }, id), String(sealedName))
  const cover = insurance !== null && insurance !== 'UNKNOWN' && isWithin(insurance, day) ? insurance : null
  return {
    ...told,
    name: asked.name === null ? null : masked('name', name),
    cover: shows('cover') && asked.benefit === 'PREMIUM_SUBSIDY' && cover ? [cover.from, cover.to] : null,
    doctor: shows('familyDoctor') && asked.benefit === 'CHECKUP' ? inputs.familyDoctor : null,
    left: shows('rehabilitation') ? texts(inputs.rehabilitation).filter((state) => state === 'APPROVED').length : null,
    support: shows('accommodations') ? [...new Set(texts(inputs.accommodations))].sort() : null,
    call: shows('careContact') && asked.benefit === 'CARE_VISITS' ? deskFor(account, rows) : null,
    used: shows('checkup') && Array.isArray(checkupYears) && checkupYears.includes(Number(day.slice(0, 4))),
  }
}

const { organisation: ORGANISATIONS, dutyContact: DESKS } = demoRosterRows(TODAY, '')

/** Whom to call: the nearest desk to where the child lives, or to the organisation's own place while that is hidden. */
function deskFor({ organisationId }: DemoAccount, rows: ChildRows): string {
  const own = ORGANISATIONS.find(({ id }) => id === organisationId)?.division ?? ''
  const at = residenceOf(rows) ?? own
  const desk = [12, 9].find((digits) => DESKS.some(({ division }) => division === at.slice(0, digits).padEnd(12, '0')))
  // Every county has one.
  return at.slice(0, desk ?? 6)
}

function residenceOf(rows: ChildRows): string | null {
  if (isProtected(rows)) return null
  const divisions = list(rows, 'registry.jurisdiction').filter((row) => row.kind === 'RESIDENCE' && holdsOn(row, TODAY))
  const each = new Set(divisions.map(({ division }) => String(division)))
  return each.size === 1 ? ([...each][0] ?? null) : null
}

const CARE: Readonly<Record<string, readonly string[] | null>> = {
  true: ['ENTRUSTED'],
  false: ['NOT_ENTRUSTED'],
  null: null,
}

/** The term for which the bureau's record of another school says that aid is paid. */
function aidElsewhere(rows: ChildRows, { organisationId }: DemoAccount): string | null {
  const pupil = rowOf(rows, 'JYJ')
  const school = textOrNull(pupil?.school_id)
  return pupil?.aid_state === 'ACTIVE' && school !== null && school !== organisationId
    ? textOrNull(pupil.aid_term)
    : null
}

function inputsOf(rows: ChildRows): Omit<RuleInputs, keyof Relation | 'aidElsewhere'> {
  const cover = rowOf(rows, 'YBJ')
  const pupil = rowOf(rows, 'JYJ')
  const health = rowOf(rows, 'WJW')
  const years = health?.checkup_years ?? null
  const certificate = rowOf(rows, 'CLH')
  const visit = rowOf(rows, 'XZJ')
  return {
    outcomes: list(rows, 'registry.outcome')
      .filter((row) => row.superseded_at === null)
      .map((row) => ({
        kind: row.kind as 'CATEGORY',
        value: String(row.value),
        validFrom: String(row.valid_from),
        validTo: textOrNull(row.valid_to),
      })),
    adultOn: textOrNull(list(rows, 'registry.child')[0]?.adult_on),
    insurance:
      cover?.scheme && cover.cover_from
        ? { scheme: String(cover.scheme), from: String(cover.cover_from), to: textOrNull(cover.cover_to) }
        : null,
    checkupYears: Array.isArray(years) ? years.map(Number) : null,
    familyDoctor: typeof health?.family_doctor_contract === 'boolean' ? health.family_doctor_contract : null,
    rehabilitation: [...texts(certificate?.programme_states), ...texts(certificate?.device_states)],
    accommodations: texts(pupil?.support_codes),
    entrustedCare: CARE[String(visit?.entrusted_care ?? null)] ?? null,
    stage:
      pupil?.stage && pupil.stage_from
        ? { stage: String(pupil.stage), from: String(pupil.stage_from), to: textOrNull(pupil.stage_to) }
        : null,
  }
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** A department's row counts only where the registry links to it. */
export function rowOf(rows: ChildRows, department: Department['code']): StoredRow | undefined {
  const isLinked = list(rows, 'registry.source_link').some((link) => link.department === department)
  if (!isLinked) return undefined
  return department === 'XZJ' ? standingOf(rows, TODAY) : list(rows, tableOf(department))[0]
}

function isGranted(grant: Grant, coordinate: string): boolean {
  return grant.decide('select', coordinate).effect !== 'refuse'
}

function list(rows: ChildRows, table: string): readonly StoredRow[] {
  return rows[table] ?? []
}

export function holdsOn(row: StoredRow, day: Day): boolean {
  const { valid_from, valid_to, superseded_at } = row
  return superseded_at === null && String(valid_from) <= day && (valid_to === null || day < String(valid_to))
}

function isWithin(days: { readonly from: Day; readonly to: Day | null }, day: Day): boolean {
  return days.from <= day && (days.to === null || day < days.to)
}

function textOrNull(value: Json | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
