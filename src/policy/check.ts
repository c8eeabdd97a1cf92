// The checks a policy must pass against the schema and the masks before it can be compiled. All faults at once.
import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isObjectType,
} from 'graphql'
import type { Classification } from '../catalogue/item.ts'
import { ROOT_TYPES } from '../catalogue/roots.ts'
import { checkReport } from './check-report.ts'
import { useOf } from './decision.ts'
import type { FaultAt } from './fault.ts'
import type { LegiblePolicy } from './legible.ts'
import { adviceFor, nearest } from './nearest.ts'
import type { LegibleVocabulary } from './vocabulary.ts'

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
  readonly vocabulary: LegibleVocabulary
}

/** What is checked, with the fields that its author means; null where it is not known which. */
interface Checked extends LegiblePolicy {
  readonly granted: Granted | null
}

interface Granted {
  readonly fields: NonNullable<LegiblePolicy['fields']>
  /** Those of the schema that are granted, or are nearest to a mistyped one. */
  readonly meant: ReadonlySet<string>
}

// Which scalar or enumeration can carry what a mask leaves.
export const CARRIERS: Readonly<Record<string, readonly string[]>> = {
  text: ['MaskedString', 'String'],
  ageBand: ['AgeBand'],
  flag: ['Boolean'],
  division: ['DivisionCode'],
  day: ['Date'],
}

/** True where a field of this type can hold what a mask with this output leaves. */
export function canCarry(typeName: string, output: string): boolean {
  return CARRIERS[output]?.includes(typeName) === true
}

/** What is wrong with what can be read of a policy; of what cannot be read its reader has told. */
export function checkPolicy(legible: LegiblePolicy, parts: Checking): FaultAt[] {
  const policy = { ...legible, granted: grantedBy(legible, parts) }
  return [
    ...checkWords(policy, parts),
    ...checkFields(policy, parts),
    ...checkUses(policy, parts),
    ...checkDerived(policy, parts),
    ...checkValues(policy, parts),
    ...checkReachable(policy, parts),
    ...checkAgent(policy, parts),
    ...checkReport(policy),
    ...checkLimits(policy),
  ]
}

// One slip of the pen is one fault: what a mistyped field leads to, and what is derived from it, is not missed as well.
function grantedBy({ fields }: LegiblePolicy, parts: CheckParts): Granted | null {
  if (fields === null) return null
  const meant = Object.keys(fields).map((coordinate) => {
    return fieldAt(parts.schema, coordinate) ? coordinate : nearest(coordinate, fieldsOf(parts))
  })
  return { fields, meant: new Set(meant.filter((coordinate) => coordinate !== null)) }
}

function* checkWords(policy: LegiblePolicy, { vocabulary }: Checking): Generator<FaultAt> {
  const { role, purpose, relation, fields } = policy
  const { roles, purposes, relations, conditions, masks } = vocabulary
  const mend = 'add it or mend the name'
  if (role !== null && roles && !roles[role]) {
    yield { path: 'role', what: `no role \`${role}\` in roles.yaml`, fix: adviceFor(role, Object.keys(roles), mend) }
  }
  if (purpose !== null && purposes && !purposes[purpose]) {
    yield { path: 'purpose', what: `no purpose \`${purpose}\` in purposes.yaml`, fix: 'add it or mend the code' }
  }
  if (relation !== null && relations && !relations[relation]) {
    yield { path: 'relation', what: `\`${relation}\` is not described in relations.yaml`, fix: 'describe it' }
  }
  for (const [coordinate, rule] of Object.entries(fields ?? {})) {
    if (rule && rule.mask !== null && masks && !masks[rule.mask]) {
      const fix = adviceFor(rule.mask, Object.keys(masks), mend)
      yield { path: `fields.${coordinate}.mask`, what: `\`${rule.mask}\` is not in masks.yaml`, fix }
    }
    if (rule?.row && conditions && !conditions[rule.row.where]) {
      const what = `\`${rule.row.where}\` is not described in relations.yaml`
      yield { path: `fields.${coordinate}.where`, what, fix: 'describe it' }
    }
  }
}

