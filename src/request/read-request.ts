// From the wire to a request that is well formed: one header each, JSON in UTF-8, a bounded body.
import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../errors.ts'
import { LIMITS, SINGLE_HEADERS } from './limits.ts'

/** Throws BAD_INPUT when a header that identifies the caller or the request stands there twice. */
export function expectSingleHeaders(incoming: IncomingMessage): void {
  const seen = new Set<string>()
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    const name = (incoming.rawHeaders[at] ?? '').toLowerCase()
    if (!SINGLE_HEADERS.has(name)) continue
    if (seen.has(name)) throw new GatewayError('BAD_INPUT', `two ${name} headers`)
    seen.add(name)
  }
}

const JSON_TYPE = /^application\/json\s*(;\s*charset=("?)utf-?8\2\s*)?$/i

export function isJsonType(contentType: string | undefined): boolean {
  return JSON_TYPE.test(contentType ?? '')
}

/** Throws BAD_INPUT for a body that is too long, not UTF-8, not JSON or not an object. */
export async function readJsonBody(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  const declared = Number(incoming.headers['content-length'] ?? 0)
  if (declared > LIMITS.bodyBytes) throw new GatewayError('TOO_COSTLY', 'the body is too long')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LIMITS.bodyBytes) throw new GatewayError('TOO_COSTLY', 'the body is too long')
    chunks.push(chunk)
  }
  return parseObject(Buffer.concat(chunks))
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function parseObject(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (cause) {
    throw new GatewayError('BAD_INPUT', 'the body is not JSON', { cause })
  }
  throw new GatewayError('BAD_INPUT', 'the body is not an object')
}
