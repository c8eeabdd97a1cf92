// What a file is read from: one on disk, or one that is held.

export interface FileContent {
  stat(): Promise<{ readonly size: number }>
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>
}

/** A file whose bytes are in memory already. */
export function heldContent(bytes: Uint8Array): FileContent {
  return {
    stat: () => Promise.resolve({ size: bytes.length }),
    read(into, offset, length, position) {
      const piece = bytes.subarray(position, position + length)
      into.set(piece, offset)
      return Promise.resolve({ bytesRead: piece.length })
    },
  }
}
