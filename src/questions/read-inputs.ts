// Reads what a benefit's rule rests on: the same fixed list of sources for every child, for a child that is not there too.
// A source that is out makes its input UNKNOWN for the whole list.

import type { Day } from '../clock.ts'
import { UNREADABLE } from '../departments/cell-form.ts'
import type { DepartmentCode } from '../departments/department.ts'
import { departmentOf } from '../departments/departments.ts'
import { MissingCell, rowFor } from '../departments/missing-cell.ts'
import { compileRead, compileRuleInputs, type ReadStatement } from '../departments/read-statement.ts'
import type { TreatedRow, TreatedRows } from '../departments/reader.ts'
import type { Outcome, RuleInputs, RuleSource } from '../eligibility/inputs.ts'
import type { Benefit } from '../eligibility/rule-pack.ts'
import { invariant } from '../errors.ts'
import { maskNamed } from '../masking/masks.ts'
import type { RelatedChild } from '../registry/relations.ts'
import { residencesOf } from '../registry/residences.ts'
import type { Rooms } from '../rooms.ts'

/** One child to read about; a decoy stands in for a child that the caller's relation does not cover. */
export interface Subject {
  readonly childId: string
  readonly keys: RelatedChild['keys']
  readonly adultOn: RelatedChild['adultOn']
  readonly encounterDays: RelatedChild['encounterDays']
  readonly isInTransit: boolean
}

export interface InputsRead {
  readonly inputs: readonly RuleInputs[]
  /** When each source of the fixed list was last brought over; null while it is out. The same for every child. */
  readonly stamps: ReadonlyMap<RuleSource, Date | null>
  /** The name as granted, by position; what the state is when public security is out. */
  readonly names: { readonly state: 'FRESH' | 'STALE' | 'UNAVAILABLE'; readonly at: readonly unknown[] } | null
  /** Where each child lives, by position, for whom to call; null where that is not asked, not known or hidden. */
  readonly residences: readonly (string | null)[]
}

export interface NameTreatment {
  /** A mask's name; null: in clear. */
  readonly mask: string | null
}

export interface InputsQuestion {
  readonly subjects: readonly Subject[]
  /** Who asks. */
  readonly organisationId: string
  readonly benefit: Benefit
  /** True when the answer's `familyDoctor` is selected. */
  readonly showsFamilyDoctor: boolean
  /** True when the answer's `careContact` is selected. */
  readonly showsCareContact: boolean
  readonly sources: readonly RuleSource[]
  /** How the name is treated; null when it is not selected. */
  readonly name: NameTreatment | null
  readonly today: Day
}

type LiveSource = Exclude<RuleSource, 'MZJ'>

const FROM = {
  cover: compileRuleInputs(departmentOf('YBJ'), ['insurance']),
  checkup: compileRuleInputs(departmentOf('WJW'), ['checkupYears']),
  checkupAndDoctor: compileRuleInputs(departmentOf('WJW'), ['checkupYears', 'familyDoctor']),
  stage: compileRuleInputs(departmentOf('JYJ'), ['stage']),
  stageAndAid: compileRuleInputs(departmentOf('JYJ'), ['stage', 'aid']),
  accommodations: compileRuleInputs(departmentOf('JYJ'), ['accommodations']),
  rehabilitation: compileRuleInputs(departmentOf('CLH'), ['rehabilitation']),
  entrustedCare: compileRuleInputs(departmentOf('XZJ'), ['entrustedCare']),
} as const satisfies Record<string, ReadStatement>

// One statement for each benefit and source: what another benefit needs of the same source is not read.
function statementFor({ benefit, showsFamilyDoctor }: InputsQuestion, source: LiveSource): ReadStatement {
  switch (source) {
    case 'YBJ':
      return FROM.cover
    case 'WJW':
      return showsFamilyDoctor ? FROM.checkupAndDoctor : FROM.checkup
    case 'CLH':
      return FROM.rehabilitation
    case 'XZJ':
      return FROM.entrustedCare
    case 'JYJ':
      if (benefit === 'EDUCATION_AID') return FROM.stageAndAid
      return benefit === 'ACCOMMODATIONS' ? FROM.accommodations : FROM.stage
  }
}

export async function readInputs(rooms: Rooms, question: InputsQuestion): Promise<InputsRead> {
  const { subjects, sources, today } = question
  const childIds = subjects.map(({ childId }) => childId)
  const live = sources.filter((source): source is LiveSource => source !== 'MZJ')
  const [synced, outcomes, residences, names, ...rows] = await Promise.all([
    rooms.syncTimes.freshSince('MZJ'),
    rooms.outcomes.of(childIds),
    question.showsCareContact ? residencesOf(rooms.registry, childIds, today) : null,
    question.name === null ? null : readNames(rooms, subjects, question.name),
    ...live.map((source) => readLive(rooms, statementFor(question, source), subjects)),
  ])
  const bySource = new Map(live.map((source, at) => [source, rows[at] as LiveRows]))
  return {
    inputs: subjects.map((subject, at) =>
      inputsOf(subject, { at, synced, outcomes, bySource, organisationId: question.organisationId }),
    ),
    stamps: new Map(sources.map((source) => [source, source === 'MZJ' ? synced : stampOf(bySource.get(source))])),
    names,
    residences: childIds.map((childId) => residences?.get(childId) ?? null),
  }
}

interface LiveRows {
  readonly keys: readonly string[]
  readonly rows: TreatedRows
}

