// Reads one policy document: YAML in, a Policy or all of its faults out, each with the file, the path and the fix.
import { Ajv, type ErrorObject } from 'ajv'
import { isDay } from '../clock.ts'
import { type LegiblePolicy, legibleOf } from './legible.ts'
import { type Basis, CONDITIONS, type FieldRule, OTHERWISE, type Policy, RELATIONS, type RowRule } from './policy.ts'
import { DAY_SCHEMA, faultsOf, parseYaml, type Reading, soundBy } from './read-yaml.ts'
import { BASIS_SCHEMA, PURPOSE_CODE, ROLE_NAME } from './vocabulary.ts'

const names = { type: 'array', items: { type: 'string' } } as const

// Counters are 32 bits wide; whoever needs more than a million a day needs another way than this.
const COUNT = { type: 'integer', minimum: 1, maximum: 1_000_000 } as const

const ROW = {
  type: 'object',
  additionalProperties: false,
  required: ['where', 'otherwise'],
  properties: { mask: { type: 'string' }, where: { enum: CONDITIONS }, otherwise: { enum: OTHERWISE } },
} as const

/** The JSON Schema of a policy document. */
export const POLICY_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['policy', 'role', 'purpose', 'basis', 'relation', 'fields', 'limits'],
  properties: {
    policy: {
      type: 'string',
      pattern: '^[a-z][a-z0-9-]*$',
      description: 'small letters, digits and hyphens, a letter first',
    },
    role: { type: 'string', ...ROLE_NAME },
    purpose: { type: 'string', ...PURPOSE_CODE },
    basis: {
      description: '{ instrument, article, status } or a list of these',
      anyOf: [BASIS_SCHEMA, { type: 'array', items: BASIS_SCHEMA, minItems: 1 }],
    },
    relation: { enum: RELATIONS },
    until: DAY_SCHEMA,
    fields: {
      type: 'object',
      additionalProperties: {
        description: '`reveal`, { mask }, or { where, otherwise } with or without a mask',
        anyOf: [
          { const: 'reveal' },
          // First among equals: whoever leaves out `otherwise` beside a mask is told to add it, not to drop the condition.
          ROW,
          { type: 'object', additionalProperties: false, required: ['mask'], properties: { mask: { type: 'string' } } },
        ],
      },
    },
    refuse: names,
    use: {
      type: 'object',
      additionalProperties: false,
      properties: { input: names, filter: names, sort: names, group: names },
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
      required: [
        ...(['rootFields', 'children', 'missesPerHour', 'missesPerHourOfOrganisation'] as const),
        ...(['childrenPerDay', 'childrenPerDayOfOrganisation'] as const),
      ],
      properties: {
        rootFields: { type: 'integer', minimum: 1, maximum: 20 },
        children: { type: 'integer', minimum: 1, maximum: 200 },
        missesPerHour: COUNT,
        missesPerHourOfOrganisation: COUNT,
        childrenPerDay: COUNT,
        childrenPerDayOfOrganisation: COUNT,
      },
    },
    journal: {
      type: 'object',
      additionalProperties: false,
      required: ['notifyGuardian'],
      properties: { notifyGuardian: { type: 'boolean' } },
    },
  },
} as const

const validate = new Ajv({ allErrors: true, verbose: true }).addFormat('date', isDay).compile(POLICY_SCHEMA)

type Written = 'reveal' | { readonly mask: string } | (RowRule & { readonly mask?: string })

interface Document extends Pick<Policy, 'policy' | 'role' | 'purpose' | 'relation' | 'limits'> {
  readonly basis: Basis | readonly Basis[]
  readonly until?: string
  readonly fields: Readonly<Record<string, Written>>
  readonly refuse?: readonly string[]
  readonly use?: Partial<Policy['use']>
  readonly values?: Policy['values']
  readonly releases?: Policy['releases']
  readonly journal?: Policy['journal']
}

/** What could be read, and beside it, for more checks, what can be read of a document that is at fault. */
export type PolicyReading = Reading<Policy> & { readonly legible: LegiblePolicy | null }

/** `file` is the name that faults are reported under. Nothing is legible of a text that is no YAML. */
export function readPolicyDocument(text: string, file: string): PolicyReading {
  const read = parseYaml(text, file)
  if (read.value === null && read.faults.length > 0) return { value: null, faults: read.faults, legible: null }
  if (validate(read.value)) {
    const policy = policyOf(read.value as unknown as Document)
    if (read.faults.length > 0) return { value: null, faults: read.faults, legible: policy }
    return { value: policy, faults: [], legible: policy }
  }
  const errors = validate.errors as ErrorObject[]
  const sound = { document: read.value, isSound: soundBy(errors), ruleOf: (rule: unknown) => ruleOf(rule as Written) }
  return { value: null, faults: [...read.faults, ...faultsOf(errors, file)], legible: legibleOf(sound) }
}

function policyOf(document: Document): Policy {
  const { basis, fields, use, ...rest } = document
  return {
    ...rest,
    basis: 'instrument' in basis ? [basis] : basis,
    until: document.until ?? null,
    fields: Object.fromEntries(Object.entries(fields).map(([coordinate, rule]) => [coordinate, ruleOf(rule)])),
    refuse: document.refuse ?? [],
    use: { input: [], filter: [], sort: [], group: [], ...use },
    values: document.values ?? {},
    releases: document.releases ?? [],
    journal: document.journal ?? { notifyGuardian: false },
  }
}

function ruleOf(rule: Written): FieldRule {
  if (rule === 'reveal') return { mask: null, row: null }
  const { mask = null } = rule
  return { mask, row: 'where' in rule ? { where: rule.where, otherwise: rule.otherwise } : null }
}
