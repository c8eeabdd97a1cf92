// From the wire to a request that is well formed: one header each, JSON in UTF-8, a bounded body. Whatever two readers
// could read in two ways is refused: second headers, encodings, byte order marks, half characters, prototype keys.
import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../errors.ts'
import { type Limits, SINGLE_HEADERS } from './limits.ts'
import { RequestFault } from './request-fault.ts'

/** Throws BAD_INPUT when a header that names the caller or bounds the request stands there twice, or is unclear. */
export function expectClearHeaders(incoming: IncomingMessage): void {
  const seen = new Set<string>()
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    const name = (incoming.rawHeaders[at] ?? '').toLowerCase()
    if (!SINGLE_HEADERS.has(name)) continue
    if (seen.has(name)) throw new GatewayError('BAD_INPUT', `two ${name} headers`, { hint: 'HEADERS' })
    seen.add(name)
  }
  const isOld = incoming.httpVersion === '1.0'
  if (!isOld && !isHost(incoming.headers.host))
    throw new GatewayError('BAD_INPUT', 'no usable host header', { hint: 'HEADERS' })
  const coding = incoming.headers['transfer-encoding']
  if (coding !== undefined && (isOld || coding.toLowerCase() !== 'chunked')) {
    throw new GatewayError('BAD_INPUT', 'a transfer coding other than chunked', { hint: 'HEADERS' })
  }
}

function isHost(host: string | undefined): boolean {
  return host !== undefined && /^[A-Za-z0-9._~:[\]-]+$/.test(host)
}

const JSON_TYPE = /^application\/json\s*(;\s*charset=("?)utf-?8\2\s*)?$/i

/** Throws with status 415 for a body that is declared to be anything but plain JSON in UTF-8. */
export function expectJsonBody({ headers }: IncomingMessage): void {
  if (!JSON_TYPE.test(headers['content-type'] ?? ''))
    throw new RequestFault(415, 'BAD_INPUT', 'not JSON', { hint: 'MEDIA_TYPE' })
  const coding = headers['content-encoding']
  // A packed body weighs more than it shows.
  if (coding !== undefined && coding.toLowerCase() !== 'identity')
    throw new RequestFault(415, 'BAD_INPUT', 'a packed body', { hint: 'MEDIA_TYPE' })
}

export interface JsonBody {
  readonly value: Record<string, unknown>
  /** As they came. */
  readonly bytes: Buffer
}

/** Throws BAD_INPUT for a body that is not UTF-8, not JSON or not an object, TOO_COSTLY for one that is too long. */
export async function readJsonBody(incoming: IncomingMessage, limits: Limits): Promise<JsonBody> {
  const bytes = await collect(incoming, limits.bodyBytes)
  return { value: parseObject(bytes, limits), bytes }
}

/** Throws TOO_COSTLY for a body that is already too long by its own word. */
export function expectDeclaredLength({ headers }: IncomingMessage, mostBytes: number): void {
  if (Number(headers['content-length'] ?? 0) > mostBytes) throw tooLong()
}

function tooLong(): RequestFault {
  return new RequestFault(413, 'TOO_COSTLY', 'the body is too long')
}

/**
 * Throws TOO_COSTLY for a body that is too long, BAD_INPUT for one that is cut short. By events and not by `for await`, which
 * would close the connection at the first byte too many, before the refusal.
 */
export function collect(incoming: IncomingMessage, mostBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= mostBytes) return void chunks.push(chunk)
      chunks.length = 0
      reject(tooLong())
    })
    incoming.once('end', () => resolve(Buffer.concat(chunks)))
    incoming.once('error', () =>
      reject(new GatewayError('BAD_INPUT', 'the body was cut short', { hint: 'BODY_NOT_JSON' })),
    )
    incoming.once('close', () =>
      reject(new GatewayError('BAD_INPUT', 'the body was cut short', { hint: 'BODY_NOT_JSON' })),
    )
  })
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parseObject(bytes: Buffer, limits: Limits): Record<string, unknown> {
  const value = parse(bytes)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GatewayError('BAD_INPUT', 'the body is not an object', { hint: 'BODY_NOT_JSON' })
  }
  expectPlain(value, limits.bodyDepth)
  return value as Record<string, unknown>
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch (cause) {
    throw new GatewayError('BAD_INPUT', 'the body is not JSON', { hint: 'BODY_NOT_JSON', cause })
  }
}

// Half of a surrogate pair has no UTF-8 form: two such names would become one under every key that is made from them.
function expectPlain(value: unknown, depthLeft: number): void {
  if (typeof value === 'string') expectWellFormed(value)
  if (typeof value !== 'object' || value === null) return
  if (depthLeft === 0) throw new GatewayError('BAD_INPUT', 'the body is too deep', { hint: 'BODY_NOT_JSON' })
  if (Array.isArray(value)) {
    for (const item of value) expectPlain(item, depthLeft - 1)
    return
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__')
      throw new GatewayError('BAD_INPUT', 'a key that would set a prototype', { hint: 'BODY_NOT_JSON' })
    expectWellFormed(key)
    expectPlain(item, depthLeft - 1)
  }
}

function expectWellFormed(text: string): void {
  if (!text.isWellFormed()) throw new GatewayError('BAD_INPUT', 'half a surrogate pair', { hint: 'BODY_NOT_JSON' })
}
