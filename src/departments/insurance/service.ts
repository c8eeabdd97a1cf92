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

/** Keys of one call. */
export const MOST_KEYS = 200
const MOST_BYTES = 256 * 1024
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
  const only = asked.only ?? asked.columns.map(() => null)
  const limited = only.filter((keys) => keys !== null)
  let next = 1
  const cells = asked.columns.map((column, at) => {
    if (!only[at]) return `c.${column}`
    next += 1
    return `case when c.subject_key = any($${next}::uuid[]) then c.${column} end`
  })
  const selected = ['c.subject_key', ...cells].join(', ')
  const result = await pool.query<unknown[]>({
    // Invariant: every column stands in the allow-list, so that the text is one of a closed set.
    text: `select f.as_of, ${selected} from insurance.freshness f left join insurance.cover c on c.subject_key = any($1::uuid[])`,
    values: [asked.keys, ...limited],
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

interface Question {
  readonly columns: readonly string[]
  readonly keys: readonly string[]
  /** Per column, the keys whose cells are asked for; null for all. A cell not asked for is null. */
  readonly only: readonly (readonly string[] | null)[] | null
}

function question(body: unknown): Question | null {
  const { columns, keys, only = null } = (body ?? {}) as { columns?: unknown; keys?: unknown; only?: unknown }
  if (!Array.isArray(columns) || !columns.every((column) => typeof column === 'string' && SHARED_COLUMNS.has(column)))
    return null
  if (!areKeys(keys)) return null
  if (only === null) return { columns, keys, only }
  if (!Array.isArray(only) || only.length !== columns.length) return null
  if (!only.every((each): each is string[] | null => each === null || areKeys(each))) return null
  return { columns, keys, only }
}

function areKeys(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length <= MOST_KEYS && value.every((key) => typeof key === 'string' && UUID.test(key))
  )
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
