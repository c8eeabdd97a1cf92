// Which help a child is in line for, and which it has.
import { BenefitState, Category, HouseholdAidClass } from '../../departments/civil-affairs/types.ts'
import { PremiumState } from '../../departments/insurance/types.ts'
import type { Benefit } from '../../eligibility/rule-pack.ts'
import { leavesOf } from '../../registry/findings/facts.ts'
import {
  answerOf,
  type CountedChild,
  type CountedDimension,
  codeOf,
  findingOf,
  holds,
  ruleOf,
  together,
  UNKNOWN,
  YES_NO,
} from './dimension.ts'

const CATEGORIES = 'CivilAffairs.categories'
const AID = 'CivilAffairs.householdAidClass'
const ALLOWANCE = 'CivilAffairs.basicAllowance'
const LIVING = 'CivilAffairs.disabledLivingAllowance'
const SEVERE = 'Disability.severe'
const ILLNESS = 'Health.illnessAttested'
const NONE = 'NONE'

/** The six groups of the city's policy; OTHER is none of them. */
const SIX: readonly string[] = Object.values(Category).filter((category) => category !== Category.OTHER)

export const category: CountedDimension = {
  name: 'CATEGORY',
  is: {
    zh: '困境儿童类别（民政认定，快照日有效；一名儿童可有多类）',
    en: 'category adjudicated by civil affairs and in force on the day; a child may have several',
  },
  version: 1,
  counts: [CATEGORIES],
  reads: () => [CATEGORIES],
  values: () => [...Object.values(Category), NONE, UNKNOWN],
  of: ({ cells }) => {
    const codes = cells(CATEGORIES)
    if (codes === undefined) return [UNKNOWN]
    return Array.isArray(codes) && codes.length > 0 ? codes.map(String) : [NONE]
  },
  ...{ isSensitive: true, isCountyAtMost: true, isMany: true },
}

export const disadvantaged: CountedDimension = {
  name: 'DISADVANTAGED',
  is: { zh: '六类困境儿童之一（每名儿童只计一次）', en: 'in at least one of the six categories; each child once' },
  version: 1,
  counts: [CATEGORIES],
  reads: () => [CATEGORIES],
  values: () => YES_NO,
  of: ({ cells }) => {
    const codes = cells(CATEGORIES)
    if (codes === undefined) return UNKNOWN
    return Array.isArray(codes) && codes.some((code) => SIX.includes(String(code))) ? 'YES' : 'NO'
  },
  meanings: [
    { values: ['YES'], dimension: category.name, those: SIX, isWhole: true },
    { values: [UNKNOWN], dimension: category.name, those: [UNKNOWN], isWhole: true },
  ],
  ...{ isSensitive: true, isCountyAtMost: true },
}

export const householdAid: CountedDimension = {
  name: 'HOUSEHOLD_AID',
  is: { zh: '家庭救助类别', en: 'aid class of the household' },
  version: 1,
  counts: [AID],
  reads: () => [AID],
  values: () => [...Object.values(HouseholdAidClass), NONE, UNKNOWN],
  of: (child) => codeOf(child, AID, Object.values(HouseholdAidClass), NONE),
  ...{ isSensitive: true, isCountyAtMost: true },
}

export const basicAllowance: CountedDimension = {
  name: 'BASIC_ALLOWANCE',
  is: { zh: '儿童基本生活费状态', en: 'state of the basic living allowance' },
  version: 1,
  counts: [ALLOWANCE],
  reads: () => [ALLOWANCE],
  values: () => [...Object.values(BenefitState), UNKNOWN],
  of: (child) => codeOf(child, ALLOWANCE, Object.values(BenefitState), NONE),
  ...{ isSensitive: true, isCountyAtMost: true },
}

/** Whether those in line for a benefit have it. */
function reached(benefit: Benefit, leaf: string, test: (state: unknown) => boolean) {
  return {
    reads: (pack: CountedChild['pack']) => together(leavesOf(ruleOf(pack, benefit)), [leaf]),
    of: (child: CountedChild): string => {
      const due = holds(ruleOf(child.pack, benefit), child)
      if (due === 'FALSE') return 'NOT_ELIGIBLE'
      const state = child.cells(leaf)
      if (due === 'UNKNOWN' || state === undefined) return UNKNOWN
      return test(state) ? 'REACHED' : 'NOT_REACHED'
    },
  }
}

/** What being in line for these benefits rests on, as it is granted. */
const DUE_BY = [CATEGORIES, AID, SEVERE]

export const premium: CountedDimension = {
  name: 'PREMIUM',
  is: {
    zh: '参保资助：按规则包判定的资助对象是否已由财政代缴',
    en: 'premium subsidy: of those whom the rule pack finds eligible, whether the state has paid',
  },
  version: 1,
  counts: ['Premium.state', ...DUE_BY],
  values: () => ['NOT_ELIGIBLE', 'REACHED', 'NOT_REACHED', UNKNOWN],
  ...reached('PREMIUM_SUBSIDY', 'Premium.state', (state) => state === PremiumState.PAID_BY_STATE),
  ...{ isSensitive: true, isCountyAtMost: true },
}

