// One caller, all kinds of operations, one seed: the pairs of worlds of the suite and of its long form.
import type { GraphQLSchema } from 'graphql'
import type { Town } from '../world/town.ts'
import { askBeyond } from './beyond.ts'
import { askChildren, askPage, askPages, askTable } from './casework.ts'
import { type Comparison, compareBatch } from './difference.ts'
import { type CALLERS, type OperationMaker, type Scene, sceneOf } from './operation.ts'
import type { Place } from './place.ts'
import { honestPolicies } from './policies.ts'
import { askClass, askOne } from './questions.ts'
import { randomFrom } from './second-world.ts'

export interface Pairs {
  readonly place: Place
  readonly town: Town
  readonly seed: string
  /** Operations of this caller, each in two worlds. */
  readonly pairs: number
}

/** Operations that share one second world. */
const BATCH = 20

export async function comparePairs(
  { place, town, seed, pairs }: Pairs,
  caller: (typeof CALLERS)[number],
): Promise<Comparison[]> {
  const { policies, schema } = await honestPolicies()
  const scene = sceneOf(place, policies, caller)
  const makers = makersFor(scene, schema)
  const comparisons: Comparison[] = []
  while (comparisons.length < pairs) {
    const random = randomFrom(`${seed} ${caller.join(' ')} ${comparisons.length}`)
    const size = Math.min(BATCH, pairs - comparisons.length)
    const operations = Array.from({ length: size }, (_, at) =>
      (makers[at % makers.length] as OperationMaker)(scene, random),
    )
    comparisons.push(...(await compareBatch({ town, scene, operations, random })))
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
