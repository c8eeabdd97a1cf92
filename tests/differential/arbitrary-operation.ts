// Random operations over the whole schema, mostly within what a role is granted and now and then beyond it: fragments,
// aliases, directives, variables with and without values, defaults, enumeration values, nulls, input objects and lists.
// An operation is drawn from a tape of numbers; a shorter tape and smaller numbers make a smaller operation, so it shrinks.
import fc from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { schema } from '../policy/policies.ts'

export interface Operation {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** What of the schema a role may most likely use; an operation strays from it once in a while. */
export interface Familiar {
  readonly coordinates: ReadonlySet<string>
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly mostRoots: number
  /** Root fields that are asked for at all; any when left out. */
  readonly roots?: readonly string[]
  /** Arguments that are never passed. */
  readonly omitted?: readonly string[]
  /** Values of scalars in place of the usual ones. */
  readonly samples?: Samples
}

export type Samples = Readonly<Record<string, readonly (string | number | boolean)[]>>

export const tape: fc.Arbitrary<readonly number[]> = fc.array(fc.nat({ max: 999 }), { maxLength: 400, size: 'max' })

/** `stray`: of a thousand choices, how many look beyond what is familiar. */
export function operationFrom(numbers: readonly number[], familiar: Familiar, stray = 15): Operation {
  return new Pen(numbers, familiar, stray).operation()
}

// Values of scalars, in the form that each expects.
const SAMPLES: Samples = {
  Date: ['2012-06-01', '2026-11-23'],
  CitizenId: ['330199201801019970'],
  PersonName: ['周小满'],
  StudentNo: ['G330199201709019994'],
  DivisionCode: ['330106', '330106901', '330106901901'],
  Instant: ['2026-11-20T02:00:00Z', '2025-01-01T00:00:00.000Z'],
  ID: ['c1.5IbED8kJtIksmFtdnciIaw'],
  Int: [5, 1, 40],
  Boolean: [true, false],
}

class Pen {
  readonly #tape: readonly number[]
  readonly #familiar: Familiar
  readonly #stray: number
  readonly #declared: string[] = []
  readonly #fragments: string[] = []
  readonly #variables: Record<string, unknown> = {}
  #at = 0
  #fields = 0

  constructor(numbers: readonly number[], familiar: Familiar, stray: number) {
    this.#tape = numbers
    this.#familiar = familiar
    this.#stray = stray
  }

  operation(): Operation {
    const root = schema.getQueryType()
    if (!root) throw new Error('a schema with a query type')
    const count = 1 + this.#below(this.#familiar.mostRoots)
    const { roots: wanted } = this.#familiar
    const all = Object.values(root.getFields()).filter(({ name }) => wanted?.includes(name) ?? true)
    const known = this.#known(root).filter((field) => all.includes(field))
    const roots = Array.from({ length: count }, (_, at) => {
      const field = this.#choose(known, all)
      return this.#wrapped(root, (alias) => this.#field(root, field, alias || `r${at}: `))
    })
    if (this.#happens(30)) roots.push('__typename')
    const declared = this.#declared.length === 0 ? '' : `(${this.#declared.join(', ')})`
    const query = [`query Q${declared} {\n  ${roots.join('\n  ')}\n}`, ...this.#fragments].join('\n')
    return { query, variables: this.#variables }
  }

  #next(): number {
    const drawn = this.#tape[this.#at] ?? 0
    this.#at += 1
    return drawn
  }

  #below(limit: number): number {
    return limit === 0 ? 0 : this.#next() % limit
  }

  // The end of the tape lets nothing happen any more.
  #happens(ofThousand: number): boolean {
    return this.#next() > 999 - ofThousand
  }

  #choose<T>(known: readonly T[], all: readonly T[]): T {
    const from = known.length === 0 || this.#happens(this.#stray) ? all : known
    const chosen = from[this.#below(from.length)]
    if (chosen === undefined) throw new Error('something to choose from')
    return chosen
  }

  #known(type: GraphQLObjectType): GraphQLField<unknown, unknown>[] {
    return Object.values(type.getFields()).filter(({ name }) => this.#familiar.coordinates.has(`${type.name}.${name}`))
  }

  #selection(type: GraphQLObjectType, depth: number): string {
    const known = this.#known(type)
    const all = Object.values(type.getFields())
    const isWide = this.#happens(200)
    const count = 1 + this.#below(isWide ? 12 : 4)
    const taken = Array.from({ length: count }, () => this.#choose(known, all))
    const parts = taken.map((field, at) =>
      this.#wrapped(type, (alias) => this.#field(type, field, this.#aliasFor(field, alias, at), depth)),
    )
    if (this.#happens(60)) parts.push('__typename')
    return `{ ${parts.join(' ')} }`
  }

  // Two selections of one field with arguments would have to merge; each has a key of its own.
  #aliasFor(field: GraphQLField<unknown, unknown>, alias: string, at: number): string {
    if (alias !== '') return alias
    return field.args.length > 0 ? `a${at}: ` : ''
  }

  #wrapped(type: GraphQLObjectType, write: (alias: string) => string): string {
    const alias = this.#happens(150) ? `k${this.#fields}: ` : ''
    const text = write(alias)
    const form = this.#next()
    if (form > 940) return `... on ${type.name}${this.#condition()} { ${text} }`
    if (form > 900) return `...${this.#condition()} { ${text} }`
    if (form <= 840) return text
    const name = `F${this.#fragments.length}`
    this.#fragments.push(`fragment ${name} on ${type.name} { ${text} }`)
    return `...${name}${this.#condition()}`
  }

