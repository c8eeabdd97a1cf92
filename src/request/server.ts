// The HTTP server: node:http itself, because it is the fastest well-kept one and every limit is in our hands. It checks
// form and size, asks identity who calls, hands the request to the GraphQL door, and says errors in one shape.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Timer } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { Identified, IdentifyingHeaders } from '../identity/identify.ts'
import type { SignedRequest } from '../identity/platform-signature.ts'
import type { Registrations } from './asked-operation.ts'
import { writeEvents } from './event-stream.ts'
import { type Door, openDoor, type Walk } from './graphql-door.ts'
import { LIMITS, type Limits } from './limits.ts'
import {
  expectClearHeaders,
  expectDeclaredLength,
  expectJsonBody,
  type JsonBody,
  readJsonBody,
} from './read-request.ts'
import { createSocketRefusal, statusOf } from './refuse-socket.ts'
import { replyTypeFor, takesEvents } from './reply-type.ts'
import { RequestFault } from './request-fault.ts'
import { answerRoll, expectRollMethod, type RollDoor, type RollPath, rollPath } from './roll-door.ts'
import { type Exchange, send, sendError, sendJson } from './write-reply.ts'

export interface ServerParts {
  readonly identify: (headers: IdentifyingHeaders) => Promise<Identified>
  readonly registrations: Registrations
  readonly walk: Walk
  readonly rolls: RollDoor
  /** What streams are timed by. */
  readonly clock: Timer
}

export interface GatewayServer {
  /** Resolves with the URL it listens on. */
  listen(port: number, host: string): Promise<string>
  /** Takes no new request, lets those under way end for a while, closes. */
  close(): Promise<void>
}

export async function createGatewayServer(parts: ServerParts, limits: Limits = LIMITS): Promise<GatewayServer> {
  const door = await openDoor(parts.walk, { registrations: parts.registrations, limits })
  const closing = new AbortController()
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.timeoutCheckMs,
    // Node would answer a second Host header on its own; ours has the one shape of errors.
    requireHostHeader: false,
  })
  server.maxConnections = limits.connections
  server.setTimeout(limits.idleTimeoutMs)
  const refusal = createSocketRefusal(limits)
  const take = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    refusal.follow(outgoing)
    void serve({ ...parts, door, closing: closing.signal }, { incoming, outgoing, limits })
  }
  server.on('request', take)
  server.on('checkContinue', take)
  server.on('checkExpectation', (incoming, outgoing) =>
    sendError(
      { incoming, outgoing, limits },
      new RequestFault(417, 'BAD_INPUT', 'an expectation other than 100-continue', { hint: 'HEADERS' }),
    ),
  )
  server.on('connect', (_incoming, socket) => refusal.refuse(socket, 405))
  server.on('clientError', (error, socket) => refusal.refuse(socket, statusOf(error)))
  return { listen: (port, host) => listen(server, port, host), close: () => close(server, { door, closing, limits }) }
}

interface OpenParts extends ServerParts {
  readonly door: Door
  readonly closing: AbortSignal
}

/** Never rejects. */
async function serve(parts: OpenParts, exchange: Exchange): Promise<void> {
  const { incoming, outgoing } = exchange
  try {
    expectClearHeaders(incoming)
    const path = (incoming.url ?? '').split('?', 1)[0]
    if (path === '/healthz' && incoming.method === 'GET') return sendJson(exchange, 200, { status: 'ok' })
    const roll = rollPath(path)
    if (roll) return await answerAboutRoll(parts, exchange, roll)
    if (path !== '/graphql') throw new RequestFault(404, 'BAD_INPUT', 'no such path', { hint: 'PATH_OR_METHOD' })
    if (incoming.method !== 'POST') {
      outgoing.setHeader('allow', 'POST')
      throw new RequestFault(405, 'BAD_INPUT', 'only POST', { hint: 'PATH_OR_METHOD' })
    }
    await (takesEvents(incoming.headers.accept) ? stream(parts, exchange) : answer(parts, exchange))
  } catch (error) {
    sendError(exchange, error)
  }
}

async function answerAboutRoll({ identify, rolls }: ServerParts, exchange: Exchange, path: RollPath): Promise<void> {
  expectRollMethod(exchange, path)
  const identified = await identify(identifyingHeaders(exchange.incoming))
  await answerRoll(rolls, exchange, { identified, path })
}

function identifyingHeaders({ headers }: IncomingMessage): IdentifyingHeaders {
  return {
    authorization: headers.authorization,
    purpose: single(headers['x-purpose']),
    caseNumber: single(headers['x-case']),
  }
}

async function answer({ identify, door }: OpenParts, exchange: Exchange): Promise<void> {
  const { headers } = exchange.incoming
  const type = replyTypeFor(headers.accept)
  if (type === null) throw new RequestFault(406, 'BAD_INPUT', 'no acceptable type', { hint: 'MEDIA_TYPE' })
  expectJsonBody(exchange.incoming)
  const body = await bodyOf(exchange)
  const identified = await identify({
    ...identifyingHeaders(exchange.incoming),
    ...(headers[SIGNED] === undefined ? {} : { signed: signedRequest(exchange.incoming, body.bytes) }),
  })
  const text = await door.answer({ identified, body: body.value })
  send(exchange, { status: 200, type: `${type}; charset=utf-8`, text })
}

async function stream({ identify, door, clock, closing }: OpenParts, exchange: Exchange): Promise<void> {
  const { incoming } = exchange
  // The platform signs one request: who asks cannot be looked at again by it.
  if (incoming.headers[SIGNED] !== undefined)
    throw new RequestFault(406, 'BAD_INPUT', 'no stream over the platform', { hint: 'STREAM' })
  expectJsonBody(incoming)
  const { value: body } = await bodyOf(exchange)
  const events = await door.open({ body, identify: () => identify(identifyingHeaders(incoming)) })
  await writeEvents(exchange, events, { clock, closing })
}

/** Stands in what the public-data platform hands on, and in nothing else. */
const SIGNED = 'x-ca-proxy-signature'

function signedRequest({ method = '', url = '', headers }: IncomingMessage, body: Buffer): SignedRequest {
  const single = Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
  return { method, target: url, headers: Object.fromEntries(single), body }
}

function bodyOf({ incoming, outgoing, limits }: Exchange): Promise<JsonBody> {
  expectDeclaredLength(incoming, limits.bodyBytes)
  // A body that is refused unseen is not asked for.
  if (incoming.headers.expect !== undefined) outgoing.writeContinue()
  return readJsonBody(incoming, limits)
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return `http://${host}:${(server.address() as AddressInfo).port}`
}

interface Closing {
  readonly door: Door
  readonly closing: AbortController
  readonly limits: Limits
}

async function close(server: Server, { door, closing, limits }: Closing): Promise<void> {
  // A stream ends only by being told so.
  closing.abort(new GatewayError('UNAVAILABLE', 'the gateway closes'))
  await new Promise<void>((resolve) => {
    // Node looks for slow clients no more once it closes: without an end of ours, one of them would hold it for ever.
    const timer = setTimeout(() => server.closeAllConnections(), limits.closeGraceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
  await door.close()
}
