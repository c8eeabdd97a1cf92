// A second reader of the policies, written from docs/policies.md alone: it decides one use at a time from the YAML text and
// picks and treats rows in memory, slowly and plainly. It shares no line with the rooms it is held against; of the schema
// it takes only what each element is classified as. Where the page is silent it takes the closed side, and says so.
import * as graphql from 'graphql'
import { parse as parseYaml } from 'yaml'

export type Kinds = 'select' | 'input' | 'filter' | 'sort' | 'group'
export type Otherwise = 'withheld' | 'looks-absent'

/** What the schema says of each argument and field, as data. */
interface Classified {
  readonly item: string
  readonly holds?: readonly string[]
  readonly uses?: { readonly kind: Kinds; readonly of: string }
  readonly groups?: Readonly<Record<string, readonly string[]>>
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

export type Condition = { readonly condition: string; readonly otherwise: Otherwise }

export type Verdict =
  | { readonly effect: 'refuse' }
  | { readonly effect: 'reveal'; readonly conditions: readonly Condition[] }
  | { readonly effect: 'mask'; readonly mask: string; readonly conditions: readonly Condition[] }

export type Asker = { readonly role: string; readonly purpose: string; readonly day: string }

export type UseOf = { readonly kind: Kinds; readonly coordinate: string }

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
  // A leaf may hold more than its own item.
  const { item = '', holds = [] } = set.items.get(coordinate) ?? {}
  const added = set.protections
    .filter(({ roles, items }) => roles.includes(policy.role) && [item, ...holds].some((each) => items.includes(each)))
    .map(({ condition, otherwise }) => conditionOf(condition, otherwise))
  return [...own, ...added]
}

// The page names no default; what looks absent tells less.
function conditionOf(condition: string, otherwise: Otherwise | undefined): Condition {
  return { condition, otherwise: otherwise ?? 'looks-absent' }
}

// ---- What an operation uses

export interface Asked {
  readonly schema: graphql.GraphQLSchema
  readonly items: Items
  readonly document: graphql.DocumentNode
  readonly variables: Readonly<Record<string, unknown>>
}

export interface Uses {
  readonly uses: UseOf[]
  readonly values: { readonly enumeration: string; readonly value: string }[]
  /** Arguments that hold an input object, each with the uses of which one must be granted for it to be there at all. */
  readonly objects: (readonly UseOf[])[]
}

interface Reading extends Asked, Uses {
  readonly operation: graphql.OperationDefinitionNode
  readonly fragments: ReadonlyMap<string, graphql.FragmentDefinitionNode>
}

export function usesOf(asked: Asked): Uses {
  const { definitions } = asked.document
  const operation = definitions.find((each) => each.kind === graphql.Kind.OPERATION_DEFINITION)
  if (!operation) throw new Error('no operation')
  const named = definitions.filter((each) => each.kind === graphql.Kind.FRAGMENT_DEFINITION)
  const fragments = new Map(named.map((each) => [each.name.value, each]))
  const reading = { ...asked, operation, fragments, uses: [], values: [], objects: [] }
  const root = asked.schema.getRootType(operation.operation)
  if (root) readSelections(reading, root, operation.selectionSet)
  return reading
}

function readSelections(
  reading: Reading,
  parent: graphql.GraphQLObjectType,
  { selections }: graphql.SelectionSetNode,
): void {
  for (const selection of selections) {
    if (selection.kind === graphql.Kind.FIELD) readField(reading, parent, selection)
    else if (selection.kind === graphql.Kind.INLINE_FRAGMENT) readSelections(reading, parent, selection.selectionSet)
    else {
      const fragment = reading.fragments.get(selection.name.value)
      if (fragment) readSelections(reading, parent, fragment.selectionSet)
    }
  }
}

function readField(reading: Reading, parent: graphql.GraphQLObjectType, node: graphql.FieldNode): void {
  // The name of a type is in the schema and about nobody.
  if (node.name.value === '__typename') return
  const field = parent.getFields()[node.name.value]
  const coordinate = `${parent.name}.${node.name.value}`
  reading.uses.push({ kind: 'select', coordinate })
  for (const { name, value } of node.arguments ?? []) {
    const argument = field?.args.find((each) => each.name === name.value)
    if (argument)
      readArgument(reading, { coordinate: `${coordinate}(${name.value}:)`, type: argument.type, node: value })
  }
  const type = field && graphql.getNamedType(field.type)
  if (graphql.isObjectType(type) && node.selectionSet) readSelections(reading, type, node.selectionSet)
}

type Place = { readonly coordinate: string; readonly type: graphql.GraphQLInputType }

function readArgument(reading: Reading, { node, ...place }: Place & { readonly node: graphql.ValueNode }): void {
  const named = graphql.getNamedType(place.type)
  // One that is named and holds nothing is there only with a field that may be given.
  if (graphql.isInputObjectType(named)) {
    const fields = Object.values(named.getFields())
    reading.objects.push(fields.flatMap(({ name }) => useOfInput(reading, `${named.name}.${name}`) ?? []))
    if (fields.some(({ name }) => useOfInput(reading, `${named.name}.${name}`) === null)) reading.objects.pop()
  }
  readNode(reading, place, node)
  const { groups } = reading.items.get(place.coordinate) ?? {}
  if (groups === undefined) return
  const counted = tablesNamedBy(reading, node).flatMap((table) => groups[table] ?? ['nothing that is known'])
  for (const coordinate of counted) reading.uses.push({ kind: 'group', coordinate })
}

