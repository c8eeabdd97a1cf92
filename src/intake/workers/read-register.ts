// Civil affairs' file of the register, row by row: each is sound or bad by itself. A bad row ends nobody: whoever it names stays as before, and
// while one names nobody, nobody is taken to be missing.
import type { Day } from '../../clock.ts'
import type { Row } from '../../spreadsheets/cell.ts'
import { FileRefused } from '../../spreadsheets/file-refused.ts'
import { type OpenSheet, openSheet } from '../../spreadsheets/open-sheet.ts'
import type { FaultAt } from '../faults.ts'
import { cellsUnder, fitsHeader, type Header, matchHeader } from '../header.ts'
import { POST_FIELDS, type Post, readPost, shownField } from './post.ts'

export interface RegisterFile {
  readonly rows: number
  readonly posts: readonly Post[]
  /** In the order of the lines. */
  readonly faults: readonly FaultAt[]
  readonly faultyRows: number
  /** Numbers of workers with a bad row: what is on record of them stays. */
  readonly untouched: ReadonlySet<string>
  /** False where a bad row names nobody: then nobody can be told to be missing. */
  readonly namesAll: boolean
}

interface LinePost {
  readonly line: number
  readonly workerNo: string | null
  readonly post: Post | null
  readonly faults: readonly FaultAt[]
}

/** Throws FileRefused. */
export async function readRegister(file: Buffer, taken: Day): Promise<RegisterFile> {
  const sheet = await openSheet(file)
  const lines = withoutDoubles(await linesOf(sheet, taken))
  if (lines.length === 0) throw new FileRefused('EMPTY')
  const bad = lines.filter(({ post }) => post === null)
  return {
    rows: lines.length,
    posts: lines.flatMap(({ post }) => post ?? []),
    faults: lines.flatMap(({ faults }) => faults),
    faultyRows: bad.length,
    untouched: new Set(bad.flatMap(({ workerNo }) => workerNo ?? [])),
    namesAll: bad.every(({ workerNo }) => workerNo !== null),
  }
}

async function linesOf({ rows, form }: OpenSheet, taken: Day): Promise<LinePost[]> {
  const lines: LinePost[] = []
  let header: Header | null = null
  for await (const row of rows) {
    if (header === null) header = matchHeader(POST_FIELDS, row)
    else lines.push(lineOf(row, { header, isCsv: form === 'csv', taken }))
  }
  return lines
}

interface Reading {
  readonly header: Header
  readonly isCsv: boolean
  readonly taken: Day
}

function lineOf({ line, cells }: Row, { header, isCsv, taken }: Reading): LinePost {
  if (!fitsHeader(header, cells, isCsv))
    return { line, workerNo: null, post: null, faults: [{ line, column: null, reason: 'COLUMN_COUNT' }] }
  const { workerNo, post, faults } = readPost(cellsUnder(header, cells), taken)
  return {
    ...{ line, workerNo, post },
    faults: faults.map(({ field, ...fault }) => ({ line, column: field && shownField(field), ...fault })),
  }
}

/** Of a post that stands there twice nobody can say which row counts. */
function withoutDoubles(lines: readonly LinePost[]): LinePost[] {
  const count = Map.groupBy(lines, ({ post }) => post && keyOf(post))
  return lines.map((each): LinePost => {
    if (each.post === null || count.get(keyOf(each.post))?.length === 1) return each
    const fault: FaultAt = { line: each.line, column: shownField('workerNo'), reason: 'DOUBLE_KEY' }
    return { ...each, post: null, faults: [...each.faults, fault] }
  })
}

/** What makes a post the same post again: who holds it, and where. */
export function keyOf({ workerNo, division }: Pick<Post, 'workerNo' | 'division'>): string {
  return `${workerNo} ${division}`
}
