// The catalogue of data items (数据项目录): what each is called, how sensitive it is, under which conditions it may be shared
// and who is its source. The schema's classifications name these codes; three items have no field anywhere.
import type { ItemCode, Level } from './item.ts'

/** 有条件共享 or 不予共享 (政务数据共享条例 809). Nothing here is shared without conditions. */
export type SharingClass = 'C' | 'N'

export interface DataItem {
  readonly code: ItemCode
  readonly zh: string
  readonly en: string
  readonly level: Level
  readonly sharing: SharingClass
  /** Departments that hold it, the leading one first. */
  readonly sources: string
}

/**
 * `code | 名称 | name | level | class | sources`, one item a line. Which sources are read as one cell, and why the others are not,
 * docs/departments.md says (*What another department shows*).
 */
const ITEM_LINES = `
D01 | 公民身份号码 | ID number | L4 | C | GAJ
D02 | 儿童统一标识 | canonical id | L3 | C | GATEWAY
D03 | 姓名 | name | L3 | C | GAJ
D04 | 性别 | sex | L3 | C | GAJ
D05 | 出生日期 | birth date | L3 | C | GAJ
D06 | 民族 | ethnicity | L3 | C | GAJ
D07 | 户籍地代码 | hukou division | L3 | C | GAJ
D08 | 户籍地址 | hukou address | L4 | C | GAJ
D09 | 居住地代码 | residence division | L3 | C | GAJ
D10 | 居住地址 | residence address | L4 | C | GAJ/XZJ
D11 | 居住登记日期 | residence since | L3 | C | GAJ
D12 | 出生医学证明编号 | birth certificate number | L4 | C | WJW
D13 | 亲子关系 | parent links | L4 | C | GAJ
D14 | 父母生存状态 | parents' vital status | L4 | C | GAJ/FYJ
D15 | 查找不到父母结论 | parents untraceable | L4 | C | GAJ
D16 | 失联认定 | finding of lost contact | L4 | C | GAJ/MZJ
D17 | 服刑在押 | imprisonment | L4 | C | SFJ
D18 | 强制隔离戒毒 | compulsory drug rehabilitation | L4 | C | SFJ/GAJ
D19 | 其他限制人身自由 | other restriction of liberty | L4 | C | GAJ/FYJ
D20 | 撤销监护资格 | guardianship revoked | L4 | C | FYJ
D21 | 遣送（驱逐）出境 | removal from the country | L4 | C | GAJ
D22 | 再婚 | remarried | L4 | C | MZJ
D23 | 现监护人 | guardian | L3 | C | MZJ/CUN
D24 | 监护类型 | type of guardianship | L3 | C | MZJ
D25 | 委托照护 | entrusted care | L3 | C | CUN
D26 | 困境儿童类别 | categories | L4 | C | MZJ
D27 | 类别认定依据 | ground of a category | L4 | N | MZJ
D28 | 认定起止 | period of a category | L3 | C | MZJ/FLY
D29 | 基本生活费状态 | basic allowance | L3 | C | MZJ
D30 | 发放金额 | amount of the basic allowance | L3 | C | MZJ
D31 | 银行账户 | payout account | L4 | N | MZJ/CZJ
D32 | 养育方式 | care setting | L3 | C | MZJ/FLY
D33 | 补贴选择 | choice of subsidy | L3 | C | MZJ
D34 | 家庭救助类别 | household aid class | L3 | C | MZJ/NYJ
D35 | 家庭经济核对结果 | means test in detail | L4 | N | MZJ
D36 | 残疾人证号 | disability certificate number | L4 | C | CLH
D37 | 残疾类别 | kind of disability | L4 | C | CLH
D38 | 残疾等级 | grade of disability | L4 | C | CLH
D39 | 证件有效期 | certificate valid to | L3 | C | CLH
D40 | 康复项目记录 | rehabilitation programmes | L4 | C | CLH/MZJ
D41 | 辅助器具 | assistive devices | L4 | C | CLH
D42 | 困难残疾人生活补贴 | living allowance for the disabled | L3 | C | MZJ
D43 | 重度残疾人护理补贴 | nursing allowance for the severely disabled | L3 | C | MZJ
D44 | 重病、罕见病、孤独症认定 | severe or rare illness, autism: attested | L4 | C | WJW/HOS
D45 | 艾滋病相关信息 | HIV-related information | L4 | N | WJW
D46 | 健康体检 | check-up | L3 | C | YBJ/WJW
D47 | 家庭医生签约 | family doctor contract | L3 | C | WJW
D48 | 心理服务转介 | referral to counselling | L4 | N | WJW/XZJ
D49 | 参保状态 | insured | L3 | C | YBJ
D50 | 资助参保标识与代缴 | premium subsidy | L3 | C | YBJ/SWJ
D51 | 医疗救助档 | medical-aid tier | L3 | C | YBJ
D52 | 费用结算 | claims | L4 | N | YBJ
D53 | 学籍号 | student number | L4 | C | JYJ
D54 | 就读学校 | school | L3 | C | JYJ
D55 | 学段年级 | stage and grade | L3 | C | JYJ
D56 | 随迁子女与公办安置 | public placement | L3 | C | JYJ
D57 | 教育资助 | education aid | L3 | C | JYJ
D58 | 辍学、送教上门、特教 | support at school | L4 | C | JYJ
D59 | 助学项目 | study grant | L4 | C | MZJ
D60 | 离院保障 | support after leaving care | L3 | C | MZJ/ZFJ/RSJ
D61 | 走访、评估、预警、报告、个案 | protection case | L4 | N | XZJ/MZJ/GAJ
D62 | 督导员、主任名册与持证培训 | child workers, duty contact | L3 | C | MZJ`

export const DATA_ITEMS: readonly DataItem[] = ITEM_LINES.trim()
  .split('\n')
  .map((line) => {
    const [code = '', zh = '', en = '', level = '', sharing = '', sources = ''] = line.split(' | ')
    return { code: code as ItemCode, zh, en, level: level as Level, sharing: sharing as SharingClass, sources }
  })

const BY_CODE: ReadonlyMap<string, DataItem> = new Map(DATA_ITEMS.map((item) => [item.code, item]))

/** Undefined for what is not about a person. */
export function dataItem(code: string): DataItem | undefined {
  return BY_CODE.get(code)
}
