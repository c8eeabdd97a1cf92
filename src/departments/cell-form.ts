// The form that a cell must have, as its column, its treatment and the schema say. What comes in another form is not read:
// free text in the place of a code, a day or a number would leave unread and unmasked, and a word that is no yes would
// pass for a no.
import { is } from 'drizzle-orm'
import { PgArray, type AnyPgColumn as PgColumn } from 'drizzle-orm/pg-core'
import { isDay } from '../clock.ts'
import type { Mask } from '../masking/mask.ts'
import type { Reading } from './department.ts'

/** Stands for a cell that cannot be read: of another form, damaged, of another row, or under a key that is not there. */
export const UNREADABLE: unique symbol = Symbol('unreadable')

export interface CellForm {
  /** `sealed`: bytes, or what an adapter opened and treated itself; the reading edge looks at those. */
  readonly kind: 'text' | 'day' | 'flag' | 'number' | 'sealed'
  /** True for a list of such values, in which null stands for one that is not known. */
  readonly isList: boolean
}

const MASKED: Readonly<Record<Mask['output'], CellForm['kind']>> = {
  text: 'text',
  ageBand: 'text',
  division: 'text',
  flag: 'flag',
  day: 'day',
}

/** What a reading gives under a mask, or without one. */
export function formOf(reading: Reading, mask: Mask | null): CellForm {
  if (reading.kind === 'sealed') return { kind: 'sealed', isList: false }
  if (reading.kind === 'is' || reading.kind === 'atMost') return { kind: 'flag', isList: false }
  return mask === null ? formOfColumn(reading.column) : { kind: MASKED[mask.output], isList: false }
}

/** What a column holds. */
export function formOfColumn(column: PgColumn): CellForm {
  if (is(column, PgArray)) return { ...formOfColumn(column.baseColumn), isList: true }
  if (column.columnType === 'PgDateString') return { kind: 'day', isList: false }
  return { kind: KINDS[column.dataType] ?? 'text', isList: false }
}

const KINDS: Readonly<Record<string, CellForm['kind']>> = {
  boolean: 'flag',
  number: 'number',
  bigint: 'number',
  custom: 'sealed',
}

/** True for null, and for what has the form, which nothing unreadable has; `codes` are those of the field's enumeration, where it is one. */
export function fits(cell: unknown, { kind, isList }: CellForm, codes?: ReadonlySet<string>): boolean {
  if (cell === null) return true
  if (!isList) return isOf(kind, cell, codes)
  return Array.isArray(cell) && cell.every((item: unknown) => item === null || isOf(kind, item, codes))
}

function isOf(kind: CellForm['kind'], value: unknown, codes: ReadonlySet<string> | undefined): boolean {
  if (value === UNREADABLE) return false
  switch (kind) {
    case 'sealed':
      return true
    case 'flag':
      return typeof value === 'boolean'
    case 'number':
      return Number.isSafeInteger(value)
    case 'day':
      return typeof value === 'string' && isDay(value)
    case 'text':
      return typeof value === 'string' && (codes === undefined || codes.has(value))
  }
}
