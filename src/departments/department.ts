// What a department is to the gateway: a name, an edge on Child, a table with one row per child, and for each schema
// coordinate how it is read. Adding a department is adding one folder and one line in departments.ts.
import type { AnyPgColumn as PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { SourceCode } from '../catalogue/item.ts'
import type { SourceBounds } from './bounds.ts'

/** The departments that the gateway reads; those that it does not read yet stand in unbuilt/departments.ts. */
export type DepartmentCode = Extract<SourceCode, 'MZJ' | 'GAJ' | 'CLH' | 'YBJ' | 'WJW' | 'JYJ'>

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

export interface Department {
  readonly code: DepartmentCode
  /** The field of `Child`. */
  readonly edge: string
  readonly table: PgTable
  readonly subjectKey: PgColumn
  readonly freshness: PgTable
  readonly asOf: PgColumn
  /** Leaves by coordinate. Objects and lists are read through their leaves; a list's leaves are parallel arrays. */
  readonly reads: Readonly<Record<string, Reading>>
  readonly ruleInputs: RuleInputs
  /** Older than this, a cell is STALE and no longer released. */
  readonly freshForHours: number
  /** What the source bears; the ordinary bounds where nothing else was agreed. */
  readonly bounds?: Partial<SourceBounds>
}

export const column = (from: PgColumn): Reading => ({ kind: 'column', column: from })
export const derived = (from: PgColumn, as: string): Reading => ({ kind: 'column', column: from, as })
export const sealed = (from: PgColumn): Reading => ({ kind: 'sealed', column: from })
export const atMost = (from: PgColumn, bound: number): Reading => ({ kind: 'atMost', column: from, bound })
export const is = (from: PgColumn, code: string): Reading => ({ kind: 'is', column: from, code })
