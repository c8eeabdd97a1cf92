// A source within its bounds: never more keys in a call than it takes, never more calls at once than it bears, none while
// it is closed or known to be out, and nobody waits for it longer than its deadline. Every department stands behind one of
// these, so that one which hangs holds up its own cells and nothing else.
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  type CircuitBreakerPolicy,
  CircuitState,
  CountBreaker,
  circuitBreaker,
  handleWhen,
  IterableBackoff,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
} from 'cockatiel'
import type { Timer } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { DESKS_SHARE, isOpen, type SourceBounds, WEIGHED_CALLS } from './bounds.ts'
import type { Holding } from './holding.ts'
import { LATEST_MS } from './pace/pace.ts'
import type { SourcePace, Turns } from './pace/source-pace.ts'
import type { ReadStatement } from './read-statement.ts'
import type { BoundRead, RawRows, Source } from './reader.ts'
import { RetryBudget } from './retry-budget.ts'
import { AnswerFault, isHeldBack, isOutage, isWorthAnother, SourceBusy, SourceClosed } from './source-fault.ts'

export interface GuardParts {
  readonly bounds: SourceBounds
  readonly clock: Timer
  /** The rate and quota of the source, as all gateways and jobs share them. */
  readonly pace: SourcePace
  /** Told when the source is taken for out, and when it is back. */
  readonly onChange?: (state: 'OUT' | 'BACK') => void
  /** A job that finds no turn in so long says so, and asks again later; a minute, if left out. */
  readonly jobWaitMs?: number
}

/** One read, of as many calls as its keys need. Rejects with SOURCE_UNAVAILABLE for what is not even sent. */
export interface GuardedSource {
  /** Most keys of one call: what goes beyond it gains nothing by being joined. */
  readonly batch: number
  readonly handsOverOnly: boolean
  read(statement: ReadStatement, keys: readonly string[], bound: BoundRead): Promise<RawRows>
}

type Call<Answer> = (signal: AbortSignal) => Promise<Answer>

/** One call of a job, whatever it asks. Rejects with SOURCE_UNAVAILABLE for what is not even sent. */
export type JobCalls = <Answer>(call: Call<Answer>, left?: AbortSignal) => Promise<Answer>

const JOB_WAIT_MS = 60_000
/** After so long a job looks again whether a place at the source is free. */
const LOOK_AGAIN_MS = 100

export function guardSource(source: Source, parts: GuardParts): GuardedSource {
  const { bounds, clock, pace } = parts
  const deadline = timeout(bounds.deadlineMs, TimeoutStrategy.Aggressive)
  const attempts = attemptWithin(parts)
  const asJob = jobCalls(parts, attempts)

  // Whoever waits for an answer waits for a turn at most half of the time, so that the source has the other half.
  function readAtDesk(batches: Batches, fetch: Fetch): Promise<RawRows> {
    const turns = pace.desk(batches.length, soon(clock, bounds.deadlineMs / 2))
    return deadline.execute(({ signal }) =>
      fetchAll(batches, bounds.atOnce, signal, (batch, until) =>
        attempts.attempt((each) => fetch(batch, each), turns, until),
      ),
    )
  }

  function readAsJob(batches: Batches, fetch: Fetch, left?: AbortSignal): Promise<RawRows> {
    const ended = left ?? new AbortController().signal
    return fetchAll(batches, bounds.atOnce, ended, (batch, until) => asJob((each) => fetch(batch, each), until))
  }

  return {
    batch: bounds.batch,
    handsOverOnly: source.handsOverOnly ?? false,
    read(statement, keys, bound) {
      const { today, holding, lane, left } = bound
      if (!isOpen(bounds, clock.now())) return Promise.reject(new SourceClosed())
      const alike = source.asksOneShape ? shapesOf(statement, keys, holding) : [keys]
      const batches = alike.flatMap((group) => batchesOf(group, bounds.batch))
      const fetch: Fetch = (batch, signal) => source.fetch(statement, batch, { today, holding, signal })
      return worded(lane === 'DESK' ? readAtDesk(batches, fetch) : readAsJob(batches, fetch, left))
    },
  }
}

/** For a job that asks a source in a way of its own. */
export function guardJobCalls(parts: GuardParts): JobCalls {
  const { bounds, clock } = parts
  const asJob = jobCalls(parts, attemptWithin(parts))
  return (call, left) => (isOpen(bounds, clock.now()) ? worded(asJob(call, left)) : Promise.reject(new SourceClosed()))
}

// A job waits for a free place and a turn before anything of the source is held; its deadline begins with its call.
function jobCalls(parts: GuardParts, { attempt, isFree }: Attempts): JobCalls {
  const { bounds, clock, pace, jobWaitMs = JOB_WAIT_MS } = parts
  const deadline = timeout(bounds.deadlineMs, TimeoutStrategy.Aggressive)
  // Of the places at the source a share is the desks', as of its rate; one is a job's at least.
  const jobs = bulkhead(Math.max(1, Math.floor(bounds.atOnce * (1 - (bounds.desksShare ?? DESKS_SHARE)))), MOST_JOBS)
  return (call, left) =>
    jobs.execute(async () => {
      const latest = soon(clock, jobWaitMs)
      while (!isFree()) {
        if (clock.now() >= latest) throw new SourceBusy('no place at the source is free')
        await clock.waitUntil(soon(clock, LOOK_AGAIN_MS), left)
      }
      await pace.job(latest, left)
      const turns = turnsOfJob(pace, soon(clock, LATEST_MS), soon(clock, bounds.deadlineMs / 2), clock)
      return deadline.execute(({ signal }) => attempt(call, turns, signal), left)
    })
}

