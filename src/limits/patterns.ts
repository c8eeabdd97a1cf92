// Spots enumeration (X02): a person's misses that vary one thing and keep the rest. It sees what was submitted and missed,
// never whether a child exists. Pure: marks in, the pattern they make out.
import type { Marks } from './marks.ts'
import type { Trace } from './store.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** How many make a pattern within an hour, and within a day for whoever goes slowly. */
interface Rule {
  readonly withinHour: number
  readonly withinDay: number
  /** How many of the misses stand in one pattern with this one. */
  readonly countOf: (marks: Marks, others: readonly Marks[]) => number
}

// Whoever mistypes twice makes three of a kind; twins make two. Five in an hour is a plan.
const RULES = {
  RUNNING_SEQUENCE: { withinHour: 5, withinDay: 8, countOf: runThrough },
  ONE_DATE_MANY_NUMBERS: { withinHour: 6, withinDay: 10, countOf: countBy('birthDate', 'number') },
  ONLY_THE_DAY_VARIES: { withinHour: 5, withinDay: 8, countOf: countBy('otherDay', 'number') },
  ONLY_THE_MONTH_VARIES: { withinHour: 5, withinDay: 8, countOf: countBy('otherMonth', 'number') },
  ONE_NUMBER_MANY_NAMES: { withinHour: 5, withinDay: 8, countOf: countBy('number', 'name') },
  ONE_NAME_MANY_NUMBERS: { withinHour: 5, withinDay: 8, countOf: countBy('name', 'number') },
} as const satisfies Readonly<Record<string, Rule>>

export type Pattern = keyof typeof RULES

export interface Found {
  readonly pattern: Pattern
  /** Look-ups that make the pattern. */
  readonly lookUps: number
  /** The window it was found in, and for which the person is locked. */
  readonly withinMs: number
}

/** The first pattern that the latest misses complete; null when there is none. `traces` holds the latest too. */
export function patternIn(traces: readonly Trace[], latest: readonly Marks[], now: Date): Found | null {
  for (const withinMs of [HOUR_MS, DAY_MS]) {
    const others = traces.filter(({ notedAt }) => isWithin(notedAt, now, withinMs)).map(({ marks }) => marks)
    for (const [pattern, rule] of Object.entries(RULES) as [Pattern, Rule][]) {
      const enough = withinMs === HOUR_MS ? rule.withinHour : rule.withinDay
      const lookUps = Math.max(0, ...latest.map((marks) => rule.countOf(marks, others)))
      if (lookUps >= enough) return { pattern, lookUps, withinMs }
    }
  }
  return null
}

// Processes' clocks differ by a little: what another one noted a moment ahead of us counts.
function isWithin(notedAt: Date, now: Date, withinMs: number): boolean {
  return Math.abs(now.getTime() - notedAt.getTime()) < withinMs
}

function countBy(kept: keyof Marks, varied: keyof Marks): Rule['countOf'] {
  return (marks, others) => {
    if (marks[kept] === null) return 0
    const same = others.filter((other) => other[kept] === marks[kept])
    return new Set(same.map((other) => other[varied])).size
  }
}

function runThrough({ placeAndDate, sequence }: Marks, others: readonly Marks[]): number {
  if (placeAndDate === null || sequence === null) return 0
  const seen = new Set(others.filter((other) => other.placeAndDate === placeAndDate).map((other) => other.sequence))
  let first = sequence
  while (seen.has(first - 1)) first -= 1
  let last = sequence
  while (seen.has(last + 1)) last += 1
  return last - first + 1
}
