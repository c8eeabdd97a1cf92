// How long an answer may be kept before it is asked anew: the end of the month, term or year of the day it is about.
// It is a function of the benefit and the day alone and never looks at the child: rounding a child's own last day would
// still tell the month of a birthday or of a parent's release, and an answer shortened by it would tell even more.
import { addDays, type Day, endOfMonth, endOfYear } from '../clock.ts'
import type { Rounding, RulePack } from './rule-pack.ts'

/** Null when the day lies after the last term that the pack knows. */
export function roundedValidUntil(pack: RulePack, rounding: Rounding, day: Day): Day | null {
  if (rounding === 'MONTH') return endOfMonth(day)
  if (rounding === 'YEAR') return endOfYear(day)
  return endOfTerm(pack, day)
}

// In the holidays no term runs: the answer then holds to the eve of the next one.
function endOfTerm(pack: RulePack, day: Day): Day | null {
  const term = pack.terms.find(({ lastDay }) => day <= lastDay)
  if (term === undefined) return null
  return term.firstDay <= day ? term.lastDay : addDays(term.firstDay, -1)
}
