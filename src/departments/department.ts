// What a department is to the gateway: a name, an edge on Child, a table with one row per child, how it is reached, and for
// each schema coordinate how it is read. Adding a department is adding one folder and one line in departments.ts.
import type { SQL } from 'drizzle-orm'
import type { AnyPgColumn as PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { SourceCode } from '../catalogue/item.ts'
import type { RecorderRole } from '../database/roles.ts'
import type { SourceBounds } from './bounds.ts'
import type { HowJoined } from './statements.ts'

export type { Department, DepartmentCode } from './departments.ts'

/** How one leaf of the schema is read. */
export type Reading =
  /** A plain column, or one whose value a fixed mask derives (`as`). */
  | { readonly kind: 'column'; readonly column: PgColumn; readonly as?: string }
  /** An encrypted column: opened and treated in one step at the reading edge. */
  | { readonly kind: 'sealed'; readonly column: PgColumn }
  /** True when the column is at most a bound; null stays null. */
  | { readonly kind: 'atMost'; readonly column: PgColumn; readonly bound: number }
  /** True when the column holds this code, else null: a "false" would tell that there is a record, and of another state. */
  | { readonly kind: 'is'; readonly column: PgColumn; readonly code: string }

/** What the rules need and the schema does not show: read only under a benefit's fixed list, never selected. */
export type RuleInputs = Readonly<Record<string, readonly PgColumn[]>>

/** One of two parallel columns of a list: which entry a cell of the other belongs to. */
export interface EntryColumn {
  /** The leaf by which the entries of the list are told apart. */
  readonly coordinate: string
  readonly column: PgColumn
}

/** What this department also knows of a cell that another department's edge shows. */
export interface AlsoKnown extends HowJoined {
  /** The leaf of the other department. */
  readonly of: string
  readonly column: PgColumn
  /** For a leaf of a list. */
  readonly entry?: EntryColumn
}

/** An identity number with its check digit; a division that is in force, and shown as what it became where it is not. */
export type TextForm = 'citizen-id' | 'division'

/** A service of the bureau's own, JSON over HTTP, in front of a database that the gateway does not connect to. */
export interface HttpService {
  /** Lower case; what people call it. */
  readonly name: string
  /** What the bureau shares with the gateway, and nothing else. */
  readonly shared: readonly PgColumn[]
}

export interface DepartmentOf<Code extends SourceCode, Service extends HttpService | null> {
  readonly code: Code
  /** The field of `Child`. */
  readonly edge: string
  /** Declares the edge. */
  readonly resolver: new () => object
  /** Names its database and schema; with dashes, its folder here and its folder of migrations. */
  readonly database: string
  /** Null: read by SQL, with the department's own role. */
  readonly service: Service
  readonly table: PgTable
  /** Where rows are read from, if not from the table itself; it may bind the keys and the day. */
  readonly rows?: SQL
  /** The table that its own systems load, if not that one. */
  readonly loaded?: PgTable
  /** Where the gateway also writes down what people found: a role that only adds. */
  readonly recorder?: RecorderRole
  /** Where a register that it keeps beside its records comes in by file: the role that brings it. */
  readonly importer?: 'hutong_importer'
  readonly subjectKey: PgColumn
  /** What it hands over so that its records can be linked; the job that links reads this table and no other. */
  readonly linkingSheet?: PgTable
  readonly freshness: PgTable
  readonly asOf: PgColumn
  /** Leaves by coordinate. Objects and lists are read through their leaves; a list's leaves are parallel arrays. */
  readonly reads: Readonly<Record<string, Reading>>
  /** What it also knows of cells that others show: read with them, joined with them, shown nowhere else. */
  readonly alsoKnows?: readonly AlsoKnown[]
  readonly ruleInputs: RuleInputs
  /** Leaves of which every record has a value; where it has none, the monthly report says so (docs/quality.md). */
  readonly expects?: readonly string[]
  /** What the text of a leaf looks like, beyond what its column's type and the schema's codes say. */
  readonly forms?: Readonly<Record<string, TextForm>>
  /** When a record was last touched. */
  readonly touched: PgColumn
  /** Older than this, a cell is STALE and no longer released. */
  readonly freshForHours: number
  /** What the source bears; the ordinary bounds where nothing else was agreed. */
  readonly bounds?: Partial<SourceBounds>
}

/** Keeps code and service as they are written, for what follows from the list of departments. */
export function declareDepartment<const Code extends SourceCode, const Service extends HttpService | null>(
  declared: DepartmentOf<Code, Service>,
): DepartmentOf<Code, Service> {
  return declared
}

export const column = (from: PgColumn): Reading => ({ kind: 'column', column: from })
export const derived = (from: PgColumn, as: string): Reading => ({ kind: 'column', column: from, as })
export const sealed = (from: PgColumn): Reading => ({ kind: 'sealed', column: from })
export const atMost = (from: PgColumn, bound: number): Reading => ({ kind: 'atMost', column: from, bound })
export const is = (from: PgColumn, code: string): Reading => ({ kind: 'is', column: from, code })
