// A page of a list that is not of casework's own children: nothing of it is read once the limits are used up, and nothing leaves beyond them.
import { GatewayError } from '../errors.ts'
import type { Operation, Rooms } from '../rooms.ts'
import { countedCaller } from './counted-caller.ts'

/** How many rows a caller wants of a list at most. BAD_INPUT for none, or for more than the list gives. */
export function pageSize(first: unknown, most: number): number {
  const wanted = Number(first)
  const bounds = { least: 1, most }
  if (wanted >= bounds.least && wanted <= bounds.most) return wanted
  throw new GatewayError('BAD_INPUT', 'first is out of bounds', { hint: 'FIRST', bounds })
}

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
