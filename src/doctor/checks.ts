// All checks, in the order in which a gateway would need what they look at. Each stands for itself: one that fails says so
// and takes no other with it.
import type { Clock } from '../clock.ts'
import type { Settings } from '../settings.ts'
import { checkBounds } from './bounds.ts'
import { checkDatabases } from './databases.ts'
import { type Finding, kindOf, notesOf } from './finding.ts'
import { checkIssuers } from './issuers.ts'
import { checkKeys } from './keys.ts'
import { checkLimits } from './limits.ts'
import { checkPlatform } from './platform.ts'
import { checkPolicies } from './policies.ts'
import { checkServices } from './services.ts'

export interface DoctorSite {
  readonly settings: Settings
  readonly clock: Clock
}

type Check = (site: DoctorSite) => Promise<readonly Finding[]>

const CHECKS: Readonly<Record<string, Check>> = {
  databases: checkDatabases,
  keys: checkKeys,
  policies: checkPolicies,
  issuers: checkIssuers,
  platform: checkPlatform,
  services: checkServices,
  bounds: checkBounds,
  limits: checkLimits,
}

/** Tells each finding as soon as it is there; what one check finds comes together. */
export async function runChecks(site: DoctorSite, tell: (finding: Finding) => void): Promise<void> {
  for (const [name, check] of Object.entries(CHECKS)) {
    const findings = await check(site).catch((error: unknown) => [failure(name, error)])
    for (const finding of findings) tell(finding)
  }
}

function failure(name: string, error: unknown): Finding {
  return notesOf(name).fault(`could not be looked at: ${kindOf(error)}`, 'mend what stands above, and run this again')
}
