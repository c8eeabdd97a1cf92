// The bytes that are hashed, so that a stranger with another language and no database computes the same.
//
//   body       RFC 8785 (JCS) of the body: keys sorted by UTF-16 unit, no white space; integers only, so that no reader
//              has to agree on how a float is printed
//   leaf       {"body":<body>,"kind":"…","recordedAt":"…"}, itself canonical, so kind and time are committed to as well
//   leafHash   SHA-256(0x00 || salt(16) || leaf): RFC 9162's leaf hash of the data `salt || leaf`
//   firstLink  SHA-256(0x02 || 32 zero bytes || process id(16)): binds a chain to the process that wrote it
//   chainHash  SHA-256(0x01 || previous chainHash, at first firstLink || leafHash)
import { hash } from 'node:crypto'
import { invariant } from '../errors.ts'
import { isUuid } from '../uuid.ts'
import type { EntryKind } from './entry.ts'

export const SALT_BYTES = 16
export const HASH_BYTES = 32

/** The canonical text of plain data. Refuses floats, absent values, lone surrogates: each has no single encoding. */
export function canonicalText(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return canonicalString(value)
  if (typeof value === 'number') {
    invariant(Number.isSafeInteger(value), 'a journal entry holds whole numbers only')
    return String(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  invariant(isPlainObject(value), 'a journal entry holds plain data only')
  const members = Object.keys(value)
    .sort()
    .map((key) => `${canonicalString(key)}:${canonicalText(value[key])}`)
  return `{${members.join(',')}}`
}

function canonicalString(text: string): string {
  invariant(text.isWellFormed(), 'a journal entry holds well-formed text only')
  return JSON.stringify(text)
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export interface Leaf {
  readonly kind: EntryKind
  /** ISO instant with milliseconds. */
  readonly recordedAt: string
  /** The canonical text of the body. */
  readonly body: string
}

/** `recordedAt` and `kind` need no escaping: both are ASCII from closed forms. */
export function leafText(leaf: Leaf): string {
  return `{"body":${leaf.body},"kind":"${leaf.kind}","recordedAt":"${leaf.recordedAt}"}`
}

export function leafHash(salt: Buffer, text: string): Buffer {
  invariant(salt.length === SALT_BYTES, 'a salt has 16 bytes')
  // UTF-8 needs at most three bytes for one UTF-16 unit.
  const input = Buffer.allocUnsafe(1 + SALT_BYTES + text.length * 3)
  input[0] = 0x00
  salt.copy(input, 1)
  const length = input.write(text, 1 + SALT_BYTES, 'utf8')
  return hash('sha256', input.subarray(0, 1 + SALT_BYTES + length), 'buffer')
}

export function chainHash(previous: Buffer, leaf: Buffer): Buffer {
  invariant(previous.length === HASH_BYTES && leaf.length === HASH_BYTES, 'a link joins two hashes')
  const input = Buffer.allocUnsafe(1 + 2 * HASH_BYTES)
  input[0] = 0x01
  previous.copy(input, 1)
  leaf.copy(input, 1 + HASH_BYTES)
  return hash('sha256', input, 'buffer')
}

/** What the first entry of a process links to. */
export function firstLink(processId: string): Buffer {
  invariant(isUuid(processId), 'a process id is a lower-case UUID')
  const id = Buffer.from(processId.replaceAll('-', ''), 'hex')
  return hash('sha256', Buffer.concat([Buffer.of(0x02), Buffer.alloc(HASH_BYTES), id]), 'buffer')
}
