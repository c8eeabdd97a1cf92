// How a service that was not built for this gateway is asked, as a document that its department and the city agree on: which
// request is sent, where in the answer the rows stand, what its fields and codes mean here. Nothing of it is program.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { getTableColumns } from 'drizzle-orm'
import type { FaultAt } from '../../policy/fault.ts'
import { inFile } from '../../policy/fault.ts'
import { faultsOf, parseYaml, type Reading } from '../../policy/read-yaml.ts'
import type { Department } from '../department.ts'
import { everyReading } from '../joined.ts'
import { faultOfQuery, selectionOf } from './graphql-selection.ts'

/**
 * A JSON value in which `{key}`, `{keys}` and `{fields}` stand for what a request binds; within a text `{selection}` stands for the granted
 * fields as GraphQL selects them.
 */
export type Template = null | boolean | number | string | readonly Template[] | { readonly [name: string]: Template }

export const DAY_FORMATS = ['YYYY-MM-DD', 'YYYYMMDD', 'YYYY/MM/DD'] as const
export type DayFormat = (typeof DAY_FORMATS)[number]

/** How one column of the department stands in the answer. */
export interface FieldMapping {
  readonly field: string
  /** Where the field is a list of objects: the member of each that is meant. */
  readonly each?: string
  /** Their code to ours; a code that is not listed makes the answer unusable. */
  readonly codes?: Readonly<Record<string, string>>
  readonly day?: DayFormat
  /** Their words for true and false. */
  readonly truth?: { readonly yes: readonly (string | number)[]; readonly no: readonly (string | number)[] }
}

export interface Mapping {
  /** Code of the department, for whoever reads the document. */
  readonly department: string
  readonly request: {
    readonly method: 'GET' | 'POST'
    /** Below the address of the service. */
    readonly path: string
    readonly headers?: Readonly<Record<string, string>>
    readonly query?: Readonly<Record<string, string>>
    readonly body?: Template
  }
  readonly response: {
    /** Their own word for success, where a failure comes with status 200. */
    readonly succeeded?: { readonly at: string; readonly is: readonly (string | number)[] }
    /** JSON pointer to what is there when they failed, and else missing or null: `/errors` of a GraphQL service. */
    readonly failed?: string
    /** JSON pointer (RFC 6901) to the list of rows, or to the one row of a service that answers about one record. */
    readonly rows: string
    /** The field of a row that repeats the key it was asked for. */
    readonly key: string
    /** JSON pointer to the moment up to which their data are loaded: ISO 8601 with an offset. */
    readonly asOf: string
    /** JSON Schema of the whole answer; what does not fit it is not read at all. */
    readonly schema: object
  }
  /** By column of the department's table. */
  readonly columns: Readonly<Record<string, string | FieldMapping>>
}

const TEXTS = { type: 'object', additionalProperties: { type: 'string' } } as const
const POINTER = { type: 'string', pattern: '^(/([^~/]|~0|~1)*)*$' } as const
const WORDS = { type: 'array', minItems: 1, items: { type: ['string', 'number'] } } as const

const MAPPING_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['department', 'request', 'response', 'columns'],
  properties: {
    department: { type: 'string', pattern: '^[A-Z]{3}$' },
    request: {
      type: 'object',
      additionalProperties: false,
      required: ['method', 'path'],
      properties: {
        method: { enum: ['GET', 'POST'] },
        path: { type: 'string', pattern: '^/[^?#]*$' },
        headers: TEXTS,
        query: TEXTS,
        body: {},
      },
    },
    response: {
      type: 'object',
      additionalProperties: false,
      required: ['rows', 'key', 'asOf', 'schema'],
      properties: {
        succeeded: {
          type: 'object',
          additionalProperties: false,
          required: ['at', 'is'],
          properties: { at: POINTER, is: WORDS },
        },
        failed: POINTER,
        rows: POINTER,
        key: { type: 'string', minLength: 1 },
        asOf: POINTER,
        schema: { type: 'object' },
      },
    },
    columns: {
      type: 'object',
      minProperties: 1,
      additionalProperties: {
        description: 'the name of their field, or { field, each, codes, day, truth }',
        anyOf: [
          { type: 'string', minLength: 1 },
          {
            type: 'object',
            additionalProperties: false,
            required: ['field'],
            properties: {
              field: { type: 'string', minLength: 1 },
              each: { type: 'string', minLength: 1 },
              codes: { ...TEXTS, minProperties: 1 },
              day: { enum: DAY_FORMATS },
              truth: {
                type: 'object',
                additionalProperties: false,
                required: ['yes', 'no'],
                properties: { yes: WORDS, no: WORDS },
              },
            },
          },
        ],
      },
    },
  },
} as const

const validate = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true }).compile<Mapping>(MAPPING_SCHEMA)

/** A mapping that fits its department, ready to be asked by. */
export interface CheckedMapping {
  readonly mapping: Mapping
  /** Keys of one call: a template that names `{key}` asks about one record at a time. */
  readonly asksOne: boolean
  /** True for a service that answers GraphQL: what was selected stands in every row, if only as null. */
  readonly selects: boolean
  readonly fits: ValidateFunction<unknown>
}

