// A second reader of the policies, written from docs/policies.md alone: it decides one use at a time from the YAML text and
// picks and treats rows in memory, slowly and plainly. It shares no line with the rooms it is held against; of the schema
// it takes only what each element is classified as. Where the page is silent it takes the closed side, and says so.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import { parse as parseYaml } from 'yaml'

export type Kinds = 'select' | 'input' | 'filter' | 'sort' | 'group'
export type Otherwise = 'withheld' | 'looks-absent'

/** What the schema says of an argument or a field, as data. */
export interface Classified {
  readonly item: string
  readonly uses?: { readonly kind: 'filter' | 'sort'; readonly of: string }
}
export type Items = ReadonlyMap<string, Classified>

type FieldEntry = 'reveal' | { readonly mask?: string; readonly where?: string; readonly otherwise?: Otherwise }

interface PolicyText {
  readonly policy: string
  readonly role: string
  readonly purpose: string
  readonly relation: string
  readonly until?: string
  readonly fields: Readonly<Record<string, FieldEntry>>
  readonly refuse?: readonly string[]
  readonly use?: Readonly<Partial<Record<Exclude<Kinds, 'select'>, readonly string[]>>>
  readonly values?: Readonly<Record<string, readonly string[]>>
}

interface Protection {
  readonly condition: string
  readonly roles: readonly string[]
  readonly items: readonly string[]
  readonly otherwise: Otherwise
}

export interface ReferenceSet {
  readonly policies: readonly PolicyText[]
  readonly protections: readonly Protection[]
  readonly items: Items
}

export interface Condition {
  readonly condition: string
  readonly otherwise: Otherwise
}

export type Verdict =
  | { readonly effect: 'refuse' }
  | { readonly effect: 'reveal'; readonly conditions: readonly Condition[] }
  | { readonly effect: 'mask'; readonly mask: string; readonly conditions: readonly Condition[] }

export interface Asker {
  readonly role: string
  readonly purpose: string
  readonly day: string
}

export interface UseOf {
  readonly kind: Kinds
  readonly coordinate: string
}

const NOT_POLICIES = new Set(['roles.yaml', 'purposes.yaml', 'relations.yaml', 'masks.yaml'])
const REFUSE: Verdict = { effect: 'refuse' }

export function readReference(files: ReadonlyMap<string, string>, items: Items): ReferenceSet {
  const policies = [...files].filter(([name]) => !NOT_POLICIES.has(name)).map(([, text]) => parseYaml(text))
  const relations = parseYaml(files.get('relations.yaml') ?? '')
  return { policies, protections: relations?.protections ?? [], items }
}

/** The policy in force for a role and purpose; undefined where every use is refused. */
export function policyFor(set: ReferenceSet, { role, purpose, day }: Asker): PolicyText | undefined {
  const found = set.policies.find((each) => each.role === role && each.purpose === purpose)
  return found && (found.until === undefined || found.until > day) ? found : undefined
}

/** One use, by the four steps of the page. */
export function decide(set: ReferenceSet, asker: Asker, { kind, coordinate }: UseOf): Verdict {
  const policy = policyFor(set, asker)
  if (!policy || policy.refuse?.includes(coordinate)) return REFUSE
  // A condition is about a cell; what is sent in, or counted by, is none.
  const conditions = kind === 'input' || kind === 'group' ? [] : conditionsOn(set, policy, coordinate)
  if (kind !== 'select') {
    return policy.use?.[kind]?.includes(coordinate) ? { effect: 'reveal', conditions } : REFUSE
  }
  const entry = Object.hasOwn(policy.fields, coordinate) ? policy.fields[coordinate] : undefined
  if (entry === undefined) return REFUSE
  const mask = typeof entry === 'object' ? entry.mask : undefined
  return mask === undefined ? { effect: 'reveal', conditions } : { effect: 'mask', mask, conditions }
}