export function fieldAt(schema: GraphQLSchema, coordinate: string): GraphQLField<unknown, unknown> | undefined {
  const type = schema.getType(typeOf(coordinate))
  return isObjectType(type) ? type.getFields()[coordinate.slice(type.name.length + 1)] : undefined
}

/** True for an argument that holds an input object: it is decided by the object's fields. */
export function holdsInputObject(schema: GraphQLSchema, coordinate: string): boolean {
  return inputObjectAt(schema, coordinate) !== null
}

function inputObjectAt(schema: GraphQLSchema, coordinate: string): string | null {
  // `Query.child(ref:)`; what is no argument has the name of none.
  const open = coordinate.indexOf('(')
  const name = coordinate.slice(open + 1, -':)'.length)
  const argument = fieldAt(schema, coordinate.slice(0, open))?.args.find((each) => each.name === name)
  const type = argument && getNamedType(argument.type)
  return isInputObjectType(type) ? type.name : null
}

function typeOf(coordinate: string): string {
  return coordinate.slice(0, coordinate.indexOf('.'))
}

/** What the schema has that comes nearest to a name it has not. */
function mendName(coordinate: string, known: Iterable<string>): string {
  return adviceFor(coordinate, known, 'remove it or mend the name')
}

function* checkFields(policy: LegiblePolicy, parts: Checking): Generator<FaultAt> {
  for (const [coordinate, rule] of Object.entries(policy.fields ?? {})) {
    const path = `fields.${coordinate}`
    const field = fieldAt(parts.schema, coordinate)
    if (!field) yield { path, what: 'no such field in the schema', fix: mendName(coordinate, fieldsOf(parts)) }
    else if (rule !== null && rule.mask !== null && isDescribed(rule.mask, parts))
      yield* checkMask(coordinate, rule.mask, getNamedType(field.type).name, parts)
    if (field && rule?.row && !isLeaf(field)) {
      yield { path: `${path}.where`, what: 'a condition stands on leaves', fix: 'move it to them' }
    } else if (field && rule?.row && parts.catalogue.get(coordinate)?.takesConditions !== true) {
      // It would stand in the journal and hold nothing back.
      const what = `no condition can be applied to ${coordinate} where it is read`
      yield { path: `${path}.where`, what, fix: 'grant it without one, or not at all' }
    }
  }
  for (const coordinate of policy.refuse) {
    if (!fieldAt(parts.schema, coordinate)) yield* checkInput('refuse', coordinate, parts)
  }
}

// An input that stands for another use is decided as that one; a word about it here would decide nothing.
function* checkInput(path: string, coordinate: string, { schema, catalogue }: CheckParts): Generator<FaultAt> {
  const object = inputObjectAt(schema, coordinate)
  if (object !== null) {
    const what = `\`${coordinate}\` is decided by the fields of \`${object}\``
    yield { path, what, fix: `name those, \`${object}.…\`, in its place` }
    return
  }
  const classification = catalogue.get(coordinate)
  if (!classification) {
    const what = `no such coordinate \`${coordinate}\` in the schema`
    yield { path, what, fix: mendName(coordinate, catalogue.keys()) }
    return
  }
  const use = useOf(coordinate, classification)
  if (use === null) {
    yield { path, what: `\`${coordinate}\` is about no person and is never refused`, fix: 'remove it' }
  } else if (use.kind !== 'input') {
    const what = `\`${coordinate}\` is decided as the use ${use.kind} of \`${use.coordinate}\``
    yield { path, what, fix: `remove it, and mend use.${use.kind}` }
  }
}

/** One fault is enough for a mask that masks.yaml lacks. */
function isDescribed(mask: string, { vocabulary }: Checking): boolean {
  return vocabulary.masks === null || vocabulary.masks[mask] !== undefined
}

