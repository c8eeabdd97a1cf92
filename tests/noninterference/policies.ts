// The policies as they stand in the repository, whatever a gateway under test was given: what the reference goes by.
import type { GraphQLSchema } from 'graphql'
import { maskNamed } from '../../src/masking/masks.ts'
import { compilePolicies, type PolicySet } from '../../src/policy/compile.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { buildGatewaySchema, catalogueOf } from '../../src/schema.ts'

export async function honestPolicies(): Promise<{ policies: PolicySet; schema: GraphQLSchema }> {
  const schema = buildGatewaySchema()
  const parts = { schema, catalogue: catalogueOf(schema), maskNamed }
  return { schema, policies: compilePolicies(await readPolicyFolder('policies'), parts) }
}
