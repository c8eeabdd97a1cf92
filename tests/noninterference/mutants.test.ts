// Does the noninterference test bite? Each gateway here leaks, and a few pairs of worlds must show it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACT_MUTANTS } from './act-mutants.ts'
import { ANSWER_MUTANTS } from './answer-mutants.ts'
import { sceneOf } from './callers.ts'
import { compare } from './difference.ts'
import { MOMENT_MUTANTS } from './moment-mutants.ts'
import type { Mutant } from './mutant.ts'
import { openPlace, type Place } from './place.ts'
import { PLAN_MUTANTS } from './plan-mutants.ts'
import { honestPolicies } from './policies.ts'
import { POLICY_MUTANTS } from './policy-mutants.ts'
import { READER_MUTANTS } from './reader-mutants.ts'
import { randomFrom } from './second-world.ts'
import { SOURCE_MUTANTS } from './source-mutants.ts'
import { STATISTICS_MUTANTS } from './statistics-mutants.ts'
import { TASK_MUTANTS } from './task-mutants.ts'
import { WALK_MUTANTS } from './walk-mutants.ts'

const MUTANTS: readonly Mutant[] = [
  ...POLICY_MUTANTS,
  ...PLAN_MUTANTS,
  ...SOURCE_MUTANTS,
  ...READER_MUTANTS,
  ...WALK_MUTANTS,
  ...ANSWER_MUTANTS,
  ...MOMENT_MUTANTS,
  ...ACT_MUTANTS,
  ...TASK_MUTANTS,
  ...STATISTICS_MUTANTS,
]
const MOST_PAIRS = 100

let place: Place

beforeAll(async () => {
  place = await openPlace('ni_mutants')
})
afterAll(() => place.close())

/** The first pair that shows a difference; null when none of them does. Asks by the mutant, judges by the true policy. */
async function firstDifference({ leak, caller, make, options, spoil }: Mutant) {
  const town = await place.openGateway(await options?.(place))
  spoil?.(town, place)
  const { policies } = await honestPolicies()
  const scene = sceneOf(place, policies, caller)
  const asking = sceneOf(place, town.gateway.rooms.policies, caller)
  for (let pair = 1; pair <= MOST_PAIRS; pair += 1) {
    const random = randomFrom(`${leak} ${pair}`)
    const compared = await compare({ town, scene, operation: make(asking, random), random, shrinks: false })
    if (compared.difference) return { pair, ...compared.difference }
    // What lies beyond a grant is refused, even where the answer would tell nothing.
    if (compared.operation.isRefused && compared.seen.some((answer) => !answer.startsWith('{"status":403')))
      return { pair }
  }
  return null
}

describe('a gateway that leaks', () => {
  it('is planted in thirty ways and more', () => {
    expect(new Set(MUTANTS.map(({ leak }) => leak)).size).toBeGreaterThanOrEqual(30)
  })

  it.each(MUTANTS)('is found out: $leak', {
    timeout: 180_000,
  }, async (mutant) => {
    expect(await firstDifference(mutant)).not.toBeNull()
  })
})
