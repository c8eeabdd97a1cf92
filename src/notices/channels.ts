// The channels that the settings name.
import type { NoticeChannel } from './channel.ts'
import { createSmsChannel, createWorkNoticeChannel, type MessageSettings } from './message-channels.ts'
import { createWebhookChannel, type WebhookSettings } from './webhook-channel.ts'

export interface NoticeSettings {
  readonly webhook: WebhookSettings | null
  readonly sms: MessageSettings | null
  readonly workNotice: MessageSettings | null
}

/** None when the settings name none: then another process has to deliver. */
export function channelsOf({ webhook, sms, workNotice }: NoticeSettings): NoticeChannel[] {
  return [
    ...(webhook ? [createWebhookChannel(webhook)] : []),
    ...(sms ? [createSmsChannel(sms)] : []),
    ...(workNotice ? [createWorkNoticeChannel(workNotice)] : []),
  ]
}
