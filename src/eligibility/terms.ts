// The school calendar of a county, and the term of a day as the education bureau calls it: `2026-2027-1` is the autumn of 2026,
// `2026-2027-2` the spring of 2027.
import type { Day } from '../clock.ts'
import type { RulePack } from './rule-pack.ts'

/**
 * The pack with the school calendar of the county that a division belongs to, where that county has one of its own. It is the county of
 * whoever asks: by the child's own, the day until which an answer holds would tell where the child is from.
 */
export function inCounty<Pack extends RulePack>(pack: Pack, division: string): Pack {
  const terms = pack.countyTerms[division.slice(0, 6)]
  return terms === undefined ? pack : { ...pack, terms }
}

/** Null in the holidays. */
export function bureauTermOn({ terms }: Pick<RulePack, 'terms'>, day: Day): string | null {
  const term = terms.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay)
  if (term === undefined) return null
  const began = Number(term.firstDay.slice(0, 4))
  return term.firstDay.slice(5) >= '08-01' ? `${began}-${began + 1}-1` : `${began - 1}-${began}-2`
}
