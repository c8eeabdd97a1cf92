// A set of policies laid out to be looked at: what the gateway would decide by, and beside it what each document says in
// words that the compiled tables no longer hold (the ground in law, the reasons of its releases).
import type { GraphQLSchema } from 'graphql'
import { maskNamed } from '../masking/masks.ts'
import type { CheckParts } from '../policy/check.ts'
import { compilePolicies, type Grant, type PolicySet, readPolicies, type WrittenPolicy } from '../policy/compile.ts'
import type { Vocabulary } from '../policy/vocabulary.ts'
import { buildGatewaySchema, type Catalogue, catalogueOf } from '../schema.ts'

export interface Desk {
  readonly schema: GraphQLSchema
  readonly catalogue: Catalogue
  readonly set: PolicySet
  readonly vocabulary: Vocabulary
  /** In the order of roles.yaml and of purposes. */
  readonly entries: readonly DeskEntry[]
  entryFor(role: string, purpose: string): DeskEntry | undefined
}

/** One policy: as it is written, and as it decides. */
export interface DeskEntry extends WrittenPolicy {
  readonly grant: Grant
}

/** What policies are checked against. Building the schema takes half a second: once for each command. */
export function gatewayParts(): CheckParts {
  const schema = buildGatewaySchema()
  return { schema, catalogue: catalogueOf(schema), maskNamed }
}

/** Throws PolicyFaults when the documents do not compile. */
export function layOut(documents: ReadonlyMap<string, string>, parts: CheckParts): Desk {
  const set = compilePolicies(documents, parts)
  const roles = Object.keys(set.vocabulary.roles)
  const entries = readPolicies(documents)
    .written.flatMap((each): DeskEntry[] => {
      const grant = set.grantFor(each.policy.role, each.policy.purpose)
      return grant ? [{ ...each, grant }] : []
    })
    .sort(({ policy: a }, { policy: b }) => {
      return roles.indexOf(a.role) - roles.indexOf(b.role) || (a.purpose < b.purpose ? -1 : 1)
    })
  return {
    schema: parts.schema,
    catalogue: parts.catalogue,
    set,
    vocabulary: set.vocabulary,
    entries,
    entryFor: (role, purpose) => entries.find(({ policy }) => policy.role === role && policy.purpose === purpose),
  }
}
