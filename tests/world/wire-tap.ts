// Listens on the wire between the gateway and its sources: a proxy before PostgreSQL and one before each
// bureau's service, which pass every byte on unchanged and write down what was asked and what came back.
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { inject } from 'vitest'
import { byServedDepartment, SERVED_DEPARTMENTS, type ServedCode } from '../../src/departments/departments.ts'
import { close, listen } from './listening.ts'
import { cellsIn, messages, startupIn } from './postgres-messages.ts'
import { openTown, type Town } from './town.ts'

/** One statement text as it left the gateway (a Parse or a Query message). */
export interface TappedStatement {
  readonly database: string
  readonly text: string
}

export interface DatabaseTap {
  readonly statements: readonly TappedStatement[]
  /** Cells of the rows that came back, by database. */
  cellsFrom(database: string): readonly string[]
  /** Every byte that the gateway sent to any database after the log-in, as Latin-1 and as UTF-8. */
  sentText(): string
  /** For `openTown`: the same address through the tap. */
  databaseUrl(code: string, url: string): string
  close(): Promise<void>
}

interface Line {
  database: string
  isOpen: boolean
}

/** `serverUrl` is where PostgreSQL listens. */
export async function tapDatabases(serverUrl: string): Promise<DatabaseTap> {
  const target = new URL(serverUrl)
  const statements: TappedStatement[] = []
  const cells = new Map<string, string[]>()
  const sent: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((gateway) => {
    const upstream = connect(Number(target.port || 5432), target.hostname)
    const line: Line = { database: '', isOpen: false }
    const readSent = messages((type, body) => {
      sent.push(body)
      const text = statementIn(type, body)
      if (text !== null) statements.push({ database: line.database, text })
    })
    const readReceived = messages((type, body) => {
      if (type !== 'D') return
      const shown = cellsIn(body).flatMap((cell) => (cell === null ? [] : [cell.toString('utf8')]))
      const known = cells.get(line.database) ?? []
      known.push(...shown)
      cells.set(line.database, known)
    })
    gateway.on('data', (chunk) => readSent(line.isOpen ? chunk : opened(line, chunk)))
    upstream.on('data', readReceived)
    join(gateway, upstream, sockets)
  })
  const port = await listen(server)
  return {
    statements,
    cellsFrom: (database) => cells.get(database) ?? [],
    sentText: () => sent.map((body) => `${body.toString('latin1')}\n${body.toString('utf8')}`).join('\n'),
    databaseUrl(_code, url) {
      const tapped = new URL(url)
      tapped.host = `127.0.0.1:${port}`
      return tapped.href
    },
    close: () => close(server, sockets),
  }
}

function opened(line: Line, chunk: Buffer): Buffer {
  const { database, rest } = startupIn(chunk)
  line.database = database
  line.isOpen = true
  return rest
}

function statementIn(type: string, body: Buffer): string | null {
  if (type === 'Q') return body.subarray(0, body.indexOf(0)).toString('utf8')
  if (type !== 'P') return null
  const from = body.indexOf(0) + 1
  return body.subarray(from, body.indexOf(0, from)).toString('utf8')
}

function join(one: Socket, other: Socket, sockets: Set<Socket>): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    sockets.add(from)
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.on('close', () => sockets.delete(from))
  }
}

export interface ServiceTap {
  readonly url: string
  readonly requests: readonly { readonly columns: readonly string[]; readonly keys: readonly string[] }[]
  readonly responses: readonly { readonly rows: readonly (readonly unknown[])[] }[]
  close(): Promise<void>
}

/** `target` is the service's own address. */
export async function tapService(target: string): Promise<ServiceTap> {
  const requests: ServiceTap['requests'][number][] = []
  const responses: ServiceTap['responses'][number][] = []
  const sockets = new Set<Socket>()
  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await textOf(incoming)
    requests.push(JSON.parse(body))
    const answer = await fetch(new URL(incoming.url ?? '/', target), {
      method: 'POST',
      headers: { authorization: incoming.headers.authorization ?? '', 'content-type': 'application/json' },
      body,
    })
    const text = await answer.text()
    responses.push(JSON.parse(text))
    outgoing.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
  }
  const server = createHttpServer((incoming, outgoing) => void forward(incoming, outgoing))
  server.on('connection', (socket) => sockets.add(socket))
  const port = await listen(server)
  return { url: `http://127.0.0.1:${port}`, requests, responses, close: () => close(server, sockets) }
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

export interface TappedTown extends Town {
  readonly wire: DatabaseTap
  readonly services: Readonly<Record<ServedCode, ServiceTap>>
}

/** A town all of whose sources are read through taps; `close` closes them too. */
export async function openTappedTown(): Promise<TappedTown> {
  const site = inject('town')
  const wire = await tapDatabases(site.serverUrl)
  const taps = new Map<ServedCode, ServiceTap>()
  for (const { code } of SERVED_DEPARTMENTS) taps.set(code, await tapService(site.serviceUrls[code]))
  const services = Object.fromEntries(taps) as TappedTown['services']
  const serviceUrls = byServedDepartment(({ code }) => services[code].url)
  const town = await openTown({ databaseUrl: wire.databaseUrl, serviceUrls })
  const close = async (): Promise<void> => {
    await town.close()
    await Promise.all([wire, ...taps.values()].map((tap) => tap.close()))
  }
  return { ...town, wire, services, close }
}
