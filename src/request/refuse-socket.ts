// Refuses what never became a request: bytes that are no HTTP, headers too long, a client too slow. One short answer in
// the one shape of errors, after those of the requests before it, and the line is closed.
import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { GatewayError } from '../errors.ts'
import { publicError } from '../reply/errors.ts'

interface SocketRefusal {
  /** Notes the newest reply of a connection. */
  follow(outgoing: ServerResponse): void
  /** Answers once, closes, and closes hard when the client lingers. */
  refuse(socket: Duplex, status: number): void
}

const REASONS = new Map([
  [405, 'Method Not Allowed'],
  [408, 'Request Timeout'],
  [413, 'Content Too Large'],
  [431, 'Request Header Fields Too Large'],
])

export function createSocketRefusal(limits: { readonly lingerMs: number }): SocketRefusal {
  const newest = new WeakMap<Duplex, ServerResponse>()
  const refused = new WeakSet<Duplex>()
  return {
    follow(outgoing) {
      if (outgoing.socket) newest.set(outgoing.socket, outgoing)
    },
    refuse(socket, status) {
      if (refused.has(socket)) return
      refused.add(socket)
      if (!socket.writable) return void socket.destroy()
      const timer = setTimeout(() => socket.destroy(), limits.lingerMs)
      socket.once('close', () => clearTimeout(timer))
      const before = newest.get(socket)
      const isAwaited = before?.req.complete && !before.writableFinished
      if (before && isAwaited) before.once('finish', () => socket.end(refusalText(status)))
      else if (before?.headersSent && !before.writableFinished) socket.end()
      else socket.end(refusalText(status))
    },
  }
}

/** The status that a failure of node's parser deserves. */
export function statusOf(error: Error & { readonly code?: string }): number {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  if (error.code === 'HPE_HEADER_OVERFLOW') return 431
  return error.code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW' ? 413 : 400
}

function refusalText(status: number): string {
  const isTooLong = status === 413 || status === 431
  const error = isTooLong
    ? new GatewayError('TOO_COSTLY', 'too much HTTP')
    : new GatewayError('BAD_INPUT', 'no HTTP', { hint: 'NOT_HTTP' })
  const body = JSON.stringify(publicError(error, 'zh').body)
  return [
    `HTTP/1.1 ${status} ${REASONS.get(status) ?? 'Bad Request'}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
    '',
    body,
  ].join('\r\n')
}
