// From which cells each fact of a finding is read. A cell that is missing, withheld or disputed between departments tells
// nothing: silence is neither yes nor no.
import { ageAt, type Day, isDay } from '../../clock.ts'
import { type Expression, partsOf } from '../../eligibility/expression.ts'
import {
  CHILD_VALUES,
  type ChildFact,
  type Known,
  type Measure,
  NOTHING_KNOWN,
  PARENT_VALUES,
  type Parent,
  type ParentFact,
  type PersonFacts,
  type Place,
  said,
} from '../../eligibility/facts.ts'
import type { Outcome } from '../../eligibility/inputs.ts'

/** One child's cell as it is granted; undefined where nothing is known of it, null where the department has nothing. */
export type Cells = (coordinate: string) => unknown

/** A fact, the leaf that tells it first, and those that it needs beside. */
export interface FactReading {
  readonly of: string
  readonly with?: readonly string[]
  known(cells: Cells, day: Day, history: History): Known
}

/** What civil affairs ever decided of a child, as it stands on record; null where that is not known. */
export type History = readonly Outcome[] | null

const NONE: Known = { values: [], isWhole: true }

/** YES, NO or silence. */
function flag(of: string): FactReading {
  return { of, known: (cells) => said(cells(of) as boolean | null | undefined) }
}

/** One code; none where the department has none. */
function code(of: string): FactReading {
  return { of, known: (cells) => codesOf(cells(of)) }
}

/** Codes that a department keeps of every child: no record is none. */
const codes = code

/** Codes that somebody found: no record is silence. */
function found(of: string): FactReading {
  return { of, known: (cells) => codesOf(cells(of) ?? undefined) }
}

function codesOf(cell: unknown): Known {
  if (cell === undefined) return NOTHING_KNOWN
  if (cell === null) return NONE
  return { values: Array.isArray(cell) ? cell.map(String) : [String(cell)], isWhole: true }
}

const CERTIFICATE = { kind: 'Disability.disabilityKind', severe: 'Disability.severe', to: 'Disability.certValidTo' }

/** What a certificate says while it is valid; without an end it is valid for ever. */
function certified(of: string, known: (cell: unknown) => Known): FactReading {
  return {
    of,
    with: Object.values(CERTIFICATE).filter((each) => each !== of),
    known(cells, day) {
      const to = cells(CERTIFICATE.to)
      if (to === undefined) return NOTHING_KNOWN
      return typeof to === 'string' && to < day ? NONE : known(cells(of))
    },
  }
}

// 重残 is the grades 1 and 2; which of two it is, nobody is shown.
function gradesOf(severe: unknown): Known {
  if (severe === undefined) return NOTHING_KNOWN
  if (severe === null) return NONE
  return { values: [], isWhole: false, among: severe === true ? ['1', '2'] : ['3', '4'] }
}

// That it is attested is shown, and not which of the three.
function attested(cell: unknown): Known {
  if (cell === undefined) return NOTHING_KNOWN
  return cell === true ? { values: [], isWhole: false, among: CHILD_VALUES.ATTESTED } : NONE
}

const COVER = { scheme: 'Cover.scheme', from: 'Cover.from', to: 'Cover.to' }

function insurance(cells: Cells, day: Day): Known {
  const [scheme, from, to] = [cells(COVER.scheme), cells(COVER.from), cells(COVER.to)]
  if (scheme === undefined || from === undefined || to === undefined) return NOTHING_KNOWN
  const holds = typeof from === 'string' && from <= day && (typeof to !== 'string' || day < to)
  return holds ? codesOf(scheme) : NONE
}

const ADULT_AT = 18

// A category that began while the child was a minor. None is no "no": what ended before there was a registry nobody has brought.
function asMinor(cells: Cells, day: Day, history: History): Known {
  const born = dayIn(cells(MEASURES.AGE.of))
  if (born === null) return NOTHING_KNOWN
  const isMinorOn = (each: Day): boolean => ageAt(born, each) < ADULT_AT
  const began = (history ?? []).filter(
    ({ kind, validFrom }) => kind === 'CATEGORY' && validFrom <= day && isMinorOn(validFrom),
  )
  const today = isMinorOn(day) ? codesOf(cells('CivilAffairs.categories')).values : []
  return { values: [...new Set([...began.map(({ value }) => value), ...today])].sort(), isWhole: false }
}