// What stands on the cell of a coordinate: the policy's own condition, and one for each protection of its item.
function conditionsOn(set: ReferenceSet, policy: PolicyText, coordinate: string): Condition[] {
  const entry = Object.hasOwn(policy.fields, coordinate) ? policy.fields[coordinate] : undefined
  const where = typeof entry === 'object' ? entry.where : undefined
  const own = typeof entry === 'object' && where !== undefined ? [conditionOf(where, entry.otherwise)] : []
  const item = set.items.get(coordinate)?.item ?? ''
  const added = set.protections
    .filter(({ roles, items }) => roles.includes(policy.role) && items.includes(item))
    .map(({ condition, otherwise }) => conditionOf(condition, otherwise))
  return [...own, ...added]
}

// The page names no default; what looks absent tells less.
function conditionOf(condition: string, otherwise: Otherwise | undefined): Condition {
  return { condition, otherwise: otherwise ?? 'looks-absent' }
}

// ---- What an operation uses

export interface Asked {
  readonly schema: GraphQLSchema
  readonly items: Items
  readonly document: DocumentNode
  readonly variables: Readonly<Record<string, unknown>>
  /** Dimensions counted by, of each enumeration value that names a table. */
  readonly dimensions?: ReadonlyMap<string, readonly string[]>
}

export interface NamedValue {
  readonly enumeration: string
  readonly value: string
}

export interface Uses {
  readonly uses: readonly UseOf[]
  readonly values: readonly NamedValue[]
}

interface Reading extends Asked {
  readonly operation: OperationDefinitionNode
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly uses: UseOf[]
  readonly values: NamedValue[]
}

export function usesOf(asked: Asked): Uses {
  const definitions = asked.document.definitions
  const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  if (!operation) throw new Error('no operation')
  const fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [])),
  )
  const reading: Reading = { ...asked, operation, fragments, uses: [], values: [] }
  const root = asked.schema.getRootType(operation.operation)
  if (root) readSelections(reading, root, operation.selectionSet)
  return { uses: reading.uses, values: reading.values }
}

function readSelections(reading: Reading, parent: GraphQLObjectType, { selections }: SelectionSetNode): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) readField(reading, parent, selection)
    else if (selection.kind === Kind.INLINE_FRAGMENT) readSelections(reading, parent, selection.selectionSet)
    else {
      const fragment = reading.fragments.get(selection.name.value)
      if (fragment) readSelections(reading, parent, fragment.selectionSet)
    }
  }
}

function readField(reading: Reading, parent: GraphQLObjectType, node: FieldNode): void {
  // The name of a type is in the schema and about nobody; the page does not speak of it.
  if (node.name.value === '__typename') return
  const field = parent.getFields()[node.name.value]
  const coordinate = `${parent.name}.${node.name.value}`
  reading.uses.push({ kind: 'select', coordinate })
  for (const argument of node.arguments ?? []) {
    const declared = field?.args.find(({ name }) => name === argument.name.value)
    const value = declared && literalOf(reading, argument.value)
    if (declared && value !== undefined) {
      readInput(reading, { coordinate: `${coordinate}(${declared.name}:)`, type: declared.type, value })
    }
  }
  const type = field && getNamedType(field.type)
  if (isObjectType(type) && node.selectionSet) readSelections(reading, type, node.selectionSet)
}

interface Given {
  readonly coordinate: string
  readonly type: GraphQLInputType
  readonly value: unknown
}

