// Behind the gateway of the integrated public-data platform (一体化智能化公共数据平台): the application's secret is exchanged for one
// that requests are signed with, and renewed before it ends; the platform's own envelope is taken off what comes. As the provincial
// platform of Zhejiang is called; which parts of that are assumed, docs/services.md says.
import { createHash } from 'node:crypto'
import { Ajv } from 'ajv'
import type { Clock } from '../../clock.ts'
import { GatewayError } from '../../errors.ts'
import { AnswerFault, SecretEnded, SourceBusy } from '../source-fault.ts'
import type { HttpClient } from './http-client.ts'

export interface PlatformParts {
  readonly appKey: string
  readonly appSecret: string
  readonly clock: Clock
  /** One that shows nothing of its own. */
  readonly client: HttpClient
}

const BY_KEY = '/gateway/app/refreshTokenByKey.htm'
const BY_SECRET = '/gateway/app/refreshTokenBySec.htm'
/** So long before its end a secret is renewed: clocks differ, and a request is under way for seconds. */
const EARLY_MS = 60_000
const TOKEN_TIMEOUT_MS = 3_000

interface Tokens {
  readonly requestSecret: string
  /** Milliseconds since 1970. */
  readonly requestSecretEndTime: number
  readonly refreshSecret: string
  readonly refreshSecretEndTime: number
}

const SECRET = { type: 'string', minLength: 1, maxLength: 512 } as const
const isTokens = new Ajv().compile<Tokens>({
  type: 'object',
  required: ['requestSecret', 'requestSecretEndTime', 'refreshSecret', 'refreshSecretEndTime'],
  properties: {
    requestSecret: SECRET,
    requestSecretEndTime: { type: 'number' },
    refreshSecret: SECRET,
    refreshSecretEndTime: { type: 'number' },
  },
})

type Headers = Readonly<Record<string, string>>

/** The secrets of one application; one exchange at a time, whoever waits for it. */
class PlatformTokens {
  readonly #parts: PlatformParts
  #tokens: Tokens | null = null
  #exchange: Promise<Tokens> | null = null

  constructor(parts: PlatformParts) {
    this.#parts = parts
  }

  async secret(): Promise<string> {
    const held = this.#tokens
    if (held && this.#isGood(held.requestSecretEndTime)) return held.requestSecret
    this.#exchange ??= this.#exchanged(held).finally(() => {
      this.#exchange = null
    })
    this.#tokens = await this.#exchange
    return this.#tokens.requestSecret
  }

  /** As the platform asks for it: the lower-case hex MD5 of key, secret and milliseconds since 1970. */
  signed(secret: string): Headers {
    const { appKey, clock } = this.#parts
    const requestTime = String(clock.now().getTime())
    const sign = createHash('md5').update(`${appKey}${secret}${requestTime}`).digest('hex')
    return { appKey, sign, requestTime }
  }

  /** It was refused: unless another is held by now, the next request fetches one. */
  drop(secret: string): void {
    if (this.#tokens?.requestSecret === secret) this.#tokens = null
  }

  #isGood(endsAt: number): boolean {
    return endsAt - EARLY_MS > this.#parts.clock.now().getTime()
  }

  // By the secret for renewal while it is good, else by the application's own, which need not travel as often.
  async #exchanged(held: Tokens | null): Promise<Tokens> {
    if (held && this.#isGood(held.refreshSecretEndTime)) {
      const renewed = await this.#ask(BY_SECRET, held.refreshSecret).catch(refusedOnly)
      if (renewed) return renewed
    }
    return this.#ask(BY_KEY, this.#parts.appSecret)
  }

  async #ask(path: string, secret: string): Promise<Tokens> {
    const query = new URLSearchParams(this.signed(secret))
    const outgoing = { method: 'GET', path: `${path}?${query}`, body: '' } as const
    const tokens = contentOf(await this.#parts.client.ask(outgoing, AbortSignal.timeout(TOKEN_TIMEOUT_MS)))
    if (!isTokens(tokens)) throw new GatewayError('SOURCE_UNAVAILABLE', 'the platform gave no secret to sign with')
    return tokens
  }
}

function refusedOnly(cause: unknown): null {
  if (cause instanceof SecretEnded) return null
  throw cause
}

/** The client of one interface: requests are signed, answers come without the envelope. Closes the client beneath it. */
export function throughPlatform(parts: PlatformParts): HttpClient {
  const { client } = parts
  const tokens = new PlatformTokens(parts)
  return {
    async ask(outgoing, signal) {
      const secret = await tokens.secret()
      const headers = { ...outgoing.headers, ...tokens.signed(secret) }
      try {
        return contentOf(await client.ask({ ...outgoing, headers }, signal))
      } catch (cause) {
        if (cause instanceof SecretEnded) tokens.drop(secret)
        throw cause
      }
    },
    close: () => client.close(),
  }
}

/** Codes of the envelope that say more than that it failed. */
const ENDED: ReadonlySet<string> = new Set(['11', '14'])
const QUOTA_SPENT = '18'

interface Envelope {
  readonly code: string
  readonly data?: unknown
  readonly datas?: unknown
}

const isEnvelope = new Ajv().compile<Envelope>({
  type: 'object',
  required: ['code'],
  properties: { code: { type: 'string' } },
})

// What an interface gives stands under `datas` or `data`, as JSON or as a text that holds JSON.
function contentOf(answer: unknown): unknown {
  if (!isEnvelope(answer)) throw new AnswerFault('no envelope of the platform')
  const { code, data, datas } = answer
  if (ENDED.has(code)) throw new SecretEnded()
  if (code === QUOTA_SPENT) throw new SourceBusy('the platform says that the quota of the interface is spent')
  if (code !== '00') throw new GatewayError('SOURCE_UNAVAILABLE', 'the platform said that it failed')
  const content = datas ?? data
  return typeof content === 'string' ? parsed(content) : content
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new AnswerFault('the platform handed on what is no JSON')
  }
}
