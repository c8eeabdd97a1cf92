// What can be known of a cell without the cell: a probe leaves a yes where its value has the form that was agreed, a no where it has
// another, and null where there is none. No policy can name one; the monthly report on data quality is made of nothing else.
import { type SQL, sql } from 'drizzle-orm'
import { formerCounties } from '../catalogue/divisions.ts'
import { readCitizenId } from './citizen-id.ts'
import type { Mask } from './mask.ts'

/** A mask whose result is a yes or a no of the value's form. */
export interface FormProbe extends Mask {
  readonly output: 'flag'
  apply(value: string, today: string): boolean
}

interface Form {
  readonly name: string
  holds(value: string, today: string): boolean
  /** The same, of a plain column that is not null. */
  readonly sql?: (column: SQL, today: SQL) => SQL
}

function probe({ name, holds, sql: inSql }: Form): FormProbe {
  return {
    ...{ name, input: 'text', output: 'flag', apply: holds },
    ...(inSql
      ? { toSql: (column, today) => sql`case when ${column} is not null then ${inSql(column, today)} end` }
      : {}),
  }
}

/** Any value has it: all that can be said of a name, a sum or an address. */
export const PRESENT: FormProbe = probe({ name: 'present', holds: () => true, sql: () => sql`true` })

/** A code of the list, or a list of such codes. */
export function codeOf(codes: ReadonlySet<string>, isList: boolean): FormProbe {
  const list = sql`array[${sql.join([...codes].sort().map(literal), sql`, `)}]::text[]`
  return probe({
    name: `code of ${[...codes].sort().join(' ')}`,
    // A list comes as its members, separated by commas; a member that is not known stands empty.
    holds: (value) => value.split(isList ? ',' : '\0').every((code) => codes.has(code) || (isList && code === '')),
    sql: (column) => (isList ? sql`array_remove(${column}, null) <@ ${list}` : sql`${column} = any(${list})`),
  })
}

/** A code of the schema's enumerations stands in the text itself: a probe takes keys and the day, nothing else. */
function literal(code: string): SQL {
  if (!/^[A-Z][A-Z0-9_]*$/.test(code)) throw new Error(`${code} is no code`)
  return sql.raw(`'${code}'`)
}

/** An identity number or permit number of GB 11643-1999 with its check digit; sealed, so that no SQL looks at it. */
export function citizenIdForm(acceptSynthetic: boolean): FormProbe {
  return probe({ name: 'citizen-id', holds: (value) => readCitizenId(value, { acceptSynthetic }).ok })
}

const FORMER: ReadonlySet<string> = new Set(formerCounties())

/** A division of twelve digits whose county is none that was abolished (GB/T 2260). */
export const DIVISION: FormProbe = probe({
  name: 'division',
  holds: (value) => /^\d{12}$/.test(value) && !FORMER.has(value.slice(0, 6)),
  sql: (column) =>
    sql`(${column} ~ '^[0-9]{12}$' and not left(${column}, 6) = any(array[${sql.join(
      [...FORMER].map((county) => sql.raw(`'${county}'`)),
      sql`, `,
    )}]))`,
})

/** Touched by its department within so many days. */
export function touchedWithin(days: number): FormProbe {
  return probe({
    name: `touched within ${days} days`,
    holds: (value, today) => Date.parse(value) >= Date.parse(`${today}T00:00:00+08:00`) - days * 24 * 3_600_000,
    sql: (column, today) =>
      sql`${column} >= (${today} - ${sql.raw(String(days))})::timestamp at time zone 'Asia/Shanghai'`,
  })
}