function fieldsOf({ schema, catalogue }: CheckParts): string[] {
  return [...catalogue.keys()].filter((coordinate) => fieldAt(schema, coordinate) !== undefined)
}

// Invariant: a cell that a condition can take away is a person's, and nullable (the schema's own check sees to that).
function isLeaf(field: GraphQLField<unknown, unknown>): boolean {
  return isLeafType(getNamedType(field.type))
}

function* checkMask(coordinate: string, name: string, typeName: string, parts: CheckParts): Generator<FaultAt> {
  const path = `fields.${coordinate}.mask`
  const mask = parts.maskNamed(name)
  if (!mask) yield { path, what: `unknown mask \`${name}\`: the gateway cannot do it`, fix: 'name another' }
  else if (!canCarry(typeName, mask.output)) {
    const what = `\`${name}\` gives ${mask.output}, which a field of type ${typeName} cannot carry`
    yield { path, what, fix: 'choose another mask' }
  } else if (!parts.catalogue.get(coordinate)?.masks?.includes(name)) {
    // It would be shown as masked and leave as it is, or take its department along.
    const what = `\`${name}\` cannot be applied to ${coordinate} where it is read`
    yield { path, what, fix: 'choose another mask, or do not grant the field' }
  }
}

// One rule for every use: a field may be filtered or sorted by only where it is revealed in clear.
function* checkUses(policy: Checked, parts: CheckParts): Generator<FaultAt> {
  for (const kind of ['filter', 'sort'] as const) {
    for (const coordinate of policy.use[kind]) {
      if (mayBeRevealed(policy, coordinate)) continue
      const what = `\`${coordinate}\` is not revealed to this role, so it may not be used`
      const isKnown = fieldAt(parts.schema, coordinate) !== undefined
      const fix = isKnown ? 'reveal it or remove the use' : mendName(coordinate, Object.keys(policy.fields ?? {}))
      yield { path: `use.${kind}`, what, fix }
    }
  }
  for (const coordinate of policy.use.group) {
    if (fieldAt(parts.schema, coordinate)) continue
    const fix = mendName(coordinate, fieldsOf(parts))
    yield { path: 'use.group', what: `no such field \`${coordinate}\` in the schema`, fix }
  }
  for (const coordinate of policy.use.input) {
    if (!fieldAt(parts.schema, coordinate)) yield* checkInput('use.input', coordinate, parts)
    else yield { path: 'use.input', what: `\`${coordinate}\` is no input`, fix: 'name it under fields' }
  }
}

/** True where it is, and where that is not known: a rule that cannot be read, a field that is mistyped. */
function mayBeRevealed({ granted }: Checked, coordinate: string): boolean {
  if (granted === null) return true
  const rule = granted.fields[coordinate]
  if (rule === undefined) return granted.meant.has(coordinate)
  return rule === null || rule.mask === null
}

function* checkDerived({ releases, granted }: Checked, parts: CheckParts): Generator<FaultAt> {
  if (granted === null || releases === null) return
  const { fields, meant } = granted
  const legible = releases.filter((release) => release !== null)
  // Which field a release that cannot be read is about is not known.
  const derived = legible.length === releases.length ? Object.keys(fields) : []
  for (const coordinate of derived) {
    const inputs = parts.catalogue.get(coordinate)?.derivedFrom ?? []
    const released = legible.find(({ field }) => field === coordinate)?.from
    for (const input of inputs) {
      if (meant.has(input) || released?.includes(input)) continue
      const what = `is derived from \`${input}\`, which is not granted`
      yield { path: `fields.${coordinate}`, what, fix: 'grant it, or name the release with its reason' }
    }
  }
  for (const { field } of legible) {
    if (meant.has(field) || fields[field] !== undefined) continue
    yield { path: 'releases', what: `\`${field}\` is not among the fields`, fix: 'remove the release' }
  }
}

