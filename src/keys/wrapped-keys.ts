// The key file of a gateway with a key service: the same keys in the same places, each wrapped under a master key that
// only the service has. The file alone opens nothing.
import { Ajv, type ErrorObject } from 'ajv'
import { type Day, isDay } from '../clock.ts'
import type { BlindIndexKey } from '../masking/blind-index.ts'
import type { RefGeneration } from '../masking/child-ref.ts'
import { KEY_DEPARTMENTS, type KeyDepartment, KeyFileError } from '../masking/key-file.ts'
import type { CipherAlgorithm } from '../masking/keyring.ts'

export const WRAPPED_FORMAT = 'hutong-wrapped-keys/1'

/** What the service gave back for a key, and which of its master keys opens it; base64url. */
export interface Wrapped {
  readonly master: string
  readonly wrapped: string
}

/** For SM4-CTR-HMAC-SM3 the cipher's key and then the MAC's are wrapped as one text. */
export interface WrappedKeyEntry extends Wrapped {
  readonly id: number
  readonly algorithm: CipherAlgorithm
  readonly notAfter?: Day
}

export interface WrappedRing {
  readonly current: number
  readonly keys: readonly WrappedKeyEntry[]
}

export const OWN_KEYS = ['registryIndex', 'childRef', 'journalSubject', 'cursor'] as const
export type OwnKey = (typeof OWN_KEYS)[number]

export interface WrappedContent {
  readonly format: typeof WRAPPED_FORMAT
  readonly departments: Readonly<Record<KeyDepartment, WrappedRing>>
  readonly registryIndex: Wrapped & { readonly id: number; readonly algorithm: BlindIndexKey['algorithm'] }
  readonly childRef: Wrapped
  readonly journalSubject: Wrapped
  readonly cursor: Wrapped
  readonly recipients?: Readonly<Record<string, RefGeneration>>
}

/** A department's file of keys stays small, and with it what a gateway holds in memory. */
export const MOST_KEYS = 64

const wrapped = {
  master: { type: 'string', pattern: '^[A-Za-z0-9/_.-]{1,100}$' },
  wrapped: { type: 'string', pattern: '^[A-Za-z0-9_-]{20,4000}$' },
} as const
const id = { type: 'integer', minimum: 0, maximum: 0xffff } as const

function object(properties: object, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', properties, required, additionalProperties: false }
}

const key = object(
  {
    id,
    algorithm: { enum: ['AES-256-GCM', 'SM4-CTR-HMAC-SM3'] },
    ...wrapped,
    notAfter: { type: 'string', format: 'day' },
  },
  ['notAfter'],
)
const ring = object({ current: id, keys: { type: 'array', minItems: 1, maxItems: MOST_KEYS, items: key } })
const recipient = object({
  generation: { type: 'integer', minimum: 1 },
  formerUntil: { type: 'string', format: 'day' },
})
const CONTENT = object(
  {
    format: { const: WRAPPED_FORMAT },
    departments: object(Object.fromEntries(KEY_DEPARTMENTS.map((code) => [code, ring]))),
    registryIndex: object({ id, algorithm: { enum: ['HMAC-SHA-256', 'HMAC-SM3'] }, ...wrapped }),
    childRef: object(wrapped),
    journalSubject: object(wrapped),
    cursor: object(wrapped),
    recipients: { type: 'object', additionalProperties: recipient },
  },
  ['recipients'],
)
const isContent = new Ajv({ allErrors: true, formats: { day: isDay } }).compile<WrappedContent>(CONTENT)

/** Throws one error with every fault by its place; what stands there is not repeated. */
export function parseWrappedKeys(text: string): WrappedContent {
  const content = parsed(text)
  const faults = isContent(content) ? ringFaults(content) : (isContent.errors ?? []).map(worded)
  if (isContent(content) && faults.length === 0) return content
  throw new KeyFileError('the file of wrapped keys', faults)
}

function worded({ instancePath, message = 'is at fault' }: ErrorObject): string {
  return `${instancePath.slice(1).replaceAll('/', '.') || 'the file'}: ${message}`
}

function ringFaults({ departments }: WrappedContent): string[] {
  return KEY_DEPARTMENTS.flatMap((code) => {
    const { current, keys } = departments[code]
    const ids = new Set(keys.map((each) => each.id))
    return [
      ...(ids.size === keys.length ? [] : [`departments.${code}.keys: an id stands twice`]),
      ...(ids.has(current) ? [] : [`departments.${code}.current: must be the id of one of the keys`]),
    ]
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text around the fault.
    return null
  }
}

/** Goes into each wrapping, so that a wrapped key opens in its own place and in no other. */
export function contextOfData(
  code: KeyDepartment,
  { id: number, algorithm }: Pick<WrappedKeyEntry, 'id' | 'algorithm'>,
) {
  return `hutong/wrapped-key/1|${code}|${number}|${algorithm}`
}

export function contextOfOwn(name: OwnKey): string {
  return `hutong/wrapped-key/1|GATEWAY|${name}`
}
