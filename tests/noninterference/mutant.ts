// A gateway with one leak planted in it, on purpose: the test that finds nothing in the true gateway must find something
// in every one of these, or it proves nothing.
import type { Town, TownOptions } from '../world/town.ts'
import type { Login } from './callers.ts'
import type { OperationMaker } from './operation.ts'
import type { Place } from './place.ts'

export interface Mutant {
  readonly leak: string
  readonly caller: Login
  readonly make: OperationMaker
  readonly options?: (place: Place) => Promise<TownOptions>
  /** Spoils a part of the open gateway. */
  readonly spoil?: (town: Town, place: Place) => void
}
