// What goes out of a table, worked out in a thread of its own, one table at a time: the event loop answers others meanwhile.
import type { KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { coalesce } from '../database/coalesce.ts'
import type { Aggregates } from '../disclosure/aggregate.ts'
import type { Asked } from '../disclosure/decide.ts'
import type { LedgerEntry } from '../disclosure/ledger.ts'
import type { Menu } from '../disclosure/menu.ts'
import type { Refusal } from '../disclosure/refusal.ts'
import type { ReleasedTable } from '../disclosure/release.ts'
import { programFile } from '../programs.ts'
import type { EntryRow } from './ledger.ts'

export interface Releasing {
  readonly asked: Asked
  readonly menu: Menu
  /** The ledger as it is kept: much less to hand over than its cells. */
  readonly rows: readonly EntryRow[]
  readonly aggregates: Aggregates
  readonly secret: KeyObject
}

export interface Released {
  readonly table: ReleasedTable
  /** The ledger's last one: the table's own, for it is new. */
  readonly entry: LedgerEntry
}

/** What the thread says. */
export type Said =
  | { readonly released: Released | Refusal; readonly fault?: never }
  | { readonly released?: never; readonly fault: string }

let started: Worker | null = null

/** Kept for the next table; nothing waits for its end. */
function thread(): Worker {
  if (started) return started
  // Nothing of this process: no loader, no environment.
  const worker = new Worker(programFile('statistics/release-thread'), { execArgv: [], env: {} })
  const forget = (): void => {
    if (started === worker) started = null
  }
  // An error that nobody listened to would end this process too.
  worker.on('error', forget).on('exit', forget).unref()
  started = worker
  return worker
}

/** Rejects where the thread fails: then nothing is released. */
async function inThread(work: Releasing): Promise<Released | Refusal> {
  const worker = thread()
  const ended = new AbortController()
  // While a table is worked out the process stays.
  worker.ref()
  try {
    const heard = once(worker, 'message', { signal: ended.signal })
    worker.postMessage(work)
    const [said] = (await Promise.race([heard, exitOf(worker, ended.signal)])) as [Said]
    if (said.released === undefined) throw new Error(said.fault)
    return said.released
  } finally {
    ended.abort()
    worker.unref()
  }
}

async function exitOf(worker: Worker, signal: AbortSignal): Promise<never> {
  await once(worker, 'exit', { signal })
  throw new Error('the thread that releases tables has ended')
}

/** The table must be new: one that is out is in the ledger. */
export const releaseInThread = coalesce<Releasing, Released | Refusal>({
  run: (works) => Promise.all(works.map(inThread)),
  ...{ largest: 1, inFlight: 1 },
})
