// A counter of one process, written call by call in plain words: what the one in PostgreSQL must come to as well.
import type { Timer } from '../../src/clock.ts'
import type { SourceBounds } from '../../src/departments/bounds.ts'
import type { Asked, PaceCounter } from '../../src/departments/pace/counter.ts'
import { createSourcePace, type SourcePace } from '../../src/departments/pace/source-pace.ts'

export function counterHere(): PaceCounter {
  const rows = new Map<string, { next: number; jobNext: number; day: string; desk: number; jobs: number }>()
  const rowOf = ({ source, day }: Asked) => {
    const row = rows.get(source) ?? { next: 0, jobNext: 0, day, desk: 0, jobs: 0 }
    rows.set(source, row)
    if (row.day < day) Object.assign(row, { day, desk: 0, jobs: 0 })
    return row
  }
  const left = (asked: Asked): number => {
    const { desk, jobs } = rowOf(asked)
    return (asked.pace.quota ?? Number.POSITIVE_INFINITY) - desk - jobs
  }
  const leftToJobs = (asked: Asked): number =>
    Math.min(left(asked), (asked.pace.jobQuota ?? Number.POSITIVE_INFINITY) - rowOf(asked).jobs)

  return {
    async reserve(asked) {
      const { calls, counted, until, pace } = asked
      const row = rowOf(asked)
      if (counted > 0 && left(asked) < counted) return { kind: 'SPENT' }
      const now = asked.now.getTime()
      let next = Math.max(row.next, now)
      const moments: number[] = []
      for (let call = 0; call < calls; call += 1) {
        moments.push(Math.max(now, next - (pace.burst - 1) * pace.spacingMs))
        next += pace.spacingMs
      }
      if ((moments.at(-1) ?? 0) > until.getTime()) return { kind: 'LATE' }
      row.next = next
      row.desk += counted
      return { kind: 'GRANTED', moments }
    },
    async take(asked) {
      const row = rowOf(asked)
      const now = asked.now.getTime()
      if (leftToJobs(asked) < 1) return { kind: 'SPENT' }
      if (row.next > now || row.jobNext > now) {
        return { kind: 'LATER', again: new Date(Math.ceil(Math.max(row.next, row.jobNext))) }
      }
      row.next = now + asked.pace.spacingMs
      row.jobNext = now + asked.pace.jobSpacingMs
      row.jobs += 1
      return { kind: 'GRANTED' }
    },
    leftToJobs: async (asked) => (asked.pace.jobQuota === null ? null : Math.max(0, leftToJobs(asked))),
  }
}

/** The pace of a source that nobody else asks. */
export function paceHere(bounds: SourceBounds, clock: Timer): SourcePace {
  return createSourcePace({ source: 'GAJ', bounds, counter: counterHere(), clock })
}
