// The schema as it looks after a decision on each of its elements, on a small schema of its own.
import { buildSchema, type GraphQLSchema, printSchema, validateSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import type { Classification } from '../../src/catalogue/item.ts'
import type { Grant } from '../../src/policy/compile.ts'
import { type Decision, type UseKind, useOf } from '../../src/policy/decision.ts'
import { viewOf } from '../../src/policy/view.ts'

const SCHEMA = buildSchema(`
  type Query {
    "One child"
    child(name: String, note: String, first: Int, filter: Filter, order: Order, unknown: String): Child
    kinds(kind: Kind): [Kind]
  }
  type Mutation { tell(name: String): Told }
  type Child { name: String, birthDate: String, home: Home }
  type Home { street: String }
  type Told { done: Boolean }
  input Filter { name: String, birthDate: String, first: Int, unknown: String }
  input Order { birthDate: String }
  enum Kind { SCHOOL HOSPITAL COURT }
`)

const about = (item: Classification['item'], uses?: Classification['uses']): Classification => {
  return { item, level: 'L2', source: 'GAJ', ...(uses ? { uses } : {}) }
}
const CATALOGUE = new Map<string, Classification>([
  ['Query.child(name:)', about('D03')],
  ['Query.child(note:)', about('D04')],
  ['Query.child(first:)', about('STRUCTURE')],
  ['Query.kinds(kind:)', about('STRUCTURE')],
  ['Mutation.tell(name:)', about('D03')],
  ['Filter.name', about('D03', { kind: 'filter', of: 'Child.name', test: 'equals' })],
  ['Filter.birthDate', about('D05', { kind: 'filter', of: 'Child.birthDate', test: 'equals' })],
  ['Filter.first', about('STRUCTURE')],
  ['Order.birthDate', about('D05', { kind: 'sort', of: 'Child.birthDate' })],
])
const SELECTED = [
  ...['Query.child', 'Query.kinds', 'Mutation.tell', 'Child.name', 'Child.birthDate', 'Child.home'],
  ...['Home.street', 'Told.done'],
].map((coordinate) => `select ${coordinate}`)

interface Granted {
  /** `filter Child.name`, beside all that can be selected. */
  readonly uses?: readonly string[]
  readonly masked?: readonly string[]
  readonly refused?: readonly string[]
  readonly values?: Grant['values']
}

function view({ uses = [], masked = [], refused = [], values = {} }: Granted): GraphQLSchema {
  const policies = ['small']
  const decide = (kind: UseKind, coordinate: string): Decision => {
    const use = `${kind} ${coordinate}`
    if (masked.includes(use)) return { effect: 'mask', mask: 'month', policies }
    if (![...SELECTED, ...uses].includes(use) || refused.includes(use)) {
      return { effect: 'refuse', policies, reason: 'not granted' }
    }
    return { effect: 'reveal', policies }
  }
  return viewOf({ schema: SCHEMA, catalogue: CATALOGUE, decide, values })
}

function argumentsOf(schema: GraphQLSchema): string[] | undefined {
  return schema
    .getQueryType()
    ?.getFields()
    .child?.args.map(({ name }) => name)
}

describe('a use', () => {
  it.each([
    ['an argument about a person', { kind: 'input', coordinate: 'Query.child(name:)' }, 'Query.child(name:)'],
    ['a filter', { kind: 'filter', coordinate: 'Child.name' }, 'Filter.name'],
    ['an order', { kind: 'sort', coordinate: 'Child.birthDate' }, 'Order.birthDate'],
    ['what is about no person', null, 'Filter.first'],
  ])('that %s makes is told by its classification', (_what, use, coordinate) => {
    expect(useOf(coordinate, CATALOGUE.get(coordinate) as Classification)).toEqual(use)
  })
})

describe('a view', () => {
  it('of what can only be selected has the inputs that are about no person, and no others', () => {
    expect(printSchema(view({}))).toBe(`type Query {
  """One child"""
  child(first: Int, filter: Filter): Child
  kinds(kind: Kind): [Kind]
}

type Child {
  name: String
  birthDate: String
  home: Home
}

type Home {
  street: String
}

input Filter {
  first: Int
}

enum Kind {
  SCHOOL
  HOSPITAL
  COURT
}

type Mutation {
  tell: Told
}

type Told {
  done: Boolean
}`)
  })

  it('has each input whose own use is granted', () => {
    expect(argumentsOf(view({ uses: ['input Query.child(name:)'] }))).toEqual(['name', 'first', 'filter'])
    expect(argumentsOf(view({ uses: ['sort Child.birthDate'] }))).toEqual(['first', 'filter', 'order'])
    const filtering = view({ uses: ['filter Child.name', 'input Filter.birthDate', 'sort Child.name'] })
    expect(printSchema(filtering)).toContain('input Filter {\n  name: String\n  first: Int\n}')
    expect(argumentsOf(filtering)).toEqual(['first', 'filter'])
  })

  it('has no input whose use is granted under a mask: what is given cannot be masked', () => {
    const masked = view({ masked: ['input Query.child(name:)', 'sort Child.birthDate', 'filter Child.name'] })
    expect(argumentsOf(masked)).toEqual(['first', 'filter'])
    expect(printSchema(masked)).toContain('input Filter {\n  first: Int\n}')
  })

  it('has nothing that is not classified, whatever is granted', () => {
    const everything = view({ uses: ['input Query.child(unknown:)', 'input Filter.unknown', 'filter Filter.unknown'] })
    expect(printSchema(everything)).not.toContain('unknown')
  })

  it('has a field under a mask, and none that is refused', () => {
    const narrow = view({ masked: ['select Child.name'], refused: ['select Child.birthDate'] })
    expect(printSchema(narrow)).toContain('type Child {\n  name: String\n  home: Home\n}')
  })

  it('has no type to which nothing granted leads', () => {
    expect(view({ refused: ['select Child.home'] }).getType('Home')).toBeUndefined()
    const without = view({ refused: ['select Query.child'] })
    for (const name of ['Child', 'Home', 'Filter']) expect(without.getType(name)).toBeUndefined()
  })

  it('has the values of an enumeration that are listed for it, and all of one that is not', () => {
    const valuesIn = (values: Grant['values']) => /enum Kind \{([^}]*)\}/.exec(printSchema(view({ values })))?.[1]
    expect(
      valuesIn({ Kind: ['COURT', 'SCHOOL', 'OTHER'] })
        ?.trim()
        .split(/\s+/),
    ).toEqual(['SCHOOL', 'COURT'])
    expect(
      valuesIn({ Other: ['COURT'] })
        ?.trim()
        .split(/\s+/),
    ).toEqual(['SCHOOL', 'HOSPITAL', 'COURT'])
  })

  it('has no root of which nothing is granted, so that what is left is a schema in order', () => {
    const reading = view({ refused: ['select Mutation.tell'] })
    expect(reading.getMutationType() ?? null).toBeNull()
    expect(validateSchema(reading)).toEqual([])
    const writing = view({ refused: ['select Query.child', 'select Query.kinds'] })
    expect(writing.getQueryType() ?? null).toBeNull()
    expect(Object.keys(writing.getMutationType()?.getFields() ?? {})).toEqual(['tell'])
  })

  it('of a schema without mutations has none', () => {
    const schema = buildSchema('type Query { open: String }')
    const decide = (): Decision => ({ effect: 'reveal', policies: ['small'] })
    expect(printSchema(viewOf({ schema, catalogue: new Map(), decide, values: {} }))).toBe(
      'type Query {\n  open: String\n}',
    )
  })
})
