// The gateway of the public-data platform, in a process of its own, written from its description: it gives secrets against signatures,
// looks at every signature, and hands on what an interface says in its envelope. Told what to do, and telling what it was asked, by messages;
// it may be started with the interface's records and a moment at which its clock stands.
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const APP_KEY = 'A330199305471202611000001'
export const APP_SECRET = '5f0e7c1d9a8b4c3e8f2a6b7c9d0e1f2a'
export const INTERFACE = '/gateway/api/001003001/dataSharing/603Y3h4ZcD81TEH8.htm'
export const KNOWN = '11111111-1111-4111-8111-111111111111'

/** What the platform is to do from now on. */
export interface Orders {
  /** Its clock, milliseconds since 1970. */
  readonly now?: number
  /** Puts every secret that it gave out of use. */
  readonly revoke?: true
  /** Answers of the interface in place of its own, as code and content of the envelope. */
  readonly says?: { readonly code: string; readonly datas?: unknown } | null
  readonly appSecret?: string
}

export interface Seen {
  readonly path: string
  readonly method: string
  readonly body: string
}

const MINUTE = 60_000
const REQUEST_MS = 15 * MINUTE
const REFRESH_MS = 48 * 60 * MINUTE

interface Given {
  readonly secret: string
  readonly ends: number
}

const RECORDS = JSON.parse(
  process.env.RECORDS ?? JSON.stringify([{ ybid: KNOWN, xzlx: '390', sfzh: '330199201602290019' }]),
) as { readonly ybid: string }[]

let now = Date.parse(process.env.NOW ?? '1970-01-01T00:00Z')
let appSecret = APP_SECRET
let says: Orders['says'] = null
let request: Given | null = null
let refresh: Given | null = null

const drawn = (ends: number): Given => ({ secret: randomBytes(16).toString('hex'), ends })

function isSigned(shown: Record<string, unknown>, secret: string): boolean {
  const { appKey, sign, requestTime } = shown
  const digest = createHash('md5').update(`${APP_KEY}${secret}${requestTime}`).digest('hex')
  return appKey === APP_KEY && sign === digest && Math.abs(Number(requestTime) - now) <= 5 * MINUTE
}

const envelope = (code: string, datas?: unknown) => ({
  ...{ code, msg: code === '00' ? '成功' : '失败', data: '', datas, dataCount: 1, requestId: 'r-1' },
})

function exchanged(shown: Record<string, unknown>, secret: Given | null): object {
  if (!secret || secret.ends < now || !isSigned(shown, secret.secret)) return envelope('14')
  request = drawn(now + REQUEST_MS)
  refresh = drawn(now + REFRESH_MS)
  return envelope('00', {
    ...{ requestSecret: request.secret, requestSecretEndTime: request.ends },
    ...{ refreshSecret: refresh.secret, refreshSecretEndTime: refresh.ends },
  })
}

function asked(headers: IncomingMessage['headers'], body: string): object {
  const { appkey: appKey, sign, requesttime: requestTime } = headers
  if (!request || !isSigned({ appKey, sign, requestTime }, request.secret)) return envelope('14')
  if (request.ends < now) return envelope('11')
  if (says) return envelope(says.code, says.datas)
  const { ids } = JSON.parse(body) as { ids: string[] }
  const rows = RECORDS.filter(({ ybid }) => ids.includes(ybid))
  // As text: that is how much of what is shared comes.
  return envelope('00', JSON.stringify({ list: rows, updatedAt: new Date(now).toISOString() }))
}

async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString()
  const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://platform')
  process.send?.({ path: pathname, method: incoming.method ?? '', body } satisfies Seen)
  const shown = Object.fromEntries(searchParams)
  const said =
    pathname === '/gateway/app/refreshTokenByKey.htm'
      ? exchanged(shown, { secret: appSecret, ends: Number.POSITIVE_INFINITY })
      : pathname === '/gateway/app/refreshTokenBySec.htm'
        ? exchanged(shown, refresh)
        : asked(incoming.headers, body)
  response.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(said))
}

if (process.send) {
  process.on('message', (orders: Orders) => {
    now = orders.now ?? now
    appSecret = orders.appSecret ?? appSecret
    if (orders.says !== undefined) says = orders.says
    if (orders.revoke) {
      request = null
      refresh = null
    }
    process.send?.({ done: true })
  })
  process.on('disconnect', () => process.exit())
  const server = createServer((incoming, response) => void answer(incoming, response))
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  })
}
