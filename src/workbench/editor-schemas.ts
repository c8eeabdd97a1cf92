// JSON Schemas with which an editor completes and checks a policy while it is written. The forms are those that the reader
// itself checks by; what an editor needs beside them (which fields, masks, roles and purposes there are, and what each
// means) is taken from the schema and the words. What they let pass, `hutong policy check` still checks.
import { getNamedType, isEnumType } from 'graphql'
import type { Classification } from '../catalogue/item.ts'
import { DATA_ITEMS, dataItem } from '../catalogue/items.ts'
import { maskNamed } from '../masking/masks.ts'
import { canCarry, fieldAt, holdsInputObject } from '../policy/check.ts'
import { USE_KINDS, useOf } from '../policy/decision.ts'
import { POLICY_SCHEMA } from '../policy/document.ts'
import { CONDITIONS, OTHERWISE } from '../policy/policy.ts'
import { VOCABULARY_SCHEMAS } from '../policy/vocabulary.ts'
import { CASE_FILE_SCHEMA } from './case-file.ts'
import type { Desk } from './desk.ts'

type Json = Readonly<Record<string, unknown>>

const DRAFT = 'http://json-schema.org/draft-07/schema#'

/** File name → schema. The same words and schema give the same texts. */
export function editorSchemas(desk: Desk): ReadonlyMap<string, Json> {
  const words = Object.entries(VOCABULARY_SCHEMAS).map(([file, schema]): [string, Json] => [
    file.replace('.yaml', '.schema.json'),
    titled(
      file.replace('.yaml', ''),
      file === 'relations.yaml' ? relationsSchema(desk, schema as Json) : (schema as Json),
    ),
  ])
  return new Map([
    ['policy.schema.json', titled('policy', policySchema(desk))],
    ['case-file.schema.json', titled('case file', caseFileSchema(desk))],
    ...words,
  ])
}

/** Which schema a file of the folder is written by; null for what is written by none. */
export function schemaFileFor(file: string): string | null {
  if (file.startsWith('tests/')) return 'case-file.schema.json'
  if (file.includes('/')) return null
  return VOCABULARY_SCHEMAS[file] ? file.replace('.yaml', '.schema.json') : 'policy.schema.json'
}

function titled(title: string, schema: Json): Json {
  return { $schema: DRAFT, title: `Hutong: ${title}`, ...schema }
}

interface Choice {
  readonly value: string
  readonly about: string
}

function oneOf(choices: readonly Choice[]): Json {
  return { anyOf: choices.map(({ value, about }) => ({ const: value, description: about })) }
}

function listOf(choices: readonly Choice[]): Json {
  return { type: 'array', items: oneOf(choices) }
}

function wordChoices(words: Readonly<Record<string, { readonly zh: string; readonly en: string }>>): Choice[] {
  return Object.entries(words).map(([value, { zh, en }]) => ({ value, about: `${zh} ${en}` }))
}

function policySchema(desk: Desk): Json {
  const { vocabulary } = desk
  const own = POLICY_SCHEMA.properties
  const described = (schema: object, description: string): Json => ({ ...schema, description })
  const coordinates = choicesOf(desk, () => true)
  return {
    ...POLICY_SCHEMA,
    definitions: treatmentDefinitions(desk),
    properties: {
      ...own,
      policy: described(own.policy, 'Its name; stands in every journal entry'),
      role: described(oneOf(wordChoices(vocabulary.roles)), 'A role of roles.yaml'),
      purpose: described(oneOf(wordChoices(vocabulary.purposes)), 'A purpose of purposes.yaml'),
      relation: described(oneOf(wordChoices(vocabulary.relations as never)), 'What makes a child the caller’s'),
      until: described(own.until, 'The first day on which it grants nothing any more'),
      fields: fieldsSchema(desk),
      refuse: described(listOf(coordinates), 'Refused for every use, whatever stands elsewhere'),
      use: useSchema(desk),
      values: valuesSchema(desk),
      releases: releasesSchema(desk),
      journal: described(own.journal, 'What the journal’s entry must lead to'),
    },
  }
}

// What can be granted and what it is: `D26 困境儿童类别 categories of disadvantage, L4, MZJ`.
function choicesOf({ catalogue }: Desk, which: (coordinate: string, item: Classification) => boolean): Choice[] {
  return [...catalogue]
    .filter(([coordinate, classification]) => which(coordinate, classification))
    .map(([value, classification]) => ({ value, about: aboutItem(classification) }))
}

