// The data items of the catalogue by name, for people: pages and warnings name an item in both languages. What is known of
// an item beside its name (level, source) stands with the schema's elements.

export interface DataItem {
  /** `D01`. */
  readonly code: string
  readonly zh: string
  readonly en: string
  /** Items that no schema of ours may ever hold: what they tell stays with its source. */
  readonly isNowhere?: boolean
}

const NAMES: readonly (readonly [zh: string, en: string])[] = [
  ['公民身份号码', 'identity number'],
  ['儿童统一标识', 'reference of the child'],
  ['姓名', 'name'],
  ['性别', 'sex'],
  ['出生日期', 'birth date'],
  ['民族', 'ethnicity'],
  ['户籍地代码', 'division of household registration'],
  ['户籍地址', 'address of household registration'],
  ['居住地代码', 'division of residence'],
  ['居住地址', 'address of residence'],
  ['居住登记日期', 'day of residence registration'],
  ['出生医学证明编号', 'birth certificate number'],
  ['亲子关系', 'parent-child link'],
  ['父母生存状态', 'whether the parents live'],
  ['查找不到父母结论', 'finding that the parents cannot be traced'],
  ['失联认定', 'finding of lost contact'],
  ['服刑在押', 'imprisonment of a parent'],
  ['强制隔离戒毒', 'compulsory rehabilitation of a parent'],
  ['其他限制人身自由', 'other restriction of a parent’s liberty'],
  ['撤销监护资格', 'revoked guardianship'],
  ['遣送（驱逐）出境', 'removal of a parent from the country'],
  ['再婚', 'remarriage of a parent'],
  ['现监护人', 'present guardian'],
  ['监护类型', 'kind of guardianship'],
  ['委托照护', 'entrusted care'],
  ['困境儿童类别', 'categories of disadvantage'],
  ['类别认定依据', 'ground of the category'],
  ['认定起止', 'period of the category'],
  ['基本生活费状态', 'basic living allowance'],
  ['发放金额', 'amount paid'],
  ['银行账户', 'bank account'],
  ['养育方式', 'care setting'],
  ['补贴选择', 'chosen subsidy'],
  ['家庭救助类别', 'aid class of the household'],
  ['家庭经济核对结果', 'result of the means test'],
  ['残疾人证号', 'disability certificate number'],
  ['残疾类别', 'kind of disability'],
  ['残疾等级', 'grade of disability'],
  ['残疾证有效期', 'validity of the certificate'],
  ['康复项目记录', 'rehabilitation programmes'],
  ['辅助器具', 'assistive devices'],
  ['困难残疾人生活补贴', 'living allowance of the disabled poor'],
  ['重度残疾人护理补贴', 'nursing allowance of the severely disabled'],
  ['重病、罕见病、孤独症认定', 'attested illness'],
  ['艾滋病相关信息', 'information on HIV'],
  ['健康体检', 'health check-up'],
  ['家庭医生签约', 'family doctor contract'],
  ['心理服务转介', 'referral to psychological help'],
  ['参保状态', 'insurance cover'],
  ['资助参保标识与代缴', 'subsidised premium'],
  ['医疗救助档', 'medical-aid tier'],
  ['费用结算', 'claims'],
  ['学籍号', 'student number'],
  ['就读学校', 'school attended'],
  ['学段年级', 'stage and grade'],
  ['随迁子女与公办安置', 'placement in a public school'],
  ['教育资助', 'education aid'],
  ['辍学、送教上门、特教', 'support in attending school'],
  ['助学项目', 'study grant'],
  ['离院保障', 'support on leaving care'],
  ['走访、评估、预警、报告、个案', 'protection case'],
  ['督导员、主任名册与培训', 'child supervisors and directors'],
]

const NOWHERE: ReadonlySet<string> = new Set(['D35', 'D45', 'D52'])

/** D01 to D62, in order. */
export const DATA_ITEMS: readonly DataItem[] = NAMES.map(([zh, en], at) => {
  const code = `D${String(at + 1).padStart(2, '0')}`
  return { code, zh, en, ...(NOWHERE.has(code) ? { isNowhere: true } : {}) }
})

export function dataItem(code: string): DataItem | undefined {
  return DATA_ITEMS.find((item) => item.code === code)
}
