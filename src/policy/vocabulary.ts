// The words that policies are written in: roles, purposes, relations and masks, each in a document of its own beside the
// policies. A policy that uses a word which is not there does not compile, and so does a word that the gateway lacks.
import { Ajv, type ErrorObject } from 'ajv'
import { type Fault, inFile } from './fault.ts'
import { adviceFor } from './nearest.ts'
import {
  type Basis,
  CONDITIONS,
  type Condition,
  OTHERWISE,
  type Otherwise,
  RELATIONS,
  type Relation,
} from './policy.ts'
import { faultsOf, parseYaml, type Reading } from './read-yaml.ts'

/** On which side of the city's wall a role stands: outside organisations get answers, never reasons. */
export const SIDES = ['outside', 'city', 'subject', 'agent', 'system'] as const
export type Side = (typeof SIDES)[number]

interface Named {
  readonly zh: string
  readonly en: string
}

export interface RoleWord extends Named {
  readonly side: Side
}

export interface PurposeWord extends Named {
  readonly name: string
  readonly basis: Basis
  /** The impact assessment without which no purpose is served (PIPL 55, 56). */
  readonly assessment: string
}

export interface RelationWord extends Named {
  /** What X-Case names under this relation; null where it is not needed. */
  readonly case: 'encounter' | 'case' | 'grant' | null
}

export interface MaskWord extends Named {
  /** What is left of a value, in words. */
  readonly leaves: string
}

/** What a fact about a child takes away from a role, whatever its policies grant. */
export interface Protection {
  readonly condition: Condition
  readonly roles: readonly string[]
  readonly items: readonly string[]
  readonly otherwise: Otherwise
}

export interface Vocabulary {
  readonly roles: Readonly<Record<string, RoleWord>>
  readonly purposes: Readonly<Record<string, PurposeWord>>
  readonly relations: Readonly<Partial<Record<Relation, RelationWord>>>
  readonly conditions: Readonly<Partial<Record<Condition, Named>>>
  readonly protections: readonly Protection[]
  readonly masks: Readonly<Record<string, MaskWord>>
}

const text = { type: 'string', minLength: 1 } as const
const ITEM = '^D(0[1-9]|[1-5][0-9]|6[0-2])$'

export const BASIS_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['instrument', 'article', 'status'],
  properties: { instrument: text, article: text, status: { enum: ['IN_FORCE', 'DRAFT'] } },
} as const

function words(names: object, more: Readonly<Record<string, object>>): object {
  return {
    type: 'object',
    propertyNames: names,
    additionalProperties: {
      type: 'object',
      additionalProperties: false,
      required: ['zh', 'en', ...Object.keys(more)],
      properties: { zh: text, en: text, ...more },
    },
  }
}

function documentOf(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties }
}

/** The JSON Schema of each document of words, by file name. */
export const VOCABULARY_SCHEMAS: Readonly<Record<string, object>> = {
  'roles.yaml': documentOf({ roles: words({ pattern: '^[A-Z][A-Z0-9_]*$' }, { side: { enum: SIDES } }) }),
  'purposes.yaml': documentOf({
    purposes: words({ pattern: '^P(0[1-9]|1[0-6])$' }, { name: text, basis: BASIS_SCHEMA, assessment: text }),
  }),
  'relations.yaml': documentOf({
    relations: words({ enum: RELATIONS }, { case: { enum: ['encounter', 'case', 'grant', null] } }),
    conditions: words({ enum: CONDITIONS }, {}),
    protections: {
      type: 'array',
      items: documentOf({
        condition: { enum: CONDITIONS },
        roles: { type: 'array', items: text, minItems: 1, uniqueItems: true },
        items: { type: 'array', items: { type: 'string', pattern: ITEM }, minItems: 1, uniqueItems: true },
        otherwise: { enum: OTHERWISE },
      }),
    },
  }),
  'masks.yaml': documentOf({ masks: words({ pattern: '^[a-z][a-z-]*$' }, { leaves: text }) }),
}

const ajv = new Ajv({ allErrors: true, verbose: true })
const VALIDATORS = new Map(Object.entries(VOCABULARY_SCHEMAS).map(([file, schema]) => [file, ajv.compile(schema)]))

export function isVocabulary(file: string): boolean {
  return VALIDATORS.has(file)
}

/** `documents`: file name -> text, the policies among them. */
export function readVocabulary(documents: ReadonlyMap<string, string>): Reading<Vocabulary> {
  const readings = [...VALIDATORS].map(([file, validate]): Reading<object> => {
    const document = documents.get(file)
    if (document === undefined) {
      const fault = { file, path: '', what: 'is missing', fix: 'write it: policies are written in its words' }
      return { value: null, faults: [fault] }
    }
    const read = parseYaml(document, file)
    if (read.faults.length > 0) return { value: null, faults: read.faults }
    if (validate(read.value)) return { value: read.value as object, faults: [] }
    return { value: null, faults: faultsOf(validate.errors as ErrorObject[], file) }
  })
  const faults = readings.flatMap((reading) => reading.faults)
  if (faults.length > 0) return { value: null, faults }
  const vocabulary = Object.assign({}, ...readings.map((reading) => reading.value)) as Vocabulary
  const unknown = protectionFaults(vocabulary)
  return unknown.length > 0 ? { value: null, faults: unknown } : { value: vocabulary, faults: [] }
}

function protectionFaults({ protections, roles, conditions }: Vocabulary): Fault[] {
  const faults = protections.flatMap(({ roles: named, condition }, at) => {
    const unknown = named.filter((role) => roles[role] === undefined)
    const undescribed = conditions[condition] === undefined ? [condition] : []
    return [
      ...unknown.map((role) => ({
        path: `protections.${at}.roles`,
        what: `no role \`${role}\` in roles.yaml`,
        fix: adviceFor(role, Object.keys(roles), 'add it or remove it'),
      })),
      ...undescribed.map((word) => ({
        path: `protections.${at}.condition`,
        what: `\`${word}\` is not described under conditions`,
        fix: 'describe it',
      })),
    ]
  })
  return inFile('relations.yaml', faults)
}
