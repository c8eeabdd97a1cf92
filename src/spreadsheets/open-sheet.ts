// A file that is held in memory, as rows: by what it holds, whatever the ending of its name. An old workbook becomes a new one first.
import type { Row } from './cell.ts'
import { csvRows } from './csv-rows.ts'
import { type FileContent, heldContent } from './file-content.ts'
import { type FileForm, formOf } from './file-form.ts'
import { FileRefused } from './file-refused.ts'
import { asXlsx } from './old-workbook.ts'
import { LARGEST_FILE } from './workbook/open-workbook.ts'
import { sheetRows } from './workbook/sheet-rows.ts'

export interface OpenSheet {
  readonly form: Exclude<FileForm, 'xls'>
  readonly content: FileContent
  readonly bytes: Buffer
  readonly rows: AsyncGenerator<Row>
}

/** Throws FileRefused; its rows may as well. */
export async function openSheet(file: Buffer): Promise<OpenSheet> {
  if (file.length > LARGEST_FILE) throw new FileRefused('TOO_LARGE')
  const found = formOf(file)
  const form = found === 'xls' ? 'xlsx' : found
  const bytes = found === 'xls' ? await asXlsx(file) : file
  const content = heldContent(bytes)
  return { form, content, bytes, rows: form === 'csv' ? csvRows(content) : sheetRows(content) }
}
