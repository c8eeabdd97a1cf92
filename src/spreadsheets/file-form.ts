// Which kind of file it is, by what it holds; the ending of its name may be wrong.
import { FileRefused } from './file-refused.ts'
import { isCompoundFile } from './workbook/open-workbook.ts'

export type FileForm = 'xlsx' | 'xls' | 'csv'

// Pages and XML that platforms hand out under the name of a workbook.
const MARKUP = /^(\ufeff)?\s*<(!doctype|html|table|\?xml|workbook|meta|head)\b/i

/** Throws FileRefused. */
export function formOf(content: Buffer): FileForm {
  if (content.length === 0) throw new FileRefused('EMPTY')
  if (content.subarray(0, 2).toString('latin1') === 'PK') return 'xlsx'
  if (isCompoundFile(content)) return 'xls'
  if (MARKUP.test(content.subarray(0, 512).toString('utf8'))) throw new FileRefused('UNKNOWN_FORM')
  return 'csv'
}
