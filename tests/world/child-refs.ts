// The reference by which a caller of the town knows a child, for tests that do not ask for a list first.
import { CAST, type CastKey } from '../../src/city/cast.ts'
import { type DemoAccountKey, demoAccount } from '../../src/demo/accounts.ts'
import { recipientOf } from '../../src/registry/casework.ts'
import type { Town } from './town.ts'

/** As `child(ref:)` takes it from this account for this purpose. */
export function refFor(town: Town, as: DemoAccountKey, purpose: string, child: CastKey): string {
  return refOfChild(town, as, purpose, CAST[child].id)
}

/** The same for a child who is not of the cast. */
export function refOfChild({ gateway: { rooms } }: Town, as: DemoAccountKey, purpose: string, childId: string): string {
  const account = demoAccount(as)
  const grant = rooms.policies.grantFor(account.role, purpose)
  if (!grant) throw new Error(`${as} has a policy for ${purpose}`)
  return rooms.childRefs(recipientOf(account, grant)).refOf(childId)
}
