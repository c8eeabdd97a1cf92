// From the edges of a selection to one statement per department, and from treated rows back to the tree the reply is
// written from. Statements are compiled once per plan.
import type { Mask } from '../masking/mask.ts'
import type { GrantedLeaf } from '../plan/plan.ts'
import { everyField, type ShapeField } from '../plan/shape.ts'
import type { Department } from './department.ts'
import { DEPARTMENTS } from './departments.ts'
import { compileRead, type LeafToRead, type ReadStatement } from './read-statement.ts'
import { type TreatedRow, type TreatedRows, UNREADABLE } from './reader.ts'

export interface EdgeRead {
  readonly department: Department
  readonly statement: ReadStatement
  /** Leaves of this department that a condition stands on. */
  readonly conditional: readonly GrantedLeaf[]
}

export type MaskNamed = (name: string) => Mask | undefined

const compiled = new WeakMap<readonly GrantedLeaf[], readonly EdgeRead[]>()

/** One read for each department whose edge stands among `fields`; `leaves` are the plan's own, granted. */
export function edgeReads(
  fields: readonly ShapeField[],
  leaves: readonly GrantedLeaf[],
  maskNamed: MaskNamed,
): readonly EdgeRead[] {
  const known = compiled.get(leaves)
  if (known) return known
  const used = new Set([...everyField(fields)].map((field) => field.coordinate))
  const reads = DEPARTMENTS.filter((department) => used.has(`Child.${department.edge}`)).map((department) => {
    const own = leaves.filter((leaf) => department.reads[leaf.coordinate] !== undefined)
    return {
      department,
      statement: compileRead(department, treatedBy(own, maskNamed), maskNamed),
      conditional: own.filter(({ rows }) => rows.length > 0),
    }
  })
  compiled.set(leaves, reads)
  return reads
}

function treatedBy(leaves: readonly GrantedLeaf[], maskNamed: MaskNamed): LeafToRead[] {
  return leaves.map(({ coordinate, mask, rows }) => ({
    coordinate,
    mask: mask === null ? null : (maskNamed(mask) ?? null),
    rows,
  }))
}

const REASONS = { UNAVAILABLE: 'SOURCE_OUT', STALE: 'TOO_OLD', WITHHELD: 'CONDITION_NOT_MET' } as const

/** Stands in the tree where a cell is neither a value nor a true null. */
export class MissingCell {
  readonly state: keyof typeof REASONS
  readonly source: string
  readonly reason: (typeof REASONS)[keyof typeof REASONS] | 'SOURCE_CLOSED' | 'SOURCE_BUSY' | 'NOT_CONNECTED'

  constructor(state: MissingCell['state'], source: string, reason: MissingCell['reason'] = REASONS[state]) {
    this.state = state
    this.source = source
    this.reason = reason
  }
}

/** A cell as it goes into the tree; `source` is the code of its department. */
export function shownCell(cell: unknown, source: string): unknown {
  return cell === UNREADABLE ? new MissingCell('UNAVAILABLE', source) : (cell ?? null)
}

export interface EdgeOf {
  readonly code: string
  readonly key: string
  /** Leaves that are withheld for this child, by coordinate. */
  readonly withheld: ReadonlySet<string>
}

/** What one child's edge holds: an object by field name, null when the department has no row, or a missing cell. */
export function edgeValue(edge: readonly ShapeField[], rows: TreatedRows, of: EdgeOf): unknown {
  if (rows.state === 'STALE') return new MissingCell('STALE', of.code)
  if (rows.state === 'UNAVAILABLE') return new MissingCell('UNAVAILABLE', of.code, rows.reason)
  // A child of whom the department has no record looks like one whose record shows nothing here: an edge of nulls is null.
  // What is withheld stands there for both.
  return nestObject(edge, rows.rows.get(of.key) ?? NO_ROW, of)
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
    if (of.withheld.has(field.coordinate)) tree[name] = new MissingCell('WITHHELD', of.code)
    else if (below.length === 0) tree[name] = shownCell(row.get(field.coordinate), of.code)
    else tree[name] = field.isList ? nestList(below, row, of) : nestObject(below, row, of)
  }
  return tree
}

// An object none of whose leaves has a value is a true null.
function nestObject(fields: readonly ShapeField[], row: TreatedRow, of: EdgeOf): Tree | null {
  const tree = nest(fields, row, of)
  return Object.values(tree).every((value) => value === null) ? null : tree
}

// The leaves of a list are parallel arrays of one row. Of a list all of whose leaves are withheld not even the length is
// told; beside a leaf that is granted it is.
function nestList(fields: readonly ShapeField[], row: TreatedRow, of: EdgeOf): Tree[] | MissingCell | null {
  const leaves = fields.filter((field) => !field.name.startsWith('__'))
  const shown = leaves.filter(({ coordinate }) => !of.withheld.has(coordinate))
  if (leaves.length > 0 && shown.length === 0) return new MissingCell('WITHHELD', of.code)
  const columns = new Map(shown.map((field) => [field.name, row.get(field.coordinate) as readonly unknown[] | null]))
  const length = Math.max(-1, ...[...columns.values()].map((column) => column?.length ?? -1))
  if (length < 0) return null
  const cellOf = (name: string, at: number): unknown =>
    columns.has(name) ? (columns.get(name)?.[at] ?? null) : new MissingCell('WITHHELD', of.code)
  return Array.from({ length }, (_, at) => Object.fromEntries(leaves.map(({ name }) => [name, cellOf(name, at)])))
}
