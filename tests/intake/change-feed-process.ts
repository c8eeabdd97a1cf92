// A department's change feed as a service of its own: it serves the events of a file, page by page, and delivers some of them
// again, as a feed does that promises each event at least once. Settings as one line of JSON on the standard input.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'

export interface ChangeFeedSettings {
  /** A JSON array of events, read anew for each page; while it is not there the service is out. */
  readonly file: string
  readonly token: string
  readonly pageEvents: number
  /** How many events of the page before come again. */
  readonly again: number
}

const input = createInterface({ input: process.stdin })
const line = await new Promise<string>((resolve) => input.once('line', resolve))
// A parent that is gone asks no more.
input.once('close', () => process.exit(0))
const { file, token, pageEvents, again } = JSON.parse(line) as ChangeFeedSettings

const server = createServer(async (request, response) => {
  if (request.headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end()
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return response.writeHead(503).end()
  const events = JSON.parse(text) as unknown[]
  const after = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('after') ?? 0)
  const end = Math.min(after + pageEvents, events.length)
  const page = { events: events.slice(Math.max(0, after - again), end), next: String(end) }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ ...page, hasMore: end < events.length, remaining: events.length - end }))
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/changes\n`)
})
