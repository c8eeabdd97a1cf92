// Nothing at all, while the cell is still explained as masked.
import { sql } from 'drizzle-orm'
import type { Mask } from './mask.ts'

export const redact: Mask = {
  name: 'redact',
  input: 'text',
  output: 'text',
  apply: () => null,
  // The column is not even named, so that no grant on it is needed.
  toSql: () => sql`null::text`,
}
