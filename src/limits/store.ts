// What keeps the counts, so that all processes of the gateway share them. Every member takes a group and costs one answer
// of the store for all of it; a store that cannot count rejects, and then nothing leaves.
import type { Day } from '../clock.ts'
import type { Marks } from './marks.ts'
import type { Pattern } from './patterns.ts'

/** For whom it is counted. */
export interface Holder {
  readonly personId: string
  readonly organisationId: string
  readonly purpose: string
}

/** The windows that a moment lies in. */
export interface Window {
  readonly at: Date
  readonly hourStart: Date
  readonly day: Day
  readonly dayStart: Date
}

/** What one look-up leaves on the counts, whether it was a hit, a miss or about nobody. */
export interface LookUp {
  /** The identifier as submitted, as a keyed digest. */
  readonly child: string
  readonly isMiss: boolean
  /** Null where the identifier is a reference that nobody can guess. */
  readonly marks: Marks | null
}

export interface Counting extends Holder, Window {
  readonly lookUps: readonly LookUp[]
  /** Children that a list may show: they are not submitted one by one. */
  readonly page: number
}

export interface Sums {
  readonly misses: number
  readonly missesOfOrganisation: number
  readonly children: number
  readonly childrenOfOrganisation: number
}

export interface Standing extends Sums {
  readonly isLocked: boolean
}

/** One of a person's misses of the last day. */
export interface Trace {
  readonly notedAt: Date
  readonly marks: Marks
}

export interface Counted extends Sums {
  readonly traces: readonly Trace[]
}

/** A person locked for a purpose because the misses made a pattern. */
export interface Lock extends Holder {
  readonly pattern: Pattern
  /** Look-ups that made the pattern. */
  readonly lookUps: number
  readonly since: Date
  readonly until: Date
}

export interface LimitStore {
  /** One standing per question, in order. */
  standing(questions: readonly (Holder & Window)[]): Promise<readonly Standing[]>
  /**
   * Adds a group and gives, per item, the sums that include all that was counted before it and the item itself. Of items
   * counted at once, in whatever process, no two are told a sum that leaves out the other.
   */
  count(group: readonly Counting[]): Promise<readonly Counted[]>
  /** False when the person is locked for the purpose already. */
  lock(lock: Lock): Promise<boolean>
  unlock(lock: Lock): Promise<void>
  locks(now: Date): Promise<readonly Lock[]>
  /** Takes away the person's locks and the traces that made them; gives the locks that stood. */
  lift(personId: string, now: Date): Promise<readonly Lock[]>
  /** Forgets what no window needs any more. */
  prune(now: Date): Promise<void>
}

export const TRACE_MS = 86_400_000

/** How a hit's trace is named: it stands where a miss's would, costs the same, and matches nothing. */
export function decoyName(position: number): string {
  return `decoy ${position}`
}
