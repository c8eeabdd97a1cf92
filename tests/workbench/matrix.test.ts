// The matrix says what the gateway decides, for every role, purpose, field and use, and its page and file say the same.
import { describe, expect, it } from 'vitest'
import { USE_KINDS } from '../../src/policy/decision.ts'
import { layOut } from '../../src/workbench/desk.ts'
import { matrixOf } from '../../src/workbench/matrix.ts'
import { cellText, matrixCsv } from '../../src/workbench/matrix-csv.ts'
import { matrixHtml } from '../../src/workbench/matrix-html.ts'
import { changed, desk, parts, TODAY } from './published.ts'

const matrix = matrixOf(desk, TODAY)

describe('the matrix', () => {
  it('equals what each grant decides when it is asked one use at a time', () => {
    const said = new Map<string, string>()
    for (const row of matrix.rows) {
      for (const [at, cell] of row.cells.entries()) {
        const column = matrix.columns[at]
        const key = `${column?.role} ${column?.purpose} ${row.coordinate}`
        const main = cell.main.effect === 'refuse' ? [] : [row.form === 'field' ? 'select' : 'input']
        said.set(key, [...main, ...cell.uses].join(' '))
      }
    }
    for (const grant of desk.set.grants()) {
      for (const coordinate of parts.catalogue.keys()) {
        const uses = USE_KINDS.filter((kind) => grant.decide(kind, coordinate).effect !== 'refuse')
        expect(said.get(`${grant.role} ${grant.purpose} ${coordinate}`) ?? '').toBe(uses.join(' '))
      }
    }
  })

  it('has a column for each policy and none for one that has ended', () => {
    expect(matrix.columns).toHaveLength(desk.set.grants().length)
    const ended = layOut(
      changed('school-aid.yaml', (policy) => {
        policy.until = '2026-11-23'
      }),
      parts,
    )
    const roles = (day: string) => matrixOf(ended, day).columns.map(({ policy }) => policy.policy)
    expect(roles('2026-11-22')).toContain('school-aid')
    expect(roles('2026-11-23')).not.toContain('school-aid')
  })
})

describe('the page', () => {
  const page = matrixHtml(matrix)

  it('needs nothing from elsewhere and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:/i)
    expect(page).toContain("default-src 'none'")
  })

  it('names the version and the day, in both languages, and every granted row once for each side', () => {
    expect(page).toContain(desk.set.version)
    expect(page).toContain('2026-11-23')
    for (const word of ['访问矩阵', 'Access matrix', '拒绝', 'refused', '公民身份号码', 'ID number']) {
      expect(page).toContain(word)
    }
    for (const { policy } of matrix.columns) expect(page).toContain(`>${policy.policy}<`)
  })

  it('says by letters what it says by colours', () => {
    const cells = [...page.matchAll(/<td class="cell ([A-Z])"><b>(.)<\/b>/g)].map(([, colour, letter]) => [
      colour,
      letter,
    ])
    expect(cells.length).toBeGreaterThan(100)
    for (const [colour, letter] of cells)
      expect([colour, 'U–'.includes(letter ?? '') ? 'U' : letter]).toEqual([colour, colour])
  })

  it('repeats its heads on paper and starts each group of roles on a page of its own', () => {
    expect(page).toContain('size: A4 landscape')
    expect(page).toContain('display: table-header-group')
    expect(page).toContain('section + section { break-before: page; }')
  })

  it('writes no word of a policy as markup', () => {
    const documents = changed('roles.yaml', ({ roles }) => {
      roles.VILLAGE.zh = '<script>alert("1")</script>&'
    })
    const hostile = matrixHtml(matrixOf(layOut(documents, parts), TODAY))
    expect(hostile).not.toContain('<script>')
    expect(hostile).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;')
  })
})

describe('the file for a spreadsheet', () => {
  const text = matrixCsv(matrix, { forExcel: false })

  it('has one line for each coordinate and as many cells in each', () => {
    const lines = text.split('\r\n')
    expect(lines.pop()).toBe('')
    expect(lines).toHaveLength(matrix.rows.length + 1)
    for (const line of lines) {
      expect(line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)).toHaveLength(7 + matrix.columns.length)
    }
  })

  it('begins with a byte order mark for Excel, and only then', () => {
    expect(matrixCsv(matrix, { forExcel: true })).toBe(`\uFEFF${text}`)
    expect(text.startsWith('item,')).toBe(true)
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('lets no spreadsheet run %s', (name) => {
    const row = {
      ...(matrix.rows[0] as (typeof matrix.rows)[number]),
      item: { code: 'D01', zh: name, en: 'a "quoted", name' },
    }
    const [, line = ''] = matrixCsv({ ...matrix, rows: [row] }, { forExcel: false }).split('\r\n')
    expect(line).toContain(`,'${name}`)
    expect(line).toContain('"a ""quoted"", name"')
  })

  it('says each cell in words', () => {
    const row = matrix.rows.find(({ coordinate }) => coordinate === 'PublicSecurity.residenceDivision')
    const at = matrix.columns.findIndex(({ role }) => role === 'VILLAGE')
    const cell = row?.cells[at]
    expect(cell && cellText(cell)).toMatch(/^reveal filter where .*address-not-protected else looks-absent/)
  })
})
