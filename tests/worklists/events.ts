// A client of a subscription that reads by itself, so that a test sees what is on the wire and when it stops.
import { tokenOf } from '../world/town.ts'

export interface Asked {
  readonly url: string
  readonly issuer: string
  readonly as?: string
  readonly purpose?: string
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly accept?: string
}

export interface Events {
  readonly status: number
  readonly headers: Headers
  /** The answer where no stream was opened. */
  readonly body: unknown
  /** The next event's data, or null for the end. Comments are passed over. */
  next(): Promise<unknown>
  /** Everything from here to the end. */
  rest(): Promise<unknown[]>
  leave(): void
}

export async function openEvents({
  url,
  issuer,
  as = 'adjudicator',
  purpose = 'P08',
  query,
  variables = {},
  accept = 'text/event-stream',
}: Asked): Promise<Events> {
  const leaving = new AbortController()
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    signal: leaving.signal,
    headers: {
      ...{ authorization: `Bearer ${await tokenOf(issuer, as)}`, 'x-purpose': purpose, accept },
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query, variables }),
  })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  const messages = isStream ? messagesOf(response) : null
  const next = async () => (await messages?.next())?.value ?? null
  return {
    status: response.status,
    headers: response.headers,
    body: isStream ? null : await response.json(),
    next,
    async rest() {
      const all = []
      for (let event = await next(); event !== null; event = await next()) all.push(event)
      return all
    },
    leave: () => leaving.abort(),
  }
}

async function* messagesOf(response: Response): AsyncGenerator<unknown> {
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString('utf8')
    const parts = text.split('\n\n')
    text = parts.pop() ?? ''
    for (const part of parts) {
      if (part.startsWith('event: next\ndata: ')) yield JSON.parse(part.slice('event: next\ndata: '.length))
      else if (part === 'event: complete\ndata:') yield 'complete'
      else if (part !== ':') throw new Error(`no event: ${part}`)
    }
  }
}