function soon(clock: Timer, waitMs: number): Date {
  return new Date(clock.now().getTime() + waitMs)
}

type Batches = readonly (readonly string[])[]
type Fetch = (batch: readonly string[], signal: AbortSignal) => Promise<RawRows>

/** Jobs are told how many by their own bounds; this one only keeps the line from having no end. */
const MOST_JOBS = 1_000

// The turn that a job came with serves its first call; a second try, or a call that had to stand in line, asks for another.
function turnsOfJob(pace: SourcePace, fresh: Date, until: Date, clock: Timer): Turns {
  let isFirst = true
  return {
    async next(signal) {
      const isInTime = isFirst && clock.now() <= fresh
      isFirst = false
      if (!isInTime) await pace.job(until, signal)
    },
  }
}

interface Attempts {
  readonly attempt: <Answer>(call: Call<Answer>, turns: Turns, signal: AbortSignal) => Promise<Answer>
  /** True when a call would find a place at once, and nobody is before it. */
  readonly isFree: () => boolean
}

// One call: in line, past the breaker, at its turn, a second time if a connection or a secret had gone stale and the budget allows.
function attemptWithin({ bounds, clock, onChange }: GuardParts): Attempts {
  const line = bulkhead(bounds.atOnce, bounds.inLine)
  // A trial that found no turn has not shown that the source is back.
  const isFault = (cause: unknown): boolean =>
    isOutage(cause) || (isHeldBack(cause) && breaker.state === CircuitState.HalfOpen)
  const breaker: CircuitBreakerPolicy = circuitBreaker(handleWhen(isFault), {
    halfOpenAfter: new IterableBackoff([...bounds.breaker.againAfterMs]),
    breaker: new CountBreaker({
      threshold: 0.5,
      size: WEIGHED_CALLS,
      minimumNumberOfCalls: bounds.breaker.failures,
    }),
  })
  breaker.onStateChange((state) => {
    if (state === CircuitState.Open) onChange?.('OUT')
    if (state === CircuitState.Closed) onChange?.('BACK')
  })
  const budget = new RetryBudget()
  const once = <Answer>(call: Call<Answer>, turns: Turns, signal: AbortSignal) =>
    breaker.execute(async () => {
      await turns.next(signal)
      // It may have closed while the call waited for its place and its turn.
      if (!isOpen(bounds, clock.now())) throw new SourceClosed()
      budget.earn()
      return call(signal)
    })
  const attempt: Attempts['attempt'] = (call, turns, signal) =>
    line.execute(async () => {
      // Whoever waited for it has gone: the source is spared the call.
      signal.throwIfAborted()
      try {
        return await once(call, turns, signal)
      } catch (cause) {
        if (!isWorthAnother(cause) || signal.aborted || !budget.spend()) throw cause
        return await once(call, turns, signal)
      }
    }, signal)
  return { attempt, isFree: () => line.executionSlots > 0 && line.queueSlots === bounds.inLine }
}

// Keys for which the same conditions of the statement hold, together.
function shapesOf(statement: ReadStatement, keys: readonly string[], holding: Holding): (readonly string[])[] {
  const conditions = [...new Set(statement.columns.flatMap((column) => column.conditions ?? []))]
  if (conditions.length === 0) return [keys]
  const held = conditions.map((condition) => new Set(holding.get(condition)))
  return [...Map.groupBy(keys, (key) => held.map((those) => those.has(key)).join()).values()]
}

/** At least one, which is empty where there are no keys. */
export function batchesOf(keys: readonly string[], size: number): (readonly string[])[] {
  if (keys.length <= size) return [keys]
  return Array.from({ length: Math.ceil(keys.length / size) }, (_, at) => keys.slice(at * size, (at + 1) * size))
}

// A read is whole or fails: with the first batch that fails the others are called off.
async function fetchAll(
  batches: readonly (readonly string[])[],
  atOnce: number,
  until: AbortSignal,
  fetch: (batch: readonly string[], signal: AbortSignal) => Promise<RawRows>,
): Promise<RawRows> {
  const [only] = batches
  if (batches.length === 1 && only) return fetch(only, until)
  const failed = new AbortController()
  const signal = AbortSignal.any([until, failed.signal])
  const answers: RawRows[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < batches.length) {
      const at = next
      next += 1
      answers[at] = await fetch(batches[at] as readonly string[], signal)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, batches.length) }, worker))
  } catch (cause) {
    next = batches.length
    failed.abort(cause)
    throw cause
  }
  return { asOf: oldest(answers), rows: answers.flatMap(({ rows }) => rows) }
}

// Together they are as fresh as the least fresh of them.
function oldest(answers: readonly RawRows[]): Date {
  const stamps = answers.map(({ asOf }) => new Date(asOf))
  if (stamps.some((stamp) => Number.isNaN(stamp.getTime()))) throw new AnswerFault('no freshness stamp')
  return new Date(Math.min(...stamps.map((stamp) => stamp.getTime())))
}

async function worded<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (cause) {
    throw wordFor(cause)
  }
}

function wordFor(cause: unknown): unknown {
  const said = (detail: string) => new GatewayError('SOURCE_UNAVAILABLE', detail, { cause })
  if (cause instanceof TaskCancelledError) return said('the source did not answer in time')
  if (cause instanceof BrokenCircuitError) return said('the source was out a moment ago')
  if (cause instanceof BulkheadRejectedError) return said('too many calls stand in line for the source')
  return cause
}
