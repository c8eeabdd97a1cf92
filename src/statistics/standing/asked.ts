// Standing tables that are asked for like an analyst's: protected in the same way, and charged to the looks that all analysts share. They are
// made every other quarter by turns, for the same partition in two running quarters tells most of who came between.
import { invariant } from '../../errors.ts'
import { askUnderLock, STANDING } from '../desk.ts'
import type { InWords } from '../menu/dimension.ts'
import { countsOf, RATES } from '../menu/menu.ts'
import { showTable } from '../shown.ts'
import type { StandingTable } from './standing.ts'

interface Asked {
  readonly name: string
  readonly question: string
  readonly is: InWords
  readonly quarters: readonly number[]
  readonly groups: readonly string[]
  readonly rate?: string
}

function standing({ name, question, is, quarters, groups, rate: rateName }: Asked): StandingTable {
  const rate = RATES.find((each) => each.name === rateName) ?? null
  invariant(rateName === undefined || rate, `${rateName} is a rate`)
  return {
    ...{ name, question, is, quarters, counts: countsOf([...groups, ...(rate ? [rate.dimension] : [])]) },
    async make(site) {
      const query = { measure: 'COUNT', groups: [...groups, ...(rate ? [rate.dimension] : [])] } as const
      const table = await askUnderLock(site.client, { ...site, analyst: STANDING, query, isOpen: true })
      return showTable(table, { rate, only: null }, site)
    },
  }
}

const FIRST_AND_THIRD = [1, 3]
const SECOND_AND_FOURTH = [2, 4]

export const ASKED: readonly StandingTable[] = [
  standing({
    ...{ name: 'BOTH_SUBSIDIES_BY_COUNTY', question: 'N05', quarters: FIRST_AND_THIRD },
    is: {
      zh: '同时享受两项互斥补贴的儿童，按区；困难残疾人生活补贴的金额没有来源，故不计多发金额',
      en: 'children with both subsidies that exclude one another, by county; no source tells the amount of the living allowance, so that no sum overpaid can be given',
    },
    groups: ['COUNTY', 'BOTH_SUBSIDIES'],
  }),
  standing({
    ...{ name: 'PREMIUM_COVERAGE_BY_COUNTY', question: 'N06', quarters: SECOND_AND_FOURTH },
    is: {
      zh: '参保资助覆盖率，按区；不明者另列，不算未缴',
      en: 'coverage of the premium subsidy by county; unknown is shown apart and never counted as unpaid',
    },
    groups: ['COUNTY'],
    rate: 'PREMIUM_COVERAGE',
  }),
  standing({
    ...{ name: 'PUBLIC_SCHOOL_SHARE_BY_COUNTY', question: 'N07', quarters: SECOND_AND_FOURTH },
    is: {
      zh: '流动儿童在公办学校的比例，按居住地区',
      en: 'share of migrant pupils in public schools, by county of residence',
    },
    groups: ['RESIDENCE_COUNTY'],
    rate: 'PUBLIC_SCHOOL_SHARE',
  }),
  standing({
    ...{ name: 'LEAVING_BY_COUNTY_AND_QUARTER', question: 'N08', quarters: FIRST_AND_THIRD },
    is: {
      zh: '今后12个月满18周岁停止保障的儿童，按区和季度',
      en: 'children whose support ends at eighteen within twelve months, by county and quarter',
    },
    groups: ['COUNTY', 'LEAVING'],
  }),
  standing({
    ...{ name: 'UNSUPPORTED_BY_GROUND', question: 'N10', quarters: FIRST_AND_THIRD },
    is: {
      zh: '事实无人抚养儿童的情形，全市',
      en: 'children without de-facto support by limb of the text, for the city as a whole',
    },
    groups: ['GROUND'],
  }),
]
