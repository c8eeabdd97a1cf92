// Runs a property and, where it fails, says the smallest case as an officer would read it: the documents, not the draws.
import fc from 'fast-check'
import { stringify } from 'yaml'

const MOST_CHARACTERS = 12_000

export interface Running {
  readonly seed: number
  readonly numRuns: number
  /** False where a failure is awaited, and the first will do. */
  readonly isShrunk?: boolean
}

/** Throws with the seed and the smallest case; nothing of a passing run is printed. */
export function expectHolds<T>(property: fc.IProperty<T>, { isShrunk = true, ...running }: Running): void {
  const run = fc.check(property, { ...running, endOnFailure: !isShrunk, verbose: 0 }) as fc.RunDetails<T>
  if (!run.failed) return
  const cause = run.errorInstance instanceof Error ? run.errorInstance : new Error('discarded too often')
  const smallest = stringify(JSON.parse(JSON.stringify(run.counterexample))).slice(0, MOST_CHARACTERS)
  const steps = `the smallest case, after ${run.numShrinks} steps:`
  throw new Error(`seed ${run.seed}: ${cause.message}\n${steps}\n${smallest}`, { cause })
}
