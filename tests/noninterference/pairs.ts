// One caller, all kinds of operations, one seed: the pairs of worlds of the suite and of its long form.
import type { GraphQLSchema } from 'graphql'
import type { Town } from '../world/town.ts'
import { askBeyond } from './beyond.ts'
import { askChildren, askPage, askPages, askTable } from './casework.ts'
import { type Comparison, compare } from './difference.ts'
import { type CALLERS, type OperationMaker, type Scene, sceneOf } from './operation.ts'
import type { Place } from './place.ts'
import { honestPolicies } from './policies.ts'
import { askClass, askOne } from './questions.ts'
import { randomFrom } from './second-world.ts'

export interface Pairs {
  readonly place: Place
  readonly town: Town
  readonly seed: string
  /** Rounds of one operation of each kind. */
  readonly rounds: number
}

export async function comparePairs(
  { place, town, seed, rounds }: Pairs,
  caller: (typeof CALLERS)[number],
): Promise<Comparison[]> {
  const { policies, schema } = await honestPolicies()
  const scene = sceneOf(place, policies, caller)
  const comparisons: Comparison[] = []
  for (const [kind, make] of makersFor(scene, schema).entries()) {
    for (let round = 0; round < rounds; round += 1) {
      const random = randomFrom(`${seed} ${caller.join(' ')} ${kind} ${round}`)
      const operation = make(scene, random)
      comparisons.push(await compare({ town, scene, operation, random }))
    }
  }
  return comparisons
}

export function makersFor({ grant }: Scene, schema: GraphQLSchema): readonly OperationMaker[] {
  const beyond = askBeyond(schema)
  switch (grant.relation) {
    case 'open-encounter':
      return [askOne, askOne, beyond]
    case 'own-roll':
      return [askOne, askClass, beyond]
    case 'none':
      return [askTable, beyond]
    default:
      return [askChildren, askPage, askPages, beyond]
  }
}
