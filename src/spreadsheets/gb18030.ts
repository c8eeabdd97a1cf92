// Text as GB18030 (GB 18030-2022): Node decodes it and does not encode it, so the table is the decoder's, turned round.
import { TextDecoder } from 'node:util'

/** Throws RangeError for what is not decoded from it either: a lone surrogate, and some twenty characters of private use. */
export function encodeGb18030(text: string): Buffer {
  const bytes: number[] = []
  for (const character of text) bytes.push(...bytesOf(character))
  return Buffer.from(bytes)
}

function bytesOf(character: string): readonly number[] {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return [code]
  if (code > 0xffff) return fourBytes(code - 0x10000 + FIRST_BEYOND)
  const place = table().get(character)
  if (place === undefined) throw new RangeError('no character')
  return place < TWO_BYTES ? twoBytes(place) : fourBytes(place - TWO_BYTES)
}

const TWO_BYTES = 126 * 190
/** Places of four bytes for the characters below U+10000, and of the first one beyond. */
const FOUR_BYTES = 39_420
const FIRST_BEYOND = 189_000

let known: ReadonlyMap<string, number> | null = null

// Made when it is first needed; two bytes come before four where a character has both.
function table(): ReadonlyMap<string, number> {
  if (known) return known
  const made = new Map<string, number>()
  const decoder = new TextDecoder('gb18030', { ignoreBOM: true })
  for (let place = 0; place < TWO_BYTES + FOUR_BYTES; place += 1) {
    const bytes = place < TWO_BYTES ? twoBytes(place) : fourBytes(place - TWO_BYTES)
    const character = decoder.decode(Uint8Array.from(bytes))
    if (!made.has(character)) made.set(character, place)
  }
  known = made
  return made
}

function twoBytes(place: number): readonly number[] {
  const second = place % 190
  return [0x81 + Math.floor(place / 190), second + (second < 63 ? 0x40 : 0x41)]
}

function fourBytes(place: number): readonly number[] {
  return [
    0x81 + Math.floor(place / 12_600),
    0x30 + (Math.floor(place / 1_260) % 10),
    0x81 + (Math.floor(place / 10) % 126),
    0x30 + (place % 10),
  ]
}