async function readLive(rooms: Rooms, statement: ReadStatement, subjects: readonly Subject[]): Promise<LiveRows> {
  const { code } = statement.department
  const reader = rooms.readers.get(code)
  invariant(reader, `${code} has a reader`)
  const keys = keysFor(rooms, code, subjects)
  const rows = await reader.read(statement, keys)
  // A record that cannot be read would otherwise set its child apart, entitled or not: the source is out for the whole list.
  const isWhole = rows.state !== 'FRESH' || rows.malformed.length === 0
  return { keys, rows: isWhole ? rows : { state: 'UNAVAILABLE', reason: 'SOURCE_OUT' } }
}

function keysFor(rooms: Rooms, code: DepartmentCode, subjects: readonly Subject[]): string[] {
  return subjects.map((subject) => subject.keys[code] ?? rooms.newId())
}

const nameStatements = new Map<string | null, ReadStatement>()

function nameStatement(maskName: string | null): ReadStatement {
  const known = nameStatements.get(maskName)
  if (known) return known
  const mask = maskName === null ? null : maskNamed(maskName)
  invariant(mask !== undefined, 'the policy names a mask that exists')
  const statement = compileRead(departmentOf('GAJ'), [{ coordinate: 'PublicSecurity.displayName', mask }], maskNamed)
  nameStatements.set(maskName, statement)
  return statement
}

async function readNames(
  rooms: Rooms,
  subjects: readonly Subject[],
  { mask }: NameTreatment,
): Promise<NonNullable<InputsRead['names']>> {
  const reader = rooms.readers.get('GAJ')
  invariant(reader, 'GAJ has a reader')
  const keys = keysFor(rooms, 'GAJ', subjects)
  const read = await reader.read(nameStatement(mask), keys)
  if (read.state !== 'FRESH') return { state: read.state, at: [] }
  const nameOf = (row: TreatedRow | typeof UNREADABLE | undefined): unknown =>
    row === UNREADABLE ? UNREADABLE : (row?.get('PublicSecurity.displayName') ?? null)
  return { state: 'FRESH', at: keys.map((key) => nameOf(read.rows.get(key))) }
}

function stampOf(live: LiveRows | undefined): Date | null {
  return live?.rows.state === 'FRESH' ? live.rows.asOf : null
}

interface Read {
  readonly at: number
  readonly synced: Date | null
  readonly outcomes: ReadonlyMap<string, readonly Outcome[]>
  readonly bySource: ReadonlyMap<LiveSource, LiveRows>
  readonly organisationId: string
}

function inputsOf(subject: Subject, { at, synced, outcomes, bySource, organisationId }: Read): RuleInputs {
  const cell = <T>(source: LiveSource, from: (row: TreatedRow) => T | null): T | null | 'UNKNOWN' => {
    const live = bySource.get(source)
    if (!live) return null
    const row = rowFor(live.rows, source, live.keys[at] ?? '')
    if (row instanceof MissingCell) return 'UNKNOWN'
    return row ? from(row) : null
  }
  return {
    outcomes: synced === null ? 'UNKNOWN' : (outcomes.get(subject.childId) ?? []),
    adultOn: subject.adultOn,
    insurance: cell('YBJ', (row) =>
      period(row, 'insurance.scheme', ['insurance.cover_from', 'insurance.cover_to'], 'scheme'),
    ),
    checkupYears: cell('WJW', (row) => row.get('checkupYears.checkup_years') as number[] | null),
    familyDoctor: cell('WJW', (row) => (row.get('familyDoctor.family_doctor_contract') as boolean | undefined) ?? null),
    rehabilitation: cell('CLH', (row) => [
      ...textsOf(row, 'rehabilitation.programme_states'),
      ...textsOf(row, 'rehabilitation.device_states'),
    ]),
    accommodations: cell('JYJ', (row) => textsOf(row, 'accommodations.support_codes')),
    entrustedCare: cell('XZJ', (row) => careOf(row.get('entrustedCare.entrusted_care') as boolean | null)),
    stage: cell('JYJ', (row) => period(row, 'stage.stage', ['stage.stage_from', 'stage.stage_to'], 'stage')),
    aidElsewhere: cell('JYJ', (row) => aidElsewhere(row, organisationId)),
    encounterDays: subject.encounterDays,
    isInTransit: subject.isInTransit,
  }
}

// A visit that did not say is like no visit: were it open, a record that holds something else, a protection case, would show.
function careOf(entrusted: boolean | null): readonly string[] | null {
  return entrusted === null ? null : [entrusted ? 'ENTRUSTED' : 'NOT_ENTRUSTED']
}

function textsOf(row: TreatedRow, cell: string): readonly string[] {
  return (row.get(cell) as readonly string[] | null | undefined) ?? []
}

/** Which school the bureau's record names goes no further than this. */
function aidElsewhere(row: TreatedRow, organisationId: string): string | null {
  const school = (row.get('aid.school_id') as string | null | undefined) ?? null
  const isElsewhere = row.get('aid.aid_state') === 'ACTIVE' && school !== null && school !== organisationId
  return isElsewhere ? ((row.get('aid.aid_term') as string | null | undefined) ?? null) : null
}

function period<Name extends string>(
  row: TreatedRow,
  value: string,
  [from, to]: readonly [string, string],
  name: Name,
): ({ readonly from: string; readonly to: string | null } & Record<Name, string>) | null {
  const text = (row.get(value) as string | null | undefined) ?? null
  const start = (row.get(from) as string | null | undefined) ?? null
  if (text === null || start === null) return null
  return { [name]: text, from: start, to: row.get(to) as string | null } as {
    readonly from: string
    readonly to: string | null
  } & Record<Name, string>
}
