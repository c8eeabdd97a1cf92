// Random documents over a schema: selections with aliases, fragments and conditions, and a document for one coordinate
// that may lie beyond what is granted.
import {
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
} from 'graphql'
import type { Random } from '../../src/city/random.ts'

export interface Document {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

export interface Writing {
  readonly random: Random
  readonly schema: GraphQLSchema
}

export interface Root {
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** One document that asks the given root fields for random parts of what the schema shows below them. */
export function randomDocument({ random, schema }: Writing, roots: readonly Root[]): Document {
  const pen = new Pen(random)
  const query = schema.getQueryType()
  const fields = roots.map((root, at) => {
    const definition = query?.getFields()[root.name]
    if (!definition) throw new Error('a root field of the view')
    const type = getNamedType(definition.type)
    const passed = definition.args.flatMap((argument) => {
      const value = root.arguments[argument.name]
      return value === undefined ? [] : [`${argument.name}: ${pen.variable(argument.type, value)}`]
    })
    const call = passed.length === 0 ? '' : `(${passed.join(', ')})`
    return `r${at}: ${root.name}${call} ${isObjectType(type) ? pen.selection(type) : ''}`
  })
  return pen.document(fields.join('\n  '))
}

class Pen {
  readonly #random: Random
  readonly #declared: string[] = []
  readonly #fragments: string[] = []
  readonly #variables: Record<string, unknown> = {}

  constructor(random: Random) {
    this.#random = random
  }

  variable(type: GraphQLInputType, value: unknown): string {
    const name = `v${this.#declared.length}`
    this.#declared.push(`$${name}: ${String(type)}`)
    this.#variables[name] = value
    return `$${name}`
  }

  selection(type: GraphQLObjectType): string {
    const fields = Object.values(type.getFields())
    const keep = 0.3 + this.#random.unit() * 0.7
    const chosen = fields.filter(() => this.#random.chance(keep))
    const taken = chosen.length > 0 ? chosen : [this.#random.pick(fields)]
    const parts = taken.map((field) => this.#field(type, field.name))
    if (this.#random.chance(0.15)) parts.push('__typename')
    return `{ ${parts.join(' ')} }`
  }

  document(body: string): Document {
    const declared = this.#declared.length === 0 ? '' : `(${this.#declared.join(', ')})`
    const query = [`query Q${declared} {\n  ${body}\n}`, ...this.#fragments].join('\n')
    return { query, variables: this.#variables }
  }

  #field(type: GraphQLObjectType, name: string): string {
    const definition = type.getFields()[name]
    const below = definition && getNamedType(definition.type)
    const alias = this.#random.chance(0.2) ? `other_${name}: ` : ''
    const text = `${alias}${name}${this.#condition()}${isObjectType(below) ? ` ${this.selection(below)}` : ''}`
    const form = this.#random.unit()
    if (form < 0.08) return `... on ${type.name}${this.#condition()} { ${text} }`
    if (form > 0.08 + 0.08) return text
    const fragment = `F${this.#fragments.length}`
    this.#fragments.push(`fragment ${fragment} on ${type.name} { ${text} }`)
    return `...${fragment}`
  }

  #condition(): string {
    if (!this.#random.chance(0.15)) return ''
    const value = this.#random.chance(0.5)
    const directive = this.#random.pick(['include', 'skip'])
    if (this.#random.chance(0.4)) return ` @${directive}(if: ${value})`
    const name = `v${this.#declared.length}`
    this.#declared.push(`$${name}: Boolean!`)
    this.#variables[name] = value
    return ` @${directive}(if: $${name})`
  }
}

/** Coordinates of output fields that a schema has and a view of it has not. */
export function coordinatesBeyond(schema: GraphQLSchema, view: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type.name.startsWith('__')) return []
    const shown = view.getType(type.name)
    const known = isObjectType(shown) ? shown.getFields() : {}
    return Object.keys(type.getFields())
      .filter((name) => !(name in known))
      .map((name) => `${type.name}.${name}`)
  })
}

/** Fields of an input object that a schema has and a view of it has not. */
export function inputsBeyond(schema: GraphQLSchema, view: GraphQLSchema, name: string): string[] {
  const [all, shown] = [schema.getType(name), view.getType(name)]
  if (!isInputObjectType(all)) return []
  const known = isInputObjectType(shown) ? shown.getFields() : {}
  return Object.keys(all.getFields()).filter((field) => !(field in known))
}

/** The shortest selection from one of the roots to a coordinate; null when none leads there. */
export function selectionTo(schema: GraphQLSchema, roots: readonly string[], coordinate: string): string | null {
  const [typeName = '', fieldName = ''] = coordinate.split('.')
  const queue = [...roots].map((root) => ({ type: schema.getQueryType()?.getFields()[root]?.type, path: [root] }))
  const met = new Set<string>()
  for (let step = queue.shift(); step; step = queue.shift()) {
    const type = step.type && getNamedType(step.type)
    if (!isObjectType(type) || met.has(type.name)) continue
    met.add(type.name)
    if (type.name === typeName)
      return nested([...step.path.slice(1), fieldName], isObjectType(ofField(type, fieldName)))
    for (const field of Object.values(type.getFields())) {
      queue.push({ type: field.type, path: [...step.path, field.name] })
    }
  }
  return null
}

function ofField(type: GraphQLObjectType, name: string) {
  const field = type.getFields()[name]
  return field && getNamedType(field.type)
}

function nested(path: readonly string[], isObject: boolean): string {
  const leaf = isObject ? ' { __typename }' : ''
  return path.reduceRight((inner, name) => `{ ${name}${inner} }`, leaf)
}