function* checkValues(policy: LegiblePolicy, parts: CheckParts): Generator<FaultAt> {
  for (const [name, values] of Object.entries(policy.values)) {
    const path = `values.${name}`
    const type = parts.schema.getType(name)
    if (!isEnumType(type)) {
      yield { path, what: 'no such enumeration in the schema', fix: adviceFor(name, enumsOf(parts), 'remove it') }
      continue
    }
    const known = type.getValues().map((value) => value.name)
    for (const value of values.filter((each) => !known.includes(each))) {
      yield { path, what: `no such value \`${value}\``, fix: adviceFor(value, known, 'remove it') }
    }
  }
}

function enumsOf({ schema }: CheckParts): string[] {
  return Object.values(schema.getTypeMap())
    .filter(isEnumType)
    .map(({ name }) => name)
}

// A rule for a field that no granted path reaches decides nothing: it is dead, and probably a mistake.
// A job reads by its own statements and comes through no door: it has no path to check.
function* checkReachable({ role, granted }: Checked, parts: CheckParts): Generator<FaultAt> {
  // A role that cannot be read may be a job's.
  if (granted === null || role === null || role.startsWith('SYSTEM_')) return
  const { fields, meant } = granted
  const reached = new Set<string>()
  const open: string[] = [...ROOT_TYPES]
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (reached.has(type)) continue
    reached.add(type)
    for (const coordinate of meant) {
      const field = coordinate.startsWith(`${type}.`) ? fieldAt(parts.schema, coordinate) : undefined
      if (field) open.push(getNamedType(field.type).name)
    }
  }
  for (const coordinate of Object.keys(fields)) {
    const type = typeOf(coordinate)
    if (reached.has(type) || !fieldAt(parts.schema, coordinate)) continue
    const what = `no granted field leads to ${type}`
    yield { path: `fields.${coordinate}`, what, fix: `grant ${edgesTo(type, parts)} or remove the rule` }
  }
}

/** The fields by which one comes to a type, as advice. */
function edgesTo(name: string, { schema, catalogue }: CheckParts): string {
  const edges = [...catalogue.keys()].filter((coordinate) => {
    const field = fieldAt(schema, coordinate)
    return field !== undefined && getNamedType(field.type).name === name
  })
  return edges.length === 0 ? 'one' : edges.map((edge) => `\`${edge}\``).join(' or ')
}

// What a program would be refused anyway must not stand in its policy as if it were granted.
function* checkAgent(policy: LegiblePolicy, { catalogue }: CheckParts): Generator<FaultAt> {
  if (policy.role !== 'AGENT') return
  for (const coordinate of Object.keys(policy.fields ?? {})) {
    if (catalogue.get(coordinate)?.level !== 'L4') continue
    yield { path: `fields.${coordinate}`, what: 'level L4 reaches no agent', fix: 'remove it' }
  }
  if ((policy.limits.children ?? 1) > 1) {
    yield { path: 'limits.children', what: 'an agent asks about one child', fix: 'make it 1' }
  }
}

// A limit that another one makes unreachable is a mistake: the narrower one would be all that holds.
function* checkLimits({ limits }: LegiblePolicy): Generator<FaultAt> {
  for (const name of ['missesPerHour', 'childrenPerDay'] as const) {
    if (!isBelow(limits[`${name}OfOrganisation`], limits[name])) continue
    const path = `limits.${name}OfOrganisation`
    yield { path, what: `is below ${name} of one person`, fix: 'raise it or lower that one' }
  }
  if (isBelow(limits.childrenPerDay, limits.children)) {
    const what = 'is below children, so that no full batch or page could be asked for'
    yield { path: 'limits.childrenPerDay', what, fix: 'raise it' }
  }
}

// What cannot be read is below nothing, and nothing is below it.
function isBelow(one = Number.NaN, other = Number.NaN): boolean {
  return one < other
}
