// A part of a snapshot as it lies in the registry: columns of numbers, sealed. Whoever has the database and not the key has nothing of it.
import type { KeyObject } from 'node:crypto'
import { invariant } from '../../errors.ts'
import { CIPHERS } from '../../masking/cipher.ts'
import { derivedKeyrings } from '../../masking/derived-keyring.ts'
import type { SnapshotRow } from './rows.ts'

/** Rows of a chunk; 2,048 is what the column store takes at once, and ten of them are a megabyte. */
export const CHUNK_ROWS = 20_480

/** Numbers by column; all of one length. */
export interface Columns {
  readonly keys: BigUint64Array
  readonly codes: readonly Uint16Array[]
  readonly values: readonly Float64Array[]
}

export function columnsOf(rows: readonly SnapshotRow[]): Columns {
  const [first] = rows
  invariant(first, 'a chunk has rows')
  return {
    keys: BigUint64Array.from(rows, ({ key }) => key),
    codes: first.codes.map((_, at) => Uint16Array.from(rows, ({ codes }) => codes[at] ?? 0)),
    values: first.values.map((_, at) => Float64Array.from(rows, ({ values }) => values[at] ?? Number.NaN)),
  }
}

/** What a chunk is sealed to: another one's place does not open it. */
export interface Place {
  readonly period: number
  readonly position: number
}

const keyrings = derivedKeyrings('hutong/statistics/snapshot/1')
const cipher = CIPHERS['AES-256-GCM']

/** `nonce` gives fresh random bytes. */
export function sealChunk(columns: Columns, place: Place, key: KeyObject, nonce: (bytes: number) => Buffer): Buffer {
  const fresh = nonce(cipher.nonceBytes)
  const text = Buffer.concat([columns.keys, ...columns.codes, ...columns.values].map(bytesOf))
  return Buffer.concat([
    fresh,
    cipher.encrypt(keyrings(key).current, { nonce: fresh, context: contextOf(place), text }),
  ])
}

/** Throws for a chunk that was changed or moved. */
export function openChunk(
  sealed: Buffer,
  place: Place,
  key: KeyObject,
  form: { codes: number; values: number },
): Columns {
  const nonce = sealed.subarray(0, cipher.nonceBytes)
  const tag = sealed.subarray(sealed.length - cipher.tagBytes)
  const text = sealed.subarray(cipher.nonceBytes, sealed.length - cipher.tagBytes)
  const opened = cipher.decrypt(keyrings(key).current, { nonce, context: contextOf(place), text }, tag)
  return parted(Uint8Array.from(opened).buffer, form)
}

function contextOf({ period, position }: Place): Buffer {
  return Buffer.from(`statistics|${period}|${position}`)
}

function bytesOf({ buffer, byteOffset, byteLength }: BigUint64Array | Uint16Array | Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

const KEY_BYTES = 8
const CODE_BYTES = 2
const VALUE_BYTES = 8

function parted(bytes: ArrayBuffer, { codes, values }: { codes: number; values: number }): Columns {
  const rows = bytes.byteLength / (KEY_BYTES + codes * CODE_BYTES + values * VALUE_BYTES)
  invariant(Number.isInteger(rows), 'a chunk has whole rows')
  let at = 0
  // Copied, for a column of wider numbers cannot begin anywhere.
  const next = (width: number): ArrayBuffer => {
    const from = at
    at += rows * width
    return bytes.slice(from, at)
  }
  return {
    keys: new BigUint64Array(next(KEY_BYTES)),
    codes: Array.from({ length: codes }, () => new Uint16Array(next(CODE_BYTES))),
    values: Array.from({ length: values }, () => new Float64Array(next(VALUE_BYTES))),
  }
}
