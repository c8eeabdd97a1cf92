// A standing table: made with each snapshot in its quarters, for everybody who may read tables, and charged to no analyst.
import type { KeyObject } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { RegisteredWorkers } from '../../departments/civil-affairs/worker-register.ts'
import type { Solver } from '../../disclosure/solver.ts'
import type { InWords } from '../menu/dimension.ts'
import type { Showing, ShownTable } from '../shown.ts'
import type { SnapshotStore } from '../snapshot/store.ts'

/** What a standing table is made with, in the transaction that publishes the period. */
export interface StandingSite extends Showing {
  readonly client: PoolClient
  readonly store: SnapshotStore
  readonly solver: Solver
  readonly key: KeyObject
  /** By village of twelve digits, the children who count for the work of its child director; as the snapshot was built. */
  readonly villages: ReadonlyMap<string, number>
  /** Who held the posts of child workers on the day of the snapshot. */
  readonly workers: RegisteredWorkers
}

export interface StandingTable {
  readonly name: string
  /** Of the list of questions that analysts have, N01 to N10. */
  readonly question: string
  readonly is: InWords
  /** The fields that it counts by: whoever reads it needs the grant of each. */
  readonly counts: readonly string[]
  /** The quarters in which it is made; every one, where left out. */
  readonly quarters?: readonly number[]
  /** Null where what it counts is not there: then the quarter has none of it. */
  make(site: StandingSite): Promise<ShownTable | null>
}