  #field(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, alias: string, depth = 0): string {
    this.#fields += 1
    const passed = field.args.flatMap((argument) => this.#argument(`${type.name}.${field.name}`, argument))
    const call = passed.length === 0 ? '' : `(${passed.join(', ')})`
    const below = getNamedType(field.type)
    const inside = isObjectType(below) ? ` ${this.#selection(below, depth + 1)}` : ''
    return `${alias}${field.name}${call}${this.#condition()}${inside}`
  }

  #condition(): string {
    if (!this.#happens(80)) return ''
    const directive = this.#below(2) === 0 ? 'include' : 'skip'
    const value = this.#below(2) === 0
    return this.#below(2) === 0
      ? ` @${directive}(if: ${value})`
      : ` @${directive}(if: ${this.#declare('Boolean!', value)})`
  }

  #declare(type: string, value: unknown, fallback = ''): string {
    const name = `v${this.#declared.length}`
    this.#declared.push(`$${name}: ${type}${fallback}`)
    if (value !== undefined) this.#variables[name] = value
    return `$${name}`
  }

  #argument(coordinate: string, argument: GraphQLArgument): string[] {
    const { name, type } = argument
    if (this.#familiar.omitted?.includes(`${coordinate}(${name}:)`)) return []
    if (!isNonNullType(type) && !this.#mayPass(`${coordinate}(${name}:)`, type)) return []
    return [`${name}: ${this.#value(type)}`]
  }

  // Optional inputs are passed at times, and hardly ever where nothing of them is familiar.
  #mayPass(coordinate: string, type: GraphQLInputType): boolean {
    const named = getNamedType(type)
    const isKnown = isInputObjectType(named)
      ? Object.keys(named.getFields()).some((field) => this.#familiar.coordinates.has(`${named.name}.${field}`))
      : this.#familiar.coordinates.has(coordinate)
    return this.#happens(isKnown ? 450 : this.#stray)
  }

  // As a literal, or as a variable that is given, left to its default, given over its default, null or left out.
  #value(type: GraphQLInputType): string {
    const form = this.#next()
    if (form < 400) return this.#literal(type)
    if (form < 800) return this.#declare(String(type), this.#sample(type))
    const nullable = getNullableType(type)
    if (form < 860)
      return this.#declare(String(nullable), undefined, ` = ${constant(this.#sample(nullable), nullable)}`)
    if (form < 920) {
      const fallback = ` = ${constant(this.#sample(nullable), nullable)}`
      return this.#declare(String(nullable), this.#sample(nullable), fallback)
    }
    if (isNonNullType(type)) return this.#literal(type)
    if (form < 950) return 'null'
    return form < 975 ? this.#declare(String(type), null) : this.#declare(String(type), undefined)
  }

  #literal(type: GraphQLInputType): string {
    const nullable = getNullableType(type)
    if (isListType(nullable)) {
      const count = this.#below(3)
      return `[${Array.from({ length: count }, () => this.#value(nullable.ofType)).join(', ')}]`
    }
    if (!isInputObjectType(nullable)) return constant(this.#sample(nullable), nullable)
    const parts = this.#chosenFields(nullable).map((field) => `${field.name}: ${this.#value(field.type)}`)
    return `{ ${parts.join(', ')} }`
  }

  #sample(type: GraphQLInputType): unknown {
    const nullable = getNullableType(type)
    if (isListType(nullable)) return Array.from({ length: this.#below(3) }, () => this.#sample(nullable.ofType))
    if (isInputObjectType(nullable)) {
      const entries = this.#chosenFields(nullable).map((field) => {
        const isNull = !isNonNullType(field.type) && this.#happens(60)
        return [field.name, isNull ? null : this.#sample(field.type)]
      })
      return Object.fromEntries(entries)
    }
    if (!isEnumType(nullable)) {
      const { name } = getNamedType(nullable)
      const samples = this.#familiar.samples?.[name] ?? SAMPLES[name] ?? ['text']
      return samples[this.#below(samples.length)]
    }
    return this.#choose(
      this.#familiar.values[nullable.name] ?? [],
      nullable.getValues().map(({ name }) => name),
    )
  }

  #chosenFields(type: ReturnType<typeof getNamedType>) {
    if (!isInputObjectType(type)) return []
    return Object.values(type.getFields()).filter((field) => {
      const isKnown = this.#familiar.coordinates.has(`${type.name}.${field.name}`)
      return isNonNullType(field.type) || this.#happens(isKnown ? 400 : this.#stray)
    })
  }
}

/** A value as a GraphQL literal. */
function constant(value: unknown, type: GraphQLInputType): string {
  const nullable = getNullableType(type)
  if (value === null || value === undefined) return 'null'
  if (isListType(nullable)) return `[${(value as unknown[]).map((each) => constant(each, nullable.ofType)).join(', ')}]`
  if (isInputObjectType(nullable)) {
    const fields = nullable.getFields()
    const parts = Object.entries(value).map(([name, each]) => {
      const field = fields[name]
      return field ? `${name}: ${constant(each, field.type)}` : ''
    })
    return `{ ${parts.join(', ')} }`
  }
  return isEnumType(nullable) ? String(value) : JSON.stringify(value)
}
