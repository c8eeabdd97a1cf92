// The journal in PostgreSQL: entries queue up while a group is being written and become the next group, so the group size
// follows the load and nobody who waits is held up by a timer.
import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { ChainWriter, isSequenceTaken } from './chain-writer.ts'
import { EntryQueue, type Group } from './entry-queue.ts'
import { bodyText, type EntryBodies, type Journal, type JournalHealth } from './journal.ts'
import { type SealedEntry, seal } from './sealed-entry.ts'

export interface PostgresJournalOptions {
  /** The journal holds one connection of it for as long as it is open; ending the pool is left to its owner. */
  readonly pool: Pool
  readonly clock: Clock
  /** A lower-case UUID; a chain of that id already in the table is carried on. Random when left out. */
  readonly processId?: string
  readonly statementTimeoutMs: number
  readonly maxGroupRows?: number
  /** Entries with a waiter beyond which `append` rejects at once. */
  readonly maxWaiting?: number
  /** Entries without a waiter beyond which `appendLater` throws. */
  readonly maxKept?: number
  /** How long an entry without a waiter looks for company before it makes a group of its own. */
  readonly lingerMs?: number
  /** How long kept entries rest after a failure while no caller comes. */
  readonly retryDelayMs?: number
}

const DEFAULTS = { maxGroupRows: 512, maxWaiting: 10_000, maxKept: 100_000, lingerMs: 20, retryDelayMs: 1_000 }

/** Rejects when the database cannot be reached, or would acknowledge a commit before it is on disk. */
export async function createPostgresJournal(options: PostgresJournalOptions): Promise<Journal> {
  const { pool, statementTimeoutMs, processId = randomUUID() } = options
  const writer = await ChainWriter.open({ pool, processId, statementTimeoutMs })
  return new PostgresJournal(writer, { ...DEFAULTS, ...options })
}

class PostgresJournal implements Journal {
  readonly #writer: ChainWriter
  readonly #settings: PostgresJournalOptions & typeof DEFAULTS
  readonly #queue = new EntryQueue()
  #isWriting = false
  #writing: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #closing: Promise<void> | undefined

  constructor(writer: ChainWriter, settings: PostgresJournalOptions & typeof DEFAULTS) {
    this.#writer = writer
    this.#settings = settings
  }

  append<Kind extends keyof EntryBodies>(kind: Kind, body: EntryBodies[Kind]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#refuseWhen(this.#queue.waitingCount >= this.#settings.maxWaiting, 'too many entries are waiting')
      this.#queue.wait({ entry: this.#seal(kind, body), resolve, reject })
      this.#startWriting()
    })
  }

  appendLater<Kind extends keyof EntryBodies>(kind: Kind, body: EntryBodies[Kind]): void {
    this.#refuseWhen(this.#queue.keptCount >= this.#settings.maxKept, 'too many entries are kept')
    this.#queue.keep(this.#seal(kind, body))
    this.#startWritingAfter(this.#settings.lingerMs)
  }

  health(): JournalHealth {
    return { pending: this.#queue.pendingCount, failed: this.#queue.failedCount }
  }

  close(): Promise<void> {
    this.#closing ??= this.#flush()
    return this.#closing
  }

  #refuseWhen(isFull: boolean, detail: string): void {
    if (this.#closing) throw unavailable('the journal is closed')
    if (isFull) throw unavailable(detail)
  }

  #seal<Kind extends keyof EntryBodies>(kind: Kind, body: EntryBodies[Kind]): SealedEntry {
    return seal({ kind, recordedAt: this.#settings.clock.now().toISOString(), body: bodyText(body) })
  }

  #startWriting(): void {
    if (!this.#isWriting) this.#writing = this.#writeGroups()
  }

  #startWritingAfter(delayMs: number): void {
    if (this.#timer || this.#isWriting || this.#closing) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#startWriting()
    }, delayMs)
  }

  async #writeGroups(): Promise<void> {
    this.#isWriting = true
    // Callers of the same turn join the first group.
    await null
    let isWritten: boolean
    do isWritten = await this.#writeGroup()
    while (this.#queue.waitingCount > 0)
    // Invariant: nothing is awaited from the last look at the queue to here, so no caller finds it still marked as writing.
    this.#isWriting = false
    const { lingerMs, retryDelayMs } = this.#settings
    if (this.#queue.keptCount > 0) this.#startWritingAfter(isWritten ? lingerMs : retryDelayMs)
  }

  /** Never throws: who waits is told through their promise. */
  async #writeGroup(): Promise<boolean> {
    let group = this.#queue.take(this.#settings.maxGroupRows)
    const settle = async () => {
      group = this.#queue.without(group, await this.#writer.findLateCommits())
    }
    try {
      await settle()
      await this.#writer.write(entriesOf(group)).catch(async (error: unknown) => {
        // A group given up on can still be committed by its old backend after we looked; then its numbers are taken.
        if (!isSequenceTaken(error)) throw error
        await settle()
        await this.#writer.write(entriesOf(group))
      })
      this.#queue.resolve(group)
      return true
    } catch (error) {
      this.#queue.reject(group, unavailable('a group of entries could not be written', error))
      return false
    }
  }

  async #flush(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#writing
    // What failed before gets one more try; an outage that lasts is told to whoever closes.
    let isWritten = true
    while (isWritten && this.#queue.pendingCount > 0) isWritten = await this.#writeGroup()
    this.#writer.close()
    if (!isWritten) throw unavailable(`${this.#queue.pendingCount} entries could not be written`)
  }
}

function entriesOf(group: Group): readonly SealedEntry[] {
  return [...group.waiting, ...group.kept].map((one) => one.entry)
}

function unavailable(detail: string, cause?: unknown): GatewayError {
  return new GatewayError('JOURNAL_UNAVAILABLE', detail, cause === undefined ? {} : { cause })
}