// An input object is decided field by field, whatever is in the list it stands in; anything else by its own coordinate.
function readInput(reading: Reading, { coordinate, type, value }: Given): void {
  const named = getNamedType(type)
  if (isInputObjectType(named)) {
    for (const each of listed(type, value)) {
      for (const [name, inner] of Object.entries((each ?? {}) as Record<string, unknown>)) {
        const field = named.getFields()[name]
        if (field && inner !== undefined)
          readInput(reading, { coordinate: `${named.name}.${name}`, type: field.type, value: inner })
      }
    }
    return
  }
  const classified = reading.items.get(coordinate)
  if (classified?.uses) reading.uses.push({ kind: classified.uses.kind, coordinate: classified.uses.of })
  else if (classified?.item !== 'STRUCTURE') reading.uses.push({ kind: 'input', coordinate })
  if (!isEnumType(named)) return
  for (const each of listed(type, value)) {
    if (typeof each !== 'string') continue
    reading.values.push({ enumeration: named.name, value: each })
    for (const dimension of reading.dimensions?.get(`${named.name}.${each}`) ?? []) {
      reading.uses.push({ kind: 'group', coordinate: dimension })
    }
  }
}

function listed(type: GraphQLInputType, value: unknown): readonly unknown[] {
  const isList = isListType(getNullableType(type))
  return isList && Array.isArray(value) ? value.flat(9) : [value]
}

// Enumeration values by name, as variables carry them too. A variable that is left out leaves its place out.
function literalOf(reading: Reading, node: ValueNode): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variableOf(reading, node.name.value)
    case Kind.NULL:
      return null
    case Kind.LIST:
      return node.values.map((each) => literalOf(reading, each))
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((each) => [each.name.value, literalOf(reading, each.value)]))
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value)
    default:
      return node.value
  }
}

function variableOf(reading: Reading, name: string): unknown {
  if (Object.hasOwn(reading.variables, name)) return reading.variables[name]
  const declared = reading.operation.variableDefinitions?.find((each) => each.variable.name.value === name)
  return declared?.defaultValue && literalOf(reading, declared.defaultValue)
}

/** Whether the operation is answered at all: every use granted, every named value listed. */
export function isAnswered(set: ReferenceSet, asker: Asker, { uses, values }: Uses): boolean {
  const policy = policyFor(set, asker)
  if (!policy) return false
  const isListed = ({ enumeration, value }: NamedValue): boolean => {
    const listedValues = policy.values?.[enumeration]
    return listedValues === undefined || listedValues.includes(value)
  }
  return values.every(isListed) && uses.every((use) => decide(set, asker, use).effect !== 'refuse')
}

// ---- Rows

/** What the registry knows of a child today, and its cells by coordinate. */
export interface Child {
  readonly residenceDivision: string | null
  readonly hukouDivision: string | null
  readonly isAddressProtected: boolean
  readonly cells: ReadonlyMap<string, unknown>
}

export type CellState = 'granted' | Otherwise

/** Whether a child is the caller's, by one of the two relations of a division. */
export function isOwn(relation: string, child: Child, divisions: readonly string[]): boolean {
  if (relation === 'residence-division') return holds('residence-in-own-division', child, divisions)
  return relation === 'hukou-division' && holds('hukou-in-own-division', child, divisions)
}

function holds(condition: string, child: Child, divisions: readonly string[]): boolean {
  const within = (division: string | null): boolean =>
    division !== null && divisions.some((own) => division.startsWith(own))
  if (condition === 'residence-in-own-division') return within(child.residenceDivision)
  if (condition === 'hukou-in-own-division') return within(child.hukouDivision)
  return condition === 'address-not-protected' && !child.isAddressProtected
}

export function cellState(conditions: readonly Condition[], child: Child, divisions: readonly string[]): CellState {
  const failed = conditions.filter(({ condition }) => !holds(condition, child, divisions))
  if (failed.length === 0) return 'granted'
  return failed.some(({ otherwise }) => otherwise === 'looks-absent') ? 'looks-absent' : 'withheld'
}

/** The value that a filter or sort may see: a cell that is not granted is missing. */
export function seenBy(verdict: Verdict, coordinate: string, child: Child, divisions: readonly string[]): unknown {
  if (verdict.effect !== 'reveal' || cellState(verdict.conditions, child, divisions) !== 'granted') return null
  return child.cells.get(coordinate) ?? null
}
