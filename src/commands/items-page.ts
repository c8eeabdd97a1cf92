// The page of data items for officers, in two languages: each item with its level, source and place in the schema, and who
// gets it in which form. Made from the schema and the compiled policies, so that it cannot say what they do not.
import { DATA_ITEMS, type DataItem } from '../catalogue/items.ts'
import type { PolicySet } from '../policy/compile.ts'
import type { Vocabulary } from '../policy/vocabulary.ts'
import { type FormParts, type ItemForm, itemForms } from './item-forms.ts'

export type PageLanguage = 'en' | 'zh'

interface Words {
  readonly title: string
  readonly opening: readonly string[]
  readonly heads: readonly string[]
  readonly noField: string
  readonly nobody: string
  readonly everyone: string
  readonly forms: Readonly<Record<string, string>>
  readonly masked: string
  readonly conditions: string
  readonly legend: string
}

const ENGLISH: Words = {
  title: '# Data items and who gets them',
  opening: [
    '[中文](items.zh-CN.md) · [README](../README.md)',
    'Made by `npm run hutong -- policy items` from the schema and `policies/`; a test fails when it is stale. What does not stand here',
    'nobody gets. `tests/policy/items.table.ts` holds the same written down by hand, with the reasons.',
  ],
  heads: ['item', 'level, class, source', 'in the schema', 'who gets it, for which purpose, in which form'],
  noField: 'no field anywhere',
  nobody: 'nobody',
  everyone: 'every role, for every purpose',
  forms: {
    CLEAR: 'in clear',
    BAND: 'age band',
    FLAG: 'yes or no',
    TIER: 'merged tier',
    PSEUDO: "the organisation's own pseudonym",
    ANSWER: 'an answer alone, never why',
    ROUNDED: 'rounded to the end of a month, term or year',
    DUTY: 'the duty desk',
    COUNT: 'a count that passed disclosure control',
    DIMENSION: 'counted by, never shown',
    input: 'may be sent',
    filter: 'may be filtered by',
    sort: 'may be sorted by',
  },
  masked: 'masked: ',
  conditions: 'where',
  legend:
    'Levels: L1 public, L2 internal, L3 personal, L4 stigmatises or endangers. Class: C shared under conditions, N not shared.',
}

const CHINESE: Words = {
  title: '# 数据项与可见范围',
  opening: [
    '[English](items.md) · [README](../README.zh-CN.md)',
    '由 `npm run hutong -- policy items` 根据接口定义和 `policies/` 生成，过期则测试不通过。未列出的，任何人不得获取。',
    '`tests/policy/items.table.ts` 是人工录入的同一张表，并写明理由。',
  ],
  heads: ['数据项', '级别、共享类型、数源', '接口位置', '谁、为何目的、以何形式可见'],
  noField: '不设任何字段',
  nobody: '任何人不可见',
  everyone: '所有角色、所有目的',
  forms: {
    CLEAR: '明文',
    BAND: '年龄段',
    FLAG: '有无',
    TIER: '合并档',
    PSEUDO: '本机构假名',
    ANSWER: '只有结论，不含理由',
    ROUNDED: '到月末、学期末或年末',
    DUTY: '值班联系',
    COUNT: '抑制后的计数',
    DIMENSION: '只作统计维度',
    input: '可输入',
    filter: '可筛选',
    sort: '可排序',
  },
  masked: '脱敏：',
  conditions: '仅限',
  legend: '级别：L1 公开，L2 内部，L3 个人信息，L4 一旦泄露会污名化或危及儿童。共享类型：C 有条件共享，N 不予共享。',
}

const WORDS: Readonly<Record<PageLanguage, Words>> = { en: ENGLISH, zh: CHINESE }

/** The whole page as Markdown. The same policies give the same bytes. */
export function itemsPage(language: PageLanguage, policies: PolicySet, parts: FormParts): string {
  const words = WORDS[language]
  const forms = Map.groupBy(itemForms(policies, parts), ({ item }) => item)
  const writing = { language, words, policies, parts }
  const rows = DATA_ITEMS.map((item) => row(item, forms.get(item.code) ?? [], writing))
  const head = [cells(words.heads), cells(words.heads.map(() => '---'))]
  return `${[words.title, '', ...words.opening, '', words.legend, '', ...head, ...rows].join('\n')}\n`
}

interface Writing {
  readonly language: PageLanguage
  readonly words: Words
  readonly policies: PolicySet
  readonly parts: FormParts
}

function cells(texts: readonly string[]): string {
  return `| ${texts.join(' | ')} |`
}

function row(item: DataItem, forms: readonly ItemForm[], writing: Writing): string {
  const { code, zh, en, level, sharing, sources } = item
  const name = writing.language === 'zh' ? `${zh} ${en}` : `${en} ${zh}`
  return cells([
    `**${code}** ${name}`,
    `${level} ${sharing} ${sources}`,
    placesOf(item, writing),
    whoGets(forms, writing),
  ])
}

function placesOf({ code }: DataItem, { words, parts }: Writing): string {
  const places = [...parts.catalogue].filter(([, each]) => [each.item, ...(each.holds ?? [])].includes(code))
  return places.length === 0 ? words.noField : places.map(([coordinate]) => `\`${coordinate}\``).join('<br>')
}

function whoGets(forms: readonly ItemForm[], writing: Writing): string {
  const { words, policies } = writing
  if (forms.length === 0) return words.nobody
  const byPair = Map.groupBy(forms, ({ role, purpose }) => `${role} ${purpose}`)
  const lines = [...byPair].map(([pair, own]) => ({ pair, said: saidOf(own, writing) }))
  const throughDoor = policies.grants().filter(({ role }) => !role.startsWith('SYSTEM_'))
  const isEveryone = throughDoor.every(({ role, purpose }) => byPair.has(`${role} ${purpose}`))
  if (isEveryone) return `${words.everyone}: ${lines[0]?.said ?? ''}`
  return [...Map.groupBy(lines, ({ said }) => said)]
    .map(
      ([said, same]) =>
        `${callersOf(
          same.map(({ pair }) => pair),
          writing,
        )}: ${said}`,
    )
    .join('<br>')
}

function callersOf(pairs: readonly string[], { language, policies }: Writing): string {
  const byRole = Map.groupBy(pairs, (pair) => pair.split(' ')[0] ?? '')
  return [...byRole]
    .map(([role, own]) => {
      const name = policies.vocabulary.roles[role]?.[language] ?? role
      return `${name} (${own
        .map((pair) => pair.split(' ')[1])
        .sort()
        .join(', ')})`
    })
    .join('; ')
}

function saidOf(forms: readonly ItemForm[], writing: Writing): string {
  return [...new Set(forms.map(({ form }) => formInWords(form, writing)))].join(', ')
}

function formInWords(form: string, { language, words, policies }: Writing): string {
  const [bare = '', conditions] = form.split(' where ')
  const mask = bare.startsWith('MASK ') ? bare.slice(5) : null
  const { masks, conditions: known } = policies.vocabulary
  const said = mask === null ? (words.forms[bare] ?? bare) : `${words.masked}${masks[mask]?.[language] ?? mask}`
  if (conditions === undefined) return said
  const names = conditions
    .split(' and ')
    .map((each) => known[each as keyof Vocabulary['conditions']]?.[language] ?? each)
  return `${said} (${words.conditions} ${names.join(language === 'zh' ? '且' : ' and ')})`
}
