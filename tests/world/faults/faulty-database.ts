// A TCP proxy before one department's database, with faults that can be switched on and off. It speaks PostgreSQL's
// protocol just enough to break an answer where it hurts: within a row, in the key, in the stamp, in the form.
import { connect, createServer, type Socket } from 'node:net'
import { type Cell, cellsIn, int32, message, messages, rowOf } from '../postgres-messages.ts'
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

export interface FaultyDatabase extends FaultyLine {
  /** The same address through the proxy. */
  through(url: string): string
}

/** `serverUrl` is where PostgreSQL listens. */
export async function faultyDatabase(serverUrl: string): Promise<FaultyDatabase> {
  const target = new URL(serverUrl)
  const state = wholeLine()
  const sockets = new Set<Socket>()
  const server = createServer((gateway) => {
    const upstream = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [gateway, upstream]) {
      sockets.add(socket)
      ignoreErrors(socket)
      socket.on('close', () => sockets.delete(socket))
    }
    gateway.on('close', () => upstream.destroy())
    upstream.on('close', () => gateway.end())
    ask(state, gateway, upstream)
    answer(state, gateway, upstream)
  })
  const line = await openLine(server, sockets, state)
  return {
    ...line,
    through(url) {
      const proxied = new URL(url)
      proxied.host = `127.0.0.1:${line.port}`
      return proxied.href
    },
  }
}

function ask(state: LineState, gateway: Socket, upstream: Socket): void {
  gateway.on('data', (chunk) => {
    if (state.fault === 'hanging') {
      state.held += 1
      // Whatever hung is gone when the source is back.
      state.kept.push(() => gateway.destroy())
    } else if (state.fault === 'html')
      gateway.write(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n${PAGE_OF_HTML}`)
    else if (state.fault === 'no sense') gateway.write(Buffer.from([0x21, 0, 0, 0, 8, 0xff, 0xfe, 0xff, 0xfe]))
    else upstream.write(chunk)
  })
}

function answer(state: LineState, gateway: Socket, upstream: Socket): void {
  let isLost = false
  upstream.on(
    'data',
    messages((type, body) => {
      if (isLost || gateway.destroyed) return
      if (state.fault === 'slow') {
        state.held += 1
        state.kept.push(() => gateway.write(message(type, body)))
        return
      }
      // Greetings and log-ins are no answer.
      const isAnswer = ['T', 'D', 'C'].includes(type)
      const broken = state.fault && isAnswer ? BREAKS[state.fault] : undefined
      if (broken === undefined) {
        gateway.write(message(type, body))
        return
      }
      const lose = (): void => {
        isLost = true
      }
      broken({ gateway, state, lose }, type, body)
    }),
  )
}

interface Line {
  readonly gateway: Socket
  readonly state: LineState
  /** Nothing more of this connection is passed on. */
  lose(): void
}

type Break = (line: Line, type: string, body: Buffer) => void

const BREAKS: Readonly<Partial<Record<Fault, Break>>> = {
  error({ gateway }, type) {
    if (type === 'T') gateway.write(message('E', Buffer.from('SERROR\0C53300\0Mtoo many connections\0\0')))
  },
  cut: onRow(({ gateway, lose }, body) => {
    const whole = message('D', body)
    gateway.end(whole.subarray(0, whole.length / 2))
    lose()
  }),
  'huge cell': onRow((line, body) => {
    const [stamp, key] = cellsIn(body)
    const start = rowOf([stamp ?? null, key ?? null])
    start.writeInt16BE(3)
    line.gateway.write(message('D', Buffer.concat([start, int32(HUGE)]), start.length + 4 + HUGE))
    flood(line, Buffer.alloc(64 * 1024, 'x'))
  }),
  'endless rows': onRow((line, body) => flood(line, Buffer.concat(Array(256).fill(message('D', body))))),
  'row twice'({ gateway }, type, body) {
    gateway.write(type === 'C' ? completeOf(2 * rowsOf(body)) : message(type, body))
    if (type === 'D') gateway.write(message(type, body))
  },
  'row lost'({ gateway }, type, body) {
    if (type !== 'D') gateway.write(message(type, body))
  },
  'another child': onCells(([stamp, , ...cells]) => [stamp, Buffer.from(ANOTHER_CHILD), ...cells]),
  stale: onCells(([, ...cells]) => [stampOf(STALE_STAMP), ...cells]),
  'of tomorrow': onCells(([, ...cells]) => [stampOf(FUTURE_STAMP), ...cells]),
  'malformed cell': onCells(([stamp, key, ...cells]) => [stamp, key, ...cells.map(() => Buffer.from(NONSENSE))]),
  contradictory: onCells(([stamp, key, ...cells], { said }) => [
    ...[stamp, key],
    ...cells.map((cell, place) => (place === said?.place ? Buffer.from(String(said.cell)) : cell)),
  ]),
  'column less': onCells((cells) => cells.slice(0, -1)),
  'column more': onCells((cells) => [...cells, Buffer.from(NONSENSE)]),
  'another kind'({ gateway }, type, body) {
    gateway.write(message(type, type === 'T' ? asPoints(body) : body))
  },
  // The last cell says that it is longer than the row.
  'false length': onRow(({ gateway }, body) =>
    gateway.write(message('D', Buffer.concat([countMore(body), int32(9_999)]))),
  ),
}

function onRow(change: (line: Line, body: Buffer) => void): Break {
  return (line, type, body) => {
    if (type === 'D') change(line, body)
    else line.gateway.write(message(type, body))
  }
}

function onCells(change: (cells: (Cell | undefined)[], state: LineState) => (Cell | undefined)[]): Break {
  return onRow(({ gateway, state }, body) => {
    gateway.write(message('D', rowOf(change(cellsIn(body), state).map((cell) => cell ?? null))))
  })
}

/** As PostgreSQL writes it. */
function stampOf(moment: string): Buffer {
  return Buffer.from(moment.replace('T', ' ').replace('.000Z', '+00'))
}

function flood({ gateway, state, lose }: Line, piece: Buffer): void {
  lose()
  void pour(gateway, { piece, most: HUGE, poured: state })
}

function rowsOf(complete: Buffer): number {
  return Number(/\d+/.exec(complete.toString('latin1'))?.[0])
}

function completeOf(rows: number): Buffer {
  return message('C', Buffer.from(`SELECT ${rows}\0`))
}

function countMore(body: Buffer): Buffer {
  const longer = Buffer.from(body)
  longer.writeInt16BE(body.readInt16BE(0) + 1)
  return longer
}

const POINT = 600

// After each column's name stand six bytes of its table and place, then its type.
function asPoints(description: Buffer): Buffer {
  const changed = Buffer.from(description)
  let at = 2
  for (let column = 0; column < changed.readInt16BE(0); column += 1) {
    at = changed.indexOf(0, at) + 1
    if (column > 1) changed.writeInt32BE(POINT, at + 6)
    at += 18
  }
  return changed
}
