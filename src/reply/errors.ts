// The one table that says what a caller may read of each error: a code, one sentence in Chinese or English, a status.
// Everything unknown becomes UNAVAILABLE here, once.
import { type Bounds, type ErrorCode, GatewayError, type Hint } from '../errors.ts'

interface Words {
  readonly zh: string
  readonly en: string
}

interface Sentence extends Words {
  readonly status: number
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
export const HINTS: Readonly<Record<Hint, Words>> = {
  NOT_IN_YOUR_SCHEMA: {
    zh: '请求中有一个词（字段、参数、输入项、类型或枚举值）不在对您开放的模式中，请对照模式更正；位置见 locations 或 extensions.variable。如怀疑儿童受到伤害，请立即报告',
    en: 'a word of the request (a field, argument, input field, type or value) is not in the schema that is open to you; compare it with the schema, at the place in `locations` or `extensions.variable`; if you suspect that a child is being harmed, report it at once',
  },
  NOT_HTTP: { zh: '请按 HTTP/1.1 发送请求', en: 'send a request of HTTP/1.1 that is whole' },
  HEADERS: {
    zh: '请求头重复、含糊或不被接受：每个请求头只写一次，并写明 Host',
    en: 'a header stands there twice, is unclear or is not taken; send each once, and a host',
  },
  MEDIA_TYPE: {
    zh: '媒体类型不对：GraphQL 用 application/json（UTF-8，不压缩），名册直接发送文件本身',
    en: 'wrong media type: GraphQL takes and gives application/json in UTF-8, unpacked; a roll is the file itself',
  },
  PATH_OR_METHOD: {
    zh: '没有这个路径，或方法不对：GraphQL 用 POST /graphql',
    en: 'no such path, or another method: GraphQL is POST /graphql',
  },
  BODY_NOT_JSON: { zh: '正文须是一个完整的 UTF-8 JSON 对象', en: 'the body is one whole JSON object in UTF-8' },
  BODY_MEMBERS: {
    zh: '正文须有 query 或 documentId（文字）；variables 与 extensions 是对象，operationName 是文字',
    en: 'the body has a query or a documentId, as text; variables and extensions are objects, operationName is text',
  },
  DOCUMENT_ID: {
    zh: 'documentId 写成 sha256: 加 64 位十六进制数字；同时有 query 时，两者须是同一份',
    en: 'documentId is sha256: and 64 hexadecimal digits; a query beside it is the same document',
  },
  DOCUMENT_SYNTAX: {
    zh: 'query 不符合 GraphQL 语法，或过长；位置见 locations',
    en: 'the query does not parse as GraphQL, or is too long; see `locations`',
  },
  DOCUMENT_FORM: {
    zh: 'query 不合模式：缺必填参数、类型不符、对象没有选字段或叶子选了字段等；位置见 locations',
    en: 'the query does not fit the schema: an argument that is missing or of another type, an object without fields, a leaf with fields; see `locations`',
  },
  ONE_OPERATION: {
    zh: '一次只发一个操作；写了 operationName 时须与它同名',
    en: 'send one operation; operationName, where it stands, is its name',
  },
  VARIABLE_FORM: {
    zh: '变量缺少，或与声明的类型不符；是哪一个见 extensions.variable',
    en: 'a variable is missing or is not of the type declared; see `extensions.variable` for which',
  },
  STREAM: {
    zh: '订阅须以 accept: text/event-stream 直接向网关请求，查询和写入则不可',
    en: 'ask a subscription of the gateway itself with accept: text/event-stream, and everything else without',
  },
  CASE_NUMBER: {
    zh: 'X-Case 须为 1 至 64 个 ASCII 字母、数字或 . _ / -，且不得像证件号',
    en: 'X-Case takes 1 to 64 letters and digits of ASCII, . _ / and -, and nothing that reads as a number of a person',
  },
  NOT_AN_ID: {
    zh: '编号或 key 须是 UUID，小写，共 36 个字符（8-4-4-4-12）',
    en: 'an id or a key is a UUID in lower case: 36 characters, 8-4-4-4-12',
  },
  NOT_A_CHILD_REF: {
    zh: 'ref 须是本机构、本用途查得的 childRef，原样填写',
    en: 'ref is a childRef as an answer gave it to your organisation for this purpose',
  },
  CURSOR: {
    zh: 'after 须是同一查询上一页的 endCursor；过期后请从第一页查起',
    en: 'after is the endCursor of the last page of the same question; once it has expired, begin again at the first page',
  },
  FIRST: { zh: 'first 须为 {least} 至 {most}', en: 'first is {least} to {most}' },
  ONE_SORT_KEY: { zh: 'orderBy 只能写一项', en: 'orderBy takes one field' },
  KEY_REUSED: {
    zh: '这个 key 已用于内容不同的一次登记：重发须一字不改，新的登记请换新的 key',
    en: 'this key came before with other words: send the same again unchanged, and anything else with a new key',
  },
  NOT_A_DAY: { zh: '日期请写成 2026-11-24', en: 'write a day that exists as 2026-11-24' },
  MOMENT_NOT_UTC: {
    zh: '时刻请用协调世界时，写成 2026-11-24T01:30:00Z',
    en: 'write a moment in UTC as 2026-11-24T01:30:00Z',
  },
  DAY_TO_COME: {
    zh: '日期或时刻还没有到，请用今天或更早的',
    en: 'the day or moment is still to come; give one that is past, or today',
  },
  DAY_OUTSIDE: { zh: '日期须在 {least} 至 {most} 之间', en: 'the day is one from {least} to {most}' },
  DAYS_BACKWARDS: { zh: '结束日期不能早于开始日期', en: 'the last day is not before the first' },
  TOO_MANY_DAYS: { zh: '一次最多问 366 天', en: 'ask about 366 days at most' },
  ROLL_NOT_DONE: { zh: '名册还没有办完，请稍后再取', en: 'the roll is not done yet; fetch it later' },
  CELLS_HAVE_NO_PAST: {
    zh: '各部门的数据只有今天的：写了日期或时刻时，只能要 childRef 和 record，也不能排序或按无历史的项目筛选',
    en: 'departments know today alone: beside a day or a moment ask for childRef and record only, and neither sort nor filter by what has no history',
  },
  TEXT_LENGTH: {
    zh: '文字说明过短或过长，须为 {least} 至 {most} 字',
    en: 'the text is too short or too long; write {least} to {most} characters',
  },
  TEXT_NUMBER: {
    zh: '文字说明中有像证件号或电话号码的数字，请删去',
    en: 'the text holds what reads as a number of a person or a telephone; leave it out',
  },
  ONE_NUMBER: {
    zh: '请只写一种号码（出生医学证明编号与母亲证件号算一种）',
    en: 'give one number of the child; the birth certificate’s with the mother’s counts as one',
  },
  FULL_NAME: { zh: '请写姓名全名', en: 'give the full name' },
  NUMBER_FORM: {
    zh: '号码有误：位数、字符、其中的日期或校验码不对，请核对证件',
    en: 'the number cannot be one: its length, a character, the date in it or the check digit is wrong; compare it with the document',
  },
  DIVISION_FORM: { zh: '区划代码须为 6、9 或 12 位数字', en: 'a division code has 6, 9 or 12 digits' },
  UNKNOWN_FIELD: {
    zh: '没有这个部门字段，请写成类型和字段名，例如 PublicSecurity.birthDate；可更正的是模式中 Child 所连各部门类型的叶字段，见 docs/items.zh-CN.md',
    en: 'no field of a department; write type and field, such as PublicSecurity.birthDate: what may be corrected are the leaves of the types that an edge of Child leads to in the schema, listed in docs/items.md',
  },
  BATCH_SIZE: { zh: '一批为 {least} 至 {most} 人', en: 'a batch is of {least} to {most} pupils' },
  UNKNOWN_DEPARTMENT: { zh: '没有这个部门，或须写明部门', en: 'no such department, or one has to be named' },
  UNKNOWN_KIND: { zh: '没有这一种事实', en: 'no such kind of fact' },
  SUBJECT_OR_REF: { zh: 'subject 与 ref 只给其中一个', en: 'give either subject or ref, and not both' },
  PRINCIPAL_AND_ROLE: { zh: 'principal 与 role 要么都写，要么都不写', en: 'give both principal and role, or neither' },
  NOTHING_FOUND: { zh: '评估须至少写一项结果', en: 'write down at least one finding' },
  AWAY_AND_SINCE: {
    zh: '父母外出（away 为 true）须写 awaySince，且不晚于评估当日；其他情形不写',
    en: 'of a parent who is away (away: true) give awaySince, not after the day of the assessment; of any other leave it out',
  },
  REASON_IF_RETURNED: {
    zh: '退回（RETURNED）须写 reason，其他结论不写',
    en: 'RETURNED takes a reason, and nothing else does',
  },
  REASON_OF_DECISION: {
    zh: '这个 reason 属于另一种 decision，见模式中的说明',
    en: 'this reason is one of another decision; the schema says which belongs to which',
  },
  ALREADY_DECIDED: {
    zh: '这项待办已有决定，不再更改',
    en: 'this task is decided already, and stays so',
  },
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
  NO_SUCH_TABLE: {
    zh: '没有这个编号的表，或该季度没有这张表',
    en: 'no table has this id, or the quarter has no such table',
  },
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
  readonly locations?: readonly [{ readonly line: number; readonly column: number }]
  readonly extensions: {
    readonly code: ErrorCode
    readonly hint?: Hint
    readonly variable?: readonly (string | number)[]
  }
}

export type Language = 'zh' | 'en'

/** English for whoever asks for it before Chinese; Chinese for everybody else. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'zh'
}

export function publicError(error: unknown, language: Language): PublicError {
  const told = error instanceof GatewayError ? error : UNKNOWN
  const { status, ...sentence } = SENTENCES[told.code]
  return { status, body: { errors: [saidOf(told, sentence, language)] } }
}

const UNKNOWN = new GatewayError('UNAVAILABLE', 'not an error of ours')

function saidOf({ code, hint, bounds, place }: GatewayError, sentence: Words, language: Language): SaidError {
  if (hint === null) return { message: sentence[language], extensions: { code } }
  const message = withBounds(HINTS[hint][language], bounds)
  if (place === null) return { message, extensions: { code, hint } }
  if ('variable' in place) return { message, extensions: { code, hint, variable: place.variable } }
  return { message, locations: [{ line: place.line, column: place.column }], extensions: { code, hint } }
}

function withBounds(sentence: string, bounds: Bounds | null): string {
  return sentence.replace('{least}', String(bounds?.least)).replace('{most}', String(bounds?.most))
}
