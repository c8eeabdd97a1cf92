// One file into the registry, as a whole or not at all: read as a stream, staged, judged and written in one transaction.
// Whatever is wrong is told by line; then nothing is written. The same file again changes nothing.
import type { Pool, PoolClient } from 'pg'
import type { Journal } from '../audit/journal.ts'
import { type Clock, shanghaiDay } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import { invariant } from '../errors.ts'
import type { BlindIndexKey } from '../masking/blind-index.ts'
import { apply, NONE_REPLACED, type Replaced, stampSync } from './apply.ts'
import { type Authority, journalled } from './authority.ts'
import type { FaultAt } from './faults.ts'
import type { Fed } from './feeds.ts'
import { shownName } from './header.ts'
import { recordsOf } from './read-file.ts'
import { clearStaged, holdFeed, type Placed, stage } from './staging.ts'
import { countVerdicts, fieldOf, judge, lineFaults, NO_VERDICTS, type VerdictCounts } from './verdicts.ts'

export type ImportStep = 'READ' | 'JUDGED' | 'WRITTEN'

export interface ImportJob {
  readonly fed: Fed
  readonly path: string
  /** When the department made the file; null where its rows say when each was written. */
  readonly taken: Date | null
  /** True to find out what would happen, and write nothing. */
  readonly isCheck: boolean
  /** Pool of the role hutong_importer. */
  readonly registry: Pool
  readonly index: BlindIndexKey
  readonly acceptSynthetic: boolean
  readonly authority: Authority
  readonly journal: Journal
  readonly clock: Clock
  readonly newId: () => string
  /** Told of each fault in the order of the lines; none of them holds a value. */
  readonly onFault: (fault: FaultAt) => void
  readonly onProgress?: (step: ImportStep, rows: number) => void
}

export interface ImportResult {
  readonly rows: number
  /** Faults that were told; with any, nothing was written. */
  readonly faults: number
  readonly counts: VerdictCounts
  readonly replaced: Replaced
}

/** Throws FileRefused for what is wrong with the file as a whole. */
export async function importFile(job: ImportJob): Promise<ImportResult> {
  const { fed, authority, journal, clock, newId, isCheck } = job
  const run = { job: isCheck ? 'import-check' : 'import', fed, authority, journal, clock, newId } as const
  return journalled(
    run,
    () => loadOrLeave(job),
    ({ rows, faults }) => ({
      status: faults > 0 && !isCheck ? 'FAILED' : 'FINISHED',
      count: faults > 0 || isCheck ? 0 : rows,
    }),
  )
}

// Carries the result out of a transaction that is not to stand.
class NothingWritten extends Error {
  readonly result: ImportResult

  constructor(result: ImportResult) {
    super('nothing was written')
    this.result = result
  }
}

async function loadOrLeave(job: ImportJob): Promise<ImportResult> {
  try {
    return await inTransaction(job.registry, async (client) => {
      const result = await load(job, client)
      if (result.faults > 0 || job.isCheck) throw new NothingWritten(result)
      return result
    })
  } catch (error) {
    if (error instanceof NothingWritten) return error.result
    throw error
  }
}

async function load(job: ImportJob, client: PoolClient): Promise<ImportResult> {
  const { fed, clock } = job
  const now = clock.now()
  const run = job.newId()
  const faults = new FaultCounter(job.onFault)
  await holdFeed(client, fed)
  const progress = { rows: 0 }
  await stage(client, run, staged(job, { now, faults, progress }))
  await judge(client, { fed, run, today: shanghaiDay(now), isWhole: true })
  for await (const { line, reason } of lineFaults(client, run)) {
    const field = fieldOf(fed.feed, reason)
    faults.tell({ line, column: field === null ? null : shownName(fed.feed, field), reason })
  }
  faults.tellHeld()
  const { rows } = progress
  job.onProgress?.('JUDGED', rows)
  if (faults.count > 0) return { rows, faults: faults.count, counts: NO_VERDICTS, replaced: NONE_REPLACED }
  const counts = await countVerdicts(client, run)
  invariant(Object.values(counts).reduce((sum, count) => sum + count, 0) === rows, 'each row has its verdict')
  const replaced = await apply(client, { fed, run, now })
  await clearStaged(client, run)
  if (job.taken) await stampSync(client, fed, job.taken)
  job.onProgress?.('WRITTEN', rows)
  return { rows, faults: 0, counts, replaced }
}

interface Staging {
  readonly now: Date
  readonly faults: FaultCounter
  readonly progress: { rows: number }
}

async function* staged(job: ImportJob, { now, faults, progress }: Staging): AsyncGenerator<Placed> {
  const { fed, path, taken, index, acceptSynthetic } = job
  const edge = { index, acceptSynthetic, now }
  let lastBad = -1
  const onFault = (fault: FaultAt): void => {
    if (fault.line !== lastBad) progress.rows += 1
    lastBad = fault.line
    faults.hold(fault)
  }
  for await (const { line, record } of recordsOf({ fed, path, edge, taken, onFault })) {
    progress.rows += 1
    job.onProgress?.('READ', progress.rows)
    yield { line, record, sequence: 0 }
  }
}

/** Of more than these the first are told as they are found: a file of nothing but faults is not held in memory. */
const MOST_HELD = 100_000

// What is wrong with a row by itself is found while the file is read, all else afterwards; told they are line by line.
class FaultCounter {
  count = 0
  #held: FaultAt[] = []
  readonly #onFault: (fault: FaultAt) => void

  constructor(onFault: (fault: FaultAt) => void) {
    this.#onFault = onFault
  }

  /** Holds what was found in reading, in the order of the lines, until it is known what is wrong with the lines before it. */
  hold(fault: FaultAt): void {
    this.count += 1
    this.#held.push(fault)
    if (this.#held.length > MOST_HELD) this.tellHeld()
  }

  /** Tells what was found afterwards, behind what is held of the lines before it. */
  tell(fault: FaultAt): void {
    this.count += 1
    this.tellHeld(fault.line)
    this.#onFault(fault)
  }

  /** Tells what is held of the lines before this one; all of it where none is named. */
  tellHeld(before = Number.POSITIVE_INFINITY): void {
    const behind = this.#held.findIndex(({ line }) => line >= before)
    const told = this.#held.splice(0, behind < 0 ? this.#held.length : behind)
    for (const fault of told) this.#onFault(fault)
  }
}
