// From the edges of a selection to one statement per department, and from treated rows back to the tree the reply is
// written from. Statements are compiled once per plan.
import type { Mask } from '../masking/mask.ts'
import type { GrantedLeaf } from '../plan/plan.ts'
import { everyField, type ShapeField } from '../plan/shape.ts'
import type { Department } from './department.ts'
import { DEPARTMENTS } from './departments.ts'
import { compileRead, type ReadStatement } from './read-statement.ts'
import type { TreatedRow, TreatedRows } from './reader.ts'

export interface EdgeRead {
  readonly department: Department
  readonly statement: ReadStatement
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
  const reads = DEPARTMENTS.filter((department) => used.has(`Child.${department.edge}`)).map((department) => ({
    department,
    statement: compileRead(department, leavesOf(department, leaves, maskNamed), maskNamed),
  }))
  compiled.set(leaves, reads)
  return reads
}

function leavesOf(department: Department, leaves: readonly GrantedLeaf[], maskNamed: MaskNamed) {
  return leaves
    .filter((leaf) => department.reads[leaf.coordinate] !== undefined)
    .map((leaf) => ({ coordinate: leaf.coordinate, mask: leaf.mask === null ? null : (maskNamed(leaf.mask) ?? null) }))
}

/** Stands in the tree where a cell is neither a value nor a true null. */
export class MissingCell {
  readonly state: 'UNAVAILABLE' | 'STALE'
  readonly source: string

  constructor(state: 'UNAVAILABLE' | 'STALE', source: string) {
    this.state = state
    this.source = source
  }
}

/** What one child's edge holds: an object by field name, null when the department has no row, or a missing cell. */
export function edgeValue(
  edge: readonly ShapeField[],
  rows: TreatedRows,
  read: { code: string; key: string },
): unknown {
  if (rows.state !== 'FRESH') return new MissingCell(rows.state, read.code)
  const row = rows.rows.get(read.key)
  return row ? nest(edge, row) : null
}

type Tree = Record<string, unknown>

function nest(fields: readonly ShapeField[], row: TreatedRow): Tree {
  const tree: Tree = {}
  for (const field of fields) {
    if (field.name.startsWith('__')) continue
    if (field.fields.length === 0) tree[field.name] = row.get(field.coordinate) ?? null
    else
      tree[field.name] = merged(
        tree[field.name],
        field.isList ? nestList(field.fields, row) : nestObject(field.fields, row),
      )
  }
  return tree
}

// An object none of whose leaves has a value is a true null.
function nestObject(fields: readonly ShapeField[], row: TreatedRow): Tree | null {
  const tree = nest(fields, row)
  return Object.values(tree).every((value) => value === null) ? null : tree
}

// The leaves of a list are parallel arrays of one row.
function nestList(fields: readonly ShapeField[], row: TreatedRow): Tree[] | null {
  const leaves = fields.filter((field) => !field.name.startsWith('__'))
  const columns = leaves.map((field) => row.get(field.coordinate) as readonly unknown[] | null)
  const length = Math.max(-1, ...columns.map((column) => column?.length ?? -1))
  if (length < 0) return null
  return Array.from({ length }, (_, at) =>
    Object.fromEntries(leaves.map((field, leaf) => [field.name, columns[leaf]?.[at] ?? null])),
  )
}

// The same field under two aliases may select different leaves of it.
function merged(known: unknown, added: Tree | Tree[] | null): unknown {
  if (Array.isArray(known) && Array.isArray(added))
    return added.map((item, at) => ({ ...(known[at] as Tree), ...item }))
  if (known && added && !Array.isArray(added)) return { ...(known as Tree), ...added }
  return added ?? known ?? null
}
