// Policies compiled to tables: (role, purpose) -> what happens to each coordinate and each use. A decision on the hot
// path is one look-up, and what no table lists is refused.
import { createHash } from 'node:crypto'
import { type GraphQLSchema, getNamedType, isObjectType, validateSchema } from 'graphql'
import { showsItem } from '../catalogue/item.ts'
import { type CheckParts, checkPolicy } from './check.ts'
import { checkProtections } from './check-protections.ts'
import { type Decision, USE_KINDS, type UseKind } from './decision.ts'
import { type PolicyReading, readPolicyDocument } from './document.ts'
import { type Fault, type FaultAt, inFile, sentenceOf } from './fault.ts'
import type { LegiblePolicy } from './legible.ts'
import {
  type Condition,
  type FieldRule,
  type Limits,
  PLACE_OF,
  type Policy,
  type Relation,
  type Release,
  type Role,
  type RowRule,
} from './policy.ts'
import { viewOf } from './view.ts'
import { isVocabulary, readVocabulary, type Vocabulary } from './vocabulary.ts'

/** Everything one role may do for one purpose. */
export interface Grant {
  readonly role: Role
  readonly purpose: string
  readonly policyIds: readonly string[]
  readonly version: string
  readonly relation: Relation
  /** What must hold of a child, beside the relation, for it to be the caller's. */
  readonly scopeConditions: readonly Condition[]
  readonly limits: Limits
  /** The first day on which nothing is granted any more; looked at on each request, never cached. */
  readonly until: string | null
  readonly journal: Policy['journal']
  readonly releases: readonly Release[]
  /** The schema as this role sees it for this purpose: what is not granted does not exist. */
  readonly view: GraphQLSchema
  /** Every use that is granted, and how; what does not stand here is refused. */
  readonly uses: readonly GrantedUse[]
  /** The values of an enumeration that may be named; an enumeration that does not stand here is open. */
  readonly values: Readonly<Record<string, readonly string[]>>
  decide(kind: UseKind, coordinate: string): Decision
}

export interface GrantedUse {
  readonly kind: UseKind
  readonly coordinate: string
  readonly decision: Decision
}

/** The active set of policies. */
export interface PolicySet {
  /** SHA-256 over the documents; part of every journal entry. */
  readonly version: string
  readonly vocabulary: Vocabulary
  grantFor(role: string, purpose: string): Grant | undefined
  grants(): readonly Grant[]
}

export class PolicyFaults extends Error {
  /** As sentences, each with file, place and fix. */
  readonly faults: readonly string[]
  readonly found: readonly Fault[]

  constructor(found: readonly Fault[]) {
    const faults = found.map(sentenceOf)
    super(`the policies do not compile:\n${faults.join('\n')}`)
    this.name = 'PolicyFaults'
    this.faults = faults
    this.found = found
  }
}

/** A policy and the file that says it. */
export interface WrittenPolicy {
  readonly file: string
  readonly policy: Policy
}

/** `documents`: file name -> text, the vocabulary among them. Throws PolicyFaults with every fault of every document. */
export function compilePolicies(documents: ReadonlyMap<string, string>, parts: CheckParts): PolicySet {
  const words = readVocabulary(documents)
  const readings = readingsOf(documents)
  const legible = readings.flatMap(({ file, legible: policy }) => (policy ? [{ file, policy }] : []))
  const faults = [
    ...words.faults,
    ...inFile('relations.yaml', checkProtections(words.legible.protections ?? [], parts)),
    ...readings.flatMap((reading) => reading.faults),
    ...legible.flatMap(({ file, policy }) =>
      inFile(file, checkPolicy(policy, { ...parts, vocabulary: words.legible })),
    ),
    ...twice(legible),
  ]
  const compiling = words.value && { ...parts, vocabulary: words.value, version: versionOf(documents) }
  const faulty = new Set(faults.map(({ file }) => file))
  const sound = writtenOf(readings).filter(({ file }) => !faulty.has(file))
  const granted = compiling ? sound.map(({ file, policy }) => ({ file, grant: grantOf(policy, compiling) })) : []
  const found = [...faults, ...granted.flatMap(({ file, grant }) => viewFaults(file, grant))]
  // Invariant: a set is made of whole documents alone, and of every one of them.
  if (!compiling || found.length > 0) throw new PolicyFaults(found)
  const grants = new Map(granted.map(({ grant }) => [key(grant.role, grant.purpose), grant]))
  return {
    version: compiling.version,
    vocabulary: compiling.vocabulary,
    grantFor: (role, purpose) => grants.get(key(role, purpose)),
    grants: () => [...grants.values()],
  }
}

