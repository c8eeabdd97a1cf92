// One JSON document by HTTP POST to whoever carries a notice on: bounded in time and size, no redirect followed, and
// delivered means a status of 2xx and nothing else.
import { Agent, request } from 'undici'
import { NoticeFault } from './channel.ts'

export interface Poster {
  /** Rejects with NoticeFault for any status but 2xx, when time is up, and when nobody is there. */
  post(body: string, headers: Readonly<Record<string, string>>): Promise<void>
  close(): Promise<void>
}

/** Shorter than a statement may take: whoever acknowledges a notice while it is sent again waits for this. */
export const SEND_TIMEOUT_MS = 3_000
const MOST_BYTES = 64 * 1024

export function createPoster(url: string, timeoutMs: number = SEND_TIMEOUT_MS): Poster {
  const agent = new Agent({
    connections: 8,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs },
    maxResponseSize: MOST_BYTES,
  })
  return {
    async post(body, headers) {
      const status = await statusOf(() =>
        request(url, {
          dispatcher: agent,
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body,
          signal: AbortSignal.timeout(timeoutMs),
        }),
      )
      if (status < 200 || status > 299) throw new NoticeFault(`status ${status}`)
    },
    close: () => agent.destroy(),
  }
}

async function statusOf(send: () => ReturnType<typeof request>): Promise<number> {
  try {
    const response = await send()
    await response.body.dump()
    return response.statusCode
  } catch (cause) {
    throw new NoticeFault(kindOf(cause), { cause })
  }
}

function kindOf(cause: unknown): string {
  if (cause instanceof Error && cause.name === 'TimeoutError') return 'time is up'
  const code = (cause as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'not reached'
}