function aboutItem({ item, level, source }: Classification): string {
  const named = dataItem(item)
  return `${named ? `${named.code} ${named.zh} ${named.en}` : 'about no person'}, ${level}, ${source}`
}

function fieldsSchema(desk: Desk): Json {
  const fields = choicesOf(desk, (coordinate) => fieldAt(desk.schema, coordinate) !== undefined)
  const treated = (coordinate: string): Json => ({
    $ref: `#/definitions/${treatmentOf(desk, typeOf(desk, coordinate))}`,
  })
  return {
    type: 'object',
    description: 'What may be seen, and how much of it',
    additionalProperties: false,
    properties: Object.fromEntries(
      fields.map(({ value, about }) => [value, { description: about, allOf: [treated(value)] }]),
    ),
  }
}

function typeOf({ schema }: Desk, coordinate: string): string {
  const field = fieldAt(schema, coordinate)
  return field ? getNamedType(field.type).name : ''
}

function treatmentOf(desk: Desk, type: string): string {
  return masksFor(desk, type).length > 0 ? `treatment-of-${type}` : 'treatment-without-mask'
}

/** The masks whose result the type can carry. */
function masksFor({ vocabulary }: Desk, type: string): Choice[] {
  return Object.entries(vocabulary.masks)
    .filter(([name]) => canCarry(type, maskNamed(name)?.output ?? ''))
    .map(([value, { zh, leaves }]) => ({ value, about: `${zh}: leaves ${leaves}` }))
}

/** How a field may be treated, by its type. */
function treatmentDefinitions(desk: Desk): Json {
  const types = new Set(
    [...desk.catalogue.keys()].map((coordinate) => typeOf(desk, coordinate)).filter((type) => type !== ''),
  )
  return Object.fromEntries(
    [...types].sort().map((type) => [treatmentOf(desk, type), { anyOf: treatments(desk, type) }]),
  )
}

// That a condition stands on leaves alone is left to `check`.
function treatments(desk: Desk, type: string): Json[] {
  const masks = masksFor(desk, type)
  const mask: Json = masks.length > 0 ? { mask: oneOf(masks) } : {}
  const row = { where: oneOf(conditionChoices(desk.vocabulary)), otherwise: { enum: OTHERWISE } }
  const form = (required: readonly string[], properties: Json): Json => {
    return { type: 'object', additionalProperties: false, required, properties }
  }
  return [
    { const: 'reveal', description: 'in clear' },
    ...(masks.length > 0 ? [form(['mask'], mask)] : []),
    form(['where', 'otherwise'], { ...mask, ...row }),
  ]
}

function conditionChoices({ conditions }: Desk['vocabulary']): Choice[] {
  return CONDITIONS.map((value) => {
    const word = conditions[value]
    return { value, about: word ? `${word.zh} ${word.en}` : value }
  })
}

function useSchema(desk: Desk): Json {
  const used = (kind: 'filter' | 'sort'): Choice[] => {
    const fields = new Set([...desk.catalogue.values()].flatMap(({ uses }) => (uses?.kind === kind ? [uses.of] : [])))
    return choicesOf(desk, (coordinate) => fields.has(coordinate))
  }
  const inputs = choicesOf(desk, (coordinate, classification) => isInput(desk, coordinate, classification))
  const fields = choicesOf(
    desk,
    (coordinate, { item }) => fieldAt(desk.schema, coordinate) !== undefined && item !== 'STRUCTURE',
  )
  return {
    type: 'object',
    description: 'Uses beside seeing',
    additionalProperties: false,
    properties: {
      input: { ...listOf(inputs), description: 'Identifiers and references that may be sent' },
      filter: {
        ...listOf(used('filter')),
        description: 'Fields that a list may be filtered by; each revealed in clear',
      },
      sort: { ...listOf(used('sort')), description: 'Fields that a list may be sorted by; each revealed in clear' },
      group: { ...listOf(fields), description: 'Dimensions of published tables: counted by, never shown' },
    },
  }
}

function isInput({ schema }: Desk, coordinate: string, classification: Classification): boolean {
  if (fieldAt(schema, coordinate) || holdsInputObject(schema, coordinate)) return false
  return useOf(coordinate, classification)?.kind === 'input'
}

