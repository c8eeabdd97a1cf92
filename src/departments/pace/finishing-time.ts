// When a job will be done: its calls laid out one by one within the bounds of its source, over closed hours, maintenance and
// spent days. A pure function of what is known; nobody at a desk is in it but by the share that is kept for them and by how
// fast the job was found to be.
import { addDays, shanghaiDay, startOfDay } from '../../clock.ts'
import { closesAt, opensAt, type SourceBounds } from '../bounds.ts'
import { paceOf } from './pace.ts'

export interface WorkLeft {
  /** Calls that are still to be made. */
  readonly calls: number
  readonly now: Date
  /** Calls that jobs may still make today; of no account where there is no quota. */
  readonly leftToday: number | null
  /** How far apart calls were found to lie while the source was open, in milliseconds. */
  readonly foundSpacingMs?: number
}

const MOST_MS = 10 * 366 * 86_400_000

/** The moment at which the last call begins; null when that is never, or more than ten years away. */
export function finishingTime(bounds: SourceBounds, work: WorkLeft): Date | null {
  const { jobSpacingMs, jobQuota } = paceOf(bounds)
  const spacing = Math.max(jobSpacingMs, work.foundSpacingMs ?? 0)
  let left = work.calls
  let at = work.now.getTime()
  let day = shanghaiDay(work.now)
  let quota = jobQuota === null ? Number.POSITIVE_INFINITY : Math.min(jobQuota, work.leftToday ?? jobQuota)
  if (left <= 0) return work.now
  if (jobQuota === 0) return null
  while (at - work.now.getTime() < MOST_MS) {
    const opens = opensAt(bounds, new Date(at))
    if (opens === null) return null
    at = Math.max(at, opens.getTime())
    if (shanghaiDay(opens) !== day) {
      day = shanghaiDay(opens)
      quota = jobQuota ?? Number.POSITIVE_INFINITY
    }
    const tomorrow = startOfDay(addDays(day, 1)).getTime()
    const end = Math.min(closesAt(bounds, opens)?.getTime() ?? tomorrow, tomorrow)
    const made = Math.min(left, quota, spacing === 0 ? left : Math.ceil((end - at) / spacing))
    if (made === left) return new Date(Math.ceil(at + (left - 1) * spacing))
    left -= made
    quota -= made
    at = Math.max(at + made * spacing, quota === 0 ? tomorrow : end)
  }
  return null
}
