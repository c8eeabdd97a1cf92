// The words that policies are written in: roles, purposes, relations and masks, each in a document of its own beside the
// policies. A policy that uses a word which is not there does not compile, and so does a word that the gateway lacks.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
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
import { faultsOf, isMap, mapOf, parseYaml, type Reading } from './read-yaml.ts'

/** On which side of the city's wall a role stands. It decides nothing: the matrix groups by it, and tests hold policies to it. */
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
  readonly relations: Readonly<Partial<Record<Relation, Named>>>
  readonly conditions: Readonly<Partial<Record<Condition, Named>>>
  readonly protections: readonly Protection[]
  readonly masks: Readonly<Record<string, MaskWord>>
}

/** What can be read of the words where some are at fault: the names alone; null where a list of them cannot be read. */
export interface LegibleVocabulary {
  readonly roles: Names | null
  readonly purposes: Names | null
  readonly relations: Names | null
  readonly conditions: Names | null
  readonly masks: Names | null
  readonly protections: readonly Protection[] | null
}

/** Every Vocabulary is legible. */
export type VocabularyReading = Reading<Vocabulary> & { readonly legible: LegibleVocabulary }

type Names = Readonly<Record<string, unknown>>

const text = { type: 'string', minLength: 1 } as const
const ITEM = { pattern: '^D(0[1-9]|[1-5][0-9]|6[0-2])$', description: 'one of D01 to D62' } as const

export const ROLE_NAME = {
  pattern: '^[A-Z][A-Z0-9_]*$',
  description: 'capital letters, digits and underscores, a letter first',
} as const
export const PURPOSE_CODE = { pattern: '^P(0[1-9]|1[0-6])$', description: 'one of P01 to P16' } as const
const MASK_NAME = { pattern: '^[a-z][a-z-]*$', description: 'small letters and hyphens, a letter first' } as const

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

function documentOf(properties: Readonly<Record<string, object>>) {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties }
}

/** The JSON Schema of each document of words, by file name. */
export const VOCABULARY_SCHEMAS: Readonly<Record<string, { readonly properties: object }>> = {
  'roles.yaml': documentOf({ roles: words(ROLE_NAME, { side: { enum: SIDES } }) }),
  'purposes.yaml': documentOf({
    purposes: words(PURPOSE_CODE, { name: text, basis: BASIS_SCHEMA, assessment: text }),
  }),
  'relations.yaml': documentOf({
    relations: words({ enum: RELATIONS }, {}),
    conditions: words({ enum: CONDITIONS }, {}),
    protections: {
      type: 'array',
      items: documentOf({
        condition: { enum: CONDITIONS },
        roles: { type: 'array', items: text, minItems: 1, uniqueItems: true },
        items: { type: 'array', items: { type: 'string', ...ITEM }, minItems: 1, uniqueItems: true },
        otherwise: { enum: OTHERWISE },
      }),
    },
  }),
  'masks.yaml': documentOf({ masks: words(MASK_NAME, { leaves: text }) }),
}

const ajv = new Ajv({ allErrors: true, verbose: true })
const KEYS = new Map(
  Object.entries(VOCABULARY_SCHEMAS).map(([file, { properties }]) => [file, Object.keys(properties)]),
)
const VALIDATORS = new Map(Object.entries(VOCABULARY_SCHEMAS).map(([file, schema]) => [file, ajv.compile(schema)]))

export function isVocabulary(file: string): boolean {
  return VALIDATORS.has(file)
}

/** `documents`: file name -> text, the policies among them. */
export function readVocabulary(documents: ReadonlyMap<string, string>): VocabularyReading {
  const readings = [...VALIDATORS.keys()].map((file) => readWords(documents.get(file), file))
  const written: Names = Object.assign({}, ...readings.map(ownWords))
  const legible = {
    roles: namesIn(written.roles),
    purposes: namesIn(written.purposes),
    relations: namesIn(written.relations),
    conditions: namesIn(written.conditions),
    masks: namesIn(written.masks),
    protections: readings.some(({ file, faults }) => file === 'relations.yaml' && faults.length === 0)
      ? (written.protections as readonly Protection[])
      : null,
  }
  const faults = [...readings.flatMap((reading) => reading.faults), ...protectionFaults(legible)]
  if (faults.length > 0) return { value: null, faults, legible }
  const vocabulary = written as unknown as Vocabulary
  return { value: vocabulary, faults: [], legible: vocabulary }
}

// A key that belongs to another document is a fault where it stands, and takes no other's place.
function ownWords({ file, written }: ReadWords): Names {
  const own = KEYS.get(file) as readonly string[]
  return Object.fromEntries(Object.entries(mapOf(written)).filter(([key]) => own.includes(key)))
}

interface ReadWords {
  readonly file: string
  /** What stands in the document, at fault or not; null where it is no YAML. */
  readonly written: unknown
  readonly faults: readonly Fault[]
}

function readWords(document: string | undefined, file: string): ReadWords {
  if (document === undefined) {
    const fault = { file, path: '', what: 'is missing', fix: 'write it: policies are written in its words' }
    return { file, written: null, faults: [fault] }
  }
  const { value: written, faults } = parseYaml(document, file)
  if (written === null && faults.length > 0) return { file, written, faults }
  const validate = VALIDATORS.get(file) as ValidateFunction
  const found = validate(written) ? [] : faultsOf(validate.errors as ErrorObject[], file)
  // Of words that stand twice only half may be there: policies are not held to them.
  return { file, written: faults.length > 0 ? null : written, faults: [...faults, ...found] }
}

function namesIn(written: unknown): Names | null {
  return isMap(written) ? written : null
}

function protectionFaults({ protections, roles, conditions }: LegibleVocabulary): Fault[] {
  const described = conditions ?? {}
  const faults = (protections ?? []).flatMap(({ roles: named, condition }, at) => {
    const unknown = roles === null ? [] : named.filter((role) => roles[role] === undefined)
    const undescribed = described[condition] === undefined ? [condition] : []
    return [
      ...unknown.map((role) => ({
        path: `protections.${at}.roles`,
        what: `no role \`${role}\` in roles.yaml`,
        fix: adviceFor(role, Object.keys(roles ?? {}), 'add it or remove it'),
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
