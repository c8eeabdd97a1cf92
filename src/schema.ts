// The one schema, built from the departments' classes, and the checks without which it does not build: every output
// field, argument and input field is classified, and whatever can be other than a plain value is nullable.
import 'reflect-metadata'
import { printSchemaWithDirectives } from '@graphql-tools/utils'
import {
  DirectiveLocation,
  GraphQLDirective,
  GraphQLList,
  GraphQLNonNull,
  GraphQLSchema,
  GraphQLString,
  isInputObjectType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { buildSchemaSync, type PubSub } from 'type-graphql'
import { AnswersResolver } from './answers/resolver.ts'
import { ApprovalsResolver } from './approvals/resolver.ts'
import { AssessmentsResolver } from './assessments/resolver.ts'
import type { Classification } from './catalogue/item.ts'
import { noSource, ROOT_TYPES } from './catalogue/roots.ts'
import { ChoicesResolver } from './choices/resolver.ts'
import { ConsentsResolver } from './consents/resolver.ts'
import { CorrectionsResolver } from './corrections/resolver.ts'
import { DEPARTMENTS } from './departments/departments.ts'
import { DeputiesResolver } from './deputies/resolver.ts'
import { EmergencyResolver } from './emergency/resolver.ts'
import { IntakeRecord } from './intake/types.ts'
import { masksReadable, takesConditions } from './masking/readable.ts'
import { NoticeResolver } from './notices/resolver.ts'
import { QualityResolver } from './quality/resolver.ts'
import { RecordProbe } from './quality/types.ts'
import { EligibilityResolver } from './questions/resolver.ts'
import { RuleReferenceResolver } from './questions/rule-reference.ts'
import { ReferenceResolver } from './reference/resolver.ts'
import { ContradictionsResolver } from './registry/contradictions/resolver.ts'
import { FindingsResolver } from './registry/findings/resolver.ts'
import { LinkReviewResolver } from './registry/links/resolver.ts'
import { LinkingSheet } from './registry/links/types.ts'
import { ChildRecordResolver } from './registry/record/resolver.ts'
import { CaseworkResolver } from './registry/resolver.ts'
import { ReportsResolver } from './reports/resolver.ts'
import { SettlementResolver } from './settlement/resolver.ts'
import { StatisticsResolver } from './statistics/resolver.ts'
import { TransfersResolver } from './transfers/resolver.ts'
import { WorkListsResolver } from './worklists/resolver.ts'

const RESOLVERS = [
  EligibilityResolver,
  CaseworkResolver,
  StatisticsResolver,
  RuleReferenceResolver,
  EmergencyResolver,
  NoticeResolver,
  DeputiesResolver,
  ...DEPARTMENTS.map(({ resolver }) => resolver),
  ReferenceResolver,
  LinkReviewResolver,
  ContradictionsResolver,
  FindingsResolver,
  CorrectionsResolver,
  TransfersResolver,
  AssessmentsResolver,
  ChoicesResolver,
  AnswersResolver,
  ApprovalsResolver,
  ConsentsResolver,
  ChildRecordResolver,
  QualityResolver,
  ReportsResolver,
  SettlementResolver,
  WorkListsResolver,
] as const

/** The fields of `Child` behind which something is read. */
export const CHILD_EDGES: readonly string[] = [
  ...DEPARTMENTS.map(({ edge }) => edge),
  'contradictions',
  'findings',
  'disputes',
  'record',
]

/** Classifications by coordinate: `Type.field`, `Type.field(argument:)`, `Input.field`. */
export type Catalogue = ReadonlyMap<string, Classification>

const itemDirective = new GraphQLDirective({
  name: 'item',
  description: 'The data item of the catalogue, its sensitivity level and its one source',
  locations: [
    DirectiveLocation.FIELD_DEFINITION,
    DirectiveLocation.ARGUMENT_DEFINITION,
    DirectiveLocation.INPUT_FIELD_DEFINITION,
  ],
  args: {
    code: { type: new GraphQLNonNull(GraphQLString) },
    level: { type: new GraphQLNonNull(GraphQLString) },
    source: { type: new GraphQLNonNull(GraphQLString) },
    holds: { type: new GraphQLList(new GraphQLNonNull(GraphQLString)) },
  },
})

/** Builds the schema; throws one error that lists every fault. */
export function buildGatewaySchema(resolvers: readonly unknown[] = RESOLVERS): GraphQLSchema {
  const built = buildSchemaSync({
    resolvers: resolvers as typeof RESOLVERS,
    // No field takes them: they name what the jobs that link, import and measure may read.
    orphanedTypes: [LinkingSheet, IntakeRecord, RecordProbe],
    validate: false,
    pubSub: NO_EVENTS,
  })
  readInOrder(built)
  const config = built.toConfig()
  const types = config.types.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const schema = new GraphQLSchema({ ...config, types, directives: [...config.directives, itemDirective] })
  const faults = [...unclassified(schema), ...wronglyNonNull(schema)]
  if (faults.length > 0) throw new Error(`the schema does not build:\n${faults.join('\n')}`)
  return schema
}

// TypeGraphQL builds no subscription without one. Events come by the walk alone, each decided like a query.
const NO_EVENTS: PubSub = {
  publish: noSource,
  subscribe: noSource,
}

// Parameter decorators run from the last to the first, and TypeGraphQL lists arguments as they come. Fields that resolvers add come as
// their modules were loaded, whoever loaded them first: they stand by name.
function readInOrder(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue
    const fields = type.getFields()
    for (const field of Object.values(fields)) field.args = field.args.toReversed()
    if (RESOLVED.has(type.name)) orderByName(fields)
  }
}

