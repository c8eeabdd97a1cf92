// A department behind JSON over HTTP: one request per operation, the granted columns and no other named in it. Masks of
// plain columns are applied here, in the adapter's last step, by the functions that masking owns.
import { Ajv } from 'ajv'
import { getTableColumns } from 'drizzle-orm'
import { Agent, request } from 'undici'
import { type Day, isDay } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { Holding } from './holding.ts'
import type { ReadStatement } from './read-statement.ts'
import type { RawRows, Source } from './reader.ts'
import { AnswerFault } from './source-fault.ts'

export interface HttpSourceSettings {
  /** Base URL of the department's service. */
  readonly url: string
  /** Bearer secret that the department gave the gateway. */
  readonly secret: string
  readonly maxResponseBytes: number
}

const isResponse = new Ajv({ allowUnionTypes: true }).compile<{ asOf: string; rows: unknown[][] }>({
  type: 'object',
  required: ['asOf', 'rows'],
  properties: {
    asOf: { type: 'string' },
    rows: {
      type: 'array',
      items: { type: 'array', minItems: 1, items: { type: ['string', 'number', 'boolean', 'null', 'array'] } },
    },
  },
})

export interface ClosableSource extends Source {
  close(): Promise<void>
}

export function createHttpSource(settings: HttpSourceSettings): ClosableSource {
  const agent = new Agent({
    connections: 16,
    maxResponseSize: settings.maxResponseBytes,
  })
  return {
    async fetch(statement, keys, { today, holding, signal }) {
      const response = await request(new URL('/records', settings.url), {
        dispatcher: agent,
        method: 'POST',
        headers: { authorization: `Bearer ${settings.secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({ columns: statement.sourceColumns, keys, ...onlyFor(statement, keys, holding) }),
        signal,
      })
      return masked(statement, await readBody(response), today)
    },
    close: () => agent.close(),
  }
}

// Per column, the keys for which its conditions hold; null where a column has none. Left out when no column has one.
function onlyFor({ columns }: ReadStatement, keys: readonly string[], holding: Holding): { only?: unknown } {
  if (columns.every(({ conditions = [] }) => conditions.length === 0)) return {}
  const only = columns.map(({ conditions = [] }) => {
    if (conditions.length === 0) return null
    return keys.filter((key) => conditions.every((condition) => holding.get(condition)?.includes(key)))
  })
  return { only }
}

async function readBody(response: Awaited<ReturnType<typeof request>>): Promise<RawRows> {
  const isJson = String(response.headers['content-type']).startsWith('application/json')
  if (response.statusCode !== 200 || !isJson) {
    await response.body.dump()
    throw new GatewayError('SOURCE_UNAVAILABLE', `the source answered ${response.statusCode}`)
  }
  const body: unknown = await response.body.json()
  if (!isResponse(body)) throw new AnswerFault('the source broke its contract')
  return body
}

function masked(statement: ReadStatement, raw: RawRows, today: Day): RawRows {
  const width = statement.columns.length + 1
  const days = dayColumns(statement)
  return {
    asOf: raw.asOf,
    rows: raw.rows.map((row) => {
      if (row.length !== width) throw new AnswerFault('the source sent other columns than asked')
      return row.map((cell, at) => {
        // Free text in the place of a day would leave unread and unmasked.
        if (days[at - 1] && cell !== null && !isDayText(cell)) throw new AnswerFault('the source sent no day')
        const mask = at === 0 ? null : statement.columns[at - 1]?.mask
        if (!mask || cell === null) return cell
        // What a mask cannot read must not pass it by.
        if (typeof cell !== 'string') throw new AnswerFault('the source sent a cell that its mask cannot read')
        return mask.apply(cell, today)
      })
    }),
  }
}

function isDayText(cell: unknown): boolean {
  return typeof cell === 'string' && isDay(cell)
}

function dayColumns({ department, sourceColumns }: ReadStatement): boolean[] {
  const columns = Object.values(getTableColumns(department.table))
  return sourceColumns.map((name) => columns.find((column) => column.name === name)?.columnType === 'PgDateString')
}
