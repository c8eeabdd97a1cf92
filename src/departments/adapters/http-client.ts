// One department's door over HTTP: its own connections, its own secret, certificate and signature, and a bound on what it may
// send. What is no JSON with status 200 is an outage of the source, whatever it says.
import type { Readable } from 'node:stream'
import { Agent, request } from 'undici'
import { GatewayError } from '../../errors.ts'
import { AnswerFault, CredentialsRefused } from '../source-fault.ts'

export interface HttpClientSettings {
  /** Base address of the department's service. */
  readonly url: string
  readonly maxResponseBytes: number
  /** Client certificate, PEM, and whom to trust in place of the public authorities. */
  readonly tls?: { readonly cert?: string; readonly key?: string; readonly ca?: string }
  /** What each request carries to show who asks: a secret, a signature over it. */
  readonly credentials: Credentials
}

/** Headers for one request; made anew for each, for a signature covers the moment and the body. */
export type Credentials = (
  request: OutgoingRequest,
) => Readonly<Record<string, string>> | Promise<Record<string, string>>

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST'
  /** With the query. */
  readonly path: string
  readonly body: string
}

export interface HttpClient {
  /** The parsed body. Rejects for another status or type, for too large a body and when `signal` is aborted. */
  ask(
    outgoing: OutgoingRequest & { readonly headers?: Readonly<Record<string, string>> },
    signal: AbortSignal,
  ): Promise<unknown>
  close(): Promise<void>
}

/** Connections to one source at once; what is to wait waits in the line of its guard. */
const CONNECTIONS = 16

export function createHttpClient(settings: HttpClientSettings): HttpClient {
  const agent = new Agent({
    connections: CONNECTIONS,
    maxResponseSize: settings.maxResponseBytes,
    connect: { ...settings.tls },
  })
  return {
    async ask({ method, path, body, headers }, signal) {
      const response = await request(new URL(path, settings.url), {
        dispatcher: agent,
        method,
        headers: {
          accept: 'application/json',
          ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
          ...headers,
          ...(await settings.credentials({ method, path, body })),
        },
        ...(method === 'POST' ? { body } : {}),
        signal,
      })
      const isJson = String(response.headers['content-type']).startsWith('application/json')
      if (response.statusCode === 200 && isJson) return parsed(response.body)
      await response.body.dump()
      if (response.statusCode === 401 || response.statusCode === 403) throw new CredentialsRefused()
      throw new GatewayError('SOURCE_UNAVAILABLE', `the source answered ${response.statusCode}`)
    },
    close: () => agent.close(),
  }
}

// A body that broke off is an outage; one that came whole and is no JSON broke the contract.
async function parsed(body: Readable & { text(): Promise<string> }): Promise<unknown> {
  const text = await body.text()
  try {
    return JSON.parse(text) as unknown
  } catch {
    // What could not be parsed stays out of the error: it may quote a value.
    throw new AnswerFault('the source sent no JSON')
  }
}
