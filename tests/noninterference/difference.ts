// The test itself: run operations in world A, change whatever their caller may not learn, run them in world B, compare. One
// second world serves a batch of operations: a change stands if it tells nothing by any of them.
import type { Random } from '../../src/city/random.ts'
import type { Town } from '../world/town.ts'
import type { Scene } from './callers.ts'
import { type Operation, run } from './operation.ts'
import { type Knowledge, knowledgeOf } from './reference.ts'
import { type SecondWorld, secondWorld } from './second-world.ts'
import { MOST_TRIES, type Shrunk, shrink } from './shrink.ts'

export interface Comparison {
  readonly operation: Operation
  readonly made: SecondWorld['made']
  /** What the caller saw in world A, one text for each request. */
  readonly seen: readonly string[]
  /** Null when both worlds look alike; else the smallest operation and change that still differ. */
  readonly difference: Shrunk | null
}

export interface Comparing {
  readonly town: Town
  readonly scene: Scene
  readonly random: Random
  /** False: a difference is told as it was found. */
  readonly shrinks?: boolean
}

export async function compare(comparing: Comparing & { readonly operation: Operation }): Promise<Comparison> {
  const [only] = await compareBatch({ ...comparing, operations: [comparing.operation] })
  if (!only) throw new Error('one operation, one comparison')
  return only
}

export async function compareBatch(
  comparing: Comparing & { readonly operations: readonly Operation[] },
): Promise<Comparison[]> {
  const { town, scene, operations, random } = comparing
  const { world } = scene.place
  const { change, made } = secondWorld({
    random,
    world,
    knows: knowledgeOfAll(scene, operations),
    focus: [...new Set(operations.flatMap(({ focus }) => focus))],
    ghosts: operations.flatMap(({ ghosts }) => ghosts),
  })
  const inA = await runAll(town, scene, operations)
  const back = await world.apply(change)
  const inB = await runAll(town, scene, operations)
  await world.apply(back)
  const compared: Comparison[] = []
  for (const [at, operation] of operations.entries()) {
    const seen = inA[at] ?? []
    const isAlike = JSON.stringify(seen) === JSON.stringify(inB[at])
    compared.push({
      operation,
      made,
      seen,
      difference: isAlike
        ? null
        : await shrink({ town, scene, operation, change, tries: comparing.shrinks === false ? 0 : MOST_TRIES }),
    })
  }
  return compared
}

async function runAll(town: Town, scene: Scene, operations: readonly Operation[]): Promise<string[][]> {
  const seen: string[][] = []
  for (const operation of operations) seen.push(await run(town, scene, operation))
  return seen
}

/** What any of the operations may tell: the same for all that list and look up, one for each that asks about somebody. */
function knowledgeOfAll(scene: Scene, operations: readonly Operation[]): Knowledge {
  const { place, grant, account } = scene
  const learner = { world: place.world, grant, account }
  const told = operations.filter(({ isRefused }) => !isRefused)
  const asking = told.filter(({ asked }) => asked.length > 0)
  const knowing = asking.map(({ asked }) => knowledgeOf({ ...learner, asked }))
  if (told.length > asking.length) knowing.push(knowledgeOf({ ...learner, asked: [] }))
  return (id, rows) => knowing.map((knows) => knows(id, rows)).join('|')
}
