// An explanation in the plain words of a data-protection officer, in Chinese or in English.
import { dataItem } from '../catalogue/items.ts'
import { treatmentOf } from '../policy/diff.ts'
import type { Condition } from '../policy/policy.ts'
import type { Desk } from './desk.ts'
import type { Change, Explanation } from './explain.ts'
import type { LookedAt, Question } from './operation.ts'

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Says one thing in the language that was asked for. */
export type Say = (zh: string, en: string) => string

export function speaker(language: Language): Say {
  return (zh, en) => (language === 'zh' ? zh : en)
}

const USE_WORDS = {
  select: ['查看', 'see'],
  input: ['提交', 'send'],
  filter: ['筛选', 'filter by'],
  sort: ['排序', 'sort by'],
  group: ['分组统计', 'count by'],
} as const

/** Lines of text, a blank one between sections. */
export function explanationInWords(desk: Desk, explained: Explanation, language: Language): string[] {
  const say = speaker(language)
  const sections = [
    [headline(desk, explained, say), verdict(desk, explained, say)],
    ground(desk, explained, say),
    states(desk, explained, say),
    protections(desk, explained, say),
    releases(explained, say),
    changes(desk, explained, say),
    who(desk, explained, say),
  ]
  return sections.filter((lines) => lines.length > 0).flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]))
}

function headline({ vocabulary }: Desk, { question, classification }: Explanation, say: Say): string {
  const { role, purpose, kind, coordinate } = question
  const [zh, en] = USE_WORDS[kind]
  const item = dataItem(classification.item)
  const name = item ? `${item.code} ${say(item.zh, item.en)}, ` : ''
  const about = `${coordinate} (${name}${classification.level}, ${classification.source})`
  const named = {
    role: wordOf(vocabulary.roles[role], role, say),
    purpose: wordOf(vocabulary.purposes[purpose], purpose, say),
  }
  return say(
    `${named.role} 为 ${named.purpose} ${zh} ${about}`,
    `${named.role}, for ${named.purpose}, wants to ${en} ${about}`,
  )
}

function wordOf(word: { readonly zh: string; readonly en: string } | undefined, code: string, say: Say): string {
  return word ? `${code} ${say(word.zh, word.en)}` : code
}

/** A condition in words, its name behind it. */
function conditionWords({ vocabulary }: Desk, condition: Condition, say: Say): string {
  const word = vocabulary.conditions[condition]
  return word ? say(`“${word.zh}”（${condition}）`, `“${word.en}” (${condition})`) : condition
}

function verdict(desk: Desk, { decision, treatment, question, example }: Explanation, say: Say): string {
  const child = Object.keys(question.where).length > 0 ? say('对这名儿童，', 'for this child, ') : ''
  if (treatment === 'refuse') {
    return say(
      '结论：拒绝。含有此项的整个请求一并拒绝，不向任何部门取数。',
      'Decision: refused. An operation that uses it is refused as a whole, and no department is asked.',
    )
  }
  const left = example
    ? say(`（例：${example.value} → ${example.left}）`, ` (example: ${example.value} → ${example.left})`)
    : ''
  if (decision.effect === 'mask' && treatment.startsWith('mask:')) {
    const mask = desk.vocabulary.masks[decision.mask]
    const named = mask ? say(mask.zh, mask.en) : decision.mask
    return say(
      `结论：${child}脱敏后可见，${decision.mask}（${named}），留下：${mask?.leaves ?? ''}${left}。`,
      `Decision: ${child}granted, masked by ${decision.mask} (${named}): leaves ${mask?.leaves ?? ''}${left}.`,
    )
  }
  if (treatment === 'reveal') return say(`结论：${child}允许，原值。`, `Decision: ${child}granted, in clear.`)
  return `${say('结论：', 'Decision: ')}${child}${outcomeWord(treatment, say)}`
}

function outcomeWord(treatment: string, say: Say): string {
  if (treatment === 'withheld') {
    return say(
      '不给出，回答中注明 WITHHELD（无论有无数值）。',
      'withheld, and the answer says WITHHELD (whether or not there is a value).',
    )
  }
  if (treatment === 'looks-absent') {
    return say(
      '看上去如同数源没有此项，不留任何痕迹。',
      'it looks as if the source had no such value; nothing tells the two apart.',
    )
  }
  if (treatment.startsWith('mask:')) return say('脱敏后的值。', 'what the mask leaves.')
  return say('原值。', 'the value in clear.')
}

