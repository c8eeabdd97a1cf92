// What the report looks at in a department's record: every column that is read for a leaf, once, by the probe of its form; and when the
// record was last touched, where the department hands that over.
import { is } from 'drizzle-orm'
import { PgArray, type AnyPgColumn as PgColumn } from 'drizzle-orm/pg-core'
import type { ColumnCodes } from '../departments/column-codes.ts'
import type { Department, TextForm } from '../departments/department.ts'
import { everyReading } from '../departments/joined.ts'
import { compileProbe, type ProbedColumn } from '../departments/probe-statement.ts'
import type { ReadStatement } from '../departments/read-statement.ts'
import { citizenIdForm, codeOf, DIVISION, type FormProbe, PRESENT, touchedWithin } from '../masking/form-probe.ts'

/** A record that nobody has touched for a year and a month has missed the yearly review of what it says. */
export const TOUCHED_DAYS = 395

export interface ProbeSettings {
  /** Of the department's columns. */
  readonly codes: ColumnCodes
  /** True where the source hands over this column of the department. */
  readonly hands: (column: string) => boolean
  /** True where numbers of the unassigned code 330199 are people. */
  readonly acceptSynthetic: boolean
}

export interface Probes {
  readonly statement: ReadStatement
  /** By column: the leaf under which its faults are counted; empty for the record as a whole. */
  readonly fieldOf: ReadonlyMap<string, string>
  /** Columns of which every record has a value. */
  readonly expected: ReadonlySet<string>
  /** The column of when a record was touched; null where the department keeps that to itself. */
  readonly touched: string | null
}

export function probesOf(department: Department, settings: ProbeSettings): Probes {
  const leaves = leavesByColumn(department)
  const probed = [...leaves].map(
    ([column, leaf]): ProbedColumn => ({ column, probe: probeFor(department, { column, leaf }, settings) }),
  )
  const { touched } = department
  const handsOver = settings.hands(touched.name)
  const expected = new Set(department.expects)
  return {
    statement: compileProbe(
      department,
      handsOver ? [...probed, { column: touched, probe: touchedWithin(TOUCHED_DAYS) }] : probed,
    ),
    fieldOf: new Map([...leaves].map(([{ name }, leaf]) => [name, leaf])),
    expected: new Set([...leaves].filter(([, leaf]) => expected.has(leaf)).map(([{ name }]) => name)),
    touched: handsOver ? touched.name : null,
  }
}

// Several leaves may be read from one column; the first that the department declares names it.
function leavesByColumn(department: Department): ReadonlyMap<PgColumn, string> {
  const leaves = new Map<PgColumn, string>()
  for (const { leaf, reading } of everyReading(department)) {
    if (!leaves.has(reading.column)) leaves.set(reading.column, leaf)
  }
  return leaves
}

const TEXT_FORMS: Readonly<Record<TextForm, (settings: ProbeSettings) => FormProbe>> = {
  'citizen-id': ({ acceptSynthetic }) => citizenIdForm(acceptSynthetic),
  division: () => DIVISION,
}

function probeFor(
  { forms }: Department,
  { column, leaf }: { readonly column: PgColumn; readonly leaf: string },
  settings: ProbeSettings,
): FormProbe {
  const form = forms?.[leaf]
  if (form) return TEXT_FORMS[form](settings)
  const codes = settings.codes.get(column.name)
  return codes ? codeOf(codes, is(column, PgArray)) : PRESENT
}