/** Every policy that can be read, and the faults of those that cannot. */
export function readPolicies(documents: ReadonlyMap<string, string>): {
  readonly written: readonly WrittenPolicy[]
  readonly faults: readonly Fault[]
} {
  const readings = readingsOf(documents)
  return { written: writtenOf(readings), faults: readings.flatMap((reading) => reading.faults) }
}

type FileReading = PolicyReading & { readonly file: string }

function readingsOf(documents: ReadonlyMap<string, string>): readonly FileReading[] {
  return [...documents]
    .filter(([file]) => !isVocabulary(file))
    .map(([file, text]) => ({ file, ...readPolicyDocument(text, file) }))
}

function writtenOf(readings: readonly FileReading[]): readonly WrittenPolicy[] {
  return readings.flatMap(({ file, value }) => (value ? [{ file, policy: value }] : []))
}

interface Compiling extends CheckParts {
  readonly vocabulary: Vocabulary
  readonly version: string
}

type Table = ReadonlyMap<string, Decision>

function grantOf(policy: Policy, compiling: Compiling): Grant {
  const policies = [policy.policy]
  const refused: Decision = { effect: 'refuse', policies, reason: 'not granted' }
  const tables = tablesOf(policy, compiling)
  const decide = (kind: UseKind, coordinate: string): Decision => tables[kind].get(coordinate) ?? refused
  return {
    role: policy.role,
    purpose: policy.purpose,
    policyIds: policies,
    version: compiling.version,
    relation: policy.relation,
    scopeConditions: scopeConditionsOf(policy, compiling),
    limits: policy.limits,
    until: policy.until,
    journal: policy.journal,
    releases: policy.releases,
    view: viewOf({ schema: compiling.schema, catalogue: compiling.catalogue, decide, values: policy.values }),
    uses: USE_KINDS.flatMap((kind) =>
      [...tables[kind]].map(([coordinate, decision]) => ({ kind, coordinate, decision })),
    ),
    values: policy.values,
    decide,
  }
}

// Whoever may not learn where a child lives does not learn it from a list of those who live there either.
function scopeConditionsOf({ role, relation }: Policy, { vocabulary }: Compiling): readonly Condition[] {
  const place = PLACE_OF[relation]
  const protections = vocabulary.protections.filter(
    ({ roles, items }) => roles.includes(role) && items.some((item) => item === place),
  )
  return [...new Set(protections.map(({ condition }) => condition))].sort()
}

function tablesOf(policy: Policy, compiling: Compiling): Readonly<Record<UseKind, Table>> {
  const policies = [policy.policy]
  const refused = new Set(policy.refuse)
  const kept = (coordinates: readonly string[]): string[] => coordinates.filter((each) => !refused.has(each))
  const selected = kept(Object.keys(policy.fields)).map((coordinate): [string, Decision] => {
    const rule = policy.fields[coordinate] as FieldRule
    const treatment = rule.mask === null ? { effect: 'reveal' as const } : { effect: 'mask' as const, mask: rule.mask }
    return [coordinate, { ...treatment, policies, ...rowsOf(coordinate, rule, { policy, compiling }) }]
  })
  const select: Table = new Map(selected)
  // A use of a field holds where the field itself may be seen: its row rules go with it.
  const usedAs = (coordinates: readonly string[]): Table =>
    new Map(
      kept(coordinates).map((coordinate): [string, Decision] => {
        const rows = (select.get(coordinate) as { rows?: readonly RowRule[] } | undefined)?.rows
        return [coordinate, { effect: 'reveal', policies, ...(rows ? { rows } : {}) }]
      }),
    )
  return {
    select,
    input: usedAs(policy.use.input),
    filter: usedAs(policy.use.filter),
    sort: usedAs(policy.use.sort),
    group: usedAs(policy.use.group),
  }
}

