// For whom an operation's look-ups are counted, and what its policy allows them.
import type { Limits } from '../policy/policy.ts'
import type { Operation } from '../rooms.ts'
import type { Holder } from './store.ts'

/** What a policy lets one person, and one organisation, ask for one purpose. */
export type Allowance = Pick<
  Limits,
  'missesPerHour' | 'missesPerHourOfOrganisation' | 'childrenPerDay' | 'childrenPerDayOfOrganisation'
>

export interface CountedCaller {
  readonly holder: Holder
  readonly allowance: Allowance
}

export function countedCaller({
  caller,
  purpose,
  grant,
}: Pick<Operation, 'caller' | 'purpose' | 'grant'>): CountedCaller {
  const { personId, organisationId } = caller
  return { holder: { personId, organisationId, purpose }, allowance: grant.limits }
}
