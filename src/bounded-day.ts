// A day that a person wrote, of those that may be meant.
import type { Day } from './clock.ts'
import { type Bounds, GatewayError } from './errors.ts'

/** The day itself. BAD_INPUT, with the bounds, for an earlier or a later one. */
export function boundedDay(day: Day, bounds: Bounds<Day>): Day {
  if (day >= bounds.least && day <= bounds.most) return day
  throw new GatewayError('BAD_INPUT', 'a day out of bounds', { hint: 'DAY_OUTSIDE', bounds })
}
