// The one table that says what a caller may read of each error: a code, one sentence in Chinese or English, a status.
// Everything unknown becomes UNAVAILABLE here, once.
import { type ErrorCode, GatewayError, type Hint } from '../errors.ts'

interface Sentence {
  readonly status: number
  readonly zh: string
  readonly en: string
}

const SENTENCES: Readonly<Record<ErrorCode, Sentence>> = {
  UNAUTHENTICATED: { status: 401, zh: '未通过身份验证', en: 'not authenticated' },
  PURPOSE_REQUIRED: { status: 400, zh: '请用 X-Purpose 说明用途', en: 'name the purpose in X-Purpose' },
  CASE_REQUIRED: {
    status: 400,
    zh: '请用 X-Case 提供就诊号、批次号或案件号',
    en: 'give the encounter, batch or case number in X-Case',
  },
  REFUSED: {
    status: 403,
    zh: '不予提供。如怀疑儿童受到伤害，请立即报告',
    en: 'refused; if you suspect that a child is being harmed, report it at once',
  },
  BAD_INPUT: { status: 400, zh: '请求有误', en: 'the request is not well formed' },
  TOO_COSTLY: { status: 400, zh: '请求过大', en: 'the request asks for too much at once' },
  TOO_MANY: { status: 429, zh: '查询已达上限，请稍后再试', en: 'a limit of look-ups is reached; try again later' },
  SOURCE_UNAVAILABLE: { status: 503, zh: '数据来源暂不可用', en: 'a source is not available' },
  JOURNAL_UNAVAILABLE: { status: 503, zh: '服务暂不可用', en: 'not available' },
  REPORT_NOT_KEPT: {
    status: 503,
    zh: '报告没有存下，请立即打电话报告',
    en: 'the report was not kept; report by telephone at once',
  },
  UNAVAILABLE: { status: 503, zh: '服务暂不可用', en: 'not available' },
}

/** In place of the code's sentence. */
const HINTS: Readonly<Record<Hint, Omit<Sentence, 'status'>>> = {
  TEXT_LENGTH: { zh: '文字说明过短或过长', en: 'the text is too short or too long' },
  TEXT_NUMBER: {
    zh: '文字说明中有像证件号或电话号码的数字，请删去',
    en: 'the text holds what reads as a number of a person or a telephone; leave it out',
  },
}

export interface PublicError {
  readonly status: number
  readonly body: { readonly errors: readonly [SaidError] }
}

interface SaidError {
  readonly message: string
  readonly extensions: { readonly code: ErrorCode; readonly hint?: Hint }
}

export type Language = 'zh' | 'en'

/** English for whoever asks for it before Chinese; Chinese for everybody else. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'zh'
}

export function publicError(error: unknown, language: Language): PublicError {
  const code: ErrorCode = error instanceof GatewayError ? error.code : 'UNAVAILABLE'
  const { status, ...sentence } = SENTENCES[code]
  const hint = error instanceof GatewayError ? error.hint : null
  if (hint === null) return { status, body: { errors: [{ message: sentence[language], extensions: { code } }] } }
  return { status, body: { errors: [{ message: HINTS[hint][language], extensions: { code, hint } }] } }
}
