// What the registry and the departments hold about one child, table by table: the one place that says which department
// knows a child, under which key of its own, and which organisations a child stands in a relation to.
import { addDays } from '../clock.ts'
import { byDepartment, DEPARTMENTS, type DepartmentCode } from '../departments/departments.ts'
import { normalName } from '../masking/normal-name.ts'
import { type CareRows, careRows } from './assessment-rows.ts'
import type { City } from './city.ts'
import { knownAt, outcomeRows, welfareRow } from './civil-affairs-rows.ts'
import { attestationRow, certificateNo, certificateRow, coverRow, personRow, studentNo } from './department-rows.ts'
import { type Placing, placingOf, pupilRow } from './education-rows.ts'
import { birthOf, formerIdentityOf, type SheetOf, sheetRow, sheetsOf } from './linking-sheets.ts'
import { districtOf } from './places.ts'
import { guardianshipRow, justiceRow, visitRow } from './protection-rows.ts'
import { derivedUuid, type Random, randomsOf } from './random.ts'
import { type Row, type RowContext, ToIndex } from './row.ts'
import type { Encounter, Enrolment, Subject } from './subject.ts'
import { employmentRow, housingRow, placementRow, premiumRow, ruralHouseholdRow } from './support-rows.ts'

export interface Records {
  readonly subject: Subject
  readonly departments: Readonly<Record<DepartmentCode, Row | null>>
  /** What the departments that know the child hand over for linking. */
  readonly sheets: Readonly<Partial<Record<DepartmentCode, Row>>>
  /** What villages found, by table. */
  readonly care: CareRows
  readonly child: Row
  readonly identifiers: readonly Row[]
  readonly links: readonly Row[]
  readonly outcomes: readonly Row[]
  readonly jurisdictions: readonly Row[]
  readonly encounters: readonly Row[]
  readonly enrolments: readonly Row[]
  readonly kinships: readonly Row[]
  readonly caseChildren: readonly Row[]
  readonly protections: readonly Row[]
}

/** A department's own key for a child. No two departments share one. */
export function subjectKey(childId: string, department: DepartmentCode): string {
  return derivedUuid('subject', department, childId)
}

export function recordsOf(city: City, subject: Subject, context: RowContext): Records {
  const randoms = randomsOf(city.settings.seed, `records ${subject.index}`)
  const placing = placingOf({
    ...city.settings,
    subject,
    random: randoms('relations'),
    organisations: city.organisations,
  })
  const rows: Record<DepartmentCode, Row | null> = {
    MZJ: welfareRow(subject, randoms('MZJ'), context),
    GAJ: personRow(subject, randoms('GAJ'), context),
    CLH: certificateRow(subject, randoms('CLH'), context),
    YBJ: coverRow(subject, randoms('YBJ'), context),
    WJW: attestationRow(subject, randoms('WJW'), context),
    JYJ: pupilRow(subject, randoms('JYJ'), { ...context, placing }),
    SFJ: justiceRow(subject, randoms('SFJ'), context),
    FYJ: guardianshipRow(subject, randoms('FYJ'), context),
    XZJ: visitRow(subject, randoms('XZJ'), context),
    ZFJ: housingRow(subject, randoms('ZFJ'), context),
    RSJ: employmentRow(subject, randoms('RSJ'), context),
    SWJ: premiumRow(subject, randoms('SWJ'), { ...context, insurance: randoms('YBJ') }),
    NYJ: ruralHouseholdRow(subject, randoms('NYJ'), context),
    FLY: placementRow(subject, randoms('FLY'), context),
  }
  const known = DEPARTMENTS.map(({ code }) => code).filter((code) => rows[code] !== null)
  const since = knownAt(subject.birthDate, context)
  const sheets = sheetsOf(city.settings.seed, subject, new Set<string>(known))
  const departments = byDepartment(({ code }) => keyed(rows[code], subjectKey(subject.id, code)))
  return {
    subject,
    departments,
    sheets: sheetRows(subject, sheets, context.loadedAt),
    care: keyedCare(
      careRows({ subject, visit: rows.XZJ, random: randoms('assessments'), context }),
      subjectKey(subject.id, 'XZJ'),
    ),
    child: { id: subject.id, adult_on: subject.adultOn, recorded_at: since },
    identifiers: [
      ...identifiersOf(subject, placing, context),
      ...birthIdentifierOf(subject, sheets, context),
      ...formerIdentifiersOf(city, subject, context),
    ],
    links: known.map((department) => ({
      child_id: subject.id,
      department,
      subject_key: subjectKey(subject.id, department),
      recorded_at: since,
    })),
    outcomes: outcomeRows(subject, randoms('MZJ'), context).map((row) => ({ child_id: subject.id, ...row })),
    jurisdictions: jurisdictionsOf(subject, context),
    encounters: encountersOf(city, subject, randoms('family')).map((each) => encounterRow(subject, each, context)),
    enrolments: (placing?.enrolments ?? []).map((each) => enrolmentRow(subject, each, context)),
    ...personalRows(subject, randoms('protection'), context),
  }
}

function sheetRows(subject: Subject, sheets: readonly SheetOf[], recordTime: Date): Records['sheets'] {
  return Object.fromEntries(
    sheets.map(({ department, sheet }) => {
      const key = subjectKey(subject.id, department)
      return [department, { subject_key: key, ...sheetRow(sheet, recordTime) }]
    }),
  )
}

const PROTECTED = 0.003

