// The tests over pairs of worlds, for the suite and for its long form: they differ in the number of rounds alone.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Town } from '../world/town.ts'
import type { Login } from './callers.ts'
import { MOVE_NAMES } from './changes.ts'
import type { Comparison } from './difference.ts'
import { comparePairs } from './pairs.ts'
import { DRAWN_IDS, openPlace, type Place } from './place.ts'

export interface PairsSettings {
  /** Names the databases: lower-case letters, another for each test file. */
  readonly name: string
  readonly seed: string
  /** Who asks. */
  readonly callers: readonly Login[]
  /** Pairs of each caller. */
  readonly each: number
  /** False where callers are left out, and with them what only they would be answered. */
  readonly isWhole?: boolean
}

export function describePairs({ name, seed, callers, each, isWhole = true }: PairsSettings): void {
  const tally = new Tally()
  let place: Place
  let town: Town
  let emergencies: Town

  beforeAll(async () => {
    place = await openPlace(name)
    town = await place.openGateway()
    emergencies = await place.openGateway({ chance: DRAWN_IDS })
  })
  afterAll(() => place.close())

  it.each(callers)('look alike to %s for %s', { timeout: 60_000 + each * 2_000 }, async (...caller) => {
    const compared = await comparePairs(
      // A grant is a row, and needs a number of its own.
      { place, town: caller[1] === 'P12' ? emergencies : town, seed, pairs: each },
      caller,
    )
    tally.add(compared)
    expect(
      compared.flatMap(({ difference }) => difference ?? []),
      `seed: ${seed}`,
    ).toEqual([])
    // A caller who is refused everything would see no difference either.
    const answered = compared.filter(({ operation }) => !operation.isRefused).flatMap(({ seen }) => seen)
    expect(answered.some((answer) => answer.startsWith('{"status":200'))).toBe(true)
  })

  it('are refused alike what lies beyond the grant', () => {
    expect(tally.refused).toBeGreaterThanOrEqual(callers.length)
    expect(tally.wronglyRefused).toEqual([])
  })

  it('are many', () => {
    expect(tally.compared).toBeGreaterThanOrEqual(callers.length * each)
  })

  it.runIf(isWhole)('hold every kind of change and every kind of answer', () => {
    expect([...tally.made].sort()).toEqual([...MOVE_NAMES, 'new child'].sort())
    expect([...tally.signs].sort()).toEqual([...SIGNS].sort())
  })
}

const SIGNS = ['CONFIRMED', 'NONE_CONFIRMED', 'UNDETERMINED', 'endCursor', 'MASKED', '"status":429'] as const

/** What the comparisons of all callers held; the answers themselves would be gigabytes in a long run. */
class Tally {
  compared = 0
  refused = 0
  readonly wronglyRefused: string[] = []
  readonly made = new Set<string>()
  readonly signs = new Set<string>()

  add(comparisons: readonly Comparison[]): void {
    for (const { operation, seen, made } of comparisons) {
      this.compared += 1
      for (const name of made.keys()) this.made.add(name)
      for (const sign of SIGNS) if (seen.some((answer) => answer.includes(sign))) this.signs.add(sign)
      if (!operation.isRefused) continue
      this.refused += 1
      this.wronglyRefused.push(...seen.filter((answer) => !answer.startsWith('{"status":403')))
    }
  }
}
