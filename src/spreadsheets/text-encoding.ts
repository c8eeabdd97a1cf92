// Which of the two encodings a text file has: UTF-8 if every byte of it is, else GB18030 if every byte of it is, else neither.
// The whole file is looked at before a row of it is read, a piece at a time.

import { TextDecoder } from 'node:util'
import type { FileContent } from './file-content.ts'
import { FileRefused } from './file-refused.ts'

export type Encoding = 'utf-8' | 'gb18030'

const PIECE_BYTES = 256 * 1024

/** Throws FileRefused for a file that is neither. */
export async function encodingOf(file: FileContent): Promise<Encoding> {
  const probes = new Map((['utf-8', 'gb18030'] as const).map((encoding) => [encoding, new Probe(encoding)]))
  let isFirst = true
  for await (const piece of pieces(file)) {
    if (isFirst && isUtf16(piece)) throw new FileRefused('UTF16')
    isFirst = false
    for (const [encoding, probe] of probes) if (!probe.takes(piece)) probes.delete(encoding)
    if (probes.size === 0) break
  }
  for (const [encoding, probe] of probes) if (!probe.ends()) probes.delete(encoding)
  const [found] = probes.keys()
  if (!found) throw new FileRefused('NOT_TEXT')
  return found
}

/** The text of the file, decoded strictly. */
export async function* decoded(file: FileContent, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for await (const piece of pieces(file)) yield decoder.decode(piece, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) throw new FileRefused('NOT_TEXT')
    throw error
  }
}

class Probe {
  readonly #decoder: TextDecoder

  constructor(encoding: Encoding) {
    this.#decoder = new TextDecoder(encoding, { fatal: true })
  }

  takes(piece: Uint8Array): boolean {
    return isText(() => this.#decoder.decode(piece, { stream: true }))
  }

  ends(): boolean {
    return isText(() => this.#decoder.decode())
  }
}

// No text file holds U+0000; what decodes to one is another encoding, or no text at all.
function isText(decode: () => string): boolean {
  try {
    return !decode().includes('\0')
  } catch {
    return false
  }
}

function isUtf16(piece: Uint8Array): boolean {
  return (piece[0] === 0xff && piece[1] === 0xfe) || (piece[0] === 0xfe && piece[1] === 0xff)
}

async function* pieces(file: FileContent): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(PIECE_BYTES)
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}
