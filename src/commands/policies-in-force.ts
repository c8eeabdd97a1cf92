// The policies that a job goes by: those in force, signed by two officers like every other.
import { openPolicies, type PolicyEffects, type PolicySettings } from '../activation/open-policies.ts'
import type { PolicySet } from '../policy/compile.ts'
import { bundleCompiler } from './bundle-compiler.ts'

export async function policiesInForce(trusted: PolicySettings, effects: PolicyEffects): Promise<PolicySet> {
  const open = await openPolicies(trusted, effects)
  const active = open(await bundleCompiler())
  await active.start()
  try {
    return active.current().policies
  } finally {
    active.stop()
  }
}
