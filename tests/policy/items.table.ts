// The catalogue of data items as the law and the city's departments agreed on it: who may get which item, for which purpose,
// in which form. Typed in by hand; items.test.ts holds the policies against it, so an officer can check them here.
//
// 怎么读：每项先写编码、名称、级别（L1-L4）、共享类型（C 有条件 / N 不予共享），下面每行写"角色 目的: 形式"。没有写的，一律不给。
// How to read: an item's code, names, level and sharing class, and below it who gets it for what, in which form. Whatever
// does not stand here nobody gets. Lines that begin with # say why.
//
//   CLEAR      明文            in clear              PSEUDO   本机构假名      a pseudonym for one organisation
//   MASK name  脱敏            by the mask named      ANSWER   只有结论        CONFIRMED, NONE_CONFIRMED or UNDETERMINED
//   BAND       年龄段          an age band            TIER     合并档          one tier for every ground
//   FLAG       有无            yes or no              ROUNDED  到月末、学期末  to the end of a month, term or year
//   DIMENSION  统计维度        counted by, not shown  COUNT    抑制后的计数    a count that passed disclosure control
//   DUTY       值班联系        the duty desk          input / filter / sort   可输入、可筛选、可排序
//
// Three readings of the catalogue's words hold throughout. "adj" is the county's adjudicator, purpose P08. Civil affairs may
// see its own data, so its adjudicator sees D23, D32 and D60 too. A yes-or-no field in clear is a FLAG.
export const ITEM_TABLE = `
D01 公民身份号码 ID number, L4 C
  # The job that links takes in what linking sheets hold, as keyed tokens, and is shown nothing. The job that imports takes in
  # what departments bring; whom a record is about becomes keyed digests where it is read.
  # An adjudicator finds a child of the own county by number and name, of today and of before, and names another county's whose file is asked for.
  HOSP_CLERK P01 P02 P03, HOSP_DOCTOR P04, SCH_AID_OFFICER P05, SCH_HEAD P06 P07: input
  # A desk that was consented to finds whoever stands there by the card, and is told nothing of it back.
  MZ_ADJUDICATOR P08: MASK one-and-one, input
  RS_OFFICER P15, ZF_OFFICER P15: input
  SYSTEM_LINK P08: input
  SYSTEM_IMPORT P08: input
D02 儿童统一标识 canonical id, L3 C
  # The county decides whose record it is, so it sees which of the linked departments hold one (ChildRecord.links).
  MZ_ADJUDICATOR P08: PSEUDO, CLEAR, input
  VILLAGE P07, PROTECTION_TEAM P10: PSEUDO, input
  STREET P07: PSEUDO, CLEAR, input
  # The bureau's own key of the record that a ticket is about.
  YB_OFFICER P02: PSEUDO, CLEAR, input
  CL_OFFICER P08, JY_OFFICER P06, ZF_OFFICER P15, RS_OFFICER P15, PAY_OFFICER P08: PSEUDO, input
  GUARDIAN P13, CHILD_14_17 P13, ADULT_FORMER P13: PSEUDO, input
  # The department's own key of its own record; the canonical id it is never shown.
  PROVIDER_STEWARD P13: CLEAR, input
  SYSTEM_IMPORT P08: input
  # A hospital opens and closes the encounters of its own unit, and reads nothing by it.
  HOSP_CLERK P01: input
  # Whether a record's cells are there and of the agreed form; no cell.
  SYSTEM_QUALITY P08: input
D03 姓名 name, L3 C
  HOSP_CLERK P01 P02 P03, HOSP_DOCTOR P04, SCH_AID_OFFICER P05, SCH_HEAD P06 P07: MASK name, input
  MZ_ADJUDICATOR P08: CLEAR, input
  PROTECTION_TEAM P10: MASK surname-unknown
  # The catalogue does not name the village here. Its care file (未成年人保护法 43) is about children whom the director visits by
  # name, and holds their address and guardian in clear (D10, D23): without the name it could not be kept.
  VILLAGE P07, STREET P07: CLEAR
  RS_OFFICER P15, ZF_OFFICER P15: input
  SYSTEM_LINK P08: input
  SYSTEM_IMPORT P08: input
D04 性别 sex, L3 C
  MZ_ADJUDICATOR P08: CLEAR, filter
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_LINK P08: input
  SYSTEM_STATISTICS P09: CLEAR
D05 出生日期 birth date, L3 C
  MZ_ADJUDICATOR P08: CLEAR, BAND, filter, sort
  # "Others" are those whose work turns on the child's age.
  VILLAGE P07, STREET P07, JY_OFFICER P06, PROTECTION_TEAM P10: BAND
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_LINK P08: input
  SYSTEM_CLASSIFY P08: CLEAR
  SYSTEM_STATISTICS P09: CLEAR
D06 民族 ethnicity, L3 C
  # No rule needs it, so no officer sees it.
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_STATISTICS P09: CLEAR
D07 户籍地代码 hukou division, L3 C
  # Since when, and who brought it, is in clear (childRecord); the division itself is not. So it is with the residence below.
  MZ_ADJUDICATOR P08: CLEAR, MASK division-nine
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_LINK P08: input
  SYSTEM_IMPORT P08: input
  SYSTEM_CLASSIFY P08: MASK division-six
  SYSTEM_STATISTICS P09: MASK division-six
D08 户籍地址 hukou address, L4 C
  MZ_ADJUDICATOR P08: MASK street
  PROTECTION_TEAM P10: CLEAR
D09 居住地代码 residence division, L3 C
  MZ_ADJUDICATOR P08: CLEAR, MASK division-nine
  VILLAGE P07, STREET P07: CLEAR where residence-in-own-division and address-not-protected, filter
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_LINK P08: input
  SYSTEM_IMPORT P08: input
  SYSTEM_CLASSIFY P08: MASK division-six
  SYSTEM_STATISTICS P09: MASK division-nine
D10 居住地址 residence address, L4 C
  VILLAGE P07: CLEAR where residence-in-own-division and address-not-protected
  PROTECTION_TEAM P10: CLEAR
  SYSTEM_IMPORT P08: input
D11 居住登记日期 residence since, L3 C
  MZ_ADJUDICATOR P08: CLEAR
  JY_OFFICER P06: FLAG
  SYSTEM_CLASSIFY P08: CLEAR
  SYSTEM_STATISTICS P09: CLEAR
D12 出生医学证明编号 birth certificate number, L4 C
  # Beside the mother's number: a newborn without one of its own.
  HOSP_CLERK P01: input
  HOSP_CLERK P02: input
  SYSTEM_LINK P08: input
D13 亲子关系 parent links, L4 C
  HOSP_CLERK P01: input
  HOSP_CLERK P02: input
  MZ_ADJUDICATOR P08: CLEAR
  # Of which parent something was found: to whoever countersigns it.
  STREET P07: CLEAR
  SYSTEM_LINK P08: input
  SYSTEM_IMPORT P08: input
  # The job that looks for contradictions compares what departments say, and gives nothing out.
  SYSTEM_CONTRADICTIONS P08: CLEAR
  SYSTEM_CLASSIFY P08: CLEAR
  SYSTEM_STATISTICS P09: CLEAR
D14 父母生存状态 parents' vital status, L4 C
  MZ_ADJUDICATOR P08: CLEAR
  SYSTEM_CONTRADICTIONS P08: CLEAR
  SYSTEM_CLASSIFY P08: CLEAR
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_STATISTICS P09: CLEAR
D15 查找不到父母结论 parents untraceable, L4 C
  MZ_ADJUDICATOR P08: FLAG
  SYSTEM_CLASSIFY P08: FLAG
# In words where two departments disagree (Child.contradictions), otherwise a yes or a no.
  SYSTEM_STATISTICS P09: FLAG
D16 失联认定 finding of lost contact, L4 C
  MZ_ADJUDICATOR P08: CLEAR, FLAG
  SYSTEM_CONTRADICTIONS P08: FLAG
# D17, D18, D19 and D21 enter into one yes or no per parent (k8Satisfied) and are seen nowhere else. The analyst counts by it for the
# city as a whole alone (N10).
D17 服刑在押 imprisonment, L4 C
  MZ_ADJUDICATOR P08: FLAG
  SYSTEM_CLASSIFY P08: FLAG
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_STATISTICS P09: FLAG
D18 强制隔离戒毒 compulsory drug rehabilitation, L4 C
  MZ_ADJUDICATOR P08: FLAG
  SYSTEM_CLASSIFY P08: FLAG
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_STATISTICS P09: FLAG
D19 其他限制人身自由 other restriction of liberty, L4 C
  MZ_ADJUDICATOR P08: FLAG
  SYSTEM_CLASSIFY P08: FLAG
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_STATISTICS P09: FLAG
D20 撤销监护资格 guardianship revoked, L4 C
  MZ_ADJUDICATOR P08, PROTECTION_TEAM P10: FLAG
  SYSTEM_CLASSIFY P08: FLAG
D21 遣送（驱逐）出境 removal from the country, L4 C
  MZ_ADJUDICATOR P08: FLAG
  SYSTEM_CLASSIFY P08: FLAG
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_STATISTICS P09: FLAG
D22 再婚 remarried, L4 C
  MZ_ADJUDICATOR P08: FLAG
D23 现监护人 guardian, L3 C
  # A hospital's social worker gets relation, masked name and relayed call by break-glass (P12), which has its own tests.
  MZ_ADJUDICATOR P08: CLEAR, MASK last-two
  VILLAGE P07: CLEAR where address-not-protected
  SYSTEM_LINK P08: input
  SYSTEM_IMPORT P08: input
D24 监护类型 type of guardianship, L3 C
  MZ_ADJUDICATOR P08: CLEAR
D25 委托照护 entrusted care, L3 C
  SCH_HEAD P07: ANSWER, FLAG
  MZ_ADJUDICATOR P08: FLAG
  VILLAGE P07, STREET P07: FLAG, input
  SYSTEM_CLASSIFY P08: FLAG
  SYSTEM_STATISTICS P09: FLAG
D26 困境儿童类别 categories, L4 C
  MZ_ADJUDICATOR P08: CLEAR, filter
  MZ_CITY_ANALYST P09: DIMENSION, COUNT
  SYSTEM_STATISTICS P09: CLEAR
  SYSTEM_IMPORT P08: input
  SYSTEM_CLASSIFY P08: CLEAR
D27 类别认定依据 ground of a category, L4 N
  MZ_ADJUDICATOR P08: CLEAR
D28 认定起止 period of a category, L3 C
  # The day and the moment that a question names (asOf, knownAt).
  MZ_ADJUDICATOR P08: CLEAR, input
  HOSP_CLERK P01 P02 P03, HOSP_DOCTOR P04, SCH_AID_OFFICER P05, SCH_HEAD P06 P07: ROUNDED
  SYSTEM_IMPORT P08: input
D29 基本生活费状态 basic allowance, L3 C
  MZ_ADJUDICATOR P08: CLEAR
  YB_OFFICER P02: FLAG
  SYSTEM_IMPORT P08: input
  SYSTEM_CLASSIFY P08: CLEAR
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_STATISTICS P09: CLEAR
D30 发放金额 amount, L3 C
  MZ_ADJUDICATOR P08, GUARDIAN P13: CLEAR
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_STATISTICS P09: CLEAR
D31 银行账户 payout account, L4 N
  PAY_OFFICER P08: MASK last-four
D32 养育方式 care setting, L3 C
  MZ_ADJUDICATOR P08: CLEAR
  HOSP_CLERK P02: ANSWER, FLAG
  SYSTEM_LINK P08: input
  SYSTEM_IMPORT P08: input
  SYSTEM_CLASSIFY P08: CLEAR
  SYSTEM_STATISTICS P09: CLEAR
D33 补贴选择 choice of subsidy, L3 C
  MZ_ADJUDICATOR P08: CLEAR, input
  CL_OFFICER P08: CLEAR
  SYSTEM_CLASSIFY P08: CLEAR
  SYSTEM_STATISTICS P09: CLEAR
D34 家庭救助类别 household aid class, L3 C
  # The register of low-income rural households tells one class of it, as a yes or no.
  MZ_ADJUDICATOR P08: CLEAR, FLAG, filter, sort
  SYSTEM_STATISTICS P09: CLEAR
  SYSTEM_IMPORT P08: input
  SYSTEM_CLASSIFY P08: CLEAR
  MZ_CITY_ANALYST P09: DIMENSION
D35 家庭经济核对结果 means test in detail, L4 N
D36 残疾人证号 disability certificate number, L4 C
  SYSTEM_LINK P08: input
  SYSTEM_IMPORT P08: input
D37 残疾类别 kind of disability, L4 C
  MZ_ADJUDICATOR P08, CL_OFFICER P08: CLEAR
  SYSTEM_CLASSIFY P08: CLEAR
  SYSTEM_STATISTICS P09: CLEAR
D38 残疾等级 grade of disability, L4 C
  MZ_ADJUDICATOR P08, SYSTEM_STATISTICS P09: FLAG
  SYSTEM_CLASSIFY P08: FLAG
  MZ_CITY_ANALYST P09: DIMENSION
D39 证件有效期 certificate valid to, L3 C
  MZ_ADJUDICATOR P08, CL_OFFICER P08: CLEAR
  SYSTEM_CLASSIFY P08: CLEAR
  SYSTEM_STATISTICS P09: CLEAR
D40 康复项目记录 rehabilitation programmes, L4 C
  # Funded or not, and how much is left: a number, of no programme by name.
  HOSP_DOCTOR P04: ANSWER, FLAG, CLEAR
D41 辅助器具 assistive devices, L4 C
  HOSP_DOCTOR P04: FLAG, CLEAR
D42 困难残疾人生活补贴 living allowance for the disabled, L3 C
  MZ_ADJUDICATOR P08, CL_OFFICER P08: CLEAR
  SYSTEM_CLASSIFY P08: CLEAR
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_STATISTICS P09: CLEAR
D43 重度残疾人护理补贴 nursing allowance, L3 C
  MZ_ADJUDICATOR P08: CLEAR
D44 重病、罕见病、孤独症认定 illness attested, L4 C
  MZ_ADJUDICATOR P08, SYSTEM_STATISTICS P09: FLAG
  SYSTEM_CLASSIFY P08: FLAG
  MZ_CITY_ANALYST P09: DIMENSION
D45 艾滋病相关信息 HIV-related information, L4 N
D46 健康体检 check-up, L3 C
  HOSP_CLERK P03: ANSWER, FLAG
D47 家庭医生签约 family doctor contract, L3 C
  HOSP_CLERK P03: FLAG
D48 心理服务转介 referral to counselling, L4 N
  PROTECTION_TEAM P10: CLEAR
D49 参保状态 insured, L3 C
  HOSP_CLERK P02, MZ_ADJUDICATOR P08: CLEAR
  SYSTEM_CLASSIFY P08: CLEAR
  SYSTEM_STATISTICS P09: CLEAR
D50 资助参保标识与代缴 premium subsidy, L3 C
  HOSP_CLERK P02: ANSWER
  MZ_ADJUDICATOR P08, YB_OFFICER P02, SYSTEM_CONTRADICTIONS P08: CLEAR
  SYSTEM_CLASSIFY P08: CLEAR
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_STATISTICS P09: CLEAR
D51 医疗救助档 medical-aid tier, L3 C
  HOSP_CLERK P01: ANSWER, TIER
  # Healthcare security's own tag, which is compared with what was approved (R08): a difference is for the county to settle.
  MZ_ADJUDICATOR P08, SYSTEM_CONTRADICTIONS P08: CLEAR
D52 费用结算 claims, L4 N
D53 学籍号 student number, L4 C
  SCH_AID_OFFICER P05, SCH_HEAD P06 P07: input
  SYSTEM_LINK P08: input
  SYSTEM_IMPORT P08: input
D54 就读学校 school, L3 C
  MZ_ADJUDICATOR P08: CLEAR
  SYSTEM_IMPORT P08: input
D55 学段年级 stage and grade, L3 C
  # R12 and R13 turn on whether somebody studies full time.
  MZ_ADJUDICATOR P08: CLEAR, FLAG
  SYSTEM_IMPORT P08: input
  SYSTEM_CLASSIFY P08: CLEAR, FLAG
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_STATISTICS P09: CLEAR
D56 随迁子女与公办安置 public placement, L3 C
  JY_OFFICER P06: CLEAR
  SCH_HEAD P06: ANSWER, FLAG
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_CLASSIFY P08: CLEAR
  SYSTEM_STATISTICS P09: CLEAR
D57 教育资助 education aid, L3 C
  SCH_AID_OFFICER P05: ANSWER, CLEAR
  MZ_ADJUDICATOR P08: FLAG
  SYSTEM_CLASSIFY P08: CLEAR
  MZ_CITY_ANALYST P09: DIMENSION
  SYSTEM_STATISTICS P09: CLEAR
D58 辍学、送教上门、特教 support at school, L4 C
  JY_OFFICER P06, PROTECTION_TEAM P10: CLEAR
  SCH_HEAD P07: ANSWER, CLEAR
D59 助学项目 study grant, L4 C
  # A school that pays a grant would get a flag; no source says which school pays.
  MZ_ADJUDICATOR P08, CHILD_14_17 P13, ADULT_FORMER P13: CLEAR
D60 离院保障 support after leaving care, L3 C
  MZ_ADJUDICATOR P08: CLEAR
  # Whether somebody comes first, by the department's own list and by the rule; the adult consented.
  ZF_OFFICER P15, RS_OFFICER P15: FLAG, ANSWER
D61 走访、评估、预警、报告、个案 protection case, L4 N
  PROTECTION_TEAM P10: CLEAR, FLAG
  # What a visit found is said by the village and the street themselves, and read by the county whose category rests on it.
  VILLAGE P07, STREET P07: CLEAR, FLAG, input
  # The note with which an adjudicator says whose a record is. Whoever says that a cell is wrong says it in words, and reads the
  # department's reason; the steward of the department reads the words and gives the reason.
  MZ_ADJUDICATOR P08: CLEAR, FLAG, input
  CL_OFFICER P08, JY_OFFICER P06, YB_OFFICER P02: CLEAR, input
  GUARDIAN P13, CHILD_14_17 P13, ADULT_FORMER P13, PROVIDER_STEWARD P13: CLEAR, input
  SYSTEM_IMPORT P08: input
  # Whoever must report a child in danger says what was seen, and reads nothing.
  HOSP_CLERK P11, HOSP_DOCTOR P11, HOSP_SOCIAL_WORKER P11, SCH_TEACHER P11, SCH_AID_OFFICER P11, SCH_HEAD P11: input
  STREET P11, VILLAGE P11: input
  SYSTEM_CLASSIFY P08: CLEAR, FLAG
  SYSTEM_STATISTICS P09: CLEAR, FLAG
D62 督导员、主任名册与持证培训 child workers, duty contact, L3 C
  # The duty desk is for everyone who comes through the door, whatever the purpose.
  EVERYONE: DUTY
  # Civil affairs may see its own data: the county that fills vacant posts sees which of its own are held, and by whom not.
  MZ_ADJUDICATOR P08: DUTY, CLEAR, FLAG
  # Counts of posts, by the analyst (N02, N03).
  MZ_CITY_ANALYST P09: DUTY, DIMENSION
  SYSTEM_IMPORT P08: input
  SYSTEM_CLASSIFY P08: CLEAR
  SYSTEM_STATISTICS P09: CLEAR, FLAG
`
