// The matrix as one page that needs nothing else: for the screen, and for A4 paper that is signed and filed. First how to
// read it and which policies there are, then who has each data item, then one table for each group of roles.
import { DATA_ITEMS, type DataItem } from '../catalogue/items.ts'
import type { Side } from '../policy/vocabulary.ts'
import { html, Markup } from './html.ts'
import { isGranted, type Matrix, type MatrixCell, type MatrixColumn, type MatrixRow } from './matrix.ts'
import { MATRIX_STYLE } from './matrix-style.ts'

/** Columns that an A4 page can carry beside the names of the rows. */
const MOST_COLUMNS = 11

const SIDES: Readonly<Record<Side, readonly [zh: string, en: string]>> = {
  outside: ['市外机构', 'organisations outside the city'],
  city: ['市级部门', 'the city’s departments'],
  subject: ['本人与监护人', 'the child and its guardian'],
  agent: ['智能体', 'assistants'],
  system: ['系统任务', 'jobs'],
}

export function matrixHtml(matrix: Matrix): string {
  const conditions = conditionsIn(matrix)
  const groups = groupsOf(matrix)
  const page = html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>访问矩阵 Access matrix ${matrix.version.slice(0, 12)}</title>
<style>${new Markup(MATRIX_STYLE)}</style>
</head>
<body>
${opening(matrix, conditions)}
${policyList(matrix)}
${itemList(matrix, conditions)}
${groups.map((group) => groupTable(matrix, group, conditions))}
</body>
</html>
`
  return page.text
}

/** Numbers of the conditions, in the order of their names. */
type Conditions = ReadonlyMap<string, number>

function conditionsIn({ rows }: Matrix): Conditions {
  const names = rows.flatMap((row) => row.cells.flatMap((cell) => cell.rows.map(({ where }) => where)))
  return new Map([...new Set(names)].sort().map((name, at) => [name, at + 1]))
}

function opening({ version, today, columns, rows }: Matrix, conditions: Conditions): Markup {
  const granted = rows.reduce((sum, { cells }) => sum + cells.filter(isGranted).length, 0)
  return html`<header>
<h1>访问矩阵 <small>Access matrix</small></h1>
<p>谁为何目的可见哪些数据。凡未列出者一律拒绝。<br>Who sees which data for which purpose. What is not listed is refused.</p>
<p class="stamp">版本 version ${version}<br>日期 date ${today} · 策略 policies ${columns.length} · 坐标 coordinates ${rows.length} · 授予 granted cells ${granted}</p>
<dl class="legend">
<dt><span class="key R">R</span></dt><dd>原值可见 revealed in clear</dd>
<dt><span class="key M">M</span></dt><dd>脱敏后可见，下行为脱敏方式 masked, by the mask named below</dd>
<dt><span class="key I">I</span></dt><dd>可提交此标识 this identifier may be sent</dd>
<dt><span class="key">–</span></dt><dd>拒绝；含有此项的整个请求一并拒绝 refused, and with it the whole operation</dd>
<dt><span class="key U">F S G</span></dt><dd>另可用于筛选 / 排序 / 分组统计 may also be filtered by / sorted by / counted by</dd>
<dt><b>◆</b></dt><dd>声明的放行：其来源未授予，理由见策略 declared release: what it is computed from is not granted; the policy gives the reason</dd>
${[...conditions].map(([name, number]) => html`<dt><b>△${number}</b></dt><dd>仅当 only where: ${name}；否则 else w = 注明不给出 withheld, a = 看上去不存在 looks absent</dd>\n`)}</dl>
</header>`
}

function policyList({ columns }: Matrix): Markup {
  return html`<section>
<h2>策略 <small>Policies</small></h2>
<table><thead><tr><th>角色 role</th><th>目的 purpose</th><th>策略 policy</th><th>法律依据 ground in law</th><th>关系 relation</th><th>期限 ends</th><th>儿童 children</th><th>通知监护人 guardian notified</th></tr></thead>
<tbody>${columns.map(policyLine)}</tbody></table>
</section>`
}

function policyLine({ role, purpose, roleWord, purposeWord, relationWord, policy }: MatrixColumn): Markup {
  const bases = policy.basis.map(
    ({ instrument, article, status }) => `${instrument} ${article}${status === 'DRAFT' ? '（草案 draft）' : ''}`,
  )
  return html`<tr><td>${roleWord.zh}<br>${role}</td><td>${purpose} ${purposeWord.zh}<br>${purposeWord.en}</td><td>${policy.policy}</td>
<td>${bases.join('；')}</td><td>${relationWord.zh}<br>${policy.relation}</td><td>${policy.until ?? '–'}</td><td>${policy.limits.children}</td><td>${policy.journal.notifyGuardian ? '是 yes' : '否 no'}</td></tr>\n`
}

function itemList(matrix: Matrix, conditions: Conditions): Markup {
  return html`<section>
<h2>每个数据项由谁可见 <small>Who has each data item</small></h2>
<table><thead><tr><th>编号 item</th><th>名称 name</th><th>级 level</th><th>数源 source</th><th>谁 who</th></tr></thead>
<tbody>${DATA_ITEMS.map((item) => itemLine(matrix, item, conditions))}</tbody></table>
</section>`
}

function itemLine(
  { columns, rows: all }: Matrix,
  { code, zh, en, level, sources }: DataItem,
  conditions: Conditions,
): Markup {
  // A flag may hold the answer of several items: it is named under each.
  const rows = all.filter(
    ({ item, classification }) => item?.code === code || classification.holds?.some((held) => held === code),
  )
  const who = columns.flatMap(({ role, purpose }, at) => {
    const glyphs = rows.flatMap(({ cells, form }) => {
      const cell = cells[at]
      return cell && isGranted(cell) ? [[glyphOf(cell, form), ...marksOf(cell, conditions)].join('')] : []
    })
    return glyphs.length > 0 ? [`${role} ${purpose} ${[...new Set(glyphs)].sort().join(' ')}`] : []
  })
  const nobody = rows.length === 0 ? '– 模式中没有 not in the schema' : '– 无人 nobody'
  return html`<tr><td class="code">${code}</td><td class="name">${zh}<small>${en}</small></td>
<td>${level}</td><td>${sources}</td><td>${who.join(' · ') || nobody}</td></tr>\n`
}

/** Columns of one side that fit on a page; a role is not torn apart. */
interface Group {
  readonly side: Side
  readonly part: number
  readonly parts: number
  /** Places among the matrix's columns. */
  readonly places: readonly number[]
}

function groupsOf({ columns }: Matrix): Group[] {
  return (Object.keys(SIDES) as Side[]).flatMap((side) => {
    const pages: number[][] = []
    const places = columns.flatMap((column, at) => (column.side === side ? [at] : []))
    for (const role of Map.groupBy(places, (at) => columns[at]?.role).values()) {
      const page = pages.at(-1)
      if (page && page.length + role.length <= MOST_COLUMNS) page.push(...role)
      else pages.push([...role])
    }
    return pages.map((page, at): Group => ({ side, part: at + 1, parts: pages.length, places: page }))
  })
}

function groupTable(matrix: Matrix, { side, part, parts, places }: Group, conditions: Conditions): Markup {
  const shown = matrix.rows.filter(({ cells }) => places.some((at) => isGranted(cells[at] as MatrixCell)))
  const [zh, en] = SIDES[side]
  const counted = parts > 1 ? ` ${part}/${parts}` : ''
  return html`<section>
<h2>${zh}${counted} <small>${en}${counted}</small></h2>
<table><thead><tr><th>编号 item</th><th>名称 name</th><th>坐标 coordinate</th><th>级</th><th>数源</th>${places.map((at) => columnHead(matrix.columns[at] as MatrixColumn))}</tr></thead>
<tbody>${shown.map((row, at) => tableLine(row, { places, conditions, isFirst: isFirstOfItem(shown, at) }))}</tbody></table>
${restOf(matrix, shown)}
</section>`
}

function columnHead({ role, purpose, roleWord, purposeWord }: MatrixColumn): Markup {
  return html`<th class="who"><span><b>${roleWord.zh}</b> ${role}<br>${purpose} ${purposeWord.zh} ${purposeWord.en}</span></th>`
}

function isFirstOfItem(rows: readonly MatrixRow[], at: number): boolean {
  return at === 0 || rows[at - 1]?.item?.code !== rows[at]?.item?.code
}

interface Line {
  readonly places: readonly number[]
  readonly conditions: Conditions
  readonly isFirst: boolean
}

function tableLine(
  { item, coordinate, classification, form, cells }: MatrixRow,
  { places, conditions, isFirst }: Line,
): Markup {
  // A page may begin in the middle of an item: its name stands in every row.
  const zh = item?.zh ?? '结构'
  const name = isFirst
    ? html`${zh}<small>${item?.en ?? 'structure, about no person'}</small>`
    : html`<span class="again">${zh}</span>`
  return html`<tr class="${isFirst ? 'first' : ''}"><td class="code">${item?.code ?? '·'}</td><td class="name">${name}</td><td class="coordinate">${coordinate}</td>
<td class="level">${classification.level}</td><td class="source">${classification.source}</td>${places.map((at) => cellMarkup(cells[at] as MatrixCell, form, conditions))}</tr>\n`
}

function cellMarkup(cell: MatrixCell, form: MatrixRow['form'], conditions: Conditions): Markup {
  if (!isGranted(cell)) return html`<td class="cell none">–</td>`
  const mask = cell.main.effect === 'mask' ? html`<small>${cell.main.mask}</small>` : html``
  const marks = marksOf(cell, conditions)
  const glyph = glyphOf(cell, form)
  return html`<td class="cell ${glyph === '–' ? 'U' : glyph}"><b>${glyph}</b>${mask}${marks.length > 0 ? html`<small>${marks.join(' ')}</small>` : html``}</td>`
}

function glyphOf({ main }: MatrixCell, form: MatrixRow['form']): string {
  if (main.effect === 'refuse') return '–'
  if (form === 'input') return 'I'
  return main.effect === 'mask' ? 'M' : 'R'
}

const USE_MARKS = { filter: 'F', sort: 'S', group: 'G' } as const

function marksOf({ uses, rows, isRelease }: MatrixCell, conditions: Conditions): string[] {
  return [
    ...uses.map((use) => USE_MARKS[use]),
    ...(isRelease ? ['◆'] : []),
    ...rows.map(({ where, otherwise }) => `△${conditions.get(where) ?? ''}${otherwise === 'withheld' ? 'w' : 'a'}`),
  ]
}

// A row that is refused to every role of the table would fill pages with dashes; it is named below instead.
function restOf({ rows }: Matrix, shown: readonly MatrixRow[]): Markup {
  const left = rows.filter((row) => !shown.includes(row))
  const partly = new Set(shown.map(({ item }) => item?.code))
  const whole = new Map(
    left.flatMap(({ item }) => (item && !partly.has(item.code) ? [[item.code, item] as const] : [])),
  )
  const names = [...whole.values()].map(({ code, zh }) => `${code} ${zh}`)
  return html`<p class="rest"><b>对本表所有角色一律拒绝 Refused to every role of this table:</b> ${names.join('、') || '–'}（共 ${left.length} 个坐标 coordinates in all）</p>`
}
