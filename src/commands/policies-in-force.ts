// The policies and rule packs that a job goes by: those in force, signed by two officers like every other.

import type { ActivePack } from '../activation/compile-bundle.ts'
import { openPolicies, type PolicyEffects, type PolicySettings } from '../activation/open-policies.ts'
import type { PolicySet } from '../policy/compile.ts'
import type { Algorithm } from '../worklists/algorithm.ts'
import { bundleCompiler } from './bundle-compiler.ts'

export interface InForce {
  readonly policies: PolicySet
  readonly packs: readonly ActivePack[]
  readonly algorithms: readonly Algorithm[]
}

/** What is refused is told on the side of the errors; that policies are in force is no news to a job. */
export async function policiesInForce(
  trusted: PolicySettings,
  effects: Omit<PolicyEffects, 'log' | 'onFailure'>,
): Promise<InForce> {
  const open = await openPolicies(trusted, {
    ...effects,
    log: (event) => {
      if (event.event === 'policy-refused') console.error(JSON.stringify(event))
    },
  })
  const active = open(await bundleCompiler())
  await active.start()
  try {
    const { policies, packs, algorithms } = active.current()
    return { policies, packs, algorithms }
  } finally {
    active.stop()
  }
}
