// An act about a child that is named: it counts as a miss, whoever it is about, for a count of true misses would tell who is in the registry.
import { GatewayError } from '../errors.ts'
import type { Operation, Rooms } from '../rooms.ts'
import { countedCaller } from './counted-caller.ts'
import type { LookUp } from './store.ts'

/** Rejects with TOO_MANY at the limits, before anything is looked up. */
export async function countAsMiss(
  { limiter }: Pick<Rooms, 'limiter'>,
  operation: Operation,
  lookUp: Omit<LookUp, 'isMiss'>,
): Promise<void> {
  const caller = countedCaller(operation)
  await limiter.expectOpen(caller)
  const mayGoOn = await limiter.count(caller, { lookUps: [{ ...lookUp, isMiss: true }], page: 0 })
  if (!mayGoOn) throw new GatewayError('TOO_MANY', 'misses used up')
}
