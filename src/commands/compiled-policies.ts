// The policies of a folder, compiled for a command that needs them, with the schema that they speak of.
import { maskNamed } from '../masking/masks.ts'
import { compilePolicies, type PolicySet } from '../policy/compile.ts'
import { readPolicyFolder } from '../policy/read-policies.ts'
import type { Catalogue } from '../schema.ts'

export interface CompiledPolicies {
  readonly policies: PolicySet
  readonly catalogue: Catalogue
}

/** Throws PolicyFaults when they do not compile. */
export async function compiledPolicies(folder: string): Promise<CompiledPolicies> {
  // Loaded here alone: the schema's classes take half a second that no other command should wait.
  const { buildGatewaySchema, catalogueOf } = await import('../schema.ts')
  const schema = buildGatewaySchema()
  const catalogue = catalogueOf(schema)
  return { policies: compilePolicies(await readPolicyFolder(folder), { schema, catalogue, maskNamed }), catalogue }
}
