// What a department's database may send in a cell, by type, and how it is read: strictly. The driver's own readers take
// `x` for false, `12 kg` for 12 and a type that they do not know for text.
import pg from 'pg'
import { UNREADABLE } from './cell-form.ts'

type Read = (text: string) => unknown

// https://github.com/postgres/postgres/blob/REL_18_STABLE/src/include/catalog/pg_type.dat
const BOOL = 16
const BYTEA = 17
const INT8 = 20
const INT2 = 21
const INT4 = 23
const TEXT = 25
const BOOL_ARRAY = 1000
const INT4_ARRAY = 1007
const TEXT_ARRAY = 1009
const BPCHAR = 1042
const VARCHAR = 1043
const DATE = 1082
const DATE_ARRAY = 1182
const TIMESTAMPTZ = 1184
const UUID = 2950

const READERS: ReadonlyMap<number, Read> = new Map<number, Read>([
  [BOOL, flag],
  [BYTEA, bytes],
  [INT8, whole],
  [INT2, whole],
  [INT4, whole],
  [TEXT, asItIs],
  [BPCHAR, asItIs],
  [VARCHAR, asItIs],
  [UUID, asItIs],
  // A day is the text that the server sends; whether it is one, the reading edge looks.
  [DATE, asItIs],
  [TIMESTAMPTZ, moment],
  [BOOL_ARRAY, listOf(flag)],
  [INT4_ARRAY, listOf(whole)],
  [TEXT_ARRAY, listOf(asItIs)],
  [DATE_ARRAY, listOf(asItIs)],
])

/** For the driver. What cannot be read is UNREADABLE, and nothing of it is kept. */
export const STRICT_CELLS = {
  getTypeParser: (type: number): Read => READERS.get(type) ?? unreadable,
} as pg.CustomTypesConfig

function unreadable(): typeof UNREADABLE {
  return UNREADABLE
}

function asItIs(text: string): string {
  return text
}

function flag(text: string): unknown {
  if (text === 't') return true
  return text === 'f' ? false : UNREADABLE
}

function whole(text: string): unknown {
  const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? value : UNREADABLE
}

const WRITTEN_BYTES = /^\\x(?:[0-9a-f]{2})*$/

function bytes(text: string): unknown {
  return WRITTEN_BYTES.test(text) ? Buffer.from(text.slice(2), 'hex') : UNREADABLE
}

const readMoment = pg.types.getTypeParser(TIMESTAMPTZ) as Read

function moment(text: string): unknown {
  const read = readMoment(text)
  return read instanceof Date && !Number.isNaN(read.getTime()) ? read : UNREADABLE
}

const readTexts = pg.types.getTypeParser(TEXT_ARRAY as never) as (text: string) => unknown[]

function listOf(read: Read): Read {
  return (text) => {
    if (!text.startsWith('{') || !text.endsWith('}')) return UNREADABLE
    return readTexts(text).map((item) => (typeof item === 'string' ? read(item) : item === null ? null : UNREADABLE))
  }
}
