// Encryption per field, and the only place where a sealed value is opened. Opening and masking are one step, so that an
// adapter that holds the function can never hold what the plan did not grant.
//   envelope = version (1) | algorithm (1) | key id (2) | nonce (12 or 16) | ciphertext | tag (16 or 32)

import type { Day } from '../clock.ts'
import { invariant } from '../errors.ts'
import { CIPHERS, nonceFor } from './cipher.ts'
import type { CipherKey, Keyring } from './keyring.ts'
import type { Mask } from './mask.ts'

const VERSION = 1
const HEADER_BYTES = 4
// Names of two and of three characters must be cells of one length, for the length of a name is half of a name.
const BLOCK_BYTES = 16
const END_OF_TEXT = 0x80

/** Opens and treats one cell at once; null stays null. Throws for a cell that does not authenticate. */
export type Opener = (cell: Buffer | null, subjectKey: string) => string | boolean | null

/**
 * Seals a text under the current key for one place (`schema.table.column`) and one subject: copied to another column or
 * row, the cell no longer opens. The same text sealed again for both gives the same bytes.
 */
export function seal(keyring: Keyring, place: string, subjectKey: string, text: string): Buffer {
  expectPlace(place)
  const key = keyring.current
  const header = headerOf(key)
  const context = contextOf(header, place, subjectKey)
  const padded = pad(Buffer.from(text))
  const nonce = nonceFor(key, context, padded)
  return Buffer.concat([header, nonce, CIPHERS[key.algorithm].encrypt(key, { nonce, context, text: padded })])
}

/** The function an adapter is handed for one column of one plan; without a mask the text itself comes out. */
export function openerFor(keyring: Keyring, place: string, mask: Mask | undefined, today: Day): Opener {
  expectPlace(place)
  return (cell, subjectKey) => {
    if (cell === null) return null
    const text = open(keyring, place, subjectKey, cell)
    return mask ? mask.apply(text, today) : text
  }
}

function open(keyring: Keyring, place: string, subjectKey: string, cell: Buffer): string {
  const header = cell.subarray(0, HEADER_BYTES)
  const key = header.length === HEADER_BYTES ? keyring.byId(header.readUInt16BE(2)) : undefined
  if (!key || !header.equals(headerOf(key))) throw new Error(`a sealed cell of ${place} names no key of its department`)
  const { nonceBytes, tagBytes, decrypt } = CIPHERS[key.algorithm]
  const textFrom = HEADER_BYTES + nonceBytes
  const textTo = cell.length - tagBytes
  if (textTo < textFrom + BLOCK_BYTES) throw new Error(`a sealed cell of ${place} is cut short`)
  const input = {
    nonce: cell.subarray(HEADER_BYTES, textFrom),
    context: contextOf(header, place, subjectKey),
    text: cell.subarray(textFrom, textTo),
  }
  try {
    return unpad(decrypt(key, input, cell.subarray(textTo))).toString('utf8')
  } catch (cause) {
    throw new Error(`a sealed cell of ${place} does not authenticate`, { cause })
  }
}

function headerOf(key: CipherKey): Buffer {
  return Buffer.from([VERSION, CIPHERS[key.algorithm].code, key.id >> 8, key.id & 0xff])
}

// Invariant: a place holds no `|`, so that place and subject cannot run into each other.
function contextOf(header: Buffer, place: string, subjectKey: string): Buffer {
  return Buffer.concat([header, Buffer.from(`${place}|${subjectKey}`)])
}

function expectPlace(place: string): void {
  invariant(/^[a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+$/.test(place), 'a place is written schema.table.column')
}

function pad(text: Buffer): Buffer {
  const padded = Buffer.alloc((Math.floor(text.length / BLOCK_BYTES) + 1) * BLOCK_BYTES)
  text.copy(padded)
  padded[text.length] = END_OF_TEXT
  return padded
}

function unpad(padded: Buffer): Buffer {
  const end = padded.lastIndexOf(END_OF_TEXT)
  invariant(end >= 0, 'an authentic cell is padded')
  return padded.subarray(0, end)
}
