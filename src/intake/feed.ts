// The declaration of one kind of fact: its columns with the headers they are known by, how each is read, what makes a
// record the same record again, which table it goes into, and which department may feed it.
import type { DepartmentCode } from '../departments/departments.ts'
import type { RowFault } from './faults.ts'
import type { ReadText } from './values.ts'

/** A column as people know it: the first name is the one that faults and guides show. */
export interface Names {
  readonly names: readonly [string, ...string[]]
}

export interface ValueColumn extends Names {
  readonly read: ReadText
  /** Column of the registry's table. */
  readonly into: string
  readonly isOptional?: true
  /** Came when there were facts already: while it is empty, a fact is the same as before. */
  readonly cameLater?: true
  /** What must be on record under this value, and the fault when it is not. */
  readonly refersTo?: {
    readonly table: string
    readonly column: string
    readonly kind?: string
    readonly fault: RowFault
  }
}

export interface Feed {
  /** As the command line and the ledger name it. */
  readonly kind: string
  readonly zh: string
  readonly en: string
  /** Table of the registry, with its schema. */
  readonly table: string
  /** What the policy of the job must grant. */
  readonly coordinate: `IntakeRecord.${string}`
  readonly fedBy: readonly [DepartmentCode, ...DepartmentCode[]]
  /** By field name, as a change feed says it; written into the table in this order. */
  readonly columns: Readonly<Record<string, ValueColumn>>
  /** Values that are the same for every fact of the kind, by column of the table. */
  readonly fixed?: Readonly<Record<string, string>>
  /** Fields whose values together are the record's key; `record` is the department's own number of the row. */
  readonly key: readonly [string, ...string[]]
  /** Headers of the days, where the kind has words of its own. */
  readonly from?: readonly string[]
  readonly to?: readonly string[]
  readonly lastDay?: readonly string[]
  /** Columns by which a row that came before there was intake is known to be the same fact; it is superseded. */
  readonly sameAs: readonly string[]
  /** Adjudicated outcomes: an answer says when its sources were last brought over. */
  readonly isOutcome?: true
}
