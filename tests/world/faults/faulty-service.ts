// An HTTP proxy before one bureau's service, with faults that can be switched on and off.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import {
  ANOTHER_CHILD,
  type Fault,
  type FaultyLine,
  FUTURE_STAMP,
  HUGE,
  NONSENSE,
  PAGE_OF_HTML,
  STALE_STAMP,
} from './fault.ts'
import { type LineState, openLine, wholeLine } from './line.ts'
import { ignoreErrors, pour } from './pour.ts'

export interface FaultyService extends FaultyLine {
  readonly url: string
  /** Requests to a place to which the service sent the gateway. */
  strayed(): number
}

interface Answer {
  readonly asOf: string
  readonly rows: readonly (readonly unknown[])[]
}

interface State extends LineState {
  strayed: number
}

interface Exchange {
  readonly answer: Answer
  readonly outgoing: ServerResponse
  readonly state: State
}

const ELSEWHERE = '/elsewhere'

/** `target` is the service's own address. */
export async function faultyService(target: string): Promise<FaultyService> {
  const state: State = { ...wholeLine(), strayed: 0 }
  const sockets = new Set<Socket>()
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === ELSEWHERE) state.strayed += 1
    void exchanged(target, incoming, outgoing).then((answer) => {
      const broken = state.fault === null ? undefined : BREAKS[state.fault]
      if (broken) broken({ answer, outgoing, state })
      else send(outgoing, answer)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    ignoreErrors(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const line = await openLine(server, sockets, state)
  return { ...line, url: `http://127.0.0.1:${line.port}`, strayed: () => state.strayed }
}

async function exchanged(target: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  const answer = await fetch(new URL('/records', target), {
    method: 'POST',
    headers: { authorization: incoming.headers.authorization ?? '', 'content-type': 'application/json' },
    body: Buffer.concat(chunks),
  })
  if (answer.status !== 200) outgoing.statusCode = answer.status
  return (await answer.json()) as Answer
}

const JSON_HEAD = { 'content-type': 'application/json' }

function send(outgoing: ServerResponse, answer: unknown): void {
  outgoing.writeHead(outgoing.statusCode, JSON_HEAD).end(JSON.stringify(answer))
}

const BREAKS: Readonly<Partial<Record<Fault, (exchange: Exchange) => void>>> = {
  hanging({ outgoing, state }) {
    state.held += 1
    state.kept.push(() => outgoing.destroy())
  },
  error: ({ outgoing }) => void outgoing.writeHead(503, JSON_HEAD).end('{"error":"unavailable"}'),
  cut({ answer, outgoing }) {
    const text = JSON.stringify(answer)
    outgoing.writeHead(200, { ...JSON_HEAD, 'content-length': Buffer.byteLength(text) })
    outgoing.write(text.slice(0, text.length / 2), () => outgoing.socket?.end())
  },
  'no sense': ({ outgoing }) => void outgoing.socket?.end('\u0000\u0001 no HTTP at all \u0000\r\n\r\n'),
  html: ({ outgoing }) => void outgoing.writeHead(200, { 'content-type': 'text/html' }).end(PAGE_OF_HTML),
  'html as json': ({ outgoing }) => void outgoing.writeHead(200, JSON_HEAD).end(PAGE_OF_HTML),
  'plain text': ({ answer, outgoing }) =>
    void outgoing.writeHead(200, { 'content-type': 'text/plain' }).end(JSON.stringify(answer)),
  'huge cell'({ answer, outgoing, state }) {
    outgoing.writeHead(200, JSON_HEAD).write(`{"asOf":${JSON.stringify(answer.asOf)},"rows":[["`)
    flood(outgoing, state, Buffer.alloc(64 * 1024, 'x'))
  },
  'endless rows'({ answer, outgoing, state }) {
    const row = `${JSON.stringify(answer.rows[0] ?? [])},`
    outgoing.writeHead(200, JSON_HEAD).write(`{"asOf":${JSON.stringify(answer.asOf)},"rows":[`)
    flood(outgoing, state, Buffer.from(row.repeat(256)))
  },
  'gzip bomb'({ outgoing }) {
    const packed = gzipSync(Buffer.alloc(HUGE, ' '))
    outgoing.writeHead(200, { ...JSON_HEAD, 'content-encoding': 'gzip', 'content-length': packed.length }).end(packed)
  },
  'endless head'({ outgoing, state }) {
    const { socket } = outgoing
    if (!socket) return
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n')
    flood(socket, state, Buffer.from(`x-more: ${'x'.repeat(1_000)}\r\n`.repeat(64)))
  },
  redirect: ({ outgoing }) => void outgoing.writeHead(307, { ...JSON_HEAD, location: ELSEWHERE }).end('{}'),
  'row twice': onRows((row) => [row, row]),
  'another child': onRows(([, ...cells]) => [[ANOTHER_CHILD, ...cells]]),
  'malformed cell': onRows(([key, ...cells]) => [[key, ...cells.map(() => NONSENSE)]]),
  'another kind': onRows(([key, ...cells]) => [[key, ...cells.map(() => ({ value: NONSENSE }))]]),
  'column less': onRows((row) => [row.slice(0, -1)]),
  'column more': onRows((row) => [[...row, NONSENSE]]),
  stale: ({ answer, outgoing }) => send(outgoing, { ...answer, asOf: STALE_STAMP }),
  'of tomorrow': ({ answer, outgoing }) => send(outgoing, { ...answer, asOf: FUTURE_STAMP }),
  slow({ answer, outgoing, state }) {
    state.held += 1
    state.kept.push(() => send(outgoing, answer))
  },
}

function onRows(change: (row: readonly unknown[]) => readonly (readonly unknown[])[]) {
  return ({ answer, outgoing }: Exchange) => send(outgoing, { ...answer, rows: answer.rows.flatMap(change) })
}

function flood(into: ServerResponse | Socket, state: State, piece: Buffer): void {
  void pour(into, { piece, most: HUGE, poured: state })
}