export const educationAid: CountedDimension = {
  name: 'EDUCATION_AID',
  is: {
    zh: '教育资助：按规则包判定的资助对象是否正在享受',
    en: 'education aid: of those whom the rule pack finds eligible, whether aid is active',
  },
  version: 1,
  counts: ['EduAid.state', ...DUE_BY],
  values: () => ['NOT_ELIGIBLE', 'REACHED', 'NOT_REACHED', UNKNOWN],
  ...reached('EDUCATION_AID', 'EduAid.state', (state) => state === BenefitState.ACTIVE),
  ...{ isSensitive: true, isCountyAtMost: true },
}

export const bothSubsidies: CountedDimension = {
  name: 'BOTH_SUBSIDIES',
  is: {
    zh: '同时享受基本生活费和困难残疾人生活补贴（规则包的重复享受检查）',
    en: 'has both the basic allowance and the living allowance for the disabled, which exclude one another (check W02 of the pack)',
  },
  version: 1,
  counts: [ALLOWANCE, LIVING],
  reads: (pack) => leavesOf(findingOf(pack, 'W02')),
  values: () => YES_NO,
  of: (child) => answerOf(holds(findingOf(child.pack, 'W02'), child)),
  ...{ isSensitive: true, isCountyAtMost: true },
}

export const edgeNotCovered: CountedDimension = {
  name: 'EDGE_NOT_COVERED',
  is: {
    zh: '低保边缘家庭中重度残疾或患重病、未单独纳入低保的儿童（MZJ、CLH、WJW）',
    en: 'of a 低保边缘 household, severely disabled (CLH grade 1 or 2) or severely ill (attested by WJW), and not itself in 低保',
  },
  version: 1,
  counts: [AID, SEVERE, ILLNESS],
  reads: () => [AID, SEVERE, ILLNESS],
  values: () => YES_NO,
  of: ({ cells }) => {
    const aid = cells(AID)
    if (aid === undefined) return UNKNOWN
    if (aid !== HouseholdAidClass.DIBAO_EDGE) return 'NO'
    const severe = [cells(SEVERE), cells(ILLNESS)]
    if (severe.includes(true)) return 'YES'
    return severe.includes(undefined) ? UNKNOWN : 'NO'
  },
  ...{ isSensitive: true, isCountyAtMost: true },
}

const PARENTS = ['FATHER', 'MOTHER'] as const
const GONE = ['DEAD', 'DECLARED_DEAD', 'DECLARED_MISSING']

/** What is known of a parent: gone, in one of the eight situations, or neither as far as anybody knows. */
function situationOf({ cells }: CountedChild, parent: (typeof PARENTS)[number]): 'GONE' | 'EIGHT' | null {
  const entry = (of: string, by: string): unknown => {
    const [names, column] = [cells(by), cells(of)]
    return Array.isArray(names) && Array.isArray(column) ? column[names.indexOf(parent)] : undefined
  }
  if (GONE.includes(String(entry('ParentLink.vitalStatus', 'ParentLink.relation')))) return 'GONE'
  return entry('ParentSituation.k8Satisfied', 'ParentSituation.relation') === true ? 'EIGHT' : null
}

export const ground: CountedDimension = {
  name: 'GROUND',
  is: {
    zh: '事实无人抚养的情形：双方均属八类情形之一，或一方死亡失踪、另一方属八类之一，或其他。八类情形在来源处已合并，任何表都不能再分',
    en: 'why nobody supports a child, by limb of the text: both parents in one of the eight situations, one gone and the other in one of them, or otherwise. The eight are merged at their source, so that no table can part them',
  },
  version: 1,
  counts: [CATEGORIES, 'ParentLink.vitalStatus', 'ParentSituation.k8Satisfied'],
  reads: () => [
    ...[CATEGORIES, 'ParentLink.relation', 'ParentLink.vitalStatus'],
    ...['ParentSituation.relation', 'ParentSituation.k8Satisfied'],
  ],
  values: () => ['BOTH_OF_EIGHT', 'ONE_GONE_ONE_OF_EIGHT', 'OTHERWISE', 'NOT_UNSUPPORTED', UNKNOWN],
  of: (child) => {
    const codes = child.cells(CATEGORIES)
    if (codes === undefined) return UNKNOWN
    if (!Array.isArray(codes) || !codes.includes(Category.DE_FACTO_UNSUPPORTED)) return 'NOT_UNSUPPORTED'
    const situations = PARENTS.map((parent) => situationOf(child, parent))
      .sort()
      .join()
    return { 'EIGHT,EIGHT': 'BOTH_OF_EIGHT', 'EIGHT,GONE': 'ONE_GONE_ONE_OF_EIGHT' }[situations] ?? 'OTHERWISE'
  },
  meanings: [
    {
      ...{ values: ['BOTH_OF_EIGHT', 'ONE_GONE_ONE_OF_EIGHT', 'OTHERWISE'], dimension: category.name },
      ...{ those: [Category.DE_FACTO_UNSUPPORTED], isWhole: true },
    },
  ],
  ...{ isSensitive: true, isCountyAtMost: true, isCityOnly: true },
}