// The policy's own condition, and those by which a protection takes items away from a role whatever a policy grants.
function rowsOf(
  coordinate: string,
  { row }: FieldRule,
  { policy, compiling }: { policy: Policy; compiling: Compiling },
): { rows?: readonly RowRule[] } {
  const shown = compiling.catalogue.get(coordinate)
  const protections = compiling.vocabulary.protections
    .filter(({ roles, items }) => roles.includes(policy.role) && shown && showsItem(shown, items))
    .map(({ condition, otherwise }): RowRule => ({ where: condition, otherwise }))
  const rows = [...(row ? [row] : []), ...protections]
  return rows.length > 0 ? { rows } : {}
}

// Nothing can be asked of a view that is no schema; found here it keeps the former policies, found later it stops the role.
function viewFaults(file: string, { role, view }: Grant): Fault[] {
  // A job comes through no door, and a role without data is shown nothing.
  if (role.startsWith('SYSTEM_') || (!view.getQueryType() && !view.getMutationType())) return []
  return inFile(
    file,
    validateSchema(view).flatMap(({ message }) => viewFault(view, message)),
  )
}

const EMPTY_TYPE = /^Type (\w+) must define one or more fields\.$/

// Whoever grants a field whose object shows nothing forgot what is in it: told at the field.
function viewFault(view: GraphQLSchema, message: string): FaultAt[] {
  const empty = EMPTY_TYPE.exec(message)?.[1]
  const leading = fieldsOf(view, empty)
  if (leading.length === 0) {
    const fix = 'grant something of what is named, or remove what leads there'
    return [{ path: 'fields', what: `its view is no schema: ${message}`, fix }]
  }
  const fix = `grant a field of \`${empty}\`, or remove this one`
  return leading.map((field) => ({
    path: `fields.${field}`,
    what: `leads to \`${empty}\`, of which nothing is granted`,
    fix,
  }))
}

/** The fields of a view whose values are of this type, or lists of it. */
function fieldsOf(view: GraphQLSchema, named: string | undefined): string[] {
  return Object.values(view.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => getNamedType(field.type).name === named)
        .map((field) => `${type.name}.${field.name}`),
    )
}

interface LegibleFile {
  readonly file: string
  readonly policy: LegiblePolicy
}

// One role and purpose have one policy, and a name stands in the journal for one policy.
function* twice(legible: readonly LegibleFile[]): Generator<Fault> {
  const seen = new Map<string, string>()
  for (const { file, policy } of legible) {
    const { policy: name, role, purpose } = policy
    const other = role !== null && purpose !== null ? firstOf(seen, key(role, purpose), file) : file
    if (other !== file) {
      yield { file, path: '', what: `${other} already speaks for ${role} and ${purpose}`, fix: 'merge the two' }
    }
    const namesake = name !== null ? firstOf(seen, name, file) : file
    if (namesake !== file) {
      const what = `\`${name}\` is the name of ${namesake} already, and stands in journal entries for that`
      yield { file, path: 'policy', what, fix: 'give it a name of its own' }
    }
  }
}

/** The first file of which something was seen. */
function firstOf(seen: Map<string, string>, what: string, file: string): string {
  const first = seen.get(what) ?? file
  seen.set(what, first)
  return first
}

function key(role: string, purpose: string): string {
  return `${role} ${purpose}`
}

function versionOf(documents: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  for (const file of [...documents.keys()].sort()) {
    const text = documents.get(file) as string
    hash.update(`${file}\0${text.length}\0${text}`)
  }
  return hash.digest('hex')
}
