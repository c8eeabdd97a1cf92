// The moment that a question is about, on both time axes: the day on which a fact held, and when the registry knew it.
import type { Classification } from '../../catalogue/item.ts'
import type { Day } from '../../clock.ts'
import { GatewayError } from '../../errors.ts'
import type { BoundRoot } from '../../plan/bind.ts'
import type { Operation } from '../../rooms.ts'

export interface Moment {
  readonly asOf: Day
  readonly knownAt: Date
}

/** Of the arguments `asOf` and `knownAt`. Both are a use of when something held, which a policy grants or not. */
export const MOMENT = {
  asOf: { item: 'D28', level: 'L3', source: 'MZJ' },
  knownAt: { item: 'D28', level: 'L3', source: 'MZJ' },
} as const satisfies Record<keyof Moment, Classification>

/** How a root field declares the two arguments. */
export const AS_OF = { nullable: true, description: 'Today unless said; never later' } as const
export const KNOWN_AT = { nullable: true, description: 'Now unless said; never later' } as const

/** Today and now unless said. BAD_INPUT for a moment that is still to come: nobody knows it yet. */
export function momentOf({ arguments: given }: Pick<BoundRoot, 'arguments'>, { today, now }: Operation): Moment {
  const knownAt = typeof given.knownAt === 'string' ? new Date(given.knownAt) : now
  if (knownAt > now) throw new GatewayError('BAD_INPUT', 'knownAt is still to come', { hint: 'DAY_TO_COME' })
  const asOf = (given.asOf as Day | null | undefined) ?? today
  if (asOf > today) throw new GatewayError('BAD_INPUT', 'asOf is still to come', { hint: 'DAY_TO_COME' })
  return { asOf, knownAt }
}

/** For what is known of today alone, beside a day or a moment. */
export function noPast(detail: string): GatewayError {
  return new GatewayError('BAD_INPUT', detail, { hint: 'CELLS_HAVE_NO_PAST' })
}

/** True where the question names a day or a moment. */
export function namesMoment({ arguments: { asOf, knownAt } }: Pick<BoundRoot, 'arguments'>): boolean {
  return (asOf ?? knownAt ?? null) !== null
}

/** That a row held on the day bound as `$2`, as it was known at the moment bound as `$3`. */
export const HELD = `valid_from <= $2 and (valid_to is null or valid_to > $2)
  and recorded_at <= $3 and (superseded_at is null or superseded_at > $3)`
