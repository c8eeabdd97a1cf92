// From the edges of a selection to one statement per department, and from treated rows back to the tree the reply is
// written from. Statements are compiled once per plan.
import type { Mask } from '../masking/mask.ts'
import type { GrantedLeaf } from '../plan/plan.ts'
import type { ShapeField } from '../plan/shape.ts'
import { UNREADABLE } from './cell-form.ts'
import type { Department } from './department.ts'
import { DEPARTMENTS, departmentShowing } from './departments.ts'
import { divisionOfToday } from './division-cell.ts'
import { type Contradiction, contradictionsIn, joinedRow, type Witness } from './join-rows.ts'
import { type LeafReading, readingsFor } from './joined.ts'
import { MissingCell, rowFor } from './missing-cell.ts'
import { compileRead, type LeafToRead, type ReadStatement } from './read-statement.ts'
import type { TreatedRow, TreatedRows } from './reader.ts'

export interface EdgeRead {
  readonly department: Department
  readonly statement: ReadStatement
  /** Leaves it is read for that a condition stands on. */
  readonly conditional: readonly GrantedLeaf[]
}

export type MaskNamed = (name: string) => Mask | undefined

const compiled = new WeakMap<readonly GrantedLeaf[], readonly EdgeRead[]>()

/**
 * One read for each department that is asked for a leaf among `leaves`, the plan's own: by its edge, or because it also
 * knows of another's.
 */
export function edgeReads(leaves: readonly GrantedLeaf[], maskNamed: MaskNamed): readonly EdgeRead[] {
  const known = compiled.get(leaves)
  if (known) return known
  const byCoordinate = new Map(leaves.map((leaf) => [leaf.coordinate, leaf]))
  const asked = new Set(byCoordinate.keys())
  const reads = DEPARTMENTS.flatMap((department) => {
    const readings = readingsFor(department, asked)
    if (readings.length === 0) return []
    const wanted = readings.map((reading) => leafToRead(reading, byCoordinate.get(reading.leaf), maskNamed))
    const own = leaves.filter(({ coordinate }) => readings.some(({ leaf }) => leaf === coordinate))
    return [
      {
        department,
        statement: compileRead(department, eachOnce(wanted), maskNamed),
        conditional: own.filter(({ rows }) => rows.length > 0),
      },
    ]
  })
  compiled.set(leaves, reads)
  return reads
}

// The column that entries are matched by is often one that is shown as well: it is read once.
function eachOnce(wanted: readonly LeafToRead[]): LeafToRead[] {
  const same = Map.groupBy(wanted, ({ coordinate, reading, mask, rows }) =>
    reading?.kind === 'column'
      ? JSON.stringify([reading.column.name, reading.as ?? null, mask?.name ?? null, rows])
      : coordinate,
  )
  return [...same.values()].map((leaves) => {
    const [first, ...more] = leaves as [LeafToRead, ...LeafToRead[]]
    return more.length === 0 ? first : { ...first, also: more.map(({ coordinate }) => coordinate) }
  })
}

function leafToRead(
  { name, reading, isMasked }: LeafReading,
  leaf: GrantedLeaf | undefined,
  maskNamed: MaskNamed,
): LeafToRead {
  const mask = isMasked && leaf?.mask ? (maskNamed(leaf.mask) ?? null) : null
  return { coordinate: name, reading, mask, rows: leaf?.rows ?? [] }
}

/** A cell as it goes into the tree; `source` is the code of its department. */
export function shownCell(cell: unknown, source: string): unknown {
  return cell === UNREADABLE ? new MissingCell('UNAVAILABLE', source) : (cell ?? null)
}

function shownLeaf(coordinate: string, row: TreatedRow, department: Department): unknown {
  return divisionOfToday(department, coordinate, shownCell(row.get(coordinate), department.code))
}

export interface EdgeOf {
  readonly department: Department
  readonly key: string
  /** Leaves that were read, of this department or any other. */
  readonly read: ReadonlySet<string>
  readonly witness: Witness
  /** Leaves that are withheld for this child, by coordinate. */
  readonly withheld: ReadonlySet<string>
}

/** What one child's edge holds: an object by field name, null when the department has no row, or a missing cell. */
export function edgeValue(edge: readonly ShapeField[], rows: TreatedRows, of: EdgeOf): unknown {
  const { department: home, read, witness } = of
  const row = rowFor(rows, home.code, of.key)
  if (row instanceof MissingCell) return row
  // A child of whom the department has no record looks like one whose record shows nothing here: an edge of nulls is null.
  // What is withheld stands there for both.
  return nestObject(edge, joinedRow({ home, row: row ?? NO_ROW, read, witness }), of)
}

