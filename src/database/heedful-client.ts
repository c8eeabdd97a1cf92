// A connection that does not trust what comes over it: an answer beyond a bound is not heard out, and bytes that are no
// message of the protocol end this connection and not the process. The driver itself keeps whatever it is sent until a
// message is whole, and throws from the socket's own event when a length in it lies.
import type { Duplex } from 'node:stream'
import pg from 'pg'

/** Why a connection was given up. Quotes nothing of what came. */
export class WireFault extends Error {
  readonly code: 'ANSWER_TOO_LARGE' | 'NO_MESSAGE'

  constructor(code: WireFault['code'], options?: { cause?: unknown }) {
    super(code === 'NO_MESSAGE' ? 'the server sent what is no message' : 'the server sent too large an answer', options)
    this.name = 'WireFault'
    this.code = code
  }
}

export interface HeedfulConfig extends pg.ClientConfig {
  /** Most bytes of one answer; no bound when left out. */
  readonly mostBytes?: number
}

export class HeedfulClient extends pg.Client {
  constructor(config: HeedfulConfig = {}) {
    super(config)
    const { connection } = this
    // By then the driver listens to the stream that carries messages: the bare one, or that within TLS.
    connection.once(this.ssl ? 'sslconnect' : 'connect', () => heed(connection.stream, config.mostBytes))
  }
}

type Take = (chunk: Buffer) => void

function heed(stream: Duplex, mostBytes = Number.POSITIVE_INFINITY): void {
  const takers = stream.listeners('data') as Take[]
  const meter = new AnswerMeter(mostBytes)
  stream.removeAllListeners('data')
  stream.on('data', (chunk: Buffer) => {
    if (stream.destroyed) return
    try {
      meter.hear(chunk)
      for (const take of takers) take(chunk)
    } catch (cause) {
      stream.destroy(cause instanceof WireFault ? cause : new WireFault('NO_MESSAGE', { cause }))
    }
  })
}

const HEADER_BYTES = 5
const LENGTH_BYTES = 4
const READY_FOR_QUERY = 'Z'.charCodeAt(0)

/**
 * Counts the bytes from one ReadyForQuery to the next: with one query at a time, an answer. A message counts in full as
 * soon as it announces its length, so that nobody waits for what will not be taken
 * (https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-MESSAGE-CONCEPTS).
 */
export class AnswerMeter {
  readonly #mostBytes: number
  readonly #header = Buffer.alloc(HEADER_BYTES)
  #headerBytes = 0
  /** Of the body of the message that is coming in. */
  #bytesLeft = 0
  #heard = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** Throws WireFault. */
  hear(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      if (this.#bytesLeft > 0) {
        const step = Math.min(this.#bytesLeft, chunk.length - at)
        this.#bytesLeft -= step
        at += step
        continue
      }
      const taken = chunk.copy(this.#header, this.#headerBytes, at, at + HEADER_BYTES - this.#headerBytes)
      this.#headerBytes += taken
      at += taken
      if (this.#headerBytes === HEADER_BYTES) this.#begin()
    }
  }

  #begin(): void {
    const [type] = this.#header
    const length = this.#header.readInt32BE(1)
    if (length < LENGTH_BYTES) throw new WireFault('NO_MESSAGE')
    this.#headerBytes = 0
    this.#bytesLeft = length - LENGTH_BYTES
    this.#heard += 1 + length
    if (this.#heard > this.#mostBytes) throw new WireFault('ANSWER_TOO_LARGE')
    if (type === READY_FOR_QUERY) this.#heard = 0
  }
}
