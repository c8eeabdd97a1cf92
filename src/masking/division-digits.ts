// A 12-digit division code cut to its county (6) or street (9): the code's own hierarchy, so nothing is invented.
import { sql } from 'drizzle-orm'
import type { Mask } from './mask.ts'

export function divisionDigits(name: string, digits: number): Mask {
  return {
    name,
    input: 'division',
    output: 'division',
    apply: (value) => [...value].slice(0, digits).join(''),
    toSql: (column) => sql`left(${column}, ${sql.raw(String(digits))})`,
  }
}
