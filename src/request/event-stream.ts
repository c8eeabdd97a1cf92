// Writes a subscription's events over plain HTTP, as the protocol of `graphql-sse` has them for distinct connections: `next` with what a query
// would answer, `complete` at the end. Whoever does not read is written no more: nothing is looked up for them meanwhile, so nothing piles up.
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Timer } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { languageOf, publicError } from '../reply/errors.ts'
import type { EventStream } from './graphql-door.ts'
import type { Exchange } from './write-reply.ts'

interface Following {
  readonly clock: Timer
  /** Aborted, with the error to tell, when the gateway closes. */
  readonly closing: AbortSignal
}

/** Resolves when it is over; never rejects. */
export async function writeEvents(exchange: Exchange, stream: EventStream, following: Following): Promise<void> {
  const { outgoing, limits } = exchange
  const gone = new AbortController()
  const signal = AbortSignal.any([gone.signal, following.closing])
  const leave = () => gone.abort(new GatewayError('UNAVAILABLE', 'the client went'))
  if (outgoing.destroyed) leave()
  outgoing.once('close', leave)
  outgoing.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // nginx holds answers back until they are whole, unless it is told otherwise.
    'x-accel-buffering': 'no',
  })
  outgoing.write(HEARTBEAT)
  const beating = beat(exchange, { ...following, signal })
  const deliver = async (response: object) => {
    if (outgoing.write(nextEvent(response))) return
    await untilRead(outgoing, { ...following, mostMs: limits.streamDrainMs, signal })
  }
  await stream.run(deliver, signal).catch((error: unknown) => sayEnd(exchange, error))
  leave()
  await beating
}

const HEARTBEAT = ':\n\n'

function nextEvent(response: object): string {
  return `event: next\ndata: ${JSON.stringify(response)}\n\n`
}

/** So that proxies and clients take silence for what it is, and a client that is gone is noticed. */
async function beat(
  { outgoing, limits }: Exchange,
  { clock, signal }: Following & { readonly signal: AbortSignal },
): Promise<void> {
  try {
    for (;;) {
      await clock.waitUntil(new Date(clock.now().getTime() + limits.heartbeatMs), signal)
      if (!outgoing.writableNeedDrain) outgoing.write(HEARTBEAT)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

interface Waiting extends Following {
  readonly mostMs: number
  readonly signal: AbortSignal
}

/** Rejects with TOO_COSTLY for a client that takes too long. */
async function untilRead(outgoing: ServerResponse, { clock, mostMs, signal }: Waiting): Promise<void> {
  const waiting = new AbortController()
  const either = AbortSignal.any([signal, waiting.signal])
  const tooLong = clock.waitUntil(new Date(clock.now().getTime() + mostMs), either).then(() => {
    throw new GatewayError('TOO_COSTLY', 'the client does not read')
  })
  const read = once(outgoing, 'drain', { signal: either })
  await Promise.race([read, tooLong]).finally(() => waiting.abort())
}

// One error, and nothing after it but the word that it is over. What a client does not read is not waited for.
function sayEnd({ incoming, outgoing, limits }: Exchange, error: unknown): void {
  if (outgoing.destroyed) return
  const spoken = publicError(error, languageOf(incoming.headers['accept-language']))
  const timer = setTimeout(() => outgoing.destroy(), limits.lingerMs)
  outgoing.once('close', () => clearTimeout(timer))
  outgoing.end(`${nextEvent(spoken.body)}event: complete\ndata:\n\n`)
}
