// The tests over pairs of worlds, for the suite and for its long form: they differ in the number of rounds alone.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Town } from '../world/town.ts'
import { MOVE_NAMES } from './changes.ts'
import type { Comparison } from './difference.ts'
import { CALLERS } from './operation.ts'
import { comparePairs } from './pairs.ts'
import { openPlace, type Place } from './place.ts'

export interface PairsSettings {
  /** Names the databases: lower-case letters, another for each test file. */
  readonly name: string
  readonly seed: string
  /** Operations in two worlds, all callers together. */
  readonly pairs: number
}

export function describePairs({ name, seed, pairs }: PairsSettings): void {
  const each = Math.ceil(pairs / CALLERS.length)
  const comparisons: Comparison[] = []
  let place: Place
  let town: Town

  beforeAll(async () => {
    place = await openPlace(name)
    town = await place.openGateway()
  })
  afterAll(() => place.close())

  it.each(CALLERS)('look alike to %s for %s', { timeout: 60_000 + each * 2_000 }, async (...caller) => {
    const compared = await comparePairs({ place, town, seed, pairs: each }, caller)
    comparisons.push(...compared)
    expect(
      compared.flatMap(({ difference }) => difference ?? []),
      `seed: ${seed}`,
    ).toEqual([])
  })

  it('are refused alike what lies beyond the grant', () => {
    const refused = comparisons.filter(({ operation }) => operation.isRefused)
    expect(refused.length).toBeGreaterThanOrEqual(CALLERS.length)
    expect(refused.flatMap(({ seen }) => seen.filter((answer) => !answer.startsWith('{"status":403')))).toEqual([])
  })

  it('are many, and hold every kind of change and every kind of answer', () => {
    expect(comparisons.length).toBeGreaterThanOrEqual(pairs)
    const made = new Set(comparisons.flatMap((comparison) => [...comparison.made.keys()]))
    expect([...made].sort()).toEqual([...MOVE_NAMES, 'new child'].sort())
    const answers = comparisons.flatMap(({ seen }) => seen).join('')
    for (const sign of ['CONFIRMED', 'NONE_CONFIRMED', 'UNDETERMINED', 'endCursor', 'MASKED', '"status":429']) {
      expect(answers).toContain(sign)
    }
  })
}
