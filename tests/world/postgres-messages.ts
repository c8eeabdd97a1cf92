// PostgreSQL's wire protocol, as far as a tap or a faulty line needs it: a stream is cut into messages, a row into its
// cells, and put together again (https://www.postgresql.org/docs/current/protocol-message-formats.html).

/** The first message has no type: its length, the protocol's version, then names and values. */
export function startupIn(chunk: Buffer): { readonly database: string; readonly rest: Buffer } {
  const length = chunk.readInt32BE(0)
  const words = chunk.subarray(8, length).toString('utf8').split('\0')
  return { database: words[words.indexOf('database') + 1] ?? '', rest: chunk.subarray(length) }
}

/** Cuts a stream into messages: one character of type, four bytes of length, the body. */
export function messages(take: (type: string, body: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 5) {
      const end = 1 + rest.readInt32BE(1)
      if (rest.length < end) return
      take(String.fromCharCode(rest[0] ?? 0), rest.subarray(5, end))
      rest = rest.subarray(end)
    }
  }
}

export function message(type: string, body: Buffer, announced = body.length): Buffer {
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeInt32BE(announced + 4, 1)
  return Buffer.concat([head, body])
}

export type Cell = Buffer | null

/** The cells of a row (the body of a `D`). */
export function cellsIn(row: Buffer): Cell[] {
  const cells: Cell[] = []
  let at = 2
  for (let left = row.readInt16BE(0); left > 0; left -= 1) {
    const length = row.readInt32BE(at)
    at += 4
    cells.push(length < 0 ? null : row.subarray(at, at + length))
    at += Math.max(length, 0)
  }
  return cells
}

/** The body of a `D`. */
export function rowOf(cells: readonly Cell[]): Buffer {
  const parts = cells.flatMap((cell) => [int32(cell === null ? -1 : cell.length), cell ?? Buffer.alloc(0)])
  const count = Buffer.alloc(2)
  count.writeInt16BE(cells.length)
  return Buffer.concat([count, ...parts])
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
