// Care away from home and cases of protection: who lived in the welfare institution from when to when, and about whom a case
// is open. Drawn from streams of their own, so that they change nothing that was drawn before there were any.
import { addDays, addMonths, type Day, daysBetween } from '../clock.ts'
import type { CareKind } from '../departments/welfare-institution/types.ts'
import type { Random } from './random.ts'
import type { CategoryPeriod, Subject } from './subject.ts'

/** Half open; `to` is null while the episode lasts. */
export interface CareEpisode {
  readonly kind: keyof typeof CareKind
  readonly from: Day
  readonly to: Day | null
}

const CASE = 0.004
const ONCE_IN_CARE = 0.05

/** Numbers of the cases that are about the child; the hand-written ones begin with C-2026-0. */
export function drawCases(random: Random, index: number): readonly string[] {
  return random.chance(CASE) ? [`C-2026-1${String(index).padStart(7, '0')}`] : []
}

type InCare = Pick<Subject, 'birthDate' | 'adultOn' | 'careSetting'> & {
  readonly categories: readonly CategoryPeriod[]
  readonly cases?: readonly string[]
}

/** Wards live in the institution until they are of age; some others were there for a while, and went home. */
export function careEpisodes(subject: InCare, random: Random | null, referenceDay: Day): readonly CareEpisode[] {
  const { birthDate, adultOn, careSetting, categories } = subject
  const since = categories.map(({ from }) => from).sort()[0] ?? birthDate
  if (careSetting === 'INSTITUTION') {
    const stay = { from: since, to: adultOn <= referenceDay ? adultOn : null }
    const fostered = random?.chance(0.15) ?? false
    const split = addDays(since, Math.floor(daysBetween(since, stay.to ?? referenceDay) / 2))
    if (!fostered || split <= since) return [{ kind: 'LONG_TERM', ...stay }]
    return [
      { kind: 'LONG_TERM', from: since, to: split },
      { kind: 'FOSTER', from: split, to: stay.to },
    ]
  }
  const isAtRisk = (subject.cases ?? []).length > 0 || categories.some(({ category }) => AT_RISK.has(category))
  if (random === null || !isAtRisk || !random.chance((subject.cases ?? []).length > 0 ? 0.5 : ONCE_IN_CARE)) return []
  const from = addDays(addMonths(referenceDay, -18), random.below(400))
  if (from < birthDate) return []
  return [{ kind: 'TEMPORARY', from, to: addDays(from, 14 + random.below(120)) }]
}

const AT_RISK: ReadonlySet<string> = new Set(['DE_FACTO_UNSUPPORTED', 'LEFT_BEHIND_UNGUARDED'])
