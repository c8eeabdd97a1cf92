// The checks a policy must pass against the schema and the masks before it can be compiled. All faults at once.
import { type GraphQLField, type GraphQLSchema, getNamedType, isEnumType, isLeafType, isObjectType } from 'graphql'
import type { Classification } from '../catalogue/item.ts'
import type { Policy } from './policy.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What policy needs to know of a mask; masking hands its list in, so that this room need not import it. */
export interface MaskSpecimen {
  readonly name: string
  readonly output: string
}

export interface CheckParts {
  readonly schema: GraphQLSchema
  readonly catalogue: ReadonlyMap<string, Classification>
  readonly maskNamed: (name: string) => MaskSpecimen | undefined
}

/** The words may be at fault themselves; then a policy is checked as far as it can be. */
export interface Checking extends CheckParts {
  readonly vocabulary: Vocabulary | null
}

// Which scalar or enumeration can carry what a mask leaves.
const CARRIERS: Readonly<Record<string, readonly string[]>> = {
  text: ['MaskedString', 'String'],
  ageBand: ['AgeBand'],
  flag: ['Boolean'],
  division: ['DivisionCode'],
  day: ['Date'],
}

export function checkPolicy(policy: Policy, parts: Checking): string[] {
  return [
    ...checkWords(policy, parts),
    ...checkFields(policy, parts),
    ...checkUses(policy, parts),
    ...checkDerived(policy, parts),
    ...checkValues(policy, parts),
    ...checkReachable(policy, parts),
    ...checkAgent(policy, parts),
    ...checkLimits(policy),
  ].map((fault) => `${policy.policy}: ${fault}`)
}

function* checkWords({ role, purpose, relation, fields }: Policy, { vocabulary }: Checking): Generator<string> {
  if (vocabulary === null) return
  const { roles, purposes, relations, conditions, masks } = vocabulary
  if (!roles[role]) yield `role: no role \`${role}\` in roles.yaml; add it or mend the name`
  if (!purposes[purpose]) yield `purpose: no purpose \`${purpose}\` in purposes.yaml; add it or mend the code`
  if (!relations[relation]) yield `relation: \`${relation}\` is not described in relations.yaml; describe it`
  for (const [coordinate, { mask, row }] of Object.entries(fields)) {
    if (mask !== null && !masks[mask])
      yield `fields.${coordinate}.mask: \`${mask}\` is not in masks.yaml; add it or mend the name`
    if (row && !conditions[row.where])
      yield `fields.${coordinate}.where: \`${row.where}\` is not described in relations.yaml; describe it`
  }
}

export function fieldAt(schema: GraphQLSchema, coordinate: string): GraphQLField<unknown, unknown> | undefined {
  const [typeName = '', fieldName = ''] = coordinate.split('.')
  const type = schema.getType(typeName)
  return isObjectType(type) ? type.getFields()[fieldName] : undefined
}

function* checkFields(policy: Policy, parts: CheckParts): Generator<string> {
  for (const [coordinate, { mask, row }] of Object.entries(policy.fields)) {
    const field = fieldAt(parts.schema, coordinate)
    if (!field) yield `fields.${coordinate}: no such field in the schema; remove it or mend the name`
    else if (mask !== null) yield* checkMask(coordinate, mask, getNamedType(field.type).name, parts)
    if (field && row && !isLeaf(field))
      yield `fields.${coordinate}.where: a condition stands on leaves; move it to them`
  }
  for (const coordinate of policy.refuse) {
    if (!fieldAt(parts.schema, coordinate) && !parts.catalogue.has(coordinate))
      yield `refuse: no such coordinate \`${coordinate}\` in the schema; remove it or mend the name`
  }
}

// Invariant: a cell that a condition can take away is a person's, and nullable (the schema's own check sees to that).
function isLeaf(field: GraphQLField<unknown, unknown>): boolean {
  return isLeafType(getNamedType(field.type))
}

