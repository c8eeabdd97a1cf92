// The test itself: run an operation in world A, change whatever its caller may not learn, run it in world B, compare.
import type { Random } from '../../src/city/random.ts'
import type { Town } from '../world/town.ts'
import { type Operation, run, type Scene } from './operation.ts'
import { type Knowledge, knowledgeOf } from './reference.ts'
import { type SecondWorld, secondWorld } from './second-world.ts'

export interface Comparison {
  readonly operation: Operation
  readonly made: SecondWorld['made']
  /** What the caller saw in world A, one text for each request. */
  readonly seen: readonly string[]
  /** Null when both worlds look alike. */
  readonly difference: { readonly title: string; readonly inA: string; readonly inB: string } | null
}

export interface Comparing {
  readonly town: Town
  readonly scene: Scene
  readonly operation: Operation
  readonly random: Random
}

export async function compare({ town, scene, operation, random }: Comparing): Promise<Comparison> {
  const { world } = scene.place
  const { focus, ghosts, title } = operation
  const { change, made } = secondWorld({ random, world, knows: knowledgeFor(scene, operation), focus, ghosts })
  const inA = await run(town, scene, operation)
  const back = await world.apply(change)
  const inB = await run(town, scene, operation)
  await world.apply(back)
  const at = inA.length === inB.length ? inA.findIndex((answer, index) => answer !== inB[index]) : 0
  const difference = at < 0 ? null : { title, inA: inA[at] ?? 'no answer', inB: inB[at] ?? 'no answer' }
  return { operation, made, seen: inA, difference }
}

function knowledgeFor({ place: { world }, grant, account }: Scene, { asked, isRefused }: Operation): Knowledge {
  return isRefused ? () => '' : knowledgeOf({ world, grant, account, asked })
}
