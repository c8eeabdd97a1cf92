// A department's change feed over HTTP: pages of events after a cursor, delivered at least once and in any order. What a page
// must look like is checked here; what an event must look like is checked event by event, so that one cannot hold up the others.
import { Ajv } from 'ajv'
import { bearer } from '../departments/adapters/credentials.ts'
import { createHttpClient } from '../departments/adapters/http-client.ts'
import { AnswerFault } from '../departments/source-fault.ts'
import { GatewayError } from '../errors.ts'

export interface ChangePage {
  /** As they came; each is read by itself. */
  readonly events: readonly unknown[]
  /** The cursor of the next page. */
  readonly next: string
  readonly hasMore: boolean
  /** How many events come after this page; null where the source does not say. */
  readonly remaining: number | null
}

export interface ChangeSource {
  /** The page after a cursor; the first one for null. Rejects with SOURCE_UNAVAILABLE, or AnswerFault for a broken contract. */
  pageAfter(kind: string, cursor: string | null, signal: AbortSignal): Promise<ChangePage>
  close(): Promise<void>
}

export interface ChangeSourceSettings {
  readonly url: string
  readonly token: string
}

const PAGE_EVENTS = 200
const LARGEST_PAGE = 8 * 1024 * 1024
const DEADLINE_MS = 30_000

const isPage = new Ajv().compile<{ events: unknown[]; next: string; hasMore: boolean; remaining?: number }>({
  type: 'object',
  required: ['events', 'next', 'hasMore'],
  properties: {
    events: { type: 'array', maxItems: PAGE_EVENTS },
    next: { type: 'string', minLength: 1, maxLength: 200 },
    hasMore: { type: 'boolean' },
    remaining: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  },
})

/** `GET <url>?kind=…&limit=200[&after=<cursor>]` with the token as bearer. */
export function createChangeSource({ url, token }: ChangeSourceSettings): ChangeSource {
  const client = createHttpClient({ url, maxResponseBytes: LARGEST_PAGE, credentials: bearer(token) })
  return {
    async pageAfter(kind, cursor, signal) {
      const query = new URLSearchParams({
        kind,
        limit: String(PAGE_EVENTS),
        ...(cursor === null ? {} : { after: cursor }),
      })
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)])
      const answer = await client.ask({ method: 'GET', path: `?${query}`, body: '' }, bounded).catch(unavailable)
      if (!isPage(answer)) throw new AnswerFault('the change feed broke its contract')
      const { events, next, hasMore, remaining = null } = answer
      return { events, next, hasMore, remaining }
    },
    close: () => client.close(),
  }
}

function unavailable(cause: unknown): never {
  if (cause instanceof AnswerFault) throw cause
  throw new GatewayError('SOURCE_UNAVAILABLE', 'the change feed does not answer', { cause })
}
