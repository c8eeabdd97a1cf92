// Sends a roll and fetches its result over HTTP, as a school's program does.
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import request, { type Response } from 'supertest'
import { type Town, tokenOf } from '../world/town.ts'

export interface RollClient {
  send(file: Buffer, more?: Partial<Asking>): Promise<Response>
  get(path: string, more?: Partial<Asking>): Promise<Response>
  cancel(id: string, more?: Partial<Asking>): Promise<Response>
  /** Begins to send a file of so many bytes and sends none of them; resolves when the door waits for them. */
  begin(bytes: number): Promise<{ giveUp(): Promise<void> }>
}

interface Asking {
  readonly as: string
  readonly case: string
  readonly purpose: string
  readonly headers: Readonly<Record<string, string>>
}

export function rollClient(town: Town): RollClient {
  const headersOf = async ({ as = 'school', purpose = 'P05', case: caseNumber, headers = {} }: Partial<Asking>) => ({
    authorization: `Bearer ${await tokenOf(town.site.issuer, as)}`,
    'x-purpose': purpose,
    ...(caseNumber ? { 'x-case': caseNumber } : {}),
    ...headers,
  })
  return {
    send: async (file, more = {}) =>
      request(town.url)
        .post('/rolls')
        .set({ 'content-type': 'application/octet-stream', ...(await headersOf({ case: 'B-2026-0001', ...more })) })
        .send(file),
    get: async (path, more = {}) =>
      request(town.url)
        .get(path)
        .set(await headersOf(more))
        .buffer(true)
        .parse((response, done) => {
          const pieces: Buffer[] = []
          response.on('data', (piece: Buffer) => pieces.push(piece))
          response.on('end', () => done(null, Buffer.concat(pieces)))
        }),
    cancel: async (id, more = {}) =>
      request(town.url)
        .delete(`/rolls/${id}`)
        .set(await headersOf(more)),
    async begin(bytes) {
      const headers = { ...(await headersOf({ case: 'B-2026-0001' })), expect: '100-continue', 'content-length': bytes }
      const sending = httpRequest(`${town.url}/rolls`, { method: 'POST', headers })
      sending.on('error', () => undefined)
      sending.flushHeaders()
      await once(sending, 'continue')
      return {
        giveUp: () =>
          new Promise((resolve) => {
            sending.on('close', resolve).destroy()
          }),
      }
    },
  }
}
