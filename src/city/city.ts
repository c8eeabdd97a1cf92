// The synthetic city: a pure function of (seed, reference day, number of children, weights). Children are made one by
// one and on demand; none depends on another, and nothing but the scripts below is held in memory.

import { hash } from 'node:crypto'
import { addDays, addMonths, type Day } from '../clock.ts'
import { invariant } from '../errors.ts'
import { CAST_LIST, CLASS_OF_45 } from './cast.ts'
import { type CitySettings, type Drawing, drawSubject } from './child.ts'
import { type Sex, sequenceOf } from './citizen-numbers.ts'
import { type Organisations, organisationsFor } from './organisations.ts'
import { birthTable } from './population.ts'
import { boundaryScripts, type Script, scriptedSubject, TakenSequences } from './script.ts'
import type { Subject } from './subject.ts'

export type { CitySettings } from './child.ts'

export const FEWEST_CHILDREN = 250
const TWIN_PAIRS = 40
const NAMESAKE_SHARE = 0.003
const MOST_PAIRS = 4_000

export interface City {
  readonly settings: CitySettings
  readonly organisations: Organisations
  /** Child `index` of `settings.children`; the same for every order of calls. */
  childAt(index: number): Subject
  children(): Generator<Subject>
}

type PairedDrawing = Omit<Drawing, 'settings' | 'index'>

/** Order: cast, class, boundary days, pairs, then everyone else. Refuses a city too small to hold the first four. */
export function createCity(settings: CitySettings): City {
  const { children: count, referenceDay } = settings
  invariant(Number.isInteger(count) && count >= FEWEST_CHILDREN, `a city has at least ${FEWEST_CHILDREN} children`)
  const taken = new TakenSequences()
  const scripts: Script[] = [...CAST_LIST, ...CLASS_OF_45]
  for (const script of scripts) {
    if (script.citizenId) taken.take(script.birthDate, Number(script.citizenId.slice(14, 17)))
  }
  scripts.push(...boundaryScripts(referenceDay, taken))
  const paired = pairedDrawings(settings, taken)
  const firstDrawn = scripts.length + paired.length
  const birthOf = birthTable({ ...settings, count: count - firstDrawn })
  const childAt = (index: number): Subject => {
    invariant(Number.isInteger(index) && index >= 0 && index < count, 'an index names a child of the city')
    const script = scripts[index]
    if (script) return scriptedSubject(script, index, referenceDay)
    const pair = paired[index - scripts.length]
    if (pair) return drawSubject({ settings, index, ...pair })
    const { birthDate, sex, rank } = birthOf(index - firstDrawn)
    return drawSubject({ settings, index, birthDate, sex, sequence: sequenceOf(sex, rank, taken.on(birthDate)) })
  }
  return {
    settings,
    organisations: organisationsFor(count),
    childAt,
    *children() {
      for (let index = 0; index < count; index += 1) yield childAt(index)
    },
  }
}

// Twins: both boys, both girls, or one of each; their numbers follow one another.
const TWIN_SEXES: readonly (readonly [Sex, Sex])[] = [
  ['MALE', 'MALE'],
  ['FEMALE', 'FEMALE'],
  ['FEMALE', 'MALE'],
]
// Steps through the days of birth so that no two of the pairs meet on one.
const DAY_STEP = 1_637

function pairedDrawings(settings: CitySettings, taken: TakenSequences): PairedDrawing[] {
  const namesakes = Math.min(MOST_PAIRS, Math.round((settings.children * NAMESAKE_SHARE) / 2))
  const days = pairDays(settings.referenceDay)
  const offset = Number.parseInt(hash('sha256', `${settings.seed}|pairs`, 'hex').slice(0, 6), 16)
  const drawings: PairedDrawing[] = []
  for (let number = 0; number < TWIN_PAIRS + namesakes; number += 1) {
    const birthDate = days[(offset + number * DAY_STEP) % days.length] as Day
    const pairing = { kind: number < TWIN_PAIRS ? 'TWIN' : 'NAMESAKE', number } as const
    for (const sex of TWIN_SEXES[number % TWIN_SEXES.length] as readonly [Sex, Sex]) {
      drawings.push({ birthDate, sex, sequence: taken.takeNext(birthDate, sex), pairing })
    }
  }
  return drawings
}

/** Days of birth of children from one to seventeen, away from both ends. */
function pairDays(referenceDay: Day): Day[] {
  const days: Day[] = []
  const last = addMonths(referenceDay, -12)
  for (let day = addMonths(referenceDay, -17 * 12); day < last; day = addDays(day, 1)) days.push(day)
  return days
}
