// A department behind JSON over HTTP in the form that was made for this gateway: one request per operation, the granted
// columns and no other named in it, sealed cells as base64. A service of another form is read by a mapping (adapters/).
import { Ajv } from 'ajv'
import { getTableColumns } from 'drizzle-orm'
import type { Day } from '../clock.ts'
import { invariant } from '../errors.ts'
import type { HttpClient } from './adapters/http-client.ts'
import { treatedCell } from './adapters/treated-cell.ts'
import { type CellForm, fits, formOfColumn, UNREADABLE } from './cell-form.ts'
import type { Holding } from './holding.ts'
import type { ReadStatement } from './read-statement.ts'
import type { ClosableSource, RawRows } from './reader.ts'
import { AnswerFault } from './source-fault.ts'

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

/** Closes the client with itself. */
export function createHttpSource(client: HttpClient): ClosableSource {
  return {
    handsOverOnly: true,
    async fetch(statement, keys, { today, holding, signal }) {
      const body = JSON.stringify({ columns: statement.sourceColumns, keys, ...onlyFor(statement, keys, holding) })
      const answer = await client.ask({ method: 'POST', path: '/records', body }, signal)
      if (!isResponse(answer)) throw new AnswerFault('the source broke its contract')
      return treated(statement, answer, today)
    },
    close: () => client.close(),
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

function treated(statement: ReadStatement, raw: RawRows, today: Day): RawRows {
  const forms = formsOf(statement)
  return {
    asOf: raw.asOf,
    rows: raw.rows.map(([key, ...cells]) => {
      if (cells.length !== forms.length) throw new AnswerFault('the source sent other columns than asked')
      return [
        key,
        ...cells.map((cell, place) => {
          const column = statement.columns[place]
          const value = cellValue(forms[place], cell)
          // A sealed cell is opened, and treated, at the reading edge.
          return column && column.place === null ? treatedCell(value, { statement, column, today }) : value
        }),
      ]
    }),
  }
}

// What the columns hold at the source, before anything is derived or masked.
function formsOf({ department, sourceColumns }: ReadStatement): readonly CellForm[] {
  const columns = new Map(Object.values(getTableColumns(department.table)).map((column) => [column.name, column]))
  return sourceColumns.map((name) => {
    const column = columns.get(name)
    invariant(column, `${department.code} has the column ${name}`)
    return formOfColumn(column)
  })
}

// Free text in the place of a day, or of a number, would leave unread and unmasked.
function cellValue(form: CellForm | undefined, cell: unknown): unknown {
  if (cell === null) return null
  if (form?.kind === 'sealed') {
    if (typeof cell === 'string') return Buffer.from(cell, 'base64')
  } else if (form && fits(cell, form)) return cell
  return UNREADABLE
}
