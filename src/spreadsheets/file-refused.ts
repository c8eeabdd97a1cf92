// A file that is refused as a whole, by one of a closed list of codes with their words for whoever sent it; never with what stood
// in the file.

/** Of a whole file, by name: nothing of it is read any further. */
export const FILE_FAULTS = {
  EMPTY: { zh: '文件没有数据', en: 'the file holds no rows' },
  NOT_TEXT: { zh: '既不是 UTF-8 也不是 GB18030 文本', en: 'neither UTF-8 nor GB18030 text' },
  UTF16: { zh: 'UTF-16 文本，请另存为 UTF-8', en: 'UTF-16 text; save it as UTF-8' },
  HEADER_UNKNOWN: {
    zh: '表头中有未声明的列',
    en: 'a column that is not declared; a file holds no more than is needed',
  },
  HEADER_TWICE: { zh: '表头中同一列出现两次', en: 'one column twice' },
  HEADER_MISSING: { zh: '表头缺少必需的列', en: 'a needed column is missing' },
  QUOTES: { zh: '引号不成对', en: 'quotes that do not match' },
  RECORD_TOO_LONG: { zh: '一行过长', en: 'a record that is too long' },
  TAKEN_NEEDED: {
    zh: '没有更新时间列：用 --taken 说明导出时间',
    en: 'no column of record times: say with --taken when the file was made',
  },
  OLDER_THAN_LAST: { zh: '比上次导入的名册旧', en: 'older than the register that was brought last' },
  TAKEN_IN_FUTURE: { zh: '--taken 的时间在将来', en: 'made in the future, by --taken' },
  UNKNOWN_FORM: { zh: '不是 .csv 或 .xlsx', en: 'neither .csv nor .xlsx' },
  TOO_LARGE: { zh: '工作簿超过 20 MB，请改用 CSV', en: 'a workbook of more than 20 MB; use CSV' },
  EXPANDS_TOO_FAR: { zh: '工作簿解压后过大', en: 'a workbook that expands too far' },
  NOT_A_WORKBOOK: { zh: '不是有效的 XLSX 工作簿', en: 'no sound XLSX workbook' },
  OLD_OR_ENCRYPTED: { zh: '旧版 XLS 或加密的工作簿', en: 'an old XLS workbook, or an encrypted one' },
  ENCRYPTED: { zh: '有密码的工作簿，请取消密码后再上传', en: 'a workbook with a password; take it off' },
  MACROS: { zh: '工作簿含有宏', en: 'a workbook with macros' },
  EXTERNAL_LINKS: { zh: '工作簿含有外部链接', en: 'a workbook with links to others' },
  HIDDEN_SHEET: { zh: '工作簿含有隐藏的工作表', en: 'a workbook with a hidden sheet' },
  SEVERAL_SHEETS: { zh: '工作簿含有多个工作表', en: 'a workbook with more than one sheet' },
  FORMULAS: { zh: '工作表含有公式，请改为值', en: 'a sheet with a formula; put its value there' },
  HEADER_NOT_FOUND: {
    zh: '未找到表头：须有姓名，以及身份证号或学籍号',
    en: 'no header with a name and an identity or student number',
  },
  TOO_MANY_PUPILS: { zh: '超过 3000 名学生，请分成几个文件', en: 'more than 3,000 pupils; split the file' },
  TAKES_TOO_LONG: { zh: '读取时间过长', en: 'takes too long to read' },
  HIDDEN_CELLS: { zh: '工作表含有隐藏的行或列', en: 'a sheet with hidden rows or columns' },
} as const

export type FileFault = keyof typeof FILE_FAULTS

/** Where in a file: a sheet, a line and a column by its position, or by the name that is missing. */
export interface PlaceInFile {
  readonly sheet?: number
  readonly line?: number
  readonly column?: number | string
  /** Declared names that are like the one that is not. */
  readonly near?: readonly string[]
}

/** A file that is refused as a whole. `column` is a position, for a header may hold a person's data by mistake. */
export class FileRefused extends Error {
  readonly fault: FileFault
  readonly at: PlaceInFile

  constructor(fault: FileFault, at: PlaceInFile = {}) {
    const where = Object.entries(at).map(
      ([part, place]) => `${part} ${Array.isArray(place) ? place.join(' / ') : place}`,
    )
    const { zh, en } = FILE_FAULTS[fault]
    super([`${fault}: ${zh} / ${en}`, ...where].join(', '))
    this.name = 'FileRefused'
    this.fault = fault
    this.at = at
  }
}
