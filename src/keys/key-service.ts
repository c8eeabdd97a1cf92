// The gateway's side of the key service's protocol (docs/keys.md): it lists key ids, wraps and unwraps data keys, and never
// gives a master key. Bounded in time and size, no redirect followed.
import { readFile } from 'node:fs/promises'
import { Ajv } from 'ajv'
import { Agent, type Dispatcher, request } from 'undici'
import { GatewayError } from '../errors.ts'

export interface KeyServiceSettings {
  readonly url: string
  /** Bearer secret that the service gave the gateway. */
  readonly token: string
  /** How long an unwrapped data key stays at hand, in seconds. */
  readonly ttlSeconds: number
  /** PEM files for TLS with a client certificate; null where the service asks for none. */
  readonly certificate: { readonly certificateFile: string; readonly keyFile: string } | null
  /** PEM file of the authority that signed the service's certificate; null: the system's. */
  readonly authorityFile: string | null
}

/** A master key as the service lists it. */
export interface MasterKey {
  readonly id: string
  /** A department's code, or GATEWAY. */
  readonly holder: string
  readonly algorithm: string
  /** Whether new data keys of this holder are wrapped under it. */
  readonly current: boolean
  readonly notAfter: string | null
}

export interface KeyService {
  list(): Promise<readonly MasterKey[]>
  /** Gives the text wrapped under the master key of that id; `context` must be the same when it is unwrapped. */
  wrap(master: string, text: Buffer, context: string): Promise<string>
  unwrap(master: string, wrapped: string, context: string): Promise<Buffer>
  close(): Promise<void>
}

const TIMEOUT_MS = 2_000
const MOST_BYTES = 256 * 1024

const ajv = new Ajv()
const text = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,8000}$' } as const
const isList = ajv.compile<{ keys: MasterKey[] }>({
  type: 'object',
  required: ['keys'],
  properties: {
    keys: {
      type: 'array',
      maxItems: 1_000,
      items: {
        type: 'object',
        required: ['id', 'holder', 'algorithm', 'current'],
        properties: {
          id: { type: 'string', pattern: '^[A-Za-z0-9/_.-]{1,100}$' },
          holder: { type: 'string' },
          algorithm: { type: 'string' },
          current: { type: 'boolean' },
          notAfter: { type: 'string', pattern: String.raw`^\d{4}-\d{2}-\d{2}$`, nullable: true },
        },
      },
    },
  },
})
const isWrapped = ajv.compile<{ wrapped: string }>({
  type: 'object',
  required: ['wrapped'],
  properties: { wrapped: text },
})
const isText = ajv.compile<{ text: string }>({ type: 'object', required: ['text'], properties: { text } })

/** Rejects when a PEM file cannot be read; nothing is asked yet. */
export async function openKeyService(settings: KeyServiceSettings): Promise<KeyService> {
  const agent = new Agent({
    connections: 4,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    connect: { timeout: TIMEOUT_MS, ...(await tlsOf(settings)) },
    maxResponseSize: MOST_BYTES,
  })
  const ask = async <Body>(path: string, isBody: (body: unknown) => body is Body, question?: object): Promise<Body> => {
    const body = await answerTo(agent, settings, { path, question })
    if (!isBody(body)) throw new GatewayError('UNAVAILABLE', 'the key service broke its contract')
    return body
  }
  return {
    list: async () => (await ask('/v1/keys', isList)).keys.map((key) => ({ ...key, notAfter: key.notAfter ?? null })),
    wrap: async (key, plain, context) =>
      (await ask('/v1/wrap', isWrapped, { key, context, text: plain.toString('base64url') })).wrapped,
    unwrap: async (key, wrapped, context) =>
      Buffer.from((await ask('/v1/unwrap', isText, { key, context, wrapped })).text, 'base64url'),
    close: () => agent.close(),
  }
}

async function tlsOf({ certificate, authorityFile }: KeyServiceSettings): Promise<object> {
  return {
    ...(certificate
      ? { cert: await readFile(certificate.certificateFile), key: await readFile(certificate.keyFile) }
      : {}),
    ...(authorityFile ? { ca: await readFile(authorityFile) } : {}),
  }
}

async function answerTo(
  dispatcher: Dispatcher,
  { url, token }: KeyServiceSettings,
  { path, question }: { readonly path: string; readonly question: object | undefined },
): Promise<unknown> {
  const response = await request(new URL(path, url), {
    dispatcher,
    method: question ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, ...(question ? { 'content-type': 'application/json' } : {}) },
    ...(question ? { body: JSON.stringify(question) } : {}),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const isJson = String(response.headers['content-type']).startsWith('application/json')
  if (response.statusCode !== 200 || !isJson) {
    await response.body.dump()
    throw new GatewayError('UNAVAILABLE', `the key service answered ${response.statusCode}`)
  }
  return response.body.json()
}
