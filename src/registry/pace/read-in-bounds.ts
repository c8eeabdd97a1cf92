// A job's reading of a department: a list of keys, batch by batch, within the bounds of the source and in the jobs' lane,
// however many days that takes. It may be killed at any moment and goes on where its results end.
import type { Pool, PoolClient } from 'pg'
import type { Timer } from '../../clock.ts'
import { DESKS_SHARE, type SourceBounds } from '../../departments/bounds.ts'
import { type Finish, Forecast } from '../../departments/pace/forecast.ts'
import type { SourcePace } from '../../departments/pace/source-pace.ts'
import type { ReadStatement } from '../../departments/read-statement.ts'
import type { JobReader, MalformedCell, RowsByKey, TreatedRows } from '../../departments/reader.ts'
import { SourceBusy, SourceStale } from '../../departments/source-fault.ts'
import { GatewayError } from '../../errors.ts'
import { advanceJob, finishJob, takeUpJob } from './job-progress.ts'

/** The department's own keys, each once, in an order that stays: after the last one of a page comes the next page. */
export interface KeysInOrder {
  /** How many there are, for the progress. */
  readonly total: number
  after(key: string | null, most: number): Promise<readonly string[]>
}

/** A source that did not answer a job and is asked again. */
export interface SourceOut {
  readonly source: string
  readonly since: Date
  /** When the job gives up. */
  readonly until: Date
  /** Keys that wait for it; null where nobody counts them. */
  readonly waiting: number | null
}

/** A department as a job meets it. */
export interface PacedReader {
  readonly reader: JobReader
  readonly pace: SourcePace
  readonly bounds: SourceBounds
  /** Told each time that the source was asked in vain. */
  readonly onOut?: (out: SourceOut) => void
}

interface Reading extends PacedReader {
  readonly keys: Pick<KeysInOrder, 'after'>
  readonly statement: ReadStatement
  readonly clock: Timer
}

export interface DepartmentJob extends Reading {
  /** Names the job and its run, no person; under the same name it goes on, and when it is finished reads nothing more. */
  readonly name: string
  readonly keys: KeysInOrder
  /** The registry's, of a role that may write `pace.job`. */
  readonly pool: Pool
  /** Ends the job between two batches, and what it waits for. */
  readonly left?: AbortSignal
}

export interface JobProgress {
  readonly done: number
  readonly total: number
  readonly finish: Finish
}

export interface JobBatch {
  readonly keys: readonly string[]
  readonly asOf: Date
  /** By key; a key of which the department has no record is not in it. */
  readonly rows: RowsByKey
  /** Cells for which a row of these could not be read. */
  readonly malformed: readonly MalformedCell[]
  /** Writes, in the transaction in which the job writes its result, that this batch is done. To be called before the next. */
  keep(client: PoolClient): Promise<void>
  /** How far the job is with this batch, and when it will be done. Rejects with SourceBusy when that cannot be counted. */
  progress(): Promise<JobProgress>
}

/** Reads under way at once, so that an answer's time on the way does not slow the job. */
const MOST_AHEAD = 4

/** How long a source may be out before a job gives up; what is done stays done. */
const PATIENCE_MS = 3_600_000
const LONGEST_WAIT_MS = 60_000
const BUSY_MS = 1_000

/**
 * The batches of a job, in the order of their keys. Throws SOURCE_UNAVAILABLE for a source that was out for an hour, whose
 * data are stale, or that is never open to jobs.
 */
export async function* readInBounds(job: DepartmentJob): AsyncGenerator<JobBatch, void, undefined> {
  const { name, clock, pool, bounds } = job
  const source = job.reader.department.code
  const standing = await takeUpJob(pool, { name, source, total: job.keys.total, at: clock.now() })
  if (standing.isFinished) return
  const forecast = new Forecast(job)
  const ended = new AbortController()
  const left = job.left ? AbortSignal.any([job.left, ended.signal]) : ended.signal
  let { done, after } = standing
  try {
    for await (const { keys, asOf, rows, malformed } of readAhead(job, after, left)) {
      let isKept = false
      const [from, to, before] = [after, keys.at(-1) ?? '', done]
      done += keys.length
      after = to
      const now = done
      yield {
        keys,
        asOf,
        rows,
        malformed,
        async keep(client) {
          await advanceJob(client, { name, from, to, keys: keys.length, at: clock.now() })
          isKept = true
        },
        async progress() {
          const total = Math.max(job.keys.total, now)
          return { done: now, total, finish: await forecast.finish(Math.ceil((total - now) / bounds.batch)) }
        },
      }
      if (!isKept) throw new Error(`the batch after ${before} keys was not kept`)
      forecast.done(1)
    }
    await finishJob(pool, name, clock.now())
  } finally {
    ended.abort(new Error('the job has ended'))
  }
}