// One, a list of them, or none where nothing is named.
function tablesNamedBy(reading: Reading, node: graphql.ValueNode | undefined): string[] {
  if (node === undefined || node.kind === graphql.Kind.NULL) return []
  if (node.kind === graphql.Kind.LIST) return node.values.flatMap((each) => tablesNamedBy(reading, each))
  if (node.kind !== graphql.Kind.VARIABLE) return 'value' in node ? [String(node.value)] : []
  const given = reading.variables[node.name.value]
  if (given === undefined) return tablesNamedBy(reading, declarationOf(reading, node)?.defaultValue)
  return given === null ? [] : [given].flat().map(String)
}

function declarationOf(reading: Reading, { name }: graphql.VariableNode): graphql.VariableDefinitionNode | undefined {
  return reading.operation.variableDefinitions?.find((each) => each.variable.name.value === name.value)
}

// Everything that is written counts, also a default that a value replaces and a field whose variable is left out.
function readNode(reading: Reading, place: Place, node: graphql.ValueNode): void {
  const named = graphql.getNamedType(place.type)
  if (node.kind === graphql.Kind.VARIABLE) {
    const given = reading.variables[node.name.value]
    const fallback = declarationOf(reading, node)?.defaultValue
    if (fallback) readNode(reading, place, fallback)
    if (given !== undefined) readValue(reading, place, given)
    else if (!graphql.isInputObjectType(named)) addUse(reading, place.coordinate)
  } else if (node.kind === graphql.Kind.LIST) {
    for (const each of node.values) readNode(reading, place, each)
    if (!graphql.isInputObjectType(named)) addUse(reading, place.coordinate)
  } else if (node.kind === graphql.Kind.OBJECT && graphql.isInputObjectType(named)) {
    for (const each of node.fields) {
      const field = named.getFields()[each.name.value]
      if (field) readNode(reading, { coordinate: `${named.name}.${field.name}`, type: field.type }, each.value)
    }
  } else readValue(reading, place, node.kind === graphql.Kind.NULL ? null : 'value' in node ? node.value : undefined)
}

// A list is decided element by element; an input object field by field, also where the value is null.
function readValue(reading: Reading, place: Place, value: unknown): void {
  const named = graphql.getNamedType(place.type)
  if (Array.isArray(value)) {
    for (const each of value) readValue(reading, place, each)
  } else if (graphql.isInputObjectType(named)) {
    for (const [name, inner] of Object.entries((value ?? {}) as Record<string, unknown>)) {
      const field = named.getFields()[name]
      if (field) readValue(reading, { coordinate: `${named.name}.${name}`, type: field.type }, inner)
    }
  } else if (graphql.isEnumType(named) && typeof value === 'string') {
    reading.values.push({ enumeration: named.name, value })
  }
  if (!graphql.isInputObjectType(named)) addUse(reading, place.coordinate)
}

function addUse(reading: Reading, coordinate: string): void {
  const use = useOfInput(reading, coordinate)
  if (use) reading.uses.push(use)
}

/** What an argument or input field is used as; null for what is about no person. */
function useOfInput({ items }: Asked, coordinate: string): UseOf | null {
  const classified = items.get(coordinate)
  if (classified?.uses) return { kind: classified.uses.kind, coordinate: classified.uses.of }
  return classified?.item === 'STRUCTURE' ? null : { kind: 'input', coordinate }
}

/** Whether the operation is answered at all: every use granted, every named value listed. */
export function isAnswered(set: ReferenceSet, asker: Asker, { uses, values, objects }: Uses): boolean {
  const policy = policyFor(set, asker)
  const isGranted = (use: UseOf): boolean => decide(set, asker, use).effect !== 'refuse'
  const isListed = ({ enumeration, value }: Uses['values'][number]): boolean =>
    policy?.values?.[enumeration]?.includes(value) ?? true
  return (
    policy !== undefined &&
    values.every(isListed) &&
    uses.every(isGranted) &&
    objects.every((one) => one.some(isGranted))
  )
}

// ---- Rows

/** What the registry knows of a child today. */
export interface Child {
  readonly residenceDivisions: readonly string[]
  readonly hukouDivisions: readonly string[]
  readonly isAddressProtected: boolean
}

export type CellState = 'granted' | Otherwise

/** Whether a child is the caller's by a division; `all`: that of its relation, and what protections of the item ask. */
export function isOwn(all: readonly string[], child: Child, divisions: readonly string[]): boolean {
  return all.every((each) => holds(each, child, divisions))
}

function holds(condition: string, child: Child, divisions: readonly string[]): boolean {
  const within = (known: readonly string[]): boolean =>
    known.some((division) => divisions.some((own) => division.startsWith(own)))
  if (condition === 'residence-in-own-division') return within(child.residenceDivisions)
  if (condition === 'hukou-in-own-division') return within(child.hukouDivisions)
  return condition === 'address-not-protected' && !child.isAddressProtected
}

export function cellState(conditions: readonly Condition[], child: Child, divisions: readonly string[]): CellState {
  const failed = conditions.filter(({ condition }) => !holds(condition, child, divisions))
  if (failed.length === 0) return 'granted'
  return failed.some(({ otherwise }) => otherwise === 'looks-absent') ? 'looks-absent' : 'withheld'
}

/** Whether a filter or sort sees the cell: one that is not granted is missing. */
export function seenBy(verdict: Verdict, child: Child, divisions: readonly string[]): boolean {
  return verdict.effect === 'reveal' && cellState(verdict.conditions, child, divisions) === 'granted'
}

/** Conditions on an object stand on everything in it; the page speaks of coordinates and of leaves, and this is both. */
export function conditionsAt(set: ReferenceSet, asker: Asker, coordinate: string): readonly Condition[] {
  const verdict = decide(set, asker, { kind: 'select', coordinate })
  return verdict.effect === 'refuse' ? [] : verdict.conditions
}
