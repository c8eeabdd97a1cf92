// The one way in which policies come into force outside of tests: signed, read from the registry's database, verified
// against the officers that the process was started with.
import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { type ActivationParts, createActivePolicies, type OpenPolicies } from './active-policies.ts'
import { type OfficerPin, readOfficers } from './officers.ts'
import { createReleaseSource } from './stored-releases.ts'

/** What the process was started with; whoever may change this may do anything. */
export interface PolicySettings {
  readonly officers: readonly OfficerPin[]
  readonly officersFile: string
  readonly policiesNotBefore: Date | null
}

export interface PolicyEffects extends Pick<ActivationParts, 'clock' | 'journal' | 'log' | 'onFailure'> {
  /** The registry's pool, of the gateway's own role. */
  readonly registry: Pool
}

/** Throws OfficerFaults. */
export async function openPolicies(settings: PolicySettings, effects: PolicyEffects): Promise<OpenPolicies> {
  const { registry, ...others } = effects
  const officers = await readOfficers(settings.officersFile, settings.officers)
  const trust = { officers, notBefore: settings.policiesNotBefore }
  const source = createReleaseSource(registry)
  return (compile) => createActivePolicies({ ...trust, ...others, compile, source, newId: randomUUID })
}
