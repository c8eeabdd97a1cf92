// A gateway of the public-data platform in a process of its own: it looks at the application's signature and the person's session,
// takes both off, and hands the request on with what it found, signed. Told where to, and what the time is, by a message.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signedBy } from '../identity/platform-signing.ts'

export const APPLICATION = { appKey: 'A330199305471202611000001', secret: '5f0e7c1d9a8b4c3e8f2a6b7c9d0e1f2a' }
export const GATEWAY_KEY = { id: 'hutong-2026', secret: 'what-the-platform-signs-with-until-it-is-changed' }
/** Of whom: what a person shows to the platform, and the account that it is. */
export const SESSIONS: Readonly<Record<string, string>> = {
  'session-of-a-clerk': 'zl-10001',
  'session-of-a-nurse': 'zl-10002',
}

/** Where to, what the time is (milliseconds since 1970), and what somebody between the platform and the service changes. */
export interface Orders {
  readonly upstream?: string
  readonly now?: number
  readonly meddle?: 'body' | 'account' | 'twice' | null
}

let orders: Orders = {}
let handed = 0

async function handOn(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString()
  const account = SESSIONS[String(incoming.headers['x-session'])]
  if (!isSigned(incoming.headers) || !account) return void response.writeHead(403).end()
  const asked = Object.entries({ 'X-Purpose': 'x-purpose', 'X-Case': 'x-case' }).flatMap(([name, at]) => {
    const value = incoming.headers[at]
    return typeof value === 'string' ? [[name, value]] : []
  })
  handed += 1
  const said = {
    'X-Platform-Application': String(incoming.headers.appkey),
    'X-Platform-Account': account,
    'X-Platform-Request': `request-${process.pid}-${handed}`,
    'X-Platform-Time': String(orders.now),
    ...Object.fromEntries(asked),
  }
  const headers = signedBy(GATEWAY_KEY, { method: 'POST', path: '/graphql', headers: said, body })
  const altered = orders.meddle === 'account' ? { ...headers, 'X-Platform-Account': 'zl-10001' } : headers
  const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...altered } }
  const first = await fetch(`${orders.upstream}/graphql`, {
    ...sent,
    body: orders.meddle === 'body' ? `${body} ` : body,
  })
  const answer = orders.meddle === 'twice' ? await fetch(`${orders.upstream}/graphql`, { ...sent, body }) : first
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
}

function isSigned({ appkey: appKey, sign, requesttime: time }: IncomingMessage['headers']): boolean {
  const digest = createHash('md5').update(`${APPLICATION.appKey}${APPLICATION.secret}${time}`).digest('hex')
  return appKey === APPLICATION.appKey && sign === digest
}

const server = createServer((incoming, response) => void handOn(incoming, response))
server.listen(0, '127.0.0.1', () => {
  process.on('message', (message: Orders) => {
    orders = { ...orders, ...message }
    process.send?.({ done: true })
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
