// Policies compiled to tables: (role, purpose) -> what happens to each coordinate and each use. A decision on the hot
// path is one look-up, and what no table lists is refused.
import { createHash } from 'node:crypto'
import { type GraphQLSchema, validateSchema } from 'graphql'
import { type CheckParts, checkPolicy } from './check.ts'
import type { Decision, UseKind } from './decision.ts'
import { readPolicyDocument } from './document.ts'
import type { Limits, Policy, Relation, Role } from './policy.ts'
import { viewOf } from './view.ts'

/** Everything one role may do for one purpose. */
export interface Grant {
  readonly role: Role
  readonly purpose: string
  readonly policyIds: readonly string[]
  readonly version: string
  readonly relation: Relation
  readonly limits: Limits
  /** The schema as this role sees it for this purpose: what is not granted does not exist. */
  readonly view: GraphQLSchema
  decide(kind: UseKind, coordinate: string): Decision
}

/** The active set of policies. */
export interface PolicySet {
  /** SHA-256 over the documents; part of every journal entry. */
  readonly version: string
  grantFor(role: string, purpose: string): Grant | undefined
  grants(): readonly Grant[]
}

export class PolicyFaults extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`the policies do not compile:\n${faults.join('\n')}`)
    this.name = 'PolicyFaults'
    this.faults = faults
  }
}

/** `documents`: file name -> text. Throws PolicyFaults with every fault of every document. */
export function compilePolicies(documents: ReadonlyMap<string, string>, parts: CheckParts): PolicySet {
  const readings = [...documents].map(([file, text]) => readPolicyDocument(text, file))
  const policies = readings.flatMap((reading) => (reading.value ? [reading.value] : []))
  const faults = [
    ...readings.flatMap((reading) => reading.faults),
    ...policies.flatMap((policy) => checkPolicy(policy, parts)),
    ...twice(policies),
  ]
  if (faults.length > 0) throw new PolicyFaults(faults)
  const version = versionOf(documents)
  const grants = new Map(policies.map((policy) => [key(policy.role, policy.purpose), grantOf(policy, version, parts)]))
  const unusable = [...grants.values()].flatMap(viewFaults)
  if (unusable.length > 0) throw new PolicyFaults(unusable)
  return {
    version,
    grantFor: (role, purpose) => grants.get(key(role, purpose)),
    grants: () => [...grants.values()],
  }
}

function grantOf(policy: Policy, version: string, parts: CheckParts): Grant {
  const policies = [policy.policy]
  const refused: Decision = { effect: 'refuse', policies, reason: 'not granted' }
  const revealed: Decision = { effect: 'reveal', policies }
  const tables: Readonly<Record<UseKind, ReadonlyMap<string, Decision>>> = {
    select: new Map(
      Object.entries(policy.fields).map(([coordinate, treatment]) => [
        coordinate,
        treatment === 'reveal' ? revealed : { effect: 'mask', mask: treatment.mask, policies },
      ]),
    ),
    input: new Map(policy.use.input.map((coordinate) => [coordinate, revealed])),
    filter: new Map(policy.use.filter.map((coordinate) => [coordinate, revealed])),
    sort: new Map(policy.use.sort.map((coordinate) => [coordinate, revealed])),
  }
  const decide = (kind: UseKind, coordinate: string): Decision => tables[kind].get(coordinate) ?? refused
  return {
    role: policy.role,
    purpose: policy.purpose,
    policyIds: policies,
    version,
    relation: policy.relation,
    limits: policy.limits,
    view: viewOf({ schema: parts.schema, catalogue: parts.catalogue, decide, values: policy.values }),
    decide,
  }
}

// Nothing can be asked of a view that is no schema; found here it keeps the former policies, found later it stops the role.
function viewFaults({ role, policyIds, view }: Grant): string[] {
  if (role.startsWith('SYSTEM_')) return []
  return validateSchema(view).map((error) => `${policyIds.join(', ')}: its view is no schema: ${error.message}`)
}

function* twice(policies: readonly Policy[]): Generator<string> {
  const seen = new Map<string, string>()
  for (const policy of policies) {
    const pair = key(policy.role, policy.purpose)
    const other = seen.get(pair)
    if (other) yield `${policy.policy}: ${other} already speaks for ${policy.role} and ${policy.purpose}; merge the two`
    seen.set(pair, policy.policy)
  }
}

function key(role: string, purpose: string): string {
  return `${role} ${purpose}`
}

function versionOf(documents: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  for (const [file, text] of [...documents].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${file}\0${text.length}\0${text}`)
  }
  return hash.digest('hex')
}