/** All faults of a mapping at once; `file` is the name they are reported under. */
export function readMapping(text: string, file: string, department: Department): Reading<CheckedMapping> {
  const read = parseYaml(text, file)
  if (read.faults.length > 0) return { value: null, faults: read.faults }
  if (!validate(read.value)) return { value: null, faults: faultsOf(validate.errors as ErrorObject[], file) }
  const mapping = read.value
  const places = placesOf(mapping)
  const { fits, fault } = compiled(mapping.response.schema)
  const faults = [...contradictions(mapping, places, department), ...(fault ? [fault] : [])]
  if (faults.length > 0 || !fits) return { value: null, faults: inFile(file, faults) }
  return {
    value: {
      mapping,
      asksOne: places.has('{key}'),
      selects: places.has(SELECTION),
      fits,
    },
    faults: [],
  }
}

export function fieldOf(mapping: Pick<Mapping, 'columns'>, column: string): FieldMapping | null {
  const own = mapping.columns[column]
  if (own === undefined) return null
  return typeof own === 'string' ? { field: own } : own
}

const PLACE = /\{(?:key|keys|fields|selection)\}/g
export const SELECTION = '{selection}'

function placesOf({ request }: Mapping): ReadonlySet<string> {
  return new Set(JSON.stringify([request.query ?? {}, request.body ?? null, request.path]).match(PLACE) ?? [])
}

// A mapping decides what leaves the department, so that what it leaves open is a fault of it and no default of ours.
function* contradictions(mapping: Mapping, places: ReadonlySet<string>, department: Department): Generator<FaultAt> {
  if (mapping.department !== department.code) {
    yield { path: 'department', what: `is not ${department.code}`, fix: `write ${department.code}` }
  }
  if (places.has('{key}') === places.has('{keys}')) {
    const fix = 'write `{keys}` where a list of keys stands, or `{key}` where one record is asked for'
    yield { path: 'request', what: 'must name either `{key}` or `{keys}`', fix }
  }
  if (mapping.request.method === 'GET' && mapping.request.body !== undefined) {
    yield { path: 'request.body', what: 'is not sent with GET', fix: 'put it in `query`, or use POST' }
  }
  if (places.has(SELECTION)) yield* faultsOfSelection(mapping)
  const known = new Map(Object.values(getTableColumns(department.table)).map((column) => [column.name, column]))
  for (const [name, written] of Object.entries(mapping.columns)) {
    const column = known.get(name)
    if (!column) {
      yield { path: `columns.${name}`, what: `${department.code} has no such column`, fix: 'see its tables.ts' }
      continue
    }
    const day = typeof written === 'string' ? undefined : written.day
    if (column.columnType === 'PgDateString' && day === undefined) {
      yield { path: `columns.${name}`, what: 'is a day', fix: `say how days are written: { day: ${DAY_FORMATS[0]} }` }
    }
  }
  for (const name of neededColumns(department)) {
    if (mapping.columns[name] !== undefined) continue
    yield { path: 'columns', what: `lacks ${name}, which the schema reads`, fix: 'map it' }
  }
}

// The document is put together from words of the mapping alone, so that it can be looked at before anything is asked.
function* faultsOfSelection({ request, columns }: Mapping): Generator<FaultAt> {
  const texts = textsIn(request.body ?? null).filter((text) => text.includes(SELECTION))
  if (texts.length === 0) {
    yield { path: 'request', what: 'names `{selection}` outside its body', fix: 'write it in the text of the query' }
  }
  const fields = Object.keys(columns).flatMap((name) => fieldOf({ columns }, name) ?? [])
  for (const { field, each } of fields) {
    const word = [field, each].find((one) => one !== undefined && !GRAPHQL_NAME.test(one))
    if (word)
      yield { path: 'columns', what: `names ${word}, which is no name of GraphQL`, fix: 'name a field of the service' }
  }
  for (const text of texts) {
    const fault = faultOfQuery(text.replaceAll(SELECTION, selectionOf(fields)))
    if (fault) yield { path: 'request.body', what: fault, fix: 'mend the query, or the names of fields in `columns`' }
  }
}

/** https://spec.graphql.org/September2025/#Name */
const GRAPHQL_NAME = /^[_A-Za-z]\w*$/

function textsIn(template: Template): string[] {
  if (typeof template === 'string') return [template]
  if (template === null || typeof template !== 'object') return []
  return Object.values(template as Record<string, Template>).flatMap(textsIn)
}

function neededColumns(department: Department): ReadonlySet<string> {
  const read = everyReading(department).map(({ reading }) => reading.column.name)
  const forRules = Object.values(department.ruleInputs).flatMap((columns) => columns.map(({ name }) => name))
  return new Set([...read, ...forRules])
}

function compiled(schema: object): { fits: ValidateFunction<unknown> | null; fault: FaultAt | null } {
  try {
    return { fits: new Ajv({ allowUnionTypes: true }).compile(schema), fault: null }
  } catch (cause) {
    const what = `is no JSON Schema: ${cause instanceof Error ? cause.message : 'it does not compile'}`
    return { fits: null, fault: { path: 'response.schema', what, fix: 'mend it' } }
  }
}

/** What stands at a JSON pointer (RFC 6901); undefined where nothing does. */
export function at(value: unknown, pointer: string): unknown {
  if (pointer === '') return value
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((found, token) => {
      if (typeof found !== 'object' || found === null) return undefined
      return Object.hasOwn(found, token) ? (found as Record<string, unknown>)[token] : undefined
    }, value)
}
