// The HTTP server: node:http itself, because it is the fastest well-kept one and every limit is in our hands. It checks
// form and size, asks identity who calls, hands the request to the GraphQL door, and says errors in one shape.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { GatewayError } from '../errors.ts'
import { identify } from '../identity/identify.ts'
import type { IdentityProviders } from '../identity/identity-provider.ts'
import { languageOf, publicError } from '../reply/errors.ts'
import type { Rooms } from '../rooms.ts'
import { type Door, openDoor } from './graphql-door.ts'
import { LIMITS } from './limits.ts'
import { expectSingleHeaders, isJsonType, readJsonBody } from './read-request.ts'

export interface ServerParts {
  readonly rooms: Rooms
  readonly providers: IdentityProviders
}

export interface GatewayServer {
  /** Resolves with the URL it listens on. */
  listen(port: number, host: string): Promise<string>
  /** Takes no new request, lets those under way end, closes. */
  close(): Promise<void>
}

export async function createGatewayServer(parts: ServerParts): Promise<GatewayServer> {
  const door = await openDoor(parts.rooms)
  const server = createServer(
    {
      maxHeaderSize: LIMITS.headerBytes,
      headersTimeout: LIMITS.headersTimeoutMs,
      requestTimeout: LIMITS.requestTimeoutMs,
      keepAliveTimeout: LIMITS.keepAliveTimeoutMs,
      connectionsCheckingInterval: 1_000,
      // Node would answer a second Host header on its own; ours has the one shape of errors.
      requireHostHeader: false,
    },
    (incoming, outgoing) => void serve(parts, door, { incoming, outgoing }),
  )
  server.maxConnections = LIMITS.connections
  server.on('clientError', refuseSocket)
  return { listen: (port, host) => listen(server, port, host), close: () => close(server, door) }
}

interface Exchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
}

async function serve(parts: ServerParts, door: Door, { incoming, outgoing }: Exchange): Promise<void> {
  try {
    expectSingleHeaders(incoming)
    const path = (incoming.url ?? '').split('?', 1)[0]
    if (path === '/healthz' && incoming.method === 'GET') return sendJson(outgoing, 200, { status: 'ok' })
    if (path !== '/graphql')
      return sendError({ incoming, outgoing }, new GatewayError('BAD_INPUT', 'no such path'), 404)
    if (incoming.method !== 'POST') return refuseMethod({ incoming, outgoing })
    await answer(parts, door, { incoming, outgoing })
  } catch (error) {
    sendError({ incoming, outgoing }, error)
  }
}

async function answer({ rooms, providers }: ServerParts, door: Door, { incoming, outgoing }: Exchange): Promise<void> {
  const { headers } = incoming
  if (!isJsonType(headers['content-type'])) {
    return sendError({ incoming, outgoing }, new GatewayError('BAD_INPUT', 'not JSON'), 415)
  }
  const body = await readJsonBody(incoming)
  const identified = await identify({
    headers: {
      authorization: headers.authorization,
      purpose: single(headers['x-purpose']),
      caseNumber: single(headers['x-case']),
    },
    providers,
    roster: rooms.roster,
    clock: rooms.clock,
  })
  const reply = await door.answer({
    identified,
    language: languageOf(headers['accept-language']),
    body,
    headers: {
      'content-type': 'application/json',
      ...(headers.accept === undefined ? {} : { accept: headers.accept }),
    },
  })
  if (reply.body.kind !== 'complete') throw new GatewayError('UNAVAILABLE', 'a reply in parts')
  const type = reply.headers.get('content-type') ?? 'application/json; charset=utf-8'
  send(outgoing, { status: reply.status ?? 200, type, text: reply.body.string })
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}

function refuseMethod(exchange: Exchange): void {
  exchange.outgoing.setHeader('allow', 'POST')
  sendError(exchange, new GatewayError('BAD_INPUT', 'only POST'), 405)
}

const RESPONSE_TYPE = 'application/graphql-response+json'

function sendError({ incoming, outgoing }: Exchange, error: unknown, status?: number): void {
  if (outgoing.headersSent || outgoing.destroyed) return
  const spoken = publicError(error, languageOf(incoming.headers['accept-language']))
  const type = incoming.headers.accept?.includes(RESPONSE_TYPE) ? RESPONSE_TYPE : 'application/json'
  // A body that was not read to its end would be taken for the next request.
  if (!incoming.complete) outgoing.setHeader('connection', 'close')
  send(outgoing, { status: status ?? spoken.status, type: `${type}; charset=utf-8`, text: JSON.stringify(spoken.body) })
  if (!incoming.complete) outgoing.once('finish', () => incoming.destroy())
}

function sendJson(outgoing: ServerResponse, status: number, body: unknown): void {
  send(outgoing, { status, type: 'application/json; charset=utf-8', text: JSON.stringify(body) })
}

function send(outgoing: ServerResponse, { status, type, text }: { status: number; type: string; text: string }): void {
  outgoing.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  outgoing.end(text)
}

// Bytes that are no HTTP, headers too long, a client too slow: one short answer, and the line is closed.
function refuseSocket(_error: Error, socket: Socket): void {
  if (!socket.writable) return void socket.destroy()
  const text = JSON.stringify(publicError(new GatewayError('BAD_INPUT', 'no HTTP'), 'zh').body)
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  )
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return `http://${host}:${(server.address() as AddressInfo).port}`
}

async function close(server: Server, door: Door): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
  await door.close()
}
