// A client that keeps a gateway busy and remembers exactly what reached it: which answers whole, which in part.
import { connect, type Socket } from 'node:net'
import { CAST } from '../../src/city/cast.ts'
import { parseReplies } from '../request/raw-client.ts'

/** What every client asks. */
export const QUERY = /* GraphQL */ `
  query Stay($subject: SubjectInput!) {
    eligibility(subject: $subject, benefit: MEDICAL_AID) { answerId status tier displayName }
  }`

export interface Target {
  readonly url: string
  readonly token: string
  readonly nextCase: () => string
}

/** Asks one question after another on one connection, each under a case number of its own, until the line breaks. */
export class HammeringClient {
  asked = 0
  readonly whole: string[] = []
  readonly inPart: string[] = []
  readonly firstAnswer: Promise<void>
  readonly ended: Promise<void>
  readonly #target: Target
  readonly #socket: Socket
  #received = Buffer.alloc(0)
  #case = ''
  #sayFirst = () => {}

  constructor(target: Target) {
    this.#target = target
    this.firstAnswer = new Promise((resolve) => {
      this.#sayFirst = resolve
    })
    const { hostname, port } = new URL(target.url)
    this.#socket = connect(Number(port), hostname, () => this.#ask())
    this.#socket.on('data', (chunk) => this.#take(chunk))
    // The kill resets the line; that is the end that was wanted.
    this.#socket.on('error', () => undefined)
    this.ended = new Promise((resolve) => {
      this.#socket.on('close', () => {
        if (this.#received.length > 0) this.inPart.push(this.#case)
        resolve()
      })
    })
  }

  #ask(): void {
    this.asked += 1
    this.#case = this.#target.nextCase()
    const { citizenId, name } = CAST.stay
    const body = JSON.stringify({ query: QUERY, variables: { subject: { citizenId, fullName: name } } })
    this.#socket.write(
      [
        'POST /graphql HTTP/1.1',
        'host: gateway',
        `authorization: Bearer ${this.#target.token}`,
        'x-purpose: P01',
        `x-case: ${this.#case}`,
        'content-type: application/json',
        `content-length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    )
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk])
    const [reply] = parseReplies(this.#received)
    if (!reply) return
    // Anything but an answer would make the trial say nothing.
    if (reply.status !== 200 || !reply.body.includes('CONFIRMED')) throw new Error(`no answer but ${reply.status}`)
    this.#received = Buffer.alloc(0)
    this.whole.push(this.#case)
    this.#sayFirst()
    this.#ask()
  }
}
