// Hears across processes that something was written: LISTEN on one connection, whoever waits here. A bell says that it is time to look and
// never what there is; what was rung while nobody could hear is made good by ringing as soon as somebody can.
import type { Pool, PoolClient } from 'pg'
import type { Timer } from '../clock.ts'

export interface Bell {
  /** Gives how to hear it no more. It may ring for nothing. */
  hear(ring: () => void): () => void
  stop(): void
}

export interface BellParts {
  /** Lends one connection for as long as somebody hears. */
  readonly pool: Pool
  readonly channel: string
  readonly clock: Timer
  /** Told of a connection that was lost or not made; another is tried. */
  readonly onFailure: (error: unknown) => void
}

const AGAIN_MS = 5_000

export function createBell(parts: BellParts): Bell {
  return new ListeningBell(parts)
}

class ListeningBell implements Bell {
  readonly #parts: BellParts
  readonly #ears = new Set<() => void>()
  /** While somebody hears. */
  #listening: AbortController | null = null

  constructor(parts: BellParts) {
    this.#parts = parts
  }

  hear(ring: () => void): () => void {
    this.#ears.add(ring)
    if (!this.#listening) {
      this.#listening = new AbortController()
      void this.#listen(this.#listening.signal)
    }
    return () => {
      if (this.#ears.delete(ring) && this.#ears.size === 0) this.stop()
    }
  }

  stop(): void {
    this.#ears.clear()
    this.#listening?.abort()
    this.#listening = null
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const { clock, onFailure } = this.#parts
    while (!signal.aborted) {
      try {
        await this.#untilLost(signal)
      } catch (error) {
        if (signal.aborted) return
        onFailure(error)
        await clock.waitUntil(new Date(clock.now().getTime() + AGAIN_MS), signal).catch(() => undefined)
      }
    }
  }

  /** Rejects when the connection is lost, or none is to be had. */
  async #untilLost(signal: AbortSignal): Promise<void> {
    const client = await this.#parts.pool.connect()
    try {
      const lost = lossOf(client, signal)
      client.on('notification', () => this.#ring())
      await client.query(`listen ${client.escapeIdentifier(this.#parts.channel)}`)
      this.#ring()
      await lost
    } finally {
      // It listens: nobody else may be lent it.
      client.release(true)
    }
  }

  #ring(): void {
    for (const ring of this.#ears) ring()
  }
}

function lossOf(client: PoolClient, signal: AbortSignal): Promise<never> {
  const lost = new Promise<never>((_resolve, reject) => {
    client.once('error', reject)
    client.once('end', () => reject(new Error('the connection ended')))
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  lost.catch(() => undefined)
  return lost
}