/** What the departments say differently of one child, among the leaves that were read. */
export function contradictions(read: ReadonlySet<string>, witness: Witness): Contradiction[] {
  return DEPARTMENTS.flatMap((home) => {
    const told = witness(home)
    const row = told && rowFor(told.rows, home.code, told.key)
    if (row === undefined || row instanceof MissingCell) return []
    return contradictionsIn({ home, row: row ?? NO_ROW, read, witness })
  })
}

/** One child's cells as its edges show them, by coordinate. */
export function cellsOf({ read, witness, withheld }: Omit<EdgeOf, 'department' | 'key'>): (leaf: string) => unknown {
  const rows = new Map<Department, TreatedRow | MissingCell>()
  const rowOf = (home: Department): TreatedRow | MissingCell => {
    const known = rows.get(home) ?? shownRow(home, read, witness)
    rows.set(home, known)
    return known
  }
  return (leaf) => {
    const home = departmentShowing(leaf)
    if (!home || !read.has(leaf)) return undefined
    if (withheld.has(leaf)) return new MissingCell('WITHHELD', home.code)
    const row = rowOf(home)
    return row instanceof MissingCell ? row : shownLeaf(leaf, row, home)
  }
}

function shownRow(home: Department, read: ReadonlySet<string>, witness: Witness): TreatedRow | MissingCell {
  const told = witness(home)
  const row = told && rowFor(told.rows, home.code, told.key)
  return row instanceof MissingCell ? row : joinedRow({ home, row: row ?? NO_ROW, read, witness })
}

const NO_ROW = new Map() as unknown as TreatedRow

type Tree = Record<string, unknown>

// The same field under two aliases may select different leaves of it; the tree holds them all under its name.
function nest(fields: readonly ShapeField[], row: TreatedRow, of: EdgeOf): Tree {
  const tree: Tree = {}
  for (const [name, same] of Map.groupBy(fields, (field) => field.name)) {
    const [field] = same
    if (!field || name.startsWith('__')) continue
    const below = same.flatMap((each) => each.fields)
    if (of.withheld.has(field.coordinate)) tree[name] = new MissingCell('WITHHELD', of.department.code)
    else if (below.length === 0) tree[name] = shownLeaf(field.coordinate, row, of.department)
    else tree[name] = field.isList ? nestList(below, row, of) : nestObject(below, row, of)
  }
  return tree
}

// An object none of whose leaves has a value is a true null.
function nestObject(fields: readonly ShapeField[], row: TreatedRow, of: EdgeOf): Tree | null {
  const tree = nest(fields, row, of)
  return Object.values(tree).every((value) => value === null) ? null : tree
}

type Column = readonly unknown[] | MissingCell | null | undefined

function entriesOf(column: Column): readonly unknown[] | null {
  return column instanceof MissingCell ? null : (column ?? null)
}

// The leaves of a list are parallel arrays of one row. Of a list all of whose leaves are withheld not even the length is
// told; beside a leaf that is granted it is.
function nestList(fields: readonly ShapeField[], row: TreatedRow, of: EdgeOf): Tree[] | MissingCell | null {
  const leaves = fields.filter((field) => !field.name.startsWith('__'))
  const shown = leaves.filter(({ coordinate }) => !of.withheld.has(coordinate))
  if (leaves.length > 0 && shown.length === 0) return new MissingCell('WITHHELD', of.department.code)
  const columns = new Map(shown.map((field) => [field.name, row.get(field.coordinate) as Column]))
  // A list of which not even the length is known is missing as one.
  const missing = [...columns.values()].find((column) => column instanceof MissingCell)
  if (missing instanceof MissingCell) return missing
  const length = Math.max(-1, ...[...columns.values()].map((column) => entriesOf(column)?.length ?? -1))
  if (length < 0) return null
  const cellOf = (name: string, at: number): unknown =>
    columns.has(name) ? (entriesOf(columns.get(name))?.[at] ?? null) : new MissingCell('WITHHELD', of.department.code)
  return Array.from({ length }, (_, at) => Object.fromEntries(leaves.map(({ name }) => [name, cellOf(name, at)])))
}