function* checkMask(coordinate: string, name: string, typeName: string, parts: CheckParts): Generator<string> {
  const mask = parts.maskNamed(name)
  if (!mask) yield `fields.${coordinate}.mask: unknown mask \`${name}\``
  else if (!CARRIERS[mask.output]?.includes(typeName)) {
    yield `fields.${coordinate}.mask: \`${name}\` gives ${mask.output}, which a field of type ${typeName} cannot carry`
  }
}

// One rule for every use: a field may be filtered or sorted by only where it is revealed in clear.
function* checkUses(policy: Policy, parts: CheckParts): Generator<string> {
  for (const kind of ['filter', 'sort'] as const) {
    for (const coordinate of policy.use[kind]) {
      if (policy.fields[coordinate]?.mask !== null) {
        yield `use.${kind}: \`${coordinate}\` is not revealed to this role, so it may not be used; reveal it or remove the use`
      }
    }
  }
  for (const coordinate of policy.use.group) {
    if (!fieldAt(parts.schema, coordinate)) yield `use.group: no such field \`${coordinate}\` in the schema`
  }
  for (const coordinate of policy.use.input) {
    if (!parts.catalogue.has(coordinate)) yield `use.input: no such input \`${coordinate}\` in the schema`
  }
}

function* checkDerived(policy: Policy, parts: CheckParts): Generator<string> {
  for (const coordinate of Object.keys(policy.fields)) {
    const inputs = parts.catalogue.get(coordinate)?.derivedFrom ?? []
    const released = policy.releases.find((release) => release.field === coordinate)?.from ?? []
    for (const input of inputs) {
      if (policy.fields[input] === undefined && !released.includes(input)) {
        yield `fields.${coordinate}: is derived from \`${input}\`, which is not granted; grant it, or name the release with its reason`
      }
    }
  }
  for (const release of policy.releases) {
    if (policy.fields[release.field] === undefined)
      yield `releases: \`${release.field}\` is not among the fields; remove the release`
  }
}

function* checkValues(policy: Policy, parts: CheckParts): Generator<string> {
  for (const [name, values] of Object.entries(policy.values)) {
    const type = parts.schema.getType(name)
    if (!isEnumType(type)) yield `values.${name}: no such enumeration in the schema`
    else {
      for (const value of values) if (!type.getValue(value)) yield `values.${name}: no such value \`${value}\``
    }
  }
}

// A rule for a field that no granted path reaches decides nothing: it is dead, and probably a mistake.
// A job reads by its own statements and comes through no door: it has no path to check.
function* checkReachable(policy: Policy, parts: CheckParts): Generator<string> {
  if (policy.role.startsWith('SYSTEM_')) return
  const reached = new Set<string>()
  const open = ['Query', 'Mutation']
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (reached.has(type)) continue
    reached.add(type)
    for (const coordinate of Object.keys(policy.fields)) {
      const field = coordinate.startsWith(`${type}.`) ? fieldAt(parts.schema, coordinate) : undefined
      if (field) open.push(getNamedType(field.type).name)
    }
  }
  for (const coordinate of Object.keys(policy.fields)) {
    const type = coordinate.split('.')[0] ?? ''
    if (!reached.has(type))
      yield `fields.${coordinate}: no granted field leads to ${type}; grant one or remove the rule`
  }
}

// What a program would be refused anyway must not stand in its policy as if it were granted.
function* checkAgent(policy: Policy, { catalogue }: CheckParts): Generator<string> {
  if (policy.role !== 'AGENT') return
  for (const coordinate of Object.keys(policy.fields)) {
    if (catalogue.get(coordinate)?.level === 'L4') yield `fields.${coordinate}: level L4 reaches no agent; remove it`
  }
  if (policy.limits.children > 1) yield 'limits.children: an agent asks about one child; make it 1'
}

// A limit that another one makes unreachable is a mistake: the narrower one would be all that holds.
function* checkLimits({ limits }: Policy): Generator<string> {
  for (const name of ['missesPerHour', 'childrenPerDay'] as const) {
    if (limits[`${name}OfOrganisation`] < limits[name])
      yield `limits.${name}OfOrganisation: is below ${name} of one person; raise it or lower that one`
  }
  if (limits.childrenPerDay < limits.children)
    yield 'limits.childrenPerDay: is below children, so that no full batch or page could be asked for; raise it'
}
