// Joins what other departments know into the row of the department that shows it, child by child, after all of them were
// read. A cell whose witnesses disagree is UNDETERMINED; one that waits for a witness who is out is missing with that one,
// for a "no" without him would be a guess.
import type { Department } from './department.ts'
import { type JoinedLeaf, type JoinedList, joinsFor, keyOf } from './joined.ts'
import { MissingCell, rowFor } from './missing-cell.ts'
import type { TreatedRow, TreatedRows } from './reader.ts'
import { judge, type Statement } from './statements.ts'

/** What one department answered about one child; undefined where it was not asked. */
export type Witness = (department: Department) => { readonly rows: TreatedRows; readonly key: string } | undefined

export interface Joined {
  readonly home: Department
  /** The home's own row, without cells where it has none. */
  readonly row: TreatedRow
  /** Leaves that were read, of the child or of any other. */
  readonly read: ReadonlySet<string>
  readonly witness: Witness
}

/** The row as it is shown; the same row where nobody joins in. */
export function joinedRow(joined: Joined): TreatedRow {
  const { home, row, read } = joined
  const { leaves, lists } = joinsFor(home)
  const cells = new Map<string, unknown>()
  for (const leaf of leaves) if (read.has(leaf.coordinate)) cells.set(leaf.coordinate, cellOf(joined, leaf))
  for (const list of lists) for (const [coordinate, column] of columnsOf(joined, list)) cells.set(coordinate, column)
  return cells.size === 0 ? row : (new Map([...row, ...cells]) as unknown as TreatedRow)
}

/** Where the witnesses of a leaf say different things. */
export interface Contradiction {
  readonly field: string
  /** Which entry of a list. */
  readonly entry: string | null
  readonly statements: readonly Statement[]
}

/** Every contradiction among the leaves that were read, in a fixed order. */
export function contradictionsIn(joined: Joined): Contradiction[] {
  const { leaves, lists } = joinsFor(joined.home)
  const plain = leaves.flatMap((leaf) => contradictionsOf(joined, leaf, [null]))
  const listed = lists.flatMap((list) =>
    list.leaves.flatMap((leaf) => contradictionsOf(joined, leaf, entriesOf(joined, list))),
  )
  return [...plain, ...listed]
}

function contradictionsOf(joined: Joined, leaf: JoinedLeaf, entries: readonly (string | null)[]): Contradiction[] {
  if (!joined.read.has(leaf.coordinate)) return []
  return entries.flatMap((entry) => {
    const verdict = judge(statementsOf(joined, leaf, entry), leaf)
    return verdict.kind === 'contradiction' ? [{ field: leaf.coordinate, entry, statements: verdict.statements }] : []
  })
}

function cellOf(joined: Joined, leaf: JoinedLeaf, entry: string | null = null): unknown {
  const missing = missingAmong(joined.witness, leaf.seconds)
  if (missing) return missing
  const verdict = judge(statementsOf(joined, leaf, entry), leaf)
  return verdict.kind === 'value' ? verdict.value : new MissingCell('UNDETERMINED', joined.home.code)
}

/** What stands for a cell that rests on all of these, while one of them gives no fresh answer. */
export function missingAmong(witness: Witness, departments: readonly Department[]): MissingCell | null {
  for (const department of departments) {
    const told = witness(department)
    const row = told && rowFor(told.rows, department.code, told.key)
    if (row instanceof MissingCell) return row
  }
  return null
}

// The home's statements first, in the order of its row.
function statementsOf(joined: Joined, leaf: JoinedLeaf, entry: string | null): Statement[] {
  const own = valuesIn(joined.row, leaf.coordinate, entry).map((value) => ({
    source: joined.home.code as string,
    value,
  }))
  const others = leaf.seconds.flatMap((department) =>
    valuesIn(rowOf(joined, department), leaf.coordinate, entry).map((value) => ({ source: department.code, value })),
  )
  return [...own, ...others]
}

function rowOf({ witness }: Joined, department: Department): TreatedRow | undefined {
  const told = witness(department)
  const row = told && rowFor(told.rows, department.code, told.key)
  return row instanceof MissingCell ? undefined : (row ?? undefined)
}

function valuesIn(row: TreatedRow | undefined, coordinate: string, entry: string | null): unknown[] {
  const cell = row?.get(coordinate) ?? null
  if (entry === null) return [cell]
  const column = cell as readonly unknown[] | null
  return keysIn(row, coordinate).flatMap((key, at) => (key === entry ? [column?.[at] ?? null] : []))
}

function keysIn(row: TreatedRow | undefined, coordinate: string): readonly string[] {
  return (row?.get(keyOf(coordinate)) as readonly string[] | null | undefined) ?? []
}

function* columnsOf(joined: Joined, list: JoinedList): Generator<readonly [string, unknown]> {
  const leaves = list.leaves.filter(({ coordinate }) => joined.read.has(coordinate))
  if (list.adding.length > 0) return yield* unitedColumns(joined, list, leaves)
  for (const leaf of leaves) {
    if (joined.row.get(leaf.coordinate)) {
      yield [leaf.coordinate, keysIn(joined.row, leaf.coordinate).map((entry) => cellOf(joined, leaf, entry))]
    }
  }
}

// Entries of everyone, in an order that does not tell whose they are. While one of those who add entries is out, not even
// how many there are is known.
function* unitedColumns(
  joined: Joined,
  list: JoinedList,
  leaves: readonly JoinedLeaf[],
): Generator<readonly [string, unknown]> {
  const shown = [...leaves.map(({ coordinate }) => coordinate), ...(joined.read.has(list.entry) ? [list.entry] : [])]
  const missing = missingAmong(joined.witness, list.adding)
  if (missing) return yield* shown.map((coordinate) => [coordinate, missing] as const)
  const entries = entriesOf(joined, list)
  if (entries.length === 0) return
  for (const leaf of leaves) yield [leaf.coordinate, entries.map((entry) => cellOf(joined, leaf, entry))]
  if (joined.read.has(list.entry)) yield [list.entry, entries.map((entry) => nameOf(joined, list, entry))]
}

/** The entries of a list, each once and sorted. */
function entriesOf(joined: Joined, list: JoinedList): string[] {
  const rows = [joined.row, ...list.adding.map((department) => rowOf(joined, department))]
  const coordinates = [list.entry, ...list.leaves.map(({ coordinate }) => coordinate)]
  return [...new Set(rows.flatMap((row) => coordinates.flatMap((coordinate) => keysIn(row, coordinate))))].sort()
}

// The entry as it is shown: treated like any other cell, wherever it stands.
function nameOf(joined: Joined, list: JoinedList, entry: string): unknown {
  const rows = [joined.row, ...list.adding.map((department) => rowOf(joined, department))]
  const names = rows.flatMap((row) => valuesIn(row, list.entry, entry))
  return names.find((name) => name !== null) ?? null
}