function valuesSchema({ schema }: Desk): Json {
  const enumerations = Object.values(schema.getTypeMap()).filter(
    (type) => isEnumType(type) && !type.name.startsWith('__'),
  )
  return {
    type: 'object',
    description: 'Enumerations of which only these values may be named',
    additionalProperties: false,
    properties: Object.fromEntries(
      enumerations.map((type) => [
        type.name,
        {
          type: 'array',
          minItems: 1,
          items: { enum: isEnumType(type) ? type.getValues().map(({ name }) => name) : [] },
        },
      ]),
    ),
  }
}

function releasesSchema(desk: Desk): Json {
  const { items, ...list } = POLICY_SCHEMA.properties.releases
  const derived = choicesOf(desk, (_coordinate, { derivedFrom }) => derivedFrom !== undefined)
  const inputs = new Set([...desk.catalogue.values()].flatMap(({ derivedFrom }) => derivedFrom ?? []))
  return {
    ...list,
    description: 'Derived fields released although what they are computed from is not granted, each with its reason',
    items: {
      ...items,
      properties: {
        field: oneOf(derived),
        from: { ...listOf(choicesOf(desk, (coordinate) => inputs.has(coordinate))), minItems: 1 },
        reason: items.properties.reason,
      },
    },
  }
}

function relationsSchema({ vocabulary }: Desk, schema: Json): Json {
  const properties = schema.properties as Record<string, Json>
  const protection = (
    properties.protections as { readonly items: { readonly properties: Record<string, Json> } & Json }
  ).items
  const items = DATA_ITEMS.map(({ code, zh, en }) => ({ value: code, about: `${zh} ${en}` }))
  return {
    ...schema,
    properties: {
      ...properties,
      protections: {
        ...properties.protections,
        items: {
          ...protection,
          properties: {
            ...protection.properties,
            roles: { ...protection.properties.roles, items: oneOf(wordChoices(vocabulary.roles)) },
            items: { ...protection.properties.items, items: oneOf(items) },
          },
        },
      },
    },
  }
}

function caseFileSchema(desk: Desk): Json {
  const caller = {
    ...CASE_FILE_SCHEMA.properties.caller,
    properties: {
      role: oneOf(wordChoices(desk.vocabulary.roles)),
      purpose: oneOf(wordChoices(desk.vocabulary.purposes)),
    },
  }
  const { cases } = CASE_FILE_SCHEMA.properties
  const [usesCase, operationCase] = cases.items.anyOf
  const uses = { ...usesCase.properties.uses, properties: useProperties(desk) }
  return {
    ...CASE_FILE_SCHEMA,
    definitions: { decision: decisionSchema(desk) },
    properties: {
      caller,
      cases: {
        ...cases,
        items: {
          ...cases.items,
          anyOf: [
            { ...usesCase, properties: { ...usesCase.properties, caller, uses } },
            { ...operationCase, properties: { ...operationCase.properties, caller } },
          ],
        },
      },
    },
  }
}

// A decision with conditions is written out, so that any text may stand here; the common ones are offered.
function decisionSchema({ vocabulary }: Desk): Json {
  const masks = Object.keys(vocabulary.masks).map((mask) => `mask:${mask}`)
  return { anyOf: [{ enum: ['refuse', 'reveal', 'withheld', 'looks-absent', ...masks] }, { type: 'string' }] }
}

// Every use there can be, offered by name; a case may ask for any other one, too, and want it refused.
function useProperties(desk: Desk): Json {
  const used = new Set(
    [...desk.catalogue].flatMap(([coordinate, classification]) => {
      if (fieldAt(desk.schema, coordinate)) return [`select ${coordinate}`]
      const use =
        isInput(desk, coordinate, classification) || classification.uses ? useOf(coordinate, classification) : null
      return use ? [`${use.kind} ${use.coordinate}`] : []
    }),
  )
  const place = (use: string): number => USE_KINDS.findIndex((kind) => use.startsWith(kind))
  const sorted = [...used].sort((a, b) => place(a) - place(b))
  return Object.fromEntries(
    sorted.map((use) => {
      const classification = desk.catalogue.get(use.slice(use.indexOf(' ') + 1))
      return [
        use,
        {
          allOf: [{ $ref: '#/definitions/decision' }],
          ...(classification ? { description: aboutItem(classification) } : {}),
        },
      ]
    }),
  )
}