/** Types whose fields are methods of resolvers. */
const RESOLVED: ReadonlySet<string> = new Set([...ROOT_TYPES, 'Child'])

function orderByName(fields: Record<string, unknown>): void {
  for (const [name, field] of Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    delete fields[name]
    fields[name] = field
  }
}

export function catalogueOf(schema: GraphQLSchema): Catalogue {
  const catalogue = new Map<string, Classification>()
  for (const [coordinate, classification] of elements(schema)) {
    if (!classification) continue
    catalogue.set(coordinate, {
      ...classification,
      masks: masksReadable(coordinate),
      takesConditions: takesConditions(coordinate),
    })
  }
  return catalogue
}

/** The SDL with every classification as a directive. */
export function printGatewaySchema(schema: GraphQLSchema): string {
  return `${printSchemaWithDirectives(schema)}\n`
}

function* elements(schema: GraphQLSchema): Generator<[string, Classification | undefined]> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue
    if (!isObjectType(type) && !isInputObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      yield [coordinate, field.extensions.classification as Classification | undefined]
      if (!('args' in field)) continue
      const items = (field.extensions.argumentClassifications ?? {}) as Record<string, Classification>
      for (const argument of field.args) {
        const classification = items[argument.name]
        if (classification)
          argument.extensions = { ...argument.extensions, directives: { item: directiveOf(classification) } }
        yield [`${coordinate}(${argument.name}:)`, classification]
      }
    }
  }
}

function directiveOf(classification: Classification): Record<string, string> {
  return { code: classification.item, level: classification.level, source: classification.source }
}

function* unclassified(schema: GraphQLSchema): Generator<string> {
  for (const [coordinate, classification] of elements(schema)) {
    if (!classification) yield `${coordinate}: no classification`
  }
}

// What is about a person can be masked away, unavailable or stale, and one such cell must not take its neighbours along.
function* wronglyNonNull(schema: GraphQLSchema): Generator<string> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const classification = field.extensions.classification as Classification | undefined
      if (!classification || ALWAYS_VALUE.has(`${type.name}.${field.name}`)) continue
      if (isNonNullType(field.type) && classification.item !== 'STRUCTURE' && classification.level !== 'L2') {
        yield `${type.name}.${field.name}: can be other than a value, so it must be nullable`
      }
    }
  }
}

// The gateway computes these itself; there is no state in which they are missing.
const ALWAYS_VALUE: ReadonlySet<string> = new Set([
  'Child.childRef',
  'EligibilityAnswer.status',
  'EmergencyAnswer.status',
])