/** What is not listed here nobody is asked for: it is unknown of every child. */
export const CHILD_FACTS: Readonly<Partial<Record<ChildFact, FactReading>>> = {
  CATEGORY: codes('CivilAffairs.categories'),
  FORMER_CATEGORY: { of: 'CivilAffairs.categories', known: asMinor },
  HOUSEHOLD_AID: code('CivilAffairs.householdAidClass'),
  BASIC_ALLOWANCE: code('CivilAffairs.basicAllowance'),
  CARE_SETTING: code('CivilAffairs.careSetting'),
  DISABLED_LIVING_ALLOWANCE: code('CivilAffairs.disabledLivingAllowance'),
  SUBSIDY_CHOICE: code('CivilAffairs.subsidyChoice'),
  PARENTS_UNTRACEABLE: flag('PublicSecurity.parentsUntraceable'),
  DISABILITY_KIND: certified(CERTIFICATE.kind, codesOf),
  DISABILITY_GRADE: certified(CERTIFICATE.severe, gradesOf),
  ATTESTED: { of: 'Health.illnessAttested', known: (cells) => attested(cells('Health.illnessAttested')) },
  INSURANCE: { of: COVER.scheme, with: [COVER.from, COVER.to], known: insurance },
  STAGE: code('Education.stage'),
  FULL_TIME_STUDY: flag('Education.fullTime'),
  ACCOMPANIED: flag('Community.accompanied'),
  DIFFICULTY: found('Community.difficulties'),
  GUARDIANSHIP_MISSING: flag('Community.guardianshipMissing'),
  ENTRUSTED_CARE: {
    of: 'Community.entrustedCare',
    known: (cells) => {
      const is = cells('Community.entrustedCare')
      return typeof is === 'boolean' ? codesOf(is ? 'ENTRUSTED' : 'NOT_ENTRUSTED') : NOTHING_KNOWN
    },
  },
}

/** The leaf that says which parent each entry of a list is of, and the leaf that tells the fact. */
interface OfParent {
  readonly of: string
  readonly by: string
  known(entry: unknown): Known
}

export const PARENT_FACTS: Readonly<Partial<Record<ParentFact, OfParent>>> = {
  VITAL_STATUS: {
    ...{ of: 'ParentLink.vitalStatus', by: 'ParentLink.relation' },
    known: (entry) => codesOf(entry ?? undefined),
  },
  // Yes is one of the eight, and not which; no is of three departments alone, and the others may know of one.
  SITUATION: {
    ...{ of: 'ParentSituation.k8Satisfied', by: 'ParentSituation.relation' },
    known: (entry) => (entry === true ? { values: ['ONE_OF_EIGHT'], isWhole: false } : NOTHING_KNOWN),
  },
  UNABLE_TO_SUPPORT: {
    ...{ of: 'ParentFinding.unableToSupport', by: 'ParentFinding.relation' },
    known: (entry) => said(entry as boolean | null | undefined),
  },
  LACKS_GUARDIAN_CAPACITY: {
    ...{ of: 'ParentFinding.lacksGuardianCapacity', by: 'ParentFinding.relation' },
    known: (entry) => said(entry as boolean | null | undefined),
  },
  WORKING_AWAY: {
    ...{ of: 'ParentFinding.away', by: 'ParentFinding.relation' },
    known: (entry) => (entry === true ? codesOf('CROSS_COUNTY') : NOTHING_KNOWN),
  },
}

interface SinceReading {
  readonly of: string
  readonly by?: string
}

const MEASURES: Readonly<Record<Measure, SinceReading>> = {
  AGE: { of: 'PublicSecurity.birthDate' },
  RESIDENCE: { of: 'PublicSecurity.residenceSince' },
  WORKING_AWAY_FOR: { of: 'ParentFinding.awaySince', by: 'ParentFinding.relation' },
}