/** What a job says before it begins. */
export async function progressBefore(job: DepartmentJob): Promise<JobProgress> {
  const { name, clock, pool, keys, bounds } = job
  const source = job.reader.department.code
  const { done } = await takeUpJob(pool, { name, source, total: keys.total, at: clock.now() })
  const calls = Math.ceil(Math.max(0, keys.total - done) / bounds.batch)
  return { done, total: keys.total, finish: await new Forecast(job).finish(calls) }
}

type ReadBatch = Pick<JobBatch, 'keys' | 'asOf' | 'rows' | 'malformed'>

/**
 * The rows of these keys, all of them and fresh, for a job whose results are no list of keys. Throws SOURCE_UNAVAILABLE as
 * `readInBounds` does, with the department named.
 */
export async function readWhole(
  job: Omit<Reading, 'keys'>,
  keys: readonly string[],
): Promise<Extract<TreatedRows, { readonly state: 'FRESH' }>> {
  const ended = new AbortController()
  const list = listOf([...new Set(keys)])
  const batches: ReadBatch[] = []
  try {
    for await (const batch of readAhead({ ...job, keys: list }, null, ended.signal)) batches.push(batch)
  } catch (cause) {
    throw named(job.reader.department.code, cause)
  } finally {
    ended.abort(new Error('the job has ended'))
  }
  return {
    state: 'FRESH',
    asOf: new Date(Math.min(...[job.clock.now(), ...batches.map(({ asOf }) => asOf)].map(Number))),
    rows: new Map(batches.flatMap(({ rows }) => [...rows])),
    malformed: batches.flatMap(({ malformed }) => malformed),
  }
}

function listOf(keys: readonly string[]): Pick<KeysInOrder, 'after'> {
  return {
    async after(key, most) {
      const from = key === null ? 0 : keys.indexOf(key) + 1
      return keys.slice(from, from + most)
    },
  }
}

function named(department: string, cause: unknown): unknown {
  if (!(cause instanceof GatewayError)) return cause
  const { code, detail } = cause
  // Of what a caller wrote, and a job has none.
  if (code === 'BAD_INPUT') return cause
  return new GatewayError(code, `${department}: ${detail}`, { cause })
}

// In order, some reads ahead of the one that is waited for; never more than fit into the places that jobs have.
async function* readAhead(job: Reading, after: string | null, left: AbortSignal): AsyncGenerator<ReadBatch> {
  const { atOnce, batch, desksShare = DESKS_SHARE } = job.bounds
  const most = Math.max(1, Math.min(MOST_AHEAD, Math.floor(atOnce * (1 - desksShare))))
  const underWay: Promise<ReadBatch>[] = []
  let waiting = 0
  const onOut = (out: Omit<SourceOut, 'waiting'>): void => job.onOut?.({ ...out, waiting })
  let last = after
  let isEnd = false
  for (;;) {
    while (!isEnd && underWay.length < most) {
      const keys = await job.keys.after(last, batch)
      isEnd = keys.length === 0
      if (isEnd) break
      last = keys.at(-1) ?? last
      waiting += keys.length
      const read = readBatch({ ...job, onOut }, keys, left)
      // Its failure is met when its turn comes.
      read.catch(() => undefined)
      underWay.push(read)
    }
    const first = underWay.shift()
    if (!first) return
    const read = await first
    waiting -= read.keys.length
    yield read
  }
}

interface BatchReading extends Omit<Reading, 'keys' | 'onOut'> {
  readonly onOut: (out: Omit<SourceOut, 'waiting'>) => void
}

async function readBatch(job: BatchReading, keys: readonly string[], left: AbortSignal): Promise<ReadBatch> {
  const { reader, statement, clock, onOut } = job
  let outSince: Date | null = null
  let waitMs = BUSY_MS
  for (;;) {
    const isReady = await readiness(job, left)
    const read = isReady ? await reader.read(statement, keys, undefined, left) : null
    left.throwIfAborted()
    if (read?.state === 'FRESH') return { keys, asOf: read.asOf, rows: read.rows, malformed: read.malformed }
    if (read?.state === 'STALE') throw new SourceStale()
    const isOut = read === null || read.reason === 'SOURCE_OUT'
    outSince = isOut ? (outSince ?? clock.now()) : null
    waitMs = isOut ? Math.min(2 * waitMs, LONGEST_WAIT_MS) : BUSY_MS
    if (outSince) {
      const until = new Date(outSince.getTime() + PATIENCE_MS)
      if (clock.now() > until) throw new GatewayError('SOURCE_UNAVAILABLE', 'the source was out for too long')
      onOut({ source: reader.department.code, since: outSince, until })
    }
    await clock.waitUntil(new Date(clock.now().getTime() + waitMs), left)
  }
}

// False while calls cannot be counted: like a source that is out.
async function readiness({ pace }: Pick<Reading, 'pace'>, left: AbortSignal): Promise<boolean> {
  try {
    await pace.readyForJob(left)
    return true
  } catch (cause) {
    if (cause instanceof SourceBusy) return false
    throw cause
  }
}