function ground({ vocabulary }: Desk, { entry, question }: Explanation, say: Say): string[] {
  if (!entry) {
    return [
      say(
        `没有策略适用于 ${question.role} 与 ${question.purpose}。`,
        `No policy speaks for ${question.role} and ${question.purpose}.`,
      ),
    ]
  }
  const { policy, file, grant } = entry
  const relation = vocabulary.relations[policy.relation]
  const bases = policy.basis.map(
    ({ instrument, article, status }) =>
      `${instrument} ${article} (${status === 'IN_FORCE' ? say('现行有效', 'in force') : say('草案', 'draft')})`,
  )
  const assessment = vocabulary.purposes[policy.purpose]?.assessment ?? ''
  const limits = Object.entries(policy.limits).map(([name, limit]) => `${name} ${limit}`)
  return [
    say(
      `策略：${policy.policy}（${file}），版本 ${grant.version.slice(0, 12)}`,
      `Policy: ${policy.policy} (${file}), version ${grant.version.slice(0, 12)}`,
    ),
    say(
      `法律依据：${bases.join('；')}；影响评估 ${assessment}`,
      `Ground in law: ${bases.join('; ')}; impact assessment ${assessment}`,
    ),
    say(`关系：${wordOf(relation, policy.relation, say)}`, `Relation: ${wordOf(relation, policy.relation, say)}`),
    policy.until === null
      ? say('期限：直至被替换', 'Ends: when it is replaced')
      : say(`期限：${policy.until} 起不再授予`, `Ends: grants nothing from ${policy.until} on`),
    say(
      `上限：${limits.join('，')}；${policy.journal.notifyGuardian ? '通知监护人' : '不通知监护人'}`,
      `Limits: ${limits.join(', ')}; the guardian is ${policy.journal.notifyGuardian ? '' : 'not '}notified`,
    ),
  ]
}

function states(desk: Desk, { decision, states: found, entry, question }: Explanation, say: Say): string[] {
  if (decision.effect === 'refuse' || !entry || question.kind === 'input') return []
  const isOfChildren = entry.policy.relation !== 'none'
  const lines = found.map(
    ({ failing, treatment }) =>
      `  - ${stateWhen(desk, { failing, isOfChildren }, say)}${say('：', ': ')}${outcomeWord(treatment, say)}`,
  )
  const absent = [
    say(
      '  - 数源无此值：空。数源故障：空，并注明 UNAVAILABLE。',
      '  - its source has no value: null. Its source is out: null, and the answer says UNAVAILABLE.',
    ),
    say(
      '  - 不属于该关系的儿童：与不存在的儿童回答完全相同。',
      '  - a child outside the relation: answered exactly as for a child that is not there.',
    ),
  ]
  const head = say('按儿童的情形，调用方得到：', 'What the caller gets, by the state of the child:')
  return [head, ...lines, ...(isOfChildren ? absent : [])]
}

function stateWhen(desk: Desk, of: { failing: Condition | null; isOfChildren: boolean }, say: Say): string {
  if (!of.isOfChildren) return say('不涉及任何儿童', 'no child is involved')
  if (of.failing === null)
    return say('该关系内、满足全部条件的儿童', 'a child of the relation for whom every condition holds')
  const words = conditionWords(desk, of.failing, say)
  return say(`不满足${words}的儿童`, `a child of whom it does not hold that ${words}`)
}

function protections(desk: Desk, { protections: found }: Explanation, say: Say): string[] {
  return found.map(({ condition, otherwise }) => {
    const words = conditionWords(desk, condition, say)
    return say(
      `保护（relations.yaml）：无论策略如何，须满足${words}，否则 ${otherwise}。`,
      `Protection (relations.yaml): whatever a policy says, it must hold that ${words}; else ${otherwise}.`,
    )
  })
}

function releases({ releases: found }: Explanation, say: Say): string[] {
  return found.map(({ from, reason }) =>
    say(
      `声明的放行：由 ${from.join('、')} 得出，理由：${reason}`,
      `Declared release: computed from ${from.join(', ')}. Reason: ${reason}`,
    ),
  )
}

function changes(desk: Desk, { changes: found, decision, question }: Explanation, say: Say): string[] {
  if (found.length === 0) return []
  const head =
    decision.effect === 'refuse'
      ? say('若要允许，须：', 'To be granted, this would have to change:')
      : say('若要给出更多，须：', 'To be given more, this would have to change:')
  const signed = say(
    '并由编制人与个人信息保护负责人两人签署后启用。',
    'and be signed by its author and by the data-protection officer before it takes effect.',
  )
  return [head, ...found.map((change) => `  - ${changeInWords(desk, change, { say, question })}`), `  - ${signed}`]
}

