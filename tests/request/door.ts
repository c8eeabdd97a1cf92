// A door of its own for tests of bad requests: the town's rooms behind a server whose limits are short, a caller who
// may ask, and the one shape that every error has.
import { expect } from 'vitest'
import type { Hint } from '../../src/errors.ts'
import { HINTS } from '../../src/reply/errors.ts'
import { LIMITS, type Limits } from '../../src/request/limits.ts'
import { openTown, type Town, tokenOf } from '../world/town.ts'
import type { RawReply } from './raw-client.ts'

export interface TestDoor {
  readonly town: Town
  readonly url: string
  /** Headers of an adjudicator who may send free-form queries, each line ended. */
  readonly callerLines: string
  /** A whole POST to /graphql, with `lines` beside the usual ones. */
  post(body: string | Buffer, lines?: string): Buffer
  /** What the process said of errors nobody caught. */
  readonly uncaught: unknown[]
  close(): Promise<void>
}

const SHORT: Partial<Limits> = {
  headersTimeoutMs: 200,
  requestTimeoutMs: 400,
  timeoutCheckMs: 50,
  lingerMs: 200,
  closeGraceMs: 500,
}

export async function openTestDoor(limits: Partial<Limits> = SHORT): Promise<TestDoor> {
  const town = await openTown({ limits: { ...LIMITS, ...limits } })
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('unhandledRejection', note)
  process.on('uncaughtException', note)
  const token = await tokenOf(town.site.issuer, 'adjudicator')
  const callerLines = `host: gateway\r\nauthorization: Bearer ${token}\r\nx-purpose: P08\r\n`
  return {
    town,
    url: town.url,
    callerLines,
    uncaught,
    post: (body, lines = 'content-type: application/json\r\n') => {
      const head = `POST /graphql HTTP/1.1\r\n${callerLines}${lines}content-length: ${Buffer.byteLength(body)}\r\n\r\n`
      return Buffer.concat([Buffer.from(head), Buffer.from(body)])
    },
    async close() {
      process.off('unhandledRejection', note)
      process.off('uncaughtException', note)
      await town.close()
    },
  }
}

/** The reply is one short error of that code and nothing else: no stack, no suggestion, nothing of the request. */
export function expectRefusal(reply: RawReply | undefined, status: number, code: string): void {
  expect(reply?.status).toBe(status)
  expect(reply?.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json; charset=utf-8$/)
  const { hint } = JSON.parse(reply?.body ?? '').errors[0].extensions as { hint?: Hint }
  expect(hint !== undefined).toBe(code === 'BAD_INPUT')
  const extensions = hint === undefined ? { code } : { code, hint }
  const sentences = hint === undefined ? PUBLIC_SENTENCES : Object.values(HINTS[hint])
  expect(JSON.parse(reply?.body ?? '')).toEqual({ errors: [{ message: expect.toBeOneOf(sentences), extensions }] })
}

// Written out, so that an error that echoes anything fails here.
const PUBLIC_SENTENCES = [
  '未通过身份验证',
  'not authenticated',
  '请用 X-Purpose 说明用途',
  '不予准许。如怀疑儿童受到伤害，请立即报告',
  '请求过大',
  '服务暂不可用',
]
