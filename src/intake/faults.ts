// What can be wrong with a row or an event, as a closed list of codes with their words for whoever mends it. A fault
// names a line and a column, never what stood there.

export const ROW_FAULTS = {
  MISSING: { zh: '必填，未填写', en: 'needed, and empty' },
  NOT_IN_LIST: { zh: '不在代码表中', en: 'not in the code list' },
  FORMAT: { zh: '格式不符', en: 'of another form than is expected' },
  NUMBER_OF_PERSON: {
    zh: '像是证件号码或电话号码，请填民政部门的工号',
    en: 'reads as a number of a person or a telephone; give the number that civil affairs gave',
  },
  OTHER_LEVEL: {
    zh: '区划层级与岗位不符：儿童督导员填乡镇（街道），儿童主任填村（居），须为本市区划',
    en: 'no division of this post: a supervisor’s is a street of the city, a director’s a village',
  },
  DAY_TO_COME: { zh: '日期在将来', en: 'a day to come' },
  DIVISION_SPLIT: {
    zh: '旧区划代码，已拆分为多个区划，请填现行代码',
    en: 'a former division that became several; give the code in force',
  },
  TOO_LONG: { zh: '过长', en: 'too long' },
  BAD_CHARACTER: { zh: '含有无法保存的字符', en: 'holds a character that cannot be stored' },
  NOT_A_DAY: { zh: '不是有效日期', en: 'no day of the calendar' },
  NOT_A_MOMENT: { zh: '不是有效时间', en: 'no moment' },
  IN_FUTURE: { zh: '记录时间在将来', en: 'a record time in the future' },
  PERIOD: { zh: '终止早于或等于开始', en: 'ends before it begins' },
  TWO_ENDS: { zh: '失效日期与截止日期只填一个', en: 'two ends; give one of the two' },
  NUMBER_CUT_OFF: {
    zh: '号码已被 Excel 截断，请设为文本后重填',
    en: 'cut off by Excel; set the cells to text and enter it again',
  },
  NUMBER_LENGTH: { zh: '号码位数不对', en: 'a number of another length' },
  NUMBER_FORMAT: { zh: '号码格式不对', en: 'no number of this kind' },
  NUMBER_DATE: { zh: '号码中的出生日期不存在', en: 'the birth date in the number does not exist' },
  NUMBER_CHECK: { zh: '号码校验位不符', en: 'the check character does not fit' },
  NUMBER_SYNTHETIC: { zh: '合成测试号码，生产环境不接受', en: 'a made-up number, which is not accepted here' },
  NUMBER_KIND: { zh: '号码与所填证件类型不符', en: 'a number of another kind of document' },
  NAME_NEEDED: { zh: '此类证件须同时填写姓名', en: 'this kind of document needs the name beside it' },
  ONE_CHILD: {
    zh: '证件号码与儿童记录号只填一个，且必须填一个',
    en: 'give either the number or the record of the child',
  },
  CELL_ERROR: { zh: '单元格是错误值', en: 'the cell holds an error' },
  FORMULA: { zh: '单元格是公式，请改为值', en: 'the cell holds a formula; put its value there' },
  COLUMN_COUNT: { zh: '列数与表头不一致', en: 'another number of cells than the header' },
  DOUBLE_KEY: { zh: '同一记录在文件中出现多次', en: 'the same record more than once in the file' },
  UNKNOWN_CHILD: { zh: '没有登记此儿童，请先关联', en: 'no such child on record; linking comes first' },
  NAME_DIFFERS: { zh: '姓名与登记不符', en: 'another name than on record' },
  SEVERAL_CHILDREN: { zh: '对应多个儿童', en: 'more than one child' },
  UNKNOWN_ORGANISATION: { zh: '没有登记此机构', en: 'no such organisation on record' },
  UNKNOWN_PERSON: { zh: '没有登记此人员', en: 'no such person on record' },
  CONFLICT: { zh: '同一记录、同一记录时间，内容不同', en: 'another content of the same record and record time' },
  MALFORMED: { zh: '事件格式不符合约定', en: 'an event of another form than agreed' },
  KEY_DIFFERS: { zh: '事件的键与记录不符', en: 'the key of the event is not that of its record' },
  BEHIND: { zh: '同一记录有较早的事件待处理', en: 'an earlier event of the same record waits to be mended' },
  NOT_OPENED: { zh: '密封的密钥已停用，请来源重发', en: 'its key has been retired; ask the source for it again' },
} as const

export type RowFault = keyof typeof ROW_FAULTS

/** Where in a file a row's fault is; the column as it is declared, null for the whole row. */
export interface FaultAt {
  readonly line: number
  readonly column: string | null
  readonly reason: RowFault
  /** Of a code list: what it holds. */
  readonly codes?: readonly string[]
}

export function isRowFault(code: string): code is RowFault {
  return code in ROW_FAULTS
}
