// The kinds of facts that departments bring, one line each.
import type { DepartmentCode } from '../departments/departments.ts'
import { GatewayError } from '../errors.ts'
import type { Feed } from './feed.ts'
import { cases } from './feeds/cases.ts'
import { encounters } from './feeds/encounters.ts'
import { enrolments } from './feeds/enrolments.ts'
import { jurisdictions } from './feeds/jurisdictions.ts'
import { kinships } from './feeds/kinships.ts'
import { basicAllowance, careSetting, categories, householdAid } from './feeds/outcomes.ts'
import { protections } from './feeds/protections.ts'

export const FEEDS: readonly Feed[] = [
  encounters,
  enrolments,
  jurisdictions,
  categories,
  householdAid,
  basicAllowance,
  careSetting,
  kinships,
  cases,
  protections,
]

/** A feed as one department fills it. */
export interface Fed {
  readonly feed: Feed
  readonly source: DepartmentCode
}

/** Throws BAD_INPUT for an unknown kind. */
export function feedOf(kind: string): Feed {
  const feed = FEEDS.find((each) => each.kind === kind)
  if (!feed)
    throw new GatewayError('BAD_INPUT', `no kind of fact of this name; there are ${kinds()}`, { hint: 'UNKNOWN_KIND' })
  return feed
}

/** Throws BAD_INPUT for an unknown kind and where the department must be named, and REFUSED for a department that is not the source of it. */
export function fedBy(kind: string, source?: string): Fed {
  const feed = feedOf(kind)
  // Booked under another department's name a fact would be that department's to correct.
  if (source === undefined && feed.fedBy.length > 1)
    throw new GatewayError('BAD_INPUT', `--source is needed: ${feed.kind} is fed by ${feed.fedBy.join(', ')}`, {
      hint: 'UNKNOWN_DEPARTMENT',
    })
  const found = feed.fedBy.find((code) => code === (source ?? feed.fedBy[0]))
  if (!found) throw new GatewayError('REFUSED', `${feed.kind} is fed by ${feed.fedBy.join(', ')} alone`)
  return { feed, source: found }
}

export function kinds(): string {
  return FEEDS.map(({ kind }) => kind).join(', ')
}
