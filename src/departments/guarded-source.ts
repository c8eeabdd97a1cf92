// A source within its bounds: never more keys in a call than it takes, never more calls at once than it bears, none while
// it is closed or known to be out, and nobody waits for it longer than its deadline. Every department stands behind one of
// these, so that one which hangs holds up its own cells and nothing else.
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  CountBreaker,
  circuitBreaker,
  handleWhen,
  IterableBackoff,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
} from 'cockatiel'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { isOpen, type SourceBounds } from './bounds.ts'
import type { Holding } from './holding.ts'
import type { ReadStatement } from './read-statement.ts'
import type { BoundRead, RawRows, Source } from './reader.ts'
import { RetryBudget } from './retry-budget.ts'
import { AnswerFault, isLostConnection, isOutage } from './source-fault.ts'

export interface GuardParts {
  readonly bounds: SourceBounds
  readonly clock: Clock
  /** Told when the source is taken for out, and when it is back. */
  readonly onChange?: (state: 'OUT' | 'BACK') => void
}

/** Of so many calls the last ones are weighed. */
const WEIGHED_CALLS = 20

/** One read, of as many calls as its keys need. Rejects with SOURCE_UNAVAILABLE for what is not even sent. */
export interface GuardedSource {
  read(statement: ReadStatement, keys: readonly string[], bound: BoundRead): Promise<RawRows>
}

type Call = (signal: AbortSignal) => Promise<RawRows>

export function guardSource(source: Source, parts: GuardParts): GuardedSource {
  const { bounds, clock } = parts
  const deadline = timeout(bounds.deadlineMs, TimeoutStrategy.Aggressive)
  const attempt = attemptWithin(parts)
  return {
    read(statement, keys, bound) {
      if (!isOpen(bounds, clock.now())) return Promise.reject(new SourceClosed())
      const alike = source.asksOneShape ? shapesOf(statement, keys, bound.holding) : [keys]
      const batches = alike.flatMap((group) => batchesOf(group, bounds.batch))
      return worded(
        deadline.execute(({ signal }) =>
          fetchAll(batches, bounds.atOnce, signal, (batch, until) =>
            attempt((each) => source.fetch(statement, batch, { ...bound, signal: each }), until),
          ),
        ),
      )
    },
  }
}

/** The source is closed at this hour, or under announced maintenance. */
export class SourceClosed extends GatewayError {
  constructor() {
    super('SOURCE_UNAVAILABLE', 'the source is closed')
    this.name = 'SourceClosed'
  }
}

// One call: in line, past the breaker, a second time if the connection broke off and the budget allows.
function attemptWithin({ bounds, onChange }: GuardParts): (call: Call, signal: AbortSignal) => Promise<RawRows> {
  const line = bulkhead(bounds.atOnce, bounds.inLine)
  const breaker = circuitBreaker(handleWhen(isOutage), {
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
  const once = (call: Call, signal: AbortSignal) =>
    breaker.execute(() => {
      budget.earn()
      return call(signal)
    })
  return (call, signal) =>
    line.execute(async () => {
      // Whoever waited for it has gone: the source is spared the call.
      signal.throwIfAborted()
      try {
        return await once(call, signal)
      } catch (cause) {
        if (!isLostConnection(cause) || signal.aborted || !budget.spend()) throw cause
        return await once(call, signal)
      }
    }, signal)
}

// Keys for which the same conditions of the statement hold, together.
function shapesOf(statement: ReadStatement, keys: readonly string[], holding: Holding): (readonly string[])[] {
  const conditions = [...new Set(statement.columns.flatMap((column) => column.conditions ?? []))]
  if (conditions.length === 0) return [keys]
  const held = conditions.map((condition) => new Set(holding.get(condition)))
  return [...Map.groupBy(keys, (key) => held.map((those) => those.has(key)).join()).values()]
}

function batchesOf(keys: readonly string[], size: number): (readonly string[])[] {
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

async function worded(answer: Promise<RawRows>): Promise<RawRows> {
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