/** Who the child is to people with an account, which cases are about it, and whether its address is hidden. */
function personalRows(
  subject: Subject,
  random: Random,
  context: RowContext,
): Pick<Records, 'kinships' | 'caseChildren' | 'protections'> {
  const since = { ...valid(addDays(context.referenceDay, -60), null, context), ...provenance('MZJ', context) }
  const isProtected = subject.isScripted ? subject.hasProtectedAddress === true : random.chance(PROTECTED)
  return {
    kinships: (subject.kin ?? []).map((kin) => ({
      ...{ person_id: kin.personId, child_id: subject.id, kind: kin.kind },
      ...since,
    })),
    caseChildren: (subject.cases ?? []).map((number) => ({ case_number: number, child_id: subject.id, ...since })),
    protections: isProtected ? [{ child_id: subject.id, kind: 'ADDRESS', ...since }] : [],
  }
}

function provenance(source: string, { loadedAt }: RowContext): Row {
  return { source, source_record_time: loadedAt, fetched_at: loadedAt }
}

function keyed(row: Row | null, key: string): Row | null {
  return row === null ? null : { subject_key: key, ...row }
}

function keyedCare(rows: CareRows, key: string): CareRows {
  const keyedRows = Object.entries(rows).map(([table, own]) => [
    table,
    own.map((row) => ({ subject_key: key, ...row })),
  ])
  return Object.fromEntries(keyedRows)
}

function identifiersOf(subject: Subject, placing: Placing | null, context: RowContext): Row[] {
  const certificate = certificateNo(subject)
  const texts = [new ToIndex('NAME', normalName(subject.name))]
  if (subject.citizenId !== null) texts.push(new ToIndex('CITIZEN_ID', subject.citizenId))
  if (placing) texts.push(new ToIndex('STUDENT_NO', studentNo(subject)))
  if (certificate !== null) texts.push(new ToIndex('CERTIFICATE_NO', certificate))
  return texts.map((text) => identifierRow(subject, text, { until: null, context }))
}

// As linking has it of the sheets: of whom the register says otherwise once it keeps none.
function birthIdentifierOf(subject: Subject, sheets: readonly SheetOf[], context: RowContext): Row[] {
  const birth = birthOf(sheets)
  return birth === null ? [] : [identifierRow(subject, new ToIndex('BIRTH', birth), { until: null, context })]
}

// Who gives a name or a number of this kind.
const GIVEN_BY: Readonly<Record<ToIndex['kind'], DepartmentCode>> = {
  NAME: 'GAJ',
  CITIZEN_ID: 'GAJ',
  STUDENT_NO: 'JYJ',
  CERTIFICATE_NO: 'CLH',
  BIRTH: 'WJW',
}

function identifierRow(
  { id, birthDate }: Subject,
  text: ToIndex,
  { until, context }: { readonly until: string | null; readonly context: RowContext },
): Row {
  return {
    ...{ child_id: id, kind: text.kind, blind_index: text },
    ...valid(birthDate, until, context),
    ...provenance(GIVEN_BY[text.kind], context),
  }
}

const ADOPTED_DAYS_AGO = 365

// Findable for the adjudicator alone: they ended with the adoption.
function formerIdentifiersOf({ settings }: City, subject: Subject, context: RowContext): Row[] {
  const former = formerIdentityOf(settings.seed, subject)
  if (!former) return []
  const adopted = addDays(context.referenceDay, -ADOPTED_DAYS_AGO)
  const until = adopted > subject.birthDate ? adopted : subject.birthDate
  const texts = [new ToIndex('NAME', normalName(former.name)), new ToIndex('CITIZEN_ID', former.citizenId)]
  return texts.map((text) => identifierRow(subject, text, { until, context }))
}

function jurisdictionsOf(subject: Subject, context: RowContext): Row[] {
  const rows: Row[] = [
    { kind: 'HUKOU', division: subject.hukou, ...valid(subject.birthDate, null, context) },
    { kind: 'RESIDENCE', division: subject.residence, ...valid(subject.residenceSince, null, context) },
  ]
  return rows.map((row) => ({ child_id: subject.id, ...row, ...provenance('GAJ', context) }))
}

const UNITS = ['SETTLEMENT', 'WARD-1', 'WARD-2', 'WARD-3', 'CHECKUP'] as const
const TREATED = 0.08
const STILL_OPEN = 0.4

function encountersOf(city: City, subject: Subject, random: Random): readonly Encounter[] {
  if (subject.encounters) return subject.encounters
  if (!random.chance(TREATED)) return []
  const { referenceDay } = city.settings
  const hospitals = city.organisations.hospitals(districtOf(subject.residence)?.code ?? '')
  const isOpen = random.chance(STILL_OPEN)
  const ago = isOpen ? random.below(12) : 15 + random.below(300)
  const from = addDays(referenceDay, -ago)
  if (from < subject.birthDate) return []
  return [
    {
      number: `E-${from.slice(0, 4)}-${String(subject.index).padStart(8, '0')}`,
      organisationId: random.pick(hospitals),
      unit: random.pick(UNITS),
      from,
      to: isOpen ? null : addDays(from, 1 + random.below(12)),
    },
  ]
}

function encounterRow(subject: Subject, encounter: Encounter, context: RowContext): Row {
  return {
    number: encounter.number,
    organisation_id: encounter.organisationId,
    unit: encounter.unit,
    child_id: subject.id,
    ...valid(encounter.from, encounter.to, context),
    ...provenance('WJW', context),
  }
}

function enrolmentRow(subject: Subject, enrolment: Enrolment, context: RowContext): Row {
  return {
    organisation_id: enrolment.organisationId,
    child_id: subject.id,
    class_name: enrolment.className,
    ...valid(enrolment.from, enrolment.to, context),
    ...provenance('JYJ', context),
  }
}

function valid(from: string, to: string | null, context: RowContext): Row {
  return { valid_from: from, valid_to: to, recorded_at: knownAt(from, context), superseded_at: null }
}
