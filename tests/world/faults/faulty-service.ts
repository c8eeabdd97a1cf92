// An HTTP proxy before one department's service, with faults that can be switched on and off. What it says is broken in the form
// that the service has: the gateway's own, or one of a mapping.
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
import { OWN_FORM, type ServiceForm, type Told } from './service-form.ts'

export interface FaultyService extends FaultyLine {
  readonly url: string
  /** Requests to a place to which the service sent the gateway. */
  strayed(): number
}

interface State extends LineState {
  strayed: number
}

interface Exchange {
  readonly form: ServiceForm
  readonly told: Told
  readonly outgoing: ServerResponse
  readonly state: State
}

const ELSEWHERE = '/elsewhere'

/** `target` is the service's own address. */
export async function faultyService(target: string, form: ServiceForm = OWN_FORM): Promise<FaultyService> {
  const state: State = { ...wholeLine(), strayed: 0 }
  const sockets = new Set<Socket>()
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === ELSEWHERE) state.strayed += 1
    void exchanged(target, incoming, outgoing).then((answer) => {
      const told = form.read(answer)
      const broken = state.fault === null ? undefined : BREAKS[state.fault]
      if (broken && told) broken({ form, told, outgoing, state })
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

async function exchanged(target: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  const { method = 'GET', url = '/' } = incoming
  const answer = await fetch(new URL(url === ELSEWHERE ? '/' : url, target), {
    method,
    headers: headersOf(incoming),
    ...(method === 'GET' ? {} : { body: Buffer.concat(chunks) }),
  })
  if (answer.status !== 200) outgoing.statusCode = answer.status
  return answer.json()
}

/** Of one connection, and not of what is asked on it. */
const OF_THE_LINE: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'transfer-encoding'])

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const passed = Object.entries(headers).filter(([name]) => !OF_THE_LINE.has(name))
  return Object.fromEntries(passed.map(([name, value]) => [name, String(value)]))
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
  'says it failed': ({ form, told, outgoing }) => send(outgoing, form.failed?.(told)),
  cut({ form, told, outgoing }) {
    const text = JSON.stringify(form.written(told))
    outgoing.writeHead(200, { ...JSON_HEAD, 'content-length': Buffer.byteLength(text) })
    outgoing.write(text.slice(0, text.length / 2), () => outgoing.socket?.end())
  },
  'no sense': ({ outgoing }) => void outgoing.socket?.end('\u0000\u0001 no HTTP at all \u0000\r\n\r\n'),
  html: ({ outgoing }) => void outgoing.writeHead(200, { 'content-type': 'text/html' }).end(PAGE_OF_HTML),
  'html as json': ({ outgoing }) => void outgoing.writeHead(200, JSON_HEAD).end(PAGE_OF_HTML),
  'plain text': ({ form, told, outgoing }) =>
    void outgoing.writeHead(200, { 'content-type': 'text/plain' }).end(JSON.stringify(form.written(told))),
  'huge cell'({ form, told, outgoing, state }) {
    const [head] = aroundKeys(form, told)
    outgoing.writeHead(200, JSON_HEAD).write(head)
    flood(outgoing, state, Buffer.alloc(64 * 1024, 'x'))
  },
  'endless rows'({ form, told, outgoing, state }) {
    const [head, between] = aroundKeys(form, told)
    outgoing.writeHead(200, JSON_HEAD).write(head)
    flood(outgoing, state, Buffer.from(`${ANOTHER_CHILD}${between}`.repeat(256)))
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
  contradictory: onRows(([key, ...cells], { said }) => [
    [key, ...cells.map((cell, place) => (place === said?.place ? said.cell : cell))],
  ]),
  'column less': onRows((row) => [row.slice(0, -1)]),
  'column more': onRows((row) => [[...row, NONSENSE]]),
  stale: ({ form, told, outgoing }) => send(outgoing, form.written({ ...told, asOf: STALE_STAMP })),
  'of tomorrow': ({ form, told, outgoing }) => send(outgoing, form.written({ ...told, asOf: FUTURE_STAMP })),
  slow({ form, told, outgoing, state }) {
    state.held += 1
    state.kept.push(() => send(outgoing, form.written(told)))
  },
}

function onRows(change: (row: readonly unknown[], state: LineState) => readonly (readonly unknown[])[]) {
  return ({ form, told, outgoing, state }: Exchange) =>
    send(outgoing, form.written({ ...told, rows: told.rows.flatMap((row) => change(row, state)) }))
}

const KEY = 'the key of a row'

/** The text of an answer up to the key of its first row, and from there to the next. */
function aroundKeys(form: ServiceForm, told: Told): readonly [string, string] {
  const [, ...cells] = told.rows[0] ?? []
  const row = [KEY, ...cells]
  const [head = '', between = ''] = JSON.stringify(form.written({ ...told, rows: [row, row] })).split(KEY)
  return [head, between]
}

function flood(into: ServerResponse | Socket, state: State, piece: Buffer): void {
  void pour(into, { piece, most: HUGE, poured: state })
}