const PLACES: Readonly<Record<Place, string>> = {
  HUKOU: 'PublicSecurity.hukouDivision',
  RESIDENCE: 'PublicSecurity.residenceDivision',
}

interface LeafReading extends SinceReading {
  readonly with?: readonly string[]
}

const FACTS: Readonly<Record<string, LeafReading | undefined>> = { ...CHILD_FACTS, ...PARENT_FACTS, ...MEASURES }

/** Every leaf that a finding may be weighed on, each once. */
export const FACT_LEAVES: readonly string[] = [
  ...new Set([...Object.values(FACTS).flatMap(leavesOfReading), ...Object.values(PLACES)]),
]

/** What tells of a decision that holds no longer: whoever does not see these sees no finding either. */
export const HISTORY_LEAVES: readonly string[] = ['RecordedFact.kind', 'RecordedFact.value', 'RecordedFact.validFrom']

/** The leaf that a fact, a measure or a place is read from first; undefined where nothing tells it. */
export function leafOf(name: string): string | undefined {
  return FACTS[name]?.of ?? PLACES[name as Place]
}

/** Every leaf that an expression looks at, each once. */
export function leavesOf(expression: Expression): readonly string[] {
  return [...new Set(leavesIn(expression))]
}

function* leavesIn(expression: Expression): Generator<string> {
  if ('input' in expression) yield* leavesOfReading(FACTS[expression.input])
  if ('measure' in expression) yield* leavesOfReading(FACTS[expression.measure])
  if ('place' in expression) yield PLACES[expression.place]
  if ('places' in expression) yield* expression.places.map((place) => PLACES[place])
  if (expression.op === 'countySwitch') yield* Object.values(PLACES)
  for (const part of partsOf(expression)) yield* leavesIn(part)
}

function leavesOfReading(reading: LeafReading | undefined): readonly string[] {
  if (!reading) return []
  const { of, by, with: beside = [] } = reading
  return by === undefined ? [of, ...beside] : [of, by]
}

/** The facts of one child, read from its cells and from what was ever decided of it. */
export function factsFrom(cells: Cells, history: History): PersonFacts {
  return {
    values: (name, day) => listed(CHILD_FACTS[name]?.known(cells, day, history) ?? NOTHING_KNOWN, CHILD_VALUES[name]),
    since: (measure) => dayIn(cells(MEASURES[measure].of)),
    county: (place) => countyIn(cells(PLACES[place])),
    parent: (which) => parentFrom(cells, which),
  }
}

// A parent is on record where some department names one.
function parentFrom(cells: Cells, which: Parent): PersonFacts<ParentFact> | null {
  const namedBy = ['ParentLink.relation', 'ParentSituation.relation', 'ParentFinding.relation']
  if (!namedBy.some((by) => entryAt(cells, by, which) !== null)) return null
  const entry = (of: string, by: string): unknown => {
    const at = entryAt(cells, by, which)
    const column = cells(of)
    return at === null || !Array.isArray(column) ? undefined : column[at]
  }
  return {
    values(name) {
      const reading = PARENT_FACTS[name]
      return reading ? listed(reading.known(entry(reading.of, reading.by)), PARENT_VALUES[name]) : NOTHING_KNOWN
    },
    since: (measure) => dayIn(entry(MEASURES[measure].of, MEASURES[measure].by ?? '')),
    county: () => null,
    parent: () => null,
  }
}

// Two entries of one parent are none: nobody can say which holds.
function entryAt(cells: Cells, by: string, which: Parent): number | null {
  const column = cells(by)
  if (!Array.isArray(column) || column.filter((each) => each === which).length !== 1) return null
  return column.indexOf(which)
}

// A code that is not in the list is not understood.
function listed(known: Known, list: readonly string[]): Known {
  return known.values.every((value) => list.includes(value)) ? known : NOTHING_KNOWN
}

function dayIn(cell: unknown): Day | null {
  return typeof cell === 'string' && isDay(cell) ? cell : null
}

function countyIn(cell: unknown): string | null {
  return /^\d{6}/.exec(typeof cell === 'string' ? cell : '')?.[0] ?? null
}
