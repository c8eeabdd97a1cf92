// Identity numbers: the first and the last character stay. Wider forms in use (6+4, 3+4) leave 1 to 435 candidates for
// someone who knows the child's birth date or year (domain 5.4).
import { sql } from 'drizzle-orm'
import type { Mask } from './mask.ts'

export const oneAndOne: Mask = {
  name: 'one-and-one',
  input: 'text',
  output: 'text',
  apply(value) {
    const characters = [...value]
    if (characters.length <= 2) return '*'.repeat(characters.length)
    return `${characters[0]}${'*'.repeat(characters.length - 2)}${characters.at(-1)}`
  },
  toSql: (column) => sql`case when char_length(${column}) <= 2 then repeat('*', char_length(${column}))
    else left(${column}, 1) || repeat('*', char_length(${column}) - 2) || right(${column}, 1) end`,
}
