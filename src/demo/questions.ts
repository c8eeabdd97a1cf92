// What the demo asks: the three questions that the gateway exists for and one of casework, about children of the cast.
// One list, so that what is printed for pasting and what `--ask` asks cannot differ.
import { CAST } from '../city/cast.ts'
import type { DemoAccountKey } from './accounts.ts'

export interface DemoQuestion {
  readonly id: string
  /** The question in words. */
  readonly asks: string
  readonly as: DemoAccountKey
  readonly purpose: string
  readonly caseNumber?: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  /** What the answer should be, in words, and whether it is. */
  readonly expects: string
  readonly isExpected: (data: AnswerData) => boolean
}

/**
 * The question as it is sent, pasted or asked: on one line. Hospitals and schools ask registered operations, and these are
 * registered as texts, blank by blank.
 */
export function sentText({ query }: Pick<DemoQuestion, 'query'>): string {
  return query.replace(/\s+/g, ' ')
}

/** As it comes over the wire; each question looks at its own part. */
export type AnswerData = Readonly<Record<string, unknown>>

const SETTLEMENT_CASE = CAST.stay.encounters.find(({ to }) => to === '2026-05-10')?.number ?? ''

export const DEMO_QUESTIONS: readonly DemoQuestion[] = [
  {
    id: 'H02',
    asks: `Hospital: which medical-aid tier applies to the stay of ${CAST.stay.name} from 3 to 9 May 2026?`,
    as: 'hospital',
    purpose: 'P01',
    caseNumber: SETTLEMENT_CASE,
    query: `query Stay($subject: SubjectInput!, $from: Date!, $to: Date!) {
  stayEligibility(subject: $subject, benefit: MEDICAL_AID, from: $from, to: $to) {
    answerId validOn status tier undecidedBecause rule { id pack } manualPath { name phone } displayName
  }
}`,
    variables: {
      subject: { citizenId: CAST.stay.citizenId, fullName: CAST.stay.name },
      from: '2026-05-03',
      to: '2026-05-09',
    },
    expects: 'CONFIRMED with tier T70 on each of the seven days, and no reason',
    isExpected: ({ stayEligibility }) => {
      const days = listOf(stayEligibility)
      return days.length === 7 && days.every(({ status, tier }) => status === 'CONFIRMED' && tier === 'T70')
    },
  },
  {
    id: 'S01',
    asks: `School: does education aid apply to our pupil ${CAST.pupil.name} this term?`,
    as: 'school',
    purpose: 'P05',
    query: `query Pupil($subject: SubjectInput!) {
  eligibility(subject: $subject, benefit: EDUCATION_AID) {
    answerId status items undecidedBecause validUntil rule { id pack } manualPath { name phone } displayName
  }
}`,
    variables: { subject: { studentNo: CAST.pupil.studentNo, fullName: CAST.pupil.name } },
    expects: 'CONFIRMED with the items of her stage, and neither category nor household',
    isExpected: ({ eligibility }) => recordOf(eligibility).status === 'CONFIRMED',
  },
  {
    id: 'N01',
    asks: 'Analyst: how many disadvantaged children are there by district and category?',
    as: 'analyst',
    purpose: 'P09',
    query: `query Table {
  statistics(table: DISADVANTAGED_BY_DISTRICT_AND_CATEGORY) {
    id period asOf isExact cells { dims { dimension value } value suppressed } notes { en }
  }
}`,
    variables: {},
    expects: 'a published table whose small cells are held back',
    isExpected: ({ statistics }) => {
      const cells = listOf(recordOf(statistics).cells)
      return cells.length > 0 && cells.every(({ value, suppressed }) => suppressed === (value === null))
    },
  },
  {
    id: 'N06',
    asks: 'Analyst: which share of those eligible has the state paid the premium for, by county?',
    as: 'analyst',
    purpose: 'P09',
    query: `query Rate {
  statistics(table: PREMIUM_COVERAGE_BY_COUNTY) {
    id period definitions { name en sources } cells { dims { value } value suppressed counted among unknown }
  }
}`,
    variables: {},
    expects: 'a share for each county, and of how many no source tells, apart',
    isExpected: ({ statistics }) => {
      const cells = listOf(recordOf(statistics).cells)
      return cells.length > 0 && cells.every(({ value, suppressed }) => suppressed === (value === null))
    },
  },
  {
    id: 'casework',
    asks: 'Adjudicator: the children of our district in economic hardship, born from 2018 on, oldest first',
    as: 'adjudicator',
    purpose: 'P08',
    query: `query List($filter: ChildFilter!) {
  children(filter: $filter, orderBy: { birthDate: ASCENDING }, first: 3) {
    nodes {
      childRef
      publicSecurity { citizenId displayName birthDate hukouAddress }
      civilAffairs { categories householdAidClass guardian { relation phone } }
    }
    pageInfo { hasNextPage }
  }
}`,
    variables: { filter: { category: 'ECONOMIC_HARDSHIP', bornFrom: CAST.stay.birthDate } },
    expects: 'names in clear, numbers with their first and last characters only',
    isExpected: ({ children }) => {
      const nodes = listOf(recordOf(children).nodes)
      const numbers = nodes.map((node) => recordOf(node.publicSecurity).citizenId)
      return nodes.length > 0 && numbers.every((number) => number === null || /^\d\*{16}[\dX]$/.test(String(number)))
    },
  },
]

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(recordOf) : []
}
