// Every role with a policy for something, as one login of the demo: people, deputies, programs that act for somebody, and a
// program by itself. Jobs come through no door.
import { type DemoAccount, type DemoLoginKey, demoAccount, demoLogin } from '../../src/demo/accounts.ts'
import { AGENT_ROLE } from '../../src/identity/caller.ts'
import type { Grant, PolicySet } from '../../src/policy/compile.ts'
import { delegatedGrant } from '../../src/policy/intersect.ts'
import { parts } from '../policy/policies.ts'
import type { Place } from './place.ts'

/** Who asks for what: a role and a purpose of the policies, as one login. */
export interface Scene {
  readonly as: DemoLoginKey
  readonly purpose: string
  /** The person whose work is done. */
  readonly account: DemoAccount
  readonly grant: Grant
  readonly place: Place
}

export type Login = readonly [DemoLoginKey, string]

export const CALLERS: readonly Login[] = [
  ['hospital', 'P01'],
  ['nurse', 'P01'],
  ['hospital-agent', 'P01'],
  ['hospital', 'P02'],
  ['nurse', 'P02'],
  ['hospital', 'P03'],
  ['checkup', 'P03'],
  ['rehab-doctor', 'P04'],
  ['school', 'P05'],
  ['school-agent', 'P05'],
  ['school-head', 'P05'],
  ['school-head', 'P06'],
  ['school-head', 'P07'],
  ['adjudicator', 'P08'],
  ['deputy', 'P08'],
  ['village', 'P07'],
  ['street', 'P07'],
  ['analyst', 'P09'],
  ['yb', 'P02'],
  ['jy', 'P06'],
  ['cl', 'P08'],
  ['pay', 'P08'],
  ['protection', 'P10'],
  ['social-worker', 'P10'],
  ['doctor', 'P12'],
  ['social-worker', 'P12'],
  ['guardian', 'P13'],
  ['child', 'P13'],
  ['adult', 'P13'],
  ['rs', 'P15'],
  ['zf', 'P15'],
  ['teacher', 'P11'],
  ['second-person', 'P12'],
  ['dpo', 'P12'],
  ['auditor', 'P14'],
  ['org-admin', 'P14'],
  ['street', 'P16'],
  ['steward', 'P16'],
  ['ops', 'P16'],
  ['agent', 'P16'],
]

export function sceneOf(place: Place, policies: PolicySet, [as, purpose]: Login): Scene {
  const { role, actor } = demoLogin(as)
  const own = policies.grantFor(role, purpose)
  const agent = actor === null ? undefined : policies.grantFor(AGENT_ROLE, purpose)
  const grant = own && agent ? delegatedGrant(own, agent, parts.catalogue) : own
  if (!grant) throw new Error('every scene has a policy')
  return { as, purpose, account: accountOf(as), grant, place }
}

// A deputy does the work of another under a name of their own; a program by itself is nobody.
function accountOf(as: DemoLoginKey): DemoAccount {
  if (as === 'agent') return { ...demoAccount('analyst'), personId: demoLogin(as).subject, role: 'AGENT' }
  if (as === 'deputy') return { ...demoAccount('adjudicator'), personId: demoAccount(as).personId }
  return demoAccount(as)
}
