// The one table that says what a caller may read of each error: a code, one sentence in Chinese or English, a status.
// Everything unknown becomes UNAVAILABLE here, once.
import { type ErrorCode, GatewayError, type Hint, type TextBounds } from '../errors.ts'

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
    zh: '不予准许。如怀疑儿童受到伤害，请立即报告',
    en: 'not permitted; if you suspect that a child is being harmed, report it at once',
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

/** In place of the code's sentence: what is wanted. */
const HINTS: Readonly<Record<Hint, Omit<Sentence, 'status'>>> = {
  TEXT_LENGTH: {
    zh: '文字说明过短或过长，须为 {least} 至 {most} 字',
    en: 'the text is too short or too long; write {least} to {most} characters',
  },
  TEXT_NUMBER: {
    zh: '文字说明中有像证件号或电话号码的数字，请删去',
    en: 'the text holds what reads as a number of a person or a telephone; leave it out',
  },
  DAY_TO_COME: {
    zh: '日期或时刻还没有到，请用今天或更早的',
    en: 'the day or moment is still to come; give one that is past, or today',
  },
  NOT_A_DAY: { zh: '日期请写成 2026-11-24', en: 'write a day that exists as 2026-11-24' },
  MOMENT_NOT_UTC: {
    zh: '时刻请用协调世界时，写成 2026-11-24T01:30:00Z',
    en: 'write a moment in UTC as 2026-11-24T01:30:00Z',
  },
  CELLS_HAVE_NO_PAST: {
    zh: '各部门的数据只有今天的：写了日期或时刻时，只能要 childRef 和 record，也不能排序或按无历史的项目筛选',
    en: 'departments know today alone: beside a day or a moment ask for childRef and record only, and neither sort nor filter by what has no history',
  },
  UNKNOWN_FIELD: {
    zh: '没有这个部门字段，请写成类型和字段名，例如 PublicSecurity.birthDate',
    en: 'no field of a department; write type and field, such as PublicSecurity.birthDate',
  },
  CASE_NUMBER: {
    zh: 'X-Case 须为 1 至 64 个 ASCII 字母、数字或 . _ / -，且不得像证件号',
    en: 'X-Case takes 1 to 64 letters and digits of ASCII, . _ / and -, and nothing that reads as a number of a person',
  },
  BATCH_BOUNDS: {
    zh: '批次为 1 至 3000 人，截止日为今天至一年以内',
    en: 'a batch is of 1 to 3,000 pupils, until a day from today to a year from now',
  },
  SUBJECT_OR_REF: { zh: 'subject 与 ref 只给其中一个', en: 'give either subject or ref, and not both' },
  NOT_ON_MENU: {
    zh: '统计菜单上没有这一项，或不能这样组合，见 statisticsMenu',
    en: 'not on the menu of statistics, or not to be combined so; see statisticsMenu',
  },
  TOO_MANY_GROUPS: { zh: '最多按两个维度分组', en: 'group by two dimensions at most' },
  TOO_MANY_CELLS: { zh: '表太细，最多2000格', en: 'the table is too fine; 2,000 cells at most' },
  PERIOD_OVER: {
    zh: '该季度已结束，只能取已发布的表',
    en: 'that quarter is over; only tables that were released in it can be had',
  },
  NO_SUCH_TABLE: { zh: '没有这个编号的表', en: 'no table has this id' },
  TABLES_DIFFER: { zh: '两张表的指标或维度不同，不能对比', en: 'the two tables have other measures or dimensions' },
  ANALYST_BUDGET: {
    zh: '您本季度可取的新表已用完；已发布的表仍可取',
    en: 'you have had all new tables of this quarter; those that are released can still be had',
  },
  POOLED_BUDGET: {
    zh: '本季度全市可发布的新表已用完；已发布的表仍可取',
    en: 'the city has had all new tables of this quarter; those that are released can still be had',
  },
  SENSITIVE_BUDGET: {
    zh: '本季度按该敏感维度的新表已用完；已发布的表仍可取',
    en: 'all new tables of this quarter by this sensitive dimension are out; those that are released can still be had',
  },
  SERIES_BUDGET: {
    zh: '上季度已发布的表，本季度只能再发布三张',
    en: 'of the tables of the last quarter three can be had again in this one',
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
  const { hint = null, bounds = null } = error instanceof GatewayError ? error : {}
  if (hint === null) return { status, body: { errors: [{ message: sentence[language], extensions: { code } }] } }
  return {
    status,
    body: { errors: [{ message: withBounds(HINTS[hint][language], bounds), extensions: { code, hint } }] },
  }
}

function withBounds(sentence: string, bounds: TextBounds | null): string {
  return sentence.replace('{least}', String(bounds?.least)).replace('{most}', String(bounds?.most))
}
