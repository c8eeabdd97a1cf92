// The columns that are read of a roll, by the names that schools give them. Every other column is the officer's own and is left
// as it is.

export interface Column {
  /** As faults show it. */
  readonly zh: string
  readonly en: string
  readonly names: readonly string[]
}

export const COLUMNS = {
  name: { zh: '姓名', en: 'name', names: ['姓名', '学生姓名', '幼儿姓名', '儿童姓名', '名字', 'name', 'full_name'] },
  idNumber: {
    zh: '身份证号',
    en: 'identity number',
    names: [
      ...['身份证号', '身份证号码', '身份证', '身份证件号', '身份证件号码', '证件号', '证件号码', '公民身份号码'],
      ...['公民身份证号码', '居民身份证号', '居民身份证号码', '学生身份证号', '学生身份证号码', '学生身份证件号'],
      ...['学生证件号码', '幼儿身份证号', '幼儿身份证号码', 'id_number', 'citizen_id'],
    ],
  },
  idType: {
    zh: '证件类型',
    en: 'kind of document',
    names: ['证件类型', '身份证件类型', '学生证件类型', '证件种类', 'id_type'],
  },
  studentNo: {
    zh: '学籍号',
    en: 'student number',
    names: ['学籍号', '学籍号码', '全国学籍号', '国网学籍号', '全国学籍号码', '学生学籍号', '学籍编号', 'student_no'],
  },
} as const satisfies Readonly<Record<string, Column>>

export type ColumnName = keyof typeof COLUMNS
