// What a channel is: a way to reach a member of staff. A notice over any of them says the same few things.
import type { NoticeKind } from './outbox.ts'

/** One notice to one recipient, as it goes out. */
export interface OutgoingNotice {
  /** The same each time this notice is sent to this recipient: whoever gets it twice can tell. */
  readonly key: string
  readonly notice: string
  readonly kind: NoticeKind
  readonly grant: string
  readonly organisation: string
  readonly at: Date
  /** A member of staff by id, or `duty-desk:` and a division. */
  readonly recipient: string
  /** Where the recipient is reached by telephone and by work notice; null where no address is known. */
  readonly phone: string | null
  readonly workAccount: string | null
}

export interface NoticeChannel {
  readonly name: 'webhook' | 'sms' | 'work-notice'
  /** Resolves when the other side has taken it; rejects with NoticeFault otherwise. */
  send(notice: OutgoingNotice, now: Date): Promise<void>
  close(): Promise<void>
}

/** Why a channel did not take a notice: the kind of failure, never what the other side wrote. */
export class NoticeFault extends Error {
  constructor(kind: string, options?: { cause?: unknown }) {
    super(kind, options)
    this.name = 'NoticeFault'
  }
}

const WORDS: Readonly<Record<NoticeKind, { readonly zh: string; readonly en: string }>> = {
  EMERGENCY_OPENED: {
    zh: '有一次紧急查询授权已开启。请确认收到，并在 24 小时内复核。',
    en: 'An emergency grant was opened. Acknowledge this notice, and review the grant within 24 hours.',
  },
  EMERGENCY_RENEWED: {
    zh: '一次紧急查询授权已由复核人延长。请确认收到，并复核。',
    en: 'An emergency grant was renewed by a second person. Acknowledge this notice, and review the grant.',
  },
  EMERGENCY_SUSPENDED: {
    zh: '因紧急查询授权未按时复核或被认定不当，开启人的紧急查询权限已暂停。请复核。',
    en: 'The right of whoever opened an emergency grant is suspended: it was not reviewed, or not justified. Review it.',
  },
}

/** What is to be done, in both languages. */
export function wordsOf({ kind }: OutgoingNotice): { readonly zh: string; readonly en: string } {
  return WORDS[kind]
}

/** The short text of a message: what to do, and which grant. */
export function textOf(notice: OutgoingNotice): string {
  return `【护童】${wordsOf(notice).zh}授权编号 ${notice.grant}，通知编号 ${notice.notice}`
}
