// What a channel is: a way to reach a member of staff. A notice over any of them says the same few things.
import type { NoticeKind } from './outbox.ts'

/** One notice to one recipient, as it goes out. */
export interface OutgoingNotice {
  /** The same each time this notice is sent to this recipient: whoever gets it twice can tell. */
  readonly key: string
  readonly notice: string
  readonly kind: NoticeKind
  /** Number of the grant, the report or the resettlement. */
  readonly about: string
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

/** What kind of thing a notice is about: its name in a message, and in a document. */
export interface Matter {
  readonly title: string
  readonly zh: string
  readonly en: 'grant' | 'report' | 'resettlement'
}

const GRANT: Matter = { title: '护童：紧急查询', zh: '授权', en: 'grant' }
const REPORT: Matter = { title: '护童：强制报告', zh: '报告', en: 'report' }
const RESETTLEMENT: Matter = { title: '护童：重新结算', zh: '重新结算', en: 'resettlement' }
const MATTERS: Readonly<Record<NoticeKind, Matter>> = {
  EMERGENCY_OPENED: GRANT,
  EMERGENCY_RENEWED: GRANT,
  EMERGENCY_SUSPENDED: GRANT,
  REPORT_FILED: REPORT,
  REPORT_OVERDUE: REPORT,
  RESETTLE: RESETTLEMENT,
}

export function matterOf({ kind }: OutgoingNotice): Matter {
  return MATTERS[kind]
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
  REPORT_FILED: {
    zh: '收到一份未成年人侵害强制报告。请立即打开并确认收到。',
    en: 'A mandatory report about a child was filed. Open it and acknowledge it at once.',
  },
  REPORT_OVERDUE: {
    zh: '一份强制报告二十四小时内无人确认。请督促处理。',
    en: 'Nobody acknowledged a mandatory report within 24 hours. See that somebody acts on it.',
  },
  RESETTLE: {
    zh: '本科室的一次答复须重新结算。请打开重新结算清单（resettlements）查看。',
    en: 'An answer of your unit has to be settled anew. Open the list of resettlements.',
  },
}

/** What is to be done, in both languages. */
export function wordsOf({ kind }: OutgoingNotice): { readonly zh: string; readonly en: string } {
  return WORDS[kind]
}

/** The short text of a message: what to do, and about which grant, report or resettlement. */
export function textOf(notice: OutgoingNotice): string {
  return `【护童】${wordsOf(notice).zh}${matterOf(notice).zh}编号 ${notice.about}，通知编号 ${notice.notice}`
}
