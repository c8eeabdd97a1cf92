// The one sheet of a workbook that holds cells. Spreadsheet programs add empty ones, and those hold nothing.
import { FileRefused } from '../file-refused.ts'
import type { Workbook } from './open-workbook.ts'
import { isTrue } from './references.ts'
import { parseAll, parsed } from './xml.ts'

export interface Sheet {
  /** The name of its entry in the archive. */
  readonly sheet: string
  readonly isFrom1904: boolean
}

/** Throws FileRefused. */
export async function oneSheet(workbook: Workbook): Promise<Sheet> {
  const sheets: { readonly state: string; readonly relation: string }[] = []
  let isFrom1904 = false
  await parseAll(await workbook.read('xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'workbookPr') isFrom1904 = isTrue(attributes.date1904)
      if (name === 'externalReference') throw new FileRefused('EXTERNAL_LINKS')
      if (name === 'sheet') sheets.push({ state: attributes.state ?? 'visible', relation: attributes['r:id'] ?? '' })
    },
  })
  const hidden = sheets.findIndex(({ state }) => state !== 'visible')
  if (hidden >= 0) throw new FileRefused('HIDDEN_SHEET', { sheet: hidden + 1 })
  const targets = await targetsOf(workbook)
  const entries = sheets.map(({ relation }) => targets.get(relation) ?? '')
  return { sheet: await theOne(workbook, entries), isFrom1904 }
}

async function targetsOf(workbook: Workbook): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>()
  await parseAll(await workbook.read('xl/_rels/workbook.xml.rels'), {
    open(name, { Id = '', Target = '', TargetMode }) {
      if (name !== 'Relationship') return
      if (TargetMode === 'External') throw new FileRefused('EXTERNAL_LINKS')
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`)
    },
  })
  return targets
}

async function theOne(workbook: Workbook, entries: readonly string[]): Promise<string> {
  const [first, ...others] = entries
  if (first === undefined) throw new FileRefused('NOT_A_WORKBOOK')
  if (others.length === 0) return first
  const filled: number[] = []
  for (const [at, entry] of entries.entries()) if (await holdsCells(workbook, entry)) filled.push(at)
  if (filled.length > 1) throw new FileRefused('SEVERAL_SHEETS', { sheet: (filled[1] ?? 0) + 1 })
  return entries[filled[0] ?? 0] ?? first
}

async function holdsCells(workbook: Workbook, entry: string): Promise<boolean> {
  let isFilled = false
  const listener = {
    open(name: string) {
      if (name === 'v' || name === 't' || name === 'f') isFilled = true
    },
  }
  for await (const _ of parsed(await workbook.read(entry), listener)) if (isFilled) return true
  return isFilled
}
