// Numbers recognised by their end: the last two characters of a phone number, the last four of an account.
import { sql } from 'drizzle-orm'
import type { Mask } from './mask.ts'

/** A text no longer than what would be kept is wholly starred. */
export function lastKept(name: string, kept: number): Mask {
  return {
    name,
    input: 'text',
    output: 'text',
    apply(value) {
      const characters = [...value]
      if (characters.length <= kept) return '*'.repeat(characters.length)
      return '*'.repeat(characters.length - kept) + characters.slice(-kept).join('')
    },
    toSql: (column) => sql`case when char_length(${column}) <= ${sql.raw(String(kept))}
      then repeat('*', char_length(${column}))
      else repeat('*', char_length(${column}) - ${sql.raw(String(kept))}) || right(${column}, ${sql.raw(String(kept))}) end`,
  }
}
