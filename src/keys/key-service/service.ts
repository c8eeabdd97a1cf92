// A key service for tests and trials, as a provider of one would run it: a process of its own whose master keys never leave
// it, derived from a seed so that it can be ended and started again. It is no product: nothing here is kept safe.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ExampleMaster {
  /** Names holder and number: `MZJ/1`. */
  readonly id: string
  /** `YYYY-MM-DD`. */
  readonly notAfter?: string
}

export interface ExampleServiceSettings {
  /** What the gateway shows. */
  readonly secret: string
  readonly port: number
  readonly seed: string
  /** In order; the last one of a holder is its current one. */
  readonly masters: readonly ExampleMaster[]
}

const MOST_BYTES = 64 * 1024
const NONCE_BYTES = 12
const TAG_BYTES = 16

export async function startExampleService(
  settings: ExampleServiceSettings,
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((incoming, outgoing) => {
    answer(settings, incoming)
      .then(({ status, body }) => send(outgoing, status, body))
      .catch(() => send(outgoing, 500, { error: 'failed' }))
  })
  await new Promise<void>((resolve) => server.listen(settings.port, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${port}` }
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

async function answer(settings: ExampleServiceSettings, incoming: IncomingMessage): Promise<Reply> {
  if (!isKnown(incoming.headers.authorization, settings.secret)) return { status: 401, body: { error: 'unknown' } }
  if (incoming.method === 'GET' && incoming.url === '/v1/keys') return { status: 200, body: { keys: listOf(settings) } }
  if (incoming.method !== 'POST') return { status: 404, body: { error: 'not found' } }
  const question = questionOf(await read(incoming))
  if (!question) return { status: 400, body: { error: 'bad request' } }
  if (!settings.masters.some(({ id }) => id === question.key)) return { status: 404, body: { error: 'no such key' } }
  const master = masterKey(settings.seed, question.key)
  if (incoming.url === '/v1/wrap' && question.text) {
    return { status: 200, body: { wrapped: wrap(master, question.text, question.context) } }
  }
  if (incoming.url !== '/v1/unwrap' || !question.wrapped) return { status: 404, body: { error: 'not found' } }
  const text = unwrap(master, question.wrapped, question.context)
  return text === null ? { status: 422, body: { error: 'does not open' } } : { status: 200, body: { text } }
}

function listOf({ masters }: ExampleServiceSettings): object[] {
  return masters.map(({ id, notAfter = null }) => {
    const holder = holderOf(id)
    const current = masters.findLast((each) => holderOf(each.id) === holder)?.id === id
    return { id, holder, algorithm: 'AES-256-GCM', current, notAfter }
  })
}

function holderOf(id: string): string {
  return id.split('/')[0] ?? ''
}

function masterKey(seed: string, id: string): Buffer {
  return Buffer.from(hkdfSync('sha256', seed, '', `hutong/example-key-service/1|${id}`, 32))
}

function wrap(master: Buffer, text: string, context: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(Buffer.from(text, 'base64url')), cipher.final()])
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url')
}

function unwrap(master: Buffer, wrapped: string, context: string): string | null {
  try {
    const bytes = Buffer.from(wrapped, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-TAG_BYTES))
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
    return Buffer.concat([text, decipher.final()]).toString('base64url')
  } catch {
    // Another master key, another context, or a text that was changed: no word on which.
    return null
  }
}

interface Question {
  readonly key: string
  readonly context: string
  readonly text?: string
  readonly wrapped?: string
}

function questionOf(body: unknown): Question | null {
  const { key, context, text, wrapped } = (body ?? {}) as Readonly<Record<string, unknown>>
  if (typeof key !== 'string' || typeof context !== 'string') return null
  if (typeof text === 'string' && wrapped === undefined) return { key, context, text }
  if (typeof wrapped === 'string' && text === undefined) return { key, context, wrapped }
  return null
}

function isKnown(header: string | undefined, secret: string): boolean {
  const sent = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${secret}`)
  return sent.length === wanted.length && timingSafeEqual(sent, wanted)
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
