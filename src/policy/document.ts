// Reads one policy document: YAML in, a Policy or all of its faults out, each with the file, the path and the fix.
import { Ajv, type ErrorObject } from 'ajv'
import { parseDocument } from 'yaml'
import { type Policy, RELATIONS, ROLES } from './policy.ts'

const names = { type: 'array', items: { type: 'string' }, uniqueItems: true } as const

const DOCUMENT_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['policy', 'role', 'purpose', 'basis', 'relation', 'fields', 'limits'],
  properties: {
    policy: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
    role: { enum: ROLES },
    purpose: { type: 'string', pattern: '^P(0[1-9]|1[0-6])$' },
    basis: {
      type: 'object',
      additionalProperties: false,
      required: ['instrument', 'article', 'status'],
      properties: {
        instrument: { type: 'string' },
        article: { type: 'string' },
        status: { enum: ['IN_FORCE', 'DRAFT'] },
      },
    },
    relation: { enum: RELATIONS },
    fields: {
      type: 'object',
      additionalProperties: {
        anyOf: [
          { const: 'reveal' },
          { type: 'object', additionalProperties: false, required: ['mask'], properties: { mask: { type: 'string' } } },
        ],
      },
    },
    use: {
      type: 'object',
      additionalProperties: false,
      properties: { input: names, filter: names, sort: names },
    },
    values: { type: 'object', additionalProperties: { ...names, minItems: 1 } },
    releases: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['field', 'from', 'reason'],
        properties: {
          field: { type: 'string' },
          from: { ...names, minItems: 1 },
          reason: { type: 'string', minLength: 10 },
        },
      },
    },
    limits: {
      type: 'object',
      additionalProperties: false,
      required: ['rootFields', 'children', 'missesPerHour'],
      properties: {
        rootFields: { type: 'integer', minimum: 1, maximum: 20 },
        children: { type: 'integer', minimum: 1, maximum: 200 },
        missesPerHour: { type: 'integer', minimum: 1 },
      },
    },
  },
} as const

const validate = new Ajv({ allErrors: true, verbose: true }).compile(DOCUMENT_SCHEMA)

export type Reading<T> =
  | { readonly value: T; readonly faults: [] }
  | { readonly value: null; readonly faults: readonly string[] }

/** `file` is the name that faults are reported under. */
export function readPolicyDocument(text: string, file: string): Reading<Policy> {
  const document = parseDocument(text, { uniqueKeys: true })
  if (document.errors.length > 0) {
    return {
      value: null,
      faults: document.errors.map((error) => `${file}: ${error.code} at line ${error.linePos?.[0].line ?? 0}`),
    }
  }
  const value: unknown = document.toJS()
  if (!validate(value))
    return { value: null, faults: (validate.errors ?? []).map((error) => `${file}: ${fault(error)}`) }
  const read = value as unknown as Partial<Policy> & Omit<Policy, 'use' | 'values' | 'releases'>
  return {
    value: {
      ...read,
      use: { input: [], filter: [], sort: [], ...read.use },
      values: read.values ?? {},
      releases: read.releases ?? [],
    },
    faults: [],
  }
}

function fault(error: ErrorObject): string {
  const path = error.instancePath.slice(1).replaceAll('/', '.') || 'document'
  const allowed: unknown = (error.params as { allowedValues?: unknown }).allowedValues
  const extra = (error.params as { additionalProperty?: string }).additionalProperty
  if (Array.isArray(allowed)) return `${path}: must be one of ${allowed.join(', ')}`
  if (extra) return `${path}: unknown key \`${extra}\`; remove it`
  return `${path}: ${error.message ?? 'is wrong'}`
}
