// A department's service that answers about one record, as a process of its own: it knows what was agreed, counts the calls
// of each second and day itself, and refuses what goes beyond (429) or comes while it is closed (503). Its clock is the
// machine's, or one that the test moves: a line `{"now": …}` on the standard input, answered by the same line. `{"report": true}`
// is answered by all calls that came; `{"holdAt": n}` makes the n-th call known by `{"came": n}`, and holds its answer until
// `{"release": true}`. It ends when its input does.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'

export interface SingleRecordSettings {
  readonly perSecond: number
  readonly perDay: number
  /** Minutes of the day in Shanghai. */
  readonly open: { readonly from: number; readonly to: number } | null
}

export interface ServiceCall {
  readonly at: number
  readonly key: string
  readonly status: number
}

type Line =
  | { readonly settings: SingleRecordSettings }
  | { readonly now: number }
  | { readonly report: true }
  | { readonly holdAt: number }
  | { readonly release: true }

const SHANGHAI_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

let settings: SingleRecordSettings
let now: number | null = null
let heldCall = 0
let release = (): void => undefined
const calls: ServiceCall[] = []

const say = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`)
const dayOf = (at: number): number => Math.floor((at + SHANGHAI_MS) / DAY_MS)

function statusAt(at: number): number {
  const minute = ((at + SHANGHAI_MS) % DAY_MS) / 60_000
  const { open, perDay, perSecond } = settings
  if (open && !(open.from <= minute && minute < open.to)) return 503
  const good = calls.filter(({ status }) => status === 200)
  if (good.filter((call) => call.at > at - 1_000).length >= perSecond) return 429
  return good.filter((call) => dayOf(call.at) === dayOf(at)).length >= perDay ? 429 : 200
}

const server = createServer(async (incoming, outgoing) => {
  const key = new URL(incoming.url ?? '/', 'http://service').pathname.split('/').at(-1) ?? ''
  const at = now ?? Date.now()
  const status = statusAt(at)
  calls.push({ at, key, status })
  if (heldCall === calls.length) {
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    say({ came: calls.length })
    await held
  }
  outgoing
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ loaded: new Date(at).toISOString(), household: { id: key, low: 'Y' } }))
})

const lines = createInterface({ input: process.stdin })
lines.once('close', () => process.exit(0))
lines.on('line', (text) => {
  const line = JSON.parse(text) as Line
  if ('settings' in line) {
    settings = line.settings
    server.listen(0, '127.0.0.1', () => say({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }))
  } else if ('now' in line) {
    now = line.now
    say({ now })
  } else if ('report' in line) say({ calls })
  else if ('release' in line) release()
  else heldCall = line.holdAt
})
