// A bureau's own service, as the bureau would run it: a process of its own that reads its own database with its own role,
// knows the gateway by a secret, and serves the columns of its allow-list by subject key. Table and allow-list are the
// department's; all else is the same for each of them.
import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getTableName } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import type { Pool } from 'pg'
import { isUuid } from '../../uuid.ts'
import { MOST_KEYS } from '../bounds.ts'
import type { ServedDepartment } from '../departments.ts'

export interface BureauServiceSettings {
  readonly department: ServedDepartment
  readonly pool: Pool
  readonly secret: string
  readonly port: number
}

const MOST_BYTES = 256 * 1024

export async function startBureauService(settings: BureauServiceSettings): Promise<{ server: Server; url: string }> {
  const bureau = bureauOf(settings)
  const server = createServer((incoming, outgoing) => {
    answer(bureau, incoming)
      .then(({ status, body }) => send(outgoing, status, body))
      .catch(() => send(outgoing, 503, { error: 'unavailable' }))
  })
  await new Promise<void>((resolve) => server.listen(settings.port, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${port}` }
}

interface Bureau extends Pick<BureauServiceSettings, 'pool' | 'secret'> {
  readonly shared: ReadonlySet<string>
  readonly from: string
}

function bureauOf({ department, pool, secret }: BureauServiceSettings): Bureau {
  const { table, freshness, subjectKey, service } = department
  const known = `c.${subjectKey.name} = any($1::uuid[])`
  return {
    pool,
    secret,
    shared: new Set(service.shared.map(({ name }) => name)),
    from: `from ${nameOf(freshness)} f left join ${nameOf(table)} c on ${known}`,
  }
}

function nameOf(table: PgTable): string {
  return `${getTableConfig(table).schema ?? 'public'}.${getTableName(table)}`
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

async function answer({ pool, secret, shared, from }: Bureau, incoming: IncomingMessage): Promise<Reply> {
  if (incoming.method !== 'POST' || incoming.url !== '/records') return { status: 404, body: { error: 'not found' } }
  if (!isKnown(incoming.headers.authorization, secret)) return { status: 401, body: { error: 'unauthenticated' } }
  const asked = question(await read(incoming), shared)
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
    text: `select f.as_of, ${selected} ${from}`,
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

function question(body: unknown, shared: ReadonlySet<string>): Question | null {
  const { columns, keys, only = null } = (body ?? {}) as { columns?: unknown; keys?: unknown; only?: unknown }
  if (!Array.isArray(columns) || !columns.every((column) => typeof column === 'string' && shared.has(column)))
    return null
  if (!areKeys(keys)) return null
  if (only === null) return { columns, keys, only }
  if (!Array.isArray(only) || only.length !== columns.length) return null
  if (!only.every((each): each is string[] | null => each === null || areKeys(each))) return null
  return { columns, keys, only }
}

function areKeys(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length <= MOST_KEYS && value.every((key) => typeof key === 'string' && isUuid(key))
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
