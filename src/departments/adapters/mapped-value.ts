// What a service wrote in a field, as the department's own column would hold it. What cannot be read so is refused: a code
// that nobody agreed on must not pass as a value, and a day in another form not as text.
import { isDay } from '../../clock.ts'
import { AnswerFault } from '../source-fault.ts'
import type { DayFormat, FieldMapping } from './mapping.ts'

/** `dataType` is the column's, as drizzle names it. Throws AnswerFault, which quotes nothing of what was written. */
export function mappedValue(field: FieldMapping, dataType: string, written: unknown): unknown {
  if (written === null || written === undefined || written === '') return null
  if (dataType !== 'array') return single(field, dataType, written)
  if (!Array.isArray(written)) throw new AnswerFault('the source sent no list')
  return written.map((item: unknown) => single(field, 'string', member(field, item)))
}

function member({ each }: FieldMapping, item: unknown): unknown {
  if (each === undefined) return item
  if (typeof item !== 'object' || item === null) throw new AnswerFault('the source sent a list of other things')
  return (item as Record<string, unknown>)[each] ?? null
}

function single(field: FieldMapping, dataType: string, written: unknown): unknown {
  if (written === null) return null
  if (field.codes) return coded(field.codes, written)
  if (field.truth) return truth(field.truth, written)
  if (field.day) return day(field.day, written)
  return plain(dataType, written)
}

function coded(codes: Readonly<Record<string, string>>, written: unknown): string {
  const code = typeof written === 'string' || typeof written === 'number' ? codes[String(written)] : undefined
  if (code === undefined) throw new AnswerFault('the source sent a code that was not agreed on')
  return code
}

function truth({ yes, no }: NonNullable<FieldMapping['truth']>, written: unknown): boolean {
  if (yes.some((word) => word === written)) return true
  if (no.some((word) => word === written)) return false
  throw new AnswerFault('the source sent neither yes nor no')
}

const DAY_FORMS: Readonly<Record<DayFormat, RegExp>> = {
  'YYYY-MM-DD': /^(\d{4})-(\d{2})-(\d{2})$/,
  YYYYMMDD: /^(\d{4})(\d{2})(\d{2})$/,
  'YYYY/MM/DD': /^(\d{4})\/(\d{2})\/(\d{2})$/,
}

function day(format: DayFormat, written: unknown): string {
  const [, year, month, date] = DAY_FORMS[format].exec(String(written)) ?? []
  const read = `${year}-${month}-${date}`
  if (!isDay(read)) throw new AnswerFault('the source sent no day')
  return read
}

// Sealed columns (`custom`) come from such a service as the text itself.
function plain(dataType: string, written: unknown): unknown {
  const kind = dataType === 'number' || dataType === 'boolean' ? dataType : 'string'
  if (typeof written !== kind) throw new AnswerFault('the source sent a value of another kind')
  return written
}
