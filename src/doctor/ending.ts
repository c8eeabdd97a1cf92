// The one rule of what ends when: said 60, 30 and 7 days before, and a fault once it has ended.
import { type Day, daysBetween } from '../clock.ts'
import type { Finding, Notes } from './finding.ts'

const STAGES = [7, 30, 60] as const

export interface Ending {
  /** For example `data key 3 of GAJ`. */
  readonly what: string
  /** The last day on which it is good. */
  readonly lastDay: Day
  readonly fix: string
}

export function endingFinding(notes: Notes, { what, lastDay, fix }: Ending, today: Day): Finding {
  const left = daysBetween(today, lastDay)
  if (left < 0) return notes.fault(`${what} ended on ${lastDay}`, fix)
  const stage = STAGES.find((days) => left <= days)
  if (stage === undefined) return notes.well(`${what} is good until ${lastDay}`)
  return notes.warning(`${what} ends on ${lastDay}, in ${left} ${left === 1 ? 'day' : 'days'} (within ${stage})`, fix)
}
