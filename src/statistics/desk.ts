// Where a table is asked for: decided on menu and ledger, aggregated from the snapshot, treated, held against all that was released, entered.
import type { KeyObject } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { coalesce } from '../database/coalesce.ts'
import { inTransaction } from '../database/transaction.ts'
import { decide } from '../disclosure/decide.ts'
import type { Refusal } from '../disclosure/refusal.ts'
import { isRefusal } from '../disclosure/refusal.ts'
import { type ReleasedTable, tableOf } from '../disclosure/release.ts'
import type { Query } from '../disclosure/table-form.ts'
import { type ErrorCode, GatewayError, type Hint } from '../errors.ts'
import { cellSecret } from './keys.ts'
import { enterInto, ledgerOf, lockLedger, readEntries } from './ledger.ts'
import { menuOf } from './menu/menu.ts'
import { releaseInThread } from './releasing.ts'
import type { SnapshotRecord } from './snapshot/keep.ts'
import type { SnapshotStore } from './snapshot/store.ts'

/** Whose looks standing tables are: they are charged to all analysts together and to no one of them. */
export const STANDING = 'STANDING'

export interface Asking {
  readonly analyst: string
  readonly query: Query
  readonly snapshot: SnapshotRecord
  /** False for a period that is over: then only what was released is given again. */
  readonly isOpen: boolean
  readonly now: Date
}

export interface TableDesk {
  readonly registry: Pool
  /** The gateway's key that the secrets are derived from. */
  readonly key: KeyObject
  /** Opens the snapshot, if it is asked. */
  readonly withStore: <Result>(work: (store: SnapshotStore) => Promise<Result>) => Promise<Result>
}

/** Throws BAD_INPUT for what is not on the menu, TOO_MANY for a budget that is spent: both follow from what was asked before. */
export async function askTable(desk: TableDesk, asking: Asking): Promise<ReleasedTable> {
  const menu = menuOf(asking.snapshot.menu.lists)
  const inLedger = await inTransaction(desk.registry, (client) => lookUp(client, asking, menu))
  if (inLedger !== null) return inLedger
  return desk.withStore((store) =>
    oneByOne(() => inTransaction(desk.registry, (client) => askUnderLock(client, { ...asking, key: desk.key, store }))),
  )
}

/** However many ask at once, one of them waits for the lock; the others hold no connection up meanwhile. */
const oneByOne = coalesce<() => Promise<ReleasedTable>, ReleasedTable>({
  run: (works) => Promise.all(works.map((work) => work())),
  ...{ largest: 1, inFlight: 1 },
})

type Menu = ReturnType<typeof menuOf>

/** What is out already, or is refused, without a snapshot. */
async function lookUp(client: PoolClient, asking: Asking, menu: Menu): Promise<ReleasedTable | null> {
  const { analyst, query, snapshot, isOpen } = asking
  const ledger = ledgerOf(await readEntries(client, snapshot.period), menu)
  const asked = { analyst, period: snapshot.period, query }
  const decision = decide(asked, menu, ledger)
  if (decision.kind === 'REFUSED') throw refused(decision.refusal)
  if (decision.kind === 'ALLOWED' && !isOpen)
    throw new GatewayError('BAD_INPUT', 'the period is over', { hint: 'PERIOD_OVER' })
  if (decision.kind === 'ALLOWED') return null
  return tableOf(decision.entry, query)
}

interface Locked extends Asking {
  readonly key: KeyObject
  readonly store: SnapshotStore
}

/** In a transaction of the caller's. */
export async function askUnderLock(client: PoolClient, locked: Locked): Promise<ReleasedTable> {
  const { analyst, query, snapshot, now, key, store } = locked
  const menu = menuOf(snapshot.menu.lists)
  await lockLedger(client)
  const rows = await readEntries(client, snapshot.period)
  const asked = { analyst, period: snapshot.period, query }
  const decision = decide(asked, menu, ledgerOf(rows, menu))
  if (decision.kind === 'REFUSED') throw refused(decision.refusal)
  if (decision.kind === 'REPEATED') return tableOf(decision.entry, query)
  const aggregates = await store.aggregate(decision.form)
  const released = await releaseInThread({ asked, menu, rows, aggregates, secret: cellSecret(key) })
  if (isRefusal(released)) throw refused(released)
  await enterInto(client, released.entry, now)
  return released.table
}

const WORDS: Readonly<Record<Refusal, readonly [ErrorCode, Hint]>> = {
  NOT_ON_MENU: ['BAD_INPUT', 'NOT_ON_MENU'],
  TOO_MANY_GROUPS: ['BAD_INPUT', 'TOO_MANY_GROUPS'],
  TOO_MANY_CELLS: ['BAD_INPUT', 'TOO_MANY_CELLS'],
  ANALYST_BUDGET: ['TOO_MANY', 'ANALYST_BUDGET'],
  POOLED_BUDGET: ['TOO_MANY', 'POOLED_BUDGET'],
  SENSITIVE_BUDGET: ['TOO_MANY', 'SENSITIVE_BUDGET'],
  SERIES_BUDGET: ['TOO_MANY', 'SERIES_BUDGET'],
}

function refused(refusal: Refusal): GatewayError {
  const [code, hint] = WORDS[refusal]
  return new GatewayError(code, refusal, { hint })
}