function changeInWords(
  desk: Desk,
  change: Change,
  { say, question }: { readonly say: Say; readonly question: Explanation['question'] },
): string {
  const condition = (name: Condition): string => conditionWords(desk, name, say)
  const list = (names: readonly string[]): string => names.join(say('、', ', '))
  switch (change.kind) {
    case 'write-policy':
      return say(
        `为 ${question.role} 与 ${question.purpose} 编写一份策略，写明法律依据，并授予 ${question.coordinate}`,
        `write a policy for ${question.role} and ${question.purpose}, with its ground in law, that grants ${question.coordinate}`,
      )
    case 'policy-ended':
      return say(
        `${change.file}：该策略自 ${change.until} 起失效，须更新期限`,
        `${change.file}: it has ended on ${change.until}; renew it`,
      )
    case 'remove-refuse':
      return say(`${change.file}：从 refuse 中移除`, `${change.file}: remove it from \`refuse\``)
    case 'grant-field':
      return say(
        `${change.file}：在 fields 中写入 ${change.coordinate}`,
        `${change.file}: list ${change.coordinate} under \`fields\``,
      )
    case 'grant-way':
      return say(
        `${change.file}：授予通向它的字段之一：${list(change.ways)}`,
        `${change.file}: grant one of the fields that lead to it: ${list(change.ways)}`,
      )
    case 'grant-or-release':
      return say(
        `${change.file}：授予其来源 ${list(change.inputs)}，或在 releases 中写明放行及理由`,
        `${change.file}: grant what it is computed from (${list(change.inputs)}), or name the release with its reason`,
      )
    case 'list-use':
      return say(`${change.file}：列入 use.${change.use}`, `${change.file}: list it under \`use.${change.use}\``)
    case 'reveal-first':
      return say(
        `${change.file}：先以原值授予（只有可见原值者方可筛选、排序）`,
        `${change.file}: reveal it in clear first (one may filter and sort only by what one sees in clear)`,
      )
    case 'drop-mask':
      return say(`${change.file}：去掉脱敏 ${change.mask}`, `${change.file}: take the mask ${change.mask} away`)
    case 'drop-condition':
      return say(
        `${change.file}：去掉条件${condition(change.condition)}`,
        `${change.file}: take the condition away that ${condition(change.condition)}`,
      )
    case 'drop-protection':
      return say(
        `relations.yaml：去掉保护${condition(change.condition)}（慎重）`,
        `relations.yaml: take the protection away that ${condition(change.condition)} (think twice)`,
      )
  }
}

function who({ vocabulary }: Desk, { whoElse }: Explanation, say: Say): string[] {
  if (whoElse.length === 0) return [say('目前无人可用此项。', 'Nobody has this use of it today.')]
  return [
    say('目前可用此项者：', 'Who has this use of it today:'),
    ...whoElse.map(({ role, purpose, treatment }) => {
      const named = `${wordOf(vocabulary.roles[role], role, say)}, ${wordOf(vocabulary.purposes[purpose], purpose, say)}`
      return `  - ${named}: ${treatment}`
    }),
  ]
}

/** Every use of an operation with its decision, the first refusal, and what the gateway would answer. */
export function operationInWords(
  { vocabulary }: Desk,
  of: { question: Question; looked: LookedAt },
  language: Language,
): string[] {
  const say = speaker(language)
  const { question, looked } = of
  const named = `${wordOf(vocabulary.roles[question.role], question.role, say)}, ${wordOf(vocabulary.purposes[question.purpose], question.purpose, say)}`
  const uses = looked.uses.map(
    ({ kind, coordinate, decision }) =>
      `  ${decision.effect === 'refuse' ? '✗' : '✓'} ${kind} ${coordinate}: ${treatmentOf(decision)}`,
  )
  const values = looked.values.map(
    ({ enumeration, value, mayBeNamed }) =>
      `  ${mayBeNamed ? '✓' : '✗'} value ${enumeration}.${value}: ${mayBeNamed ? 'reveal' : 'refuse'}`,
  )
  const last =
    looked.outcome === 'answered'
      ? say(
          '结论：受理（具体到每名儿童，仍按关系与条件）。',
          'Decision: answered (for each child, by relation and conditions).',
        )
      : say(
          `结论：${looked.outcome}，不向任何部门取数。首个被拒：${looked.firstRefusal ?? looked.detail ?? ''}`,
          `Decision: ${looked.outcome}, and no department is asked. First refusal: ${looked.firstRefusal ?? looked.detail ?? ''}`,
        )
  return [named, ...uses, ...values, last]
}
