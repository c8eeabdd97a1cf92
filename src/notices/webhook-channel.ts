// The webhook: a signed POST to the organisation's or the city's own system, which knows how to reach its people.
//   hutong-signature = "v1=" + hex(HMAC-SHA-256(secret, timestamp + "." + idempotency-key + "." + body))
import { createHmac } from 'node:crypto'
import { matterOf, type NoticeChannel, type OutgoingNotice, wordsOf } from './channel.ts'
import { createPoster } from './post-json.ts'

export interface WebhookSettings {
  readonly url: string
  readonly secret: string
  readonly timeoutMs?: number
}

export function createWebhookChannel({ url, secret, timeoutMs }: WebhookSettings): NoticeChannel {
  const poster = createPoster(url, timeoutMs)
  return {
    name: 'webhook',
    async send(notice, now) {
      const body = bodyOf(notice)
      // Whoever receives it refuses a timestamp that is old, so that a copy is worth nothing later.
      const timestamp = String(Math.floor(now.getTime() / 1000))
      await poster.post(body, {
        'idempotency-key': notice.key,
        'hutong-timestamp': timestamp,
        'hutong-signature': webhookSignature(secret, { timestamp, key: notice.key, body }),
      })
    },
    close: () => poster.close(),
  }
}

export interface Signed {
  readonly timestamp: string
  readonly key: string
  readonly body: string
}

/** What a receiver computes for itself and compares. */
export function webhookSignature(secret: string, { timestamp, key, body }: Signed): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${key}.${body}`, 'utf8').digest('hex')}`
}

function bodyOf(notice: OutgoingNotice): string {
  const { kind, about, organisation, recipient, at } = notice
  return JSON.stringify({
    notice: notice.notice,
    kind,
    recipient,
    organisation,
    [matterOf(notice).en]: about,
    at: at.toISOString(),
    todo: wordsOf(notice),
  })
}
