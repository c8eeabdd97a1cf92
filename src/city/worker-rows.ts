// Civil affairs' register of child workers of the made-up city: about one child director to a village, one or two supervisors to a street, some
// four in ten certified (domain 7). Some posts are vacant, some certificates have ended; those of the first street are known by name.
import { addDays, type Day } from '../clock.ts'
import type { CitySettings } from './child.ts'
import { allStreets, allVillages } from './places.ts'
import { type Random, randomsOf } from './random.ts'
import type { Row } from './row.ts'

/** Nobody holds the post, or somebody whose certificate has ended; at the demo's own village somebody does who is certified. */
export const PLANTED_POSTS = {
  held: ['330106901000', '330106901901'],
  vacant: ['330106902000', '330106901902'],
  expired: ['330106901903'],
} as const

const VACANT = 0.04
const TWO_WORKERS = 0.15
const SHARED = 0.03
const CERTIFIED = 0.42
const EXPIRED = 0.1

/** Post by post, each with whoever holds it. */
export function* workerRows(settings: CitySettings, recordedAt: Date): Generator<Row> {
  let number = 0
  for (const division of [...allStreets(), ...allVillages()]) {
    const random = randomsOf(settings.seed, `post ${division}`)('MZJ')
    const workers = workersAt(division, random)
    // Who looks after a village beside another has one number in both.
    const isShared = workers === 1 && number > 0 && !division.endsWith('000') && random.chance(SHARED)
    for (let at = 0; at < workers; at += 1) {
      if (!isShared) number += 1
      yield rowOf(division, { random, number, recordedAt, day: settings.referenceDay })
    }
  }
}

function workersAt(division: string, random: Random): number {
  if (isPlanted('vacant', division)) return 0
  if (isPlanted('held', division) || isPlanted('expired', division)) return 1
  if (random.chance(VACANT)) return 0
  return random.chance(TWO_WORKERS) ? 2 : 1
}

function isPlanted(what: keyof typeof PLANTED_POSTS, division: string): boolean {
  return (PLANTED_POSTS[what] as readonly string[]).includes(division)
}

interface Holding {
  readonly random: Random
  readonly number: number
  readonly recordedAt: Date
  readonly day: Day
}

function rowOf(division: string, { random, number, recordedAt, day }: Holding): Row {
  return {
    worker_no: `MZ-${String(number).padStart(5, '0')}`,
    post: division.endsWith('000') ? 'SUPERVISOR' : 'DIRECTOR',
    division,
    full_time: random.chance(0.3),
    certified_until: certifiedUntil(division, random, day),
    trained_on: random.chance(0.7) ? addDays(day, -random.below(400)) : null,
    appointed_from: addDays(day, -30 - random.below(2_000)),
    recorded_at: recordedAt,
  }
}

function certifiedUntil(division: string, random: Random, day: Day): Day | null {
  const until = random.chance(EXPIRED) ? addDays(day, -1 - random.below(300)) : addDays(day, random.below(1_000))
  const isCertified = random.chance(CERTIFIED)
  if (isPlanted('held', division)) return addDays(day, 365)
  if (isPlanted('expired', division)) return addDays(day, -1)
  return isCertified ? until : null
}
