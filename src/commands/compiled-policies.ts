// The policies of a folder, compiled for a command that needs them.
import { maskNamed } from '../masking/masks.ts'
import { compilePolicies, type PolicySet } from '../policy/compile.ts'
import { readPolicyFolder } from '../policy/read-policies.ts'

/** Throws PolicyFaults when they do not compile. */
export async function compiledPolicies(folder: string): Promise<PolicySet> {
  // Loaded here alone: the schema's classes take half a second that no other command should wait.
  const { buildGatewaySchema, catalogueOf } = await import('../schema.ts')
  const schema = buildGatewaySchema()
  return compilePolicies(await readPolicyFolder(folder), { schema, catalogue: catalogueOf(schema), maskNamed })
}
