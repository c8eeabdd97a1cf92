// What an installation agreed with the departments about their bounds, as a document: by code of the department, what counts
// in place of what its folder declares. Every fault is told at once, with place and fix; nothing is read by half a document.
import { readFile } from 'node:fs/promises'
import { Ajv, type ErrorObject } from 'ajv'
import { type FaultAt, inFile, sentenceOf } from '../policy/fault.ts'
import { faultsOf, parseYaml, type Reading } from '../policy/read-yaml.ts'
import { readInstant } from '../setting-values.ts'
import { MOST_KEYS, ORDINARY_BOUNDS, type SourceBounds, WEIGHED_CALLS } from './bounds.ts'
import type { Department, DepartmentCode } from './department.ts'
import { DEPARTMENTS } from './departments.ts'

export type AgreedBounds = Readonly<Partial<Record<DepartmentCode, Partial<SourceBounds>>>>

const MOST_CALLS = 2_147_483_647
/** A source that is back is tried within the hour. */
const MOST_AGAIN_MS = 3_600_000
/** What a process can hold of one answer beside everything else. */
const MOST_BYTES = 64 * 1024 * 1024

const count = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum }) as const
const holding = (required: readonly string[], properties: object) =>
  ({ type: 'object', additionalProperties: false, required, properties }) as const
const TIME = {
  type: 'string',
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
  description: 'a time of the day, HH:MM',
} as const
const END = {
  ...TIME,
  pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
  description: 'a time of the day, HH:MM to 24:00',
} as const
const MOMENT = {
  type: 'string',
  pattern: 'T.*(Z|[+-]\\d{2}:\\d{2})$',
  description: 'a moment with its offset, as 2026-12-01T00:00+08:00',
} as const

const SCHEMA = {
  type: 'object',
  propertyNames: { enum: DEPARTMENTS.map(({ code }) => code) },
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    properties: {
      deadlineMs: count(1, 60_000),
      batch: count(1, ORDINARY_BOUNDS.batch),
      atOnce: count(1, 1_000),
      inLine: count(0, 10_000),
      breaker: holding(['failures', 'againAfterMs'], {
        failures: count(1, WEIGHED_CALLS),
        againAfterMs: { type: 'array', minItems: 1, maxItems: 20, items: count(1, MOST_AGAIN_MS) },
      }),
      mostBytes: count(1_024, MOST_BYTES),
      hours: holding(['from', 'to'], { from: TIME, to: END }),
      maintenance: { type: 'array', items: holding(['from', 'to'], { from: MOMENT, to: MOMENT }) },
      rate: holding(['perSecond'], {
        perSecond: { type: 'number', exclusiveMinimum: 0, maximum: 10_000 },
        burst: count(1, 10_000),
      }),
      dailyQuota: count(1, MOST_CALLS),
      desksShare: { type: 'number', minimum: 0, maximum: 1 },
    },
  },
} as const

interface Period {
  readonly from: string
  readonly to: string
}

/** As it is written: moments are texts. */
type Written = Partial<
  Record<DepartmentCode, Omit<Partial<SourceBounds>, 'maintenance'> & { readonly maintenance?: readonly Period[] }>
>

const validate = new Ajv({ allErrors: true, verbose: true }).compile<Written>(SCHEMA)

/** All faults at once; `file` is the name they are reported under. */
export function readBounds(text: string, file: string): Reading<AgreedBounds> {
  const read = parseYaml(text, file)
  if (read.faults.length > 0) return { value: null, faults: read.faults }
  if (!validate(read.value)) return { value: null, faults: faultsOf(validate.errors as ErrorObject[], file) }
  const faults = [...contradictions(read.value)]
  if (faults.length > 0) return { value: null, faults: inFile(file, faults) }
  const agreed = Object.entries(read.value).map(([code, { maintenance, ...bounds }]) => [
    code,
    { ...bounds, ...(maintenance ? { maintenance: maintenance.map(periodOf) } : {}) },
  ])
  return { value: Object.fromEntries(agreed) as AgreedBounds, faults: [] }
}

/** Nothing was agreed where no file is named. Throws one error with every fault. */
export async function openBounds(file: string | null): Promise<AgreedBounds> {
  if (file === null) return {}
  const { value, faults } = readBounds(await readFile(file, 'utf8'), file)
  if (value) return value
  throw new Error(['the bounds of the sources are at fault', ...faults.map(sentenceOf)].join('\n'))
}

/** What counts for a department: its own declaration, and in its place what was agreed. */
export function boundsOf(department: Department, agreed: Partial<SourceBounds> = {}): SourceBounds {
  const service = department.service ? { batch: MOST_KEYS } : {}
  return { ...ORDINARY_BOUNDS, ...service, ...department.bounds, ...agreed }
}

function* contradictions(written: Written): Generator<FaultAt> {
  for (const [code, { hours, maintenance = [] }] of Object.entries(written)) {
    if (hours && hours.from === hours.to) {
      yield { path: `${code}.hours`, what: 'never open', fix: 'leave `hours` out where it always answers' }
    }
    for (const [at, { from, to }] of maintenance.entries()) {
      const [begins, ends] = [readInstant(from), readInstant(to)]
      const path = `${code}.maintenance.${at}`
      if (!begins || !ends) yield { path, what: 'no such moment', fix: 'write 2026-12-01T00:00+08:00' }
      else if (begins >= ends) yield { path, what: 'ends before it begins', fix: 'write the earlier moment first' }
    }
  }
}

function periodOf({ from, to }: Period): { from: Date; to: Date } {
  return { from: new Date(from), to: new Date(to) }
}
