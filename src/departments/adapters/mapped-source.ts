// A department behind a service of its own making: asked as its mapping says, understood as its mapping says, and only the
// granted cells of what it sends go on, each treated here as its plan says.
import { getTableColumns } from 'drizzle-orm'
import type { Day } from '../../clock.ts'
import { GatewayError } from '../../errors.ts'
import { UNREADABLE } from '../cell-form.ts'
import type { ReadColumn, ReadStatement } from '../read-statement.ts'
import type { BoundCall, ClosableSource, RawRows } from '../reader.ts'
import { AnswerFault } from '../source-fault.ts'
import { selectionOf } from './graphql-selection.ts'
import type { HttpClient } from './http-client.ts'
import { mappedValue } from './mapped-value.ts'
import { at, type CheckedMapping, type FieldMapping, fieldOf, SELECTION, type Template } from './mapping.ts'
import { treatedCell } from './treated-cell.ts'

export function createMappedSource(client: HttpClient, checked: CheckedMapping): ClosableSource {
  return {
    asksOneShape: true,
    handsOverOnly: true,
    async fetch(statement, keys, bound) {
      const asked = askedOf(checked, statement, { keys, bound })
      const answer = await client.ask(requestFor(checked, keys, asked), bound.signal)
      return understood(checked, answer, { asked, today: bound.today })
    },
    close: () => client.close(),
  }
}

interface Asked {
  readonly column: ReadColumn
  readonly statement: ReadStatement
  readonly field: FieldMapping
  /** As drizzle names it: `string`, `number`, `boolean`, `array`. */
  readonly dataType: string
}

// Per column of the statement; null for one whose conditions do not hold for these keys, which the service is not asked for.
function askedOf(
  { mapping }: CheckedMapping,
  statement: ReadStatement,
  { keys, bound }: { keys: readonly string[]; bound: BoundCall },
): readonly (Asked | null)[] {
  const table = Object.values(getTableColumns(statement.department.table))
  const types = new Map(table.map(({ name, dataType }) => [name, dataType]))
  return statement.columns.map((column, place) => {
    const { conditions = [] } = column
    if (!conditions.every((each) => keys.every((key) => bound.holding.get(each)?.includes(key)))) return null
    const name = statement.sourceColumns[place] ?? ''
    const field = fieldOf(mapping, name)
    if (!field) throw new AnswerFault('the mapping lacks a column')
    return { column, statement, field, dataType: types.get(name) ?? 'string' }
  })
}

function requestFor({ mapping }: CheckedMapping, keys: readonly string[], asked: readonly (Asked | null)[]) {
  const { method, path, headers, query = {}, body } = mapping.request
  const places: Places = {
    '{key}': keys[0] ?? '',
    '{keys}': keys,
    '{fields}': [...new Set(asked.flatMap((each) => each?.field.field ?? []))],
    [SELECTION]: selectionOf(asked.flatMap((each) => each?.field ?? [])),
  }
  // A list of keys stands in a query as its members, separated by commas.
  const search = new URLSearchParams()
  for (const [name, text] of Object.entries(query)) search.set(name, String(filled(text, places)))
  const filledPath = path.replaceAll('{key}', encodeURIComponent(places['{key}']))
  return {
    method,
    path: search.size > 0 ? `${filledPath}?${search}` : filledPath,
    body: body === undefined ? '' : JSON.stringify(filled(body, places)),
    ...(headers ? { headers } : {}),
  }
}

interface Places {
  readonly '{key}': string
  readonly '{keys}': readonly string[]
  readonly '{fields}': readonly string[]
  /** Stands within a text. */
  readonly '{selection}': string
}

function filled(template: Template, places: Places): Template {
  if (typeof template === 'string') {
    if (template in places) return places[template as keyof Places]
    return template.replaceAll(SELECTION, () => places[SELECTION])
  }
  if (Array.isArray(template)) return template.map((each: Template) => filled(each, places))
  if (template === null || typeof template !== 'object') return template
  return Object.fromEntries(Object.entries(template).map(([name, each]) => [name, filled(each as Template, places)]))
}

function understood(
  { mapping: { response }, fits, selects }: CheckedMapping,
  answer: unknown,
  { asked, today }: { asked: readonly (Asked | null)[]; today: Day },
): RawRows {
  const { succeeded, failed, rows, asOf, key } = response
  // A failure told with status 200 is one of the source, not of this answer.
  if (succeeded && !succeeded.is.some((word) => word === at(answer, succeeded.at))) {
    throw new GatewayError('SOURCE_UNAVAILABLE', 'the source said that it failed')
  }
  if (failed !== undefined && (at(answer, failed) ?? null) !== null) {
    throw new GatewayError('SOURCE_UNAVAILABLE', 'the source said that it failed')
  }
  if (!fits(answer)) throw new AnswerFault('the source broke its contract')
  const stamp = at(answer, asOf)
  if (typeof stamp !== 'string') throw new AnswerFault('no freshness stamp')
  const found = rowsOf(at(answer, rows))
  if (selects) expectSelected(found, asked)
  return {
    asOf: stamp,
    rows: found.map((row) => [
      row[key],
      ...asked.map((each) => (each ? cellOf(each, row[each.field.field], today) : null)),
    ]),
  }
}

type ServiceRow = Readonly<Record<string, unknown>>

// GraphQL knows no field that was left out: such a row would make a "no" of what is missing.
function expectSelected(rows: readonly ServiceRow[], asked: readonly (Asked | null)[]): void {
  const fields = asked.flatMap((each) => each?.field.field ?? [])
  if (rows.every((row) => fields.every((field) => field in row))) return
  throw new AnswerFault('the source sent other columns than asked')
}

// A service that answers about one record sends that, or nothing.
function rowsOf(found: unknown): readonly ServiceRow[] {
  if (found === null || found === undefined) return []
  const rows: readonly unknown[] = Array.isArray(found) ? found : [found]
  if (rows.every((row): row is ServiceRow => typeof row === 'object' && row !== null)) return rows
  throw new AnswerFault('the source sent a row that is no object')
}

function cellOf({ column, statement, field, dataType }: Asked, written: unknown, today: Day): unknown {
  return treatedCell(readable(field, dataType, written), { column, statement, today })
}

// What was not agreed on is said of its own row: the others' are as they were.
function readable(field: FieldMapping, dataType: string, written: unknown): unknown {
  try {
    return mappedValue(field, dataType, written)
  } catch (cause) {
    if (cause instanceof AnswerFault) return UNREADABLE
    throw cause
  }
}
