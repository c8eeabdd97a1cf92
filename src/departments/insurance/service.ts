// Healthcare security's own service, as its bureau would run it: a process of its own that reads its own database with
// its own role, knows the gateway by a secret, and serves the columns of its allow-list by subject key.
import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Pool } from 'pg'

export interface InsuranceServiceSettings {
  readonly pool: Pool
  readonly secret: string
  readonly port: number
}

/** What the bureau shares with the gateway, and nothing else. */
export const SHARED_COLUMNS: ReadonlySet<string> = new Set([
  'scheme',
  'cover_from',
  'cover_to',
  'premium_state',
  'premium_paid_on',
  'medical_aid_tag',
])

const MOST_KEYS = 200
const MOST_BYTES = 64 * 1024
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export async function startInsuranceService(
  settings: InsuranceServiceSettings,
): Promise<{ server: Server; url: string }> {
  const server = createServer((incoming, outgoing) => {
    answer(settings, incoming)
      .then(({ status, body }) => send(outgoing, status, body))
      .catch(() => send(outgoing, 503, { error: 'unavailable' }))
  })
  await new Promise<void>((resolve) => server.listen(settings.port, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${port}` }
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

async function answer({ pool, secret }: InsuranceServiceSettings, incoming: IncomingMessage): Promise<Reply> {
  if (incoming.method !== 'POST' || incoming.url !== '/records') return { status: 404, body: { error: 'not found' } }
  if (!isKnown(incoming.headers.authorization, secret)) return { status: 401, body: { error: 'unauthenticated' } }
  const asked = question(await read(incoming))
  if (!asked) return { status: 400, body: { error: 'bad request' } }
  const selected = ['c.subject_key', ...asked.columns.map((column) => `c.${column}`)].join(', ')
  const result = await pool.query<unknown[]>({
    // Invariant: every column stands in the allow-list, so that the text is one of a closed set.
    text: `select f.as_of, ${selected} from insurance.freshness f left join insurance.cover c on c.subject_key = any($1::uuid[])`,
    values: [asked.keys],
    rowMode: 'array',
  })
  const rows = result.rows.filter((row) => row[1] !== null).map((row) => row.slice(1))
  return { status: 200, body: { asOf: result.rows[0]?.[0], rows } }
}

function isKnown(header: string | undefined, secret: string): boolean {
  const sent = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${secret}`)
  return sent.length === wanted.length && timingSafeEqual(sent, wanted)
}

function question(body: unknown): { columns: string[]; keys: string[] } | null {
  const { columns, keys } = (body ?? {}) as { columns?: unknown; keys?: unknown }
  if (!Array.isArray(columns) || !columns.every((column) => typeof column === 'string' && SHARED_COLUMNS.has(column)))
    return null
  if (
    !Array.isArray(keys) ||
    keys.length > MOST_KEYS ||
    !keys.every((key) => typeof key === 'string' && UUID.test(key))
  )
    return null
  return { columns, keys }
}

async function read(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BYTES) return null
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return null
  }
}

function send(outgoing: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  outgoing
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text)
}
