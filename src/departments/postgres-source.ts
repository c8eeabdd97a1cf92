// A department behind PostgreSQL: its own pool, its own role with column grants, one round trip per operation.
import type { Pool, QueryArrayConfig, QueryArrayResult } from 'pg'
import { GatewayError } from '../errors.ts'
import { STRICT_CELLS } from './postgres-cells.ts'
import type { Source } from './reader.ts'
import { AnswerFault } from './source-fault.ts'

export function createPostgresSource(pool: Pool): Source {
  return {
    async fetch(statement, keys, { today, holding }) {
      const values = statement.parameters.map((parameter) => {
        if (typeof parameter === 'string') return parameter === 'keys' ? keys : today
        return 'value' in parameter ? parameter.value : (holding.get(parameter.holding) ?? [])
      })
      const result = await answerOf(pool, {
        ...(statement.name === null ? {} : { name: statement.name }),
        text: statement.text,
        values,
        rowMode: 'array',
        types: STRICT_CELLS,
      })
      // The server counts what it sends; a row that got lost on the way must not look like a child without a record.
      if (result.rowCount !== result.rows.length) throw new AnswerFault('the source sent another number of rows')
      const width = statement.columns.length + STAMP_AND_KEY
      if (result.rows.some((row) => row.length !== width))
        throw new AnswerFault('the source sent other columns than asked')
      const [first] = result.rows
      if (!first) throw new GatewayError('SOURCE_UNAVAILABLE', 'the freshness row is missing')
      if (!(first[0] instanceof Date)) throw new AnswerFault('no freshness stamp')
      return {
        asOf: first[0],
        rows: result.rows.filter((row) => row[1] !== null).map((row) => row.slice(1)),
      }
    },
  }
}

const STAMP_AND_KEY = 2

// A row with more cells than the server announced trips the driver: an answer at fault, not a source that is out.
async function answerOf(pool: Pool, query: QueryArrayConfig): Promise<QueryArrayResult<unknown[]>> {
  try {
    return await pool.query<unknown[]>(query)
  } catch (cause) {
    if (cause instanceof TypeError) throw new AnswerFault('the source sent other columns than announced', { cause })
    throw cause
  }
}
