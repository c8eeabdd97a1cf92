// Two channels that carry a short text: SMS through a message gateway, and work notices through the government's own
// office application. Both are one JSON document with a bearer token; what differs is whom it is addressed to.
import { matterOf, type NoticeChannel, NoticeFault, type OutgoingNotice, textOf } from './channel.ts'
import { createPoster } from './post-json.ts'

export interface MessageSettings {
  readonly url: string
  readonly token: string
  readonly timeoutMs?: number
}

/** POST `{ requestId, to, text }`. Rejects for a recipient whose telephone is not known. */
export function createSmsChannel(settings: MessageSettings): NoticeChannel {
  return messageChannel('sms', settings, (notice) => ({
    requestId: notice.key,
    to: known(notice.phone, 'no telephone'),
    text: textOf(notice),
  }))
}

/** POST `{ requestId, receivers, title, text }`. Rejects for a recipient whose work account is not known. */
export function createWorkNoticeChannel(settings: MessageSettings): NoticeChannel {
  return messageChannel('work-notice', settings, (notice) => ({
    requestId: notice.key,
    receivers: [known(notice.workAccount, 'no work account')],
    title: matterOf(notice).title,
    text: textOf(notice),
  }))
}

function messageChannel(
  name: NoticeChannel['name'],
  { url, token, timeoutMs }: MessageSettings,
  messageOf: (notice: OutgoingNotice) => object,
): NoticeChannel {
  const poster = createPoster(url, timeoutMs)
  return {
    name,
    async send(notice) {
      const headers = { authorization: `Bearer ${token}`, 'idempotency-key': notice.key }
      await poster.post(JSON.stringify(messageOf(notice)), headers)
    },
    close: () => poster.close(),
  }
}

function known(address: string | null, fault: string): string {
  if (address === null) throw new NoticeFault(fault)
  return address
}
