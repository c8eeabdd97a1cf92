// The term of a day as the education bureau calls it: `2026-2027-1` is the autumn of 2026, `2026-2027-2` the spring of 2027.
import type { Day } from '../clock.ts'
import type { RulePack } from './rule-pack.ts'

/** Null in the holidays. */
export function bureauTermOn({ terms }: Pick<RulePack, 'terms'>, day: Day): string | null {
  const term = terms.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay)
  if (term === undefined) return null
  const began = Number(term.firstDay.slice(0, 4))
  return term.firstDay.slice(5) >= '08-01' ? `${began}-${began + 1}-1` : `${began - 1}-${began}-2`
}
