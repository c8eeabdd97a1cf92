// Writes what leaves: answers as they are, errors in the one shape, and both so that the next request on the connection
// cannot be mistaken.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { languageOf, publicError } from '../reply/errors.ts'
import type { Limits } from './limits.ts'
import { JSON_TYPE, replyTypeFor } from './reply-type.ts'
import { RequestFault } from './request-fault.ts'

export interface Exchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly limits: Limits
}

interface Reply {
  readonly status: number
  readonly type: string
  readonly text: string
}

export function sendJson(exchange: Exchange, status: number, body: unknown): void {
  send(exchange, { status, type: `${JSON_TYPE}; charset=utf-8`, text: JSON.stringify(body) })
}

/** Says any error by its code; what is not one of ours is UNAVAILABLE. */
export function sendError(exchange: Exchange, error: unknown): void {
  const { headers } = exchange.incoming
  const spoken = publicError(error, languageOf(headers['accept-language']))
  const status = error instanceof RequestFault ? error.status : spoken.status
  // RFC 9110, 11.6.1: whoever is not let in is told how to ask.
  if (status === 401 && !exchange.outgoing.headersSent) exchange.outgoing.setHeader('www-authenticate', 'Bearer')
  const type = `${replyTypeFor(headers.accept) ?? JSON_TYPE}; charset=utf-8`
  send(exchange, { status, type, text: JSON.stringify(spoken.body) })
}

export function send({ incoming, outgoing, limits }: Exchange, { status, type, text }: Reply): void {
  if (outgoing.headersSent || outgoing.destroyed) return
  // A body that was not read to its end would be taken for the next request.
  if (!incoming.complete) outgoing.setHeader('connection', 'close')
  outgoing.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  if (incoming.complete) return void outgoing.end(text)
  outgoing.write(text)
  linger({ incoming, outgoing, limits })
}

// Closing while the client still sends would reset the connection and take the refusal with it; so the rest is
// discarded, for a while.
function linger({ incoming, outgoing, limits }: Exchange): void {
  const end = () => {
    clearTimeout(timer)
    if (!outgoing.destroyed) outgoing.end()
  }
  const timer = setTimeout(end, limits.lingerMs)
  incoming.once('end', end)
  incoming.once('close', end)
  incoming.resume()
}
