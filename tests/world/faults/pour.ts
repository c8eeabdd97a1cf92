// Sends far more than anybody should take, and counts in `poured` how much of it was taken.
import type { Socket } from 'node:net'
import type { Writable } from 'node:stream'

/** Writes `piece` again and again, at the pace of the receiver, until `most` bytes are gone or the receiver hangs up. */
export async function pour(
  into: Writable,
  { piece, most, poured }: { piece: Buffer; most: number; poured: { poured: number } },
): Promise<void> {
  for (let sent = 0; sent < most; sent += piece.length) {
    if (!(await written(into, piece))) return
    poured.poured += piece.length
  }
}

// A write whose receiver is gone calls back with an error, or never.
function written(into: Writable, piece: Buffer): Promise<boolean> {
  if (into.destroyed || into.closed) return Promise.resolve(false)
  return new Promise((resolve) => {
    const onClose = (): void => resolve(false)
    into.once('close', onClose)
    into.write(piece, (error) => {
      into.off('close', onClose)
      resolve(!error)
    })
  })
}

/** A line whose other end may hang up at any moment, which is what is tried here. */
export function ignoreErrors(socket: Socket): void {
  socket.on('error', () => undefined)
}
