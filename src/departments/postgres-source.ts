// A department behind PostgreSQL: its own pool, its own role with column grants, one round trip per operation.
import type { Pool } from 'pg'
import { GatewayError } from '../errors.ts'
import type { Source } from './reader.ts'

export function createPostgresSource(pool: Pool): Source {
  return {
    async fetch(statement, keys, { today, holding }) {
      const values = statement.parameters.map((parameter) => {
        if (typeof parameter === 'string') return parameter === 'keys' ? keys : today
        return 'value' in parameter ? parameter.value : (holding.get(parameter.holding) ?? [])
      })
      const result = await pool.query<unknown[]>({
        ...(statement.name === null ? {} : { name: statement.name }),
        text: statement.text,
        values,
        rowMode: 'array',
      })
      const [first] = result.rows
      if (!first) throw new GatewayError('SOURCE_UNAVAILABLE', 'the freshness row is missing')
      return {
        asOf: first[0] as Date,
        rows: result.rows.filter((row) => row[1] !== null).map((row) => row.slice(1)),
      }
    },
  }
}
