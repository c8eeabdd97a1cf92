// Which cells more than one department knows of, from what each department declares: the leaves that a department is read
// for besides its own, and per department the leaves and lists that others join in.
import type { AnyPgColumn as PgColumn } from 'drizzle-orm/pg-core'
import type { AlsoKnown, Department, Reading } from './department.ts'
import { DEPARTMENTS } from './departments.ts'
import type { HowJoined } from './statements.ts'

/** A leaf that several departments know of. */
export interface JoinedLeaf extends HowJoined {
  readonly coordinate: string
  readonly seconds: readonly Department[]
}

/** A list whose entries are told apart by one of its leaves. */
export interface JoinedList {
  readonly entry: string
  readonly leaves: readonly JoinedLeaf[]
  /** Departments whose entries the list has as well; none where the others only confirm. */
  readonly adding: readonly Department[]
}

export interface Joins {
  readonly leaves: readonly JoinedLeaf[]
  readonly lists: readonly JoinedList[]
}

/** The departments that say something of one of these leaves. */
export function departmentsKnowing(coordinates: readonly string[]): Department[] {
  const asked = new Set(coordinates)
  return DEPARTMENTS.filter((department) => readingsFor(department, asked).length > 0)
}

/** Names the column that tells which entry of a list each cell of a leaf belongs to; it is matched by and never shown. */
export function keyOf(coordinate: string): string {
  return `entry of ${coordinate}`
}

/** What others join in among the leaves of a department. */
export function joinsFor(department: Department): Joins {
  return JOINS.get(department) ?? { leaves: [], lists: [] }
}

/** A column of a department that is read for a leaf, and under which name its cells come back. */
export interface LeafReading {
  /** The leaf whose treatment it is read under. */
  readonly leaf: string
  readonly name: string
  readonly reading: Reading
  readonly isMasked: boolean
}

/** All that a department can be read for: its own leaves, and what it also knows of others'. */
export function everyReading(department: Department): readonly LeafReading[] {
  return READINGS.get(department) ?? []
}

/** What it is read for when these leaves are asked for. */
export function readingsFor(department: Department, leaves: ReadonlySet<string>): LeafReading[] {
  return everyReading(department).filter(({ leaf }) => leaves.has(leaf))
}

/** Leaves of which two departments can say different things, with those that tell their entries apart. */
export const CONTRADICTABLE: readonly string[] = [
  ...new Set(
    allKnown()
      .filter(({ how }) => how === 'agree')
      .flatMap(({ of, entry }) => (entry ? [entry.coordinate, of] : [of])),
  ),
]

function allKnown(): AlsoKnown[] {
  return DEPARTMENTS.flatMap(({ alsoKnows = [] }) => alsoKnows)
}

function readingsOf(department: Department): LeafReading[] {
  const own = Object.entries(department.reads).map(([leaf, reading]) => shown(leaf, reading))
  const ownKeys = joinsOf(department).lists.flatMap(({ entry, leaves, adding }) => {
    const reading = department.reads[entry]
    if (!reading) return []
    const keyed = [...leaves.map(({ coordinate }) => coordinate), ...(adding.length > 0 ? [entry] : [])]
    return keyed.map((leaf) => matched(leaf, reading))
  })
  const second = (department.alsoKnows ?? []).flatMap(({ of, column, entry, how }) => {
    const cells = [shown(of, plain(column))]
    if (!entry) return cells
    const keys = [matched(of, plain(entry.column))]
    // Those who add entries to a list name them as well.
    const names =
      how === 'any'
        ? [shown(entry.coordinate, plain(entry.column)), matched(entry.coordinate, plain(entry.column))]
        : []
    return [...cells, ...keys, ...names]
  })
  return [...new Map([...own, ...ownKeys, ...second].map((each) => [each.name, each])).values()]
}

const plain = (column: PgColumn): Reading => ({ kind: 'column', column })

function shown(leaf: string, reading: Reading): LeafReading {
  return { leaf, name: leaf, reading, isMasked: true }
}

function matched(leaf: string, reading: Reading): LeafReading {
  return { leaf, name: keyOf(leaf), reading, isMasked: false }
}

interface Second {
  readonly department: Department
  readonly known: AlsoKnown
}

function joinsOf(home: Department): Joins {
  const seconds = DEPARTMENTS.flatMap((department) =>
    (department.alsoKnows ?? [])
      .filter(({ of }) => home.reads[of] !== undefined)
      .map((known) => ({ department, known })),
  )
  const ofLists = seconds.filter(({ known }) => known.entry)
  const byEntry = Map.groupBy(ofLists, ({ known }) => known.entry?.coordinate ?? '')
  return {
    leaves: leavesOf(seconds.filter(({ known }) => !known.entry)),
    lists: [...byEntry].map(([entry, those]) => ({
      entry,
      leaves: leavesOf(those),
      adding: [...new Set(those.filter(({ known }) => known.how === 'any').map(({ department }) => department))],
    })),
  }
}

function leavesOf(seconds: readonly Second[]): JoinedLeaf[] {
  return [...Map.groupBy(seconds, ({ known }) => known.of)].map(([coordinate, those]) => {
    const [{ known }] = those as [Second]
    const { of: _of, column: _column, entry: _entry, ...said } = known
    return { coordinate, ...said, seconds: those.map(({ department }) => department) }
  })
}

const READINGS = new Map(DEPARTMENTS.map((department) => [department, readingsOf(department)]))
const JOINS = new Map(DEPARTMENTS.map((department) => [department, joinsOf(department)]))
