// What a faulty line does, whatever travels on it: it listens, breaks, keeps back, and sends on once it is mended.
import type { Server, Socket } from 'node:net'
import { close, listen } from '../listening.ts'
import type { Fault, FaultyLine, Said } from './fault.ts'

export interface LineState {
  fault: Fault | null
  said: Said | null
  held: number
  poured: number
  /** What happens when the line is mended: what was kept back is sent on. */
  readonly kept: (() => void)[]
}

export function wholeLine(): LineState {
  return { fault: null, said: null, held: 0, poured: 0, kept: [] }
}

export interface OpenLine extends FaultyLine {
  readonly port: number
}

/** `sockets` are those that are open at any time, of both sides. */
export async function openLine(server: Server, sockets: ReadonlySet<Socket>, state: LineState): Promise<OpenLine> {
  const port = await listen(server)
  return {
    port,
    async breaks(fault, said) {
      Object.assign(state, { fault, said: said ?? null, held: 0, poured: 0 })
      if (fault === 'refused') await close(server, sockets)
    },
    async mends() {
      const { fault } = state
      state.fault = null
      for (const send of state.kept.splice(0)) send()
      if (fault === 'refused') await listen(server, port)
    },
    held: () => state.held,
    poured: () => state.poured,
    close: () => close(server, sockets),
  }
}
