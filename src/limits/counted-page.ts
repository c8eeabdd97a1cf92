// A page of a list that is not of casework's own children: nothing of it is read once the limits are used up, and nothing leaves beyond them.
import { GatewayError } from '../errors.ts'
import type { Operation, Rooms } from '../rooms.ts'
import { countedCaller } from './counted-caller.ts'

/** Rejects with TOO_MANY before the reading or after it. */
export async function countedPage<Row>(
  { limiter }: Pick<Rooms, 'limiter'>,
  operation: Operation,
  read: () => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const counted = countedCaller(operation)
  await limiter.expectOpen(counted)
  const rows = await read()
  if (await limiter.count(counted, { lookUps: [], page: rows.length })) return rows
  throw new GatewayError('TOO_MANY', 'beyond the limits')
}
