// One caller, all kinds of operations, one seed: the pairs of worlds of the suite and of its long form.
import type { GraphQLSchema } from 'graphql'
import type { Town } from '../world/town.ts'
import { askAround } from './around.ts'
import { askBeyond } from './beyond.ts'
import { type Login, type Scene, sceneOf } from './callers.ts'
import { askChildren, askPage, askPages, askTable } from './casework.ts'
import { type Comparison, compareBatch } from './difference.ts'
import { askEmergency } from './emergencies.ts'
import type { OperationMaker } from './operation.ts'
import type { Place } from './place.ts'
import { honestPolicies } from './policies.ts'
import { askClass, askOne } from './questions.ts'
import { randomFrom } from './second-world.ts'
import { askTasks } from './tasks.ts'

export interface Pairs {
  readonly place: Place
  readonly town: Town
  readonly seed: string
  /** Operations of this caller, each in two worlds. */
  readonly pairs: number
}

/** Operations that share one second world. */
const BATCH = 20

export async function comparePairs({ place, town, seed, pairs }: Pairs, caller: Login): Promise<Comparison[]> {
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
  const isAsked = (root: string): boolean => grant.decide('select', `Query.${root}`).effect === 'reveal'
  const makers = [
    ...(isAsked('eligibility') || isAsked('stayEligibility') ? [askOne, askOne] : []),
    ...(isAsked('pupilEligibility') ? [askClass, askClass] : []),
    ...(isAsked('child') ? [askChildren, askPage, askPages] : []),
    ...(isAsked('transfers') || isAsked('consents') ? [askAround] : []),
    ...(isAsked('workList') ? [askTasks] : []),
    ...(isAsked('statistics') ? [askTable] : []),
    ...(isAsked('emergencySubject') ? [askEmergency, askEmergency] : []),
  ]
  return [...(makers.length > 0 ? makers : [askAround, askAround]), askBeyond(schema)]
}
