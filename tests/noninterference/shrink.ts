// A difference made small: the fewest children and tables that still make it, then the smallest document that still shows
// it, so that whoever reads the failure sees the leak and not the noise around it.
import { type ASTNode, BREAK, type DocumentNode, Kind, parse, print, type SelectionSetNode, visit } from 'graphql'
import type { Town } from '../world/town.ts'
import type { Scene } from './callers.ts'
import { type Operation, once, run } from './operation.ts'
import { type Change, type ChildRows, NO_ROWS } from './world.ts'

export interface Shrunk {
  readonly title: string
  readonly request: string
  readonly inA: string
  readonly inB: string
  /** Child, table, and the columns that differ. */
  readonly change: readonly string[]
}

export interface Shrinking {
  readonly town: Town
  readonly scene: Scene
  readonly operation: Operation
  readonly change: Change
  readonly tries: number
}

export const MOST_TRIES = 150

/** Always ends: after so many tries with the smallest case so far. */
export async function shrink({ town, scene, operation, change, tries }: Shrinking): Promise<Shrunk> {
  const trial = new Trial(town, scene, tries)
  const smallChange = await smallestChange(trial, operation, change)
  const small = await smallestDocument(trial, operation, smallChange)
  const { inA, inB } = await trial.run(small, smallChange)
  const at = inA.findIndex((answer, index) => answer !== inB[index])
  return {
    title: operation.title,
    request: JSON.stringify(small.requests([])),
    inA: inA[at] ?? 'no answer',
    inB: inB[at] ?? 'no answer',
    change: [...smallChange].flatMap(([id, rows]) => describeChange(id, scene.place.world.children.get(id), rows)),
  }
}

class Trial {
  #left: number
  readonly #town: Town
  readonly #scene: Scene

  constructor(town: Town, scene: Scene, tries: number) {
    this.#left = tries
    this.#town = town
    this.#scene = scene
  }

  async run(operation: Operation, change: Change): Promise<{ inA: string[]; inB: string[] }> {
    const inA = await run(this.#town, this.#scene, operation)
    const back = await this.#scene.place.world.apply(change)
    const inB = await run(this.#town, this.#scene, operation)
    await this.#scene.place.world.apply(back)
    return { inA, inB }
  }

  /** False, too, when there are no tries left. */
  async differs(operation: Operation, change: Change): Promise<boolean> {
    if (this.#left === 0) return false
    this.#left -= 1
    const { inA, inB } = await this.run(operation, change)
    return JSON.stringify(inA) !== JSON.stringify(inB)
  }
}

// Halves first, then one by one.
async function smallestChange(trial: Trial, operation: Operation, change: Change): Promise<Change> {
  let kept = [...change]
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < kept.length && kept.length > 1; ) {
      const without = [...kept.slice(0, from), ...kept.slice(from + size)]
      if (without.length > 0 && (await trial.differs(operation, new Map(without)))) kept = without
      else from += size
    }
  }
  return new Map(kept)
}

async function smallestDocument(trial: Trial, operation: Operation, change: Change): Promise<Operation> {
  const asked = operation.requests([])
  // Pages follow one another: only a single request is cut down.
  if (asked === null || !(await trial.differs({ ...operation, requests: once(asked) }, change))) return operation
  let document = parse(asked.query)
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false
    for (let at = 0; ; at += 1) {
      const smaller = without(document, at)
      if (smaller === null) break
      const request = { ...asked, query: print(smaller) }
      if (!(await trial.differs({ ...operation, requests: once(request) }, change))) continue
      document = smaller
      isSmaller = true
      at -= 1
    }
  }
  return { ...operation, requests: once({ ...asked, query: print(document) }) }
}

/** The document without its n-th selection or directive that can go; null when there is none. */
function without(document: DocumentNode, at: number): DocumentNode | null {
  let left = at
  let isFound = false
  const smaller = visit(document, {
    enter(node, _key, parent) {
      if (isFound) return BREAK
      if (!canGo(node, parent)) return undefined
      if (left > 0) {
        left -= 1
        return undefined
      }
      isFound = true
      return null
    },
  })
  return isFound ? smaller : null
}

function canGo(node: ASTNode, parent: unknown): boolean {
  if (node.kind === Kind.DIRECTIVE) return true
  if (node.kind !== Kind.FIELD && node.kind !== Kind.INLINE_FRAGMENT && node.kind !== Kind.FRAGMENT_SPREAD) return false
  const siblings = Array.isArray(parent) ? parent : (parent as SelectionSetNode | undefined)?.selections
  return (siblings?.length ?? 0) > 1
}

function describeChange(id: string, before: ChildRows = NO_ROWS, after: ChildRows): string[] {
  return Object.keys(after).flatMap((table) => {
    const [one, other] = [before[table] ?? [], after[table] ?? []]
    if (JSON.stringify(one) === JSON.stringify(other)) return []
    if (one.length !== other.length) return [`${id} ${table}: ${one.length} -> ${other.length} rows`]
    const columns = Object.keys(one[0] ?? {}).filter((column) =>
      one.some((row, at) => JSON.stringify(row[column]) !== JSON.stringify(other[at]?.[column])),
    )
    return [`${id} ${table}: ${columns.join(', ')}`]
  })
}
