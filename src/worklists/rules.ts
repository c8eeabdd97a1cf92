// The rules W01 to W10: what each reads, and when it holds of a child. Pure. UNKNOWN raises nothing and withdraws nothing.
import { addDays, type Day } from '../clock.ts'
import type { Expression } from '../eligibility/expression.ts'
import type { PersonFacts } from '../eligibility/facts.ts'
import { decidedOn, parameterOn } from '../eligibility/local-decisions.ts'
import type { RulePack } from '../eligibility/rule-pack.ts'
import { bureauTermOn, inCounty } from '../eligibility/terms.ts'
import { and, or, type Truth, truthOf } from '../eligibility/three-valued.ts'
import { fullOn, weigh } from '../eligibility/weigh.ts'
import { type Cells, FACT_LEAVES, factsFrom, leavesOf } from '../registry/findings/facts.ts'

export const WORK_RULES = ['W01', 'W02', 'W03', 'W04', 'W05', 'W06', 'W07', 'W08', 'W09', 'W10'] as const
export type WorkRule = (typeof WORK_RULES)[number]

/** The lists that tasks stand in: of the county that decides on the child, and of the one where it goes to school. */
export type WorkListName = 'workList' | 'enrolmentTasks'

/** What a task of each list may rest on: seen by whoever sees all of it, or by a declared release. */
export const LIST_LEAVES: Readonly<Record<WorkListName, readonly string[]>> = {
  workList: [...FACT_LEAVES, 'Premium.state', 'EduAid.state', 'EduAid.term', 'Court.guardianshipRevoked'],
  enrolmentTasks: [
    ...['PublicSecurity.birthDate', 'PublicSecurity.hukouDivision', 'PublicSecurity.residenceDivision'],
    ...['PublicSecurity.residenceSince', 'Community.accompanied', 'Education.stage', 'Education.publicPlacement'],
  ],
}

/** One child on one day. A cell that the rule does not read is unknown to it. */
export interface Weighing {
  readonly pack: RulePack
  readonly day: Day
  readonly cells: Cells
  /** Counties that have decided what the rule leaves to them. */
  readonly counties: readonly string[]
}

export interface Weighed {
  readonly truth: Truth
  /** What tells this time that the rule holds from another: a decision is about this one. */
  readonly occasion: string
}

interface Reading {
  readonly rule: WorkRule
  readonly list: WorkListName
  /** Leaves of departments, and tables of the registry; each once. */
  reads(pack: RulePack): readonly string[]
}

export interface ChildRule extends Reading {
  readonly about: 'CHILD' | 'HOUSEHOLD'
  weigh(child: Weighing): Weighed
  /** What must have changed since the last run, for a rule about a change; null where a part of it is not known. */
  watches?(child: Weighing): string | null
}

export interface VillageRule extends Reading {
  readonly about: 'VILLAGE'
  /** A village with more children of whom `counts` holds is one to look at. */
  readonly above: number
  counts(child: Weighing): Truth
}

export interface RegistryRule extends Reading {
  readonly about: 'POST' | 'REPORT'
}

export type Rule = ChildRule | VillageRule | RegistryRule

const ONCE = ''
const NEVER: Expression = { op: 'any', of: [] }

function holds(expression: Expression, child: Weighing): Truth {
  const { pack, day } = child
  return weigh(expression, { person: personOf(child), day, decided: decidedOn(pack, day) }).truth
}

function personOf({ cells }: Weighing): PersonFacts {
  return factsFrom(cells, null)
}

/** UNKNOWN where nothing is known of the cell; null is what the department knows. */
function cell(cells: Cells, coordinate: string, test: (value: unknown) => boolean): Truth {
  const value = cells(coordinate)
  return value === undefined ? 'UNKNOWN' : truthOf(test(value))
}

function together(...lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())]
}

/** A check that stands in the rule pack under the same number. */
function checkOf(rule: WorkRule, about: ChildRule['about']): ChildRule {
  const predicate = (pack: RulePack): Expression => pack.findings.find(({ id }) => id === rule)?.predicate ?? NEVER
  return {
    ...{ rule, about, list: 'workList' },
    reads: (pack) => leavesOf(predicate(pack)),
    weigh: (child) => ({ truth: holds(predicate(child.pack), child), occasion: ONCE }),
  }
}

function findingNamed({ findings }: RulePack, wanted: string): Expression {
  return findings.find(({ name }) => name === wanted)?.predicate ?? NEVER
}

// Thirty days of the insurance year must be over, which is the calendar's.
const PREMIUM_DAYS = 30

const premiumNotPaid: ChildRule = {
  rule: 'W03',
  list: 'workList',
  about: 'CHILD',
  reads: ({ rules }) => together(leavesOf(rules.PREMIUM_SUBSIDY.predicate), ['Premium.state']),
  weigh(child) {
    const year = child.day.slice(0, 4)
    const isLate = child.day >= addDays(`${year}-01-01`, PREMIUM_DAYS)
    // What the family paid itself the subsidy has not paid.
    const unpaid = cell(child.cells, 'Premium.state', (state) => state !== 'PAID_BY_STATE')
    return {
      truth: and(holds(child.pack.rules.PREMIUM_SUBSIDY.predicate, child), unpaid, truthOf(isLate)),
      occasion: year,
    }
  },
}

const aidNotApplied: ChildRule = {
  rule: 'W04',
  list: 'workList',
  about: 'CHILD',
  reads: ({ rules }) => together(leavesOf(rules.EDUCATION_AID.predicate), ['EduAid.state', 'EduAid.term']),
  weigh(child) {
    const { pack, day, cells } = child
    const term = bureauTermOn(pack, day)
    const none = cell(cells, 'EduAid.state', (state) => state === null || state === 'NONE')
    const ofOther = cells('EduAid.term') === null ? 'UNKNOWN' : cell(cells, 'EduAid.term', (of) => of !== term)
    const due = holds(pack.rules.EDUCATION_AID.predicate, child)
    return { truth: and(due, or(none, ofOther), truthOf(term !== null)), occasion: term ?? ONCE }
  },
}

/** Days before the eighteenth birthday on which somebody is told, the last first. */
const LEAVES_IN = [30, 90, 180]
const SUPPORTED: Expression = { op: 'oneOf', input: 'CATEGORY', values: ['ORPHAN', 'DE_FACTO_UNSUPPORTED'] }
const BORN: Expression = { op: 'under', measure: 'AGE', parameter: 'adultAge' }

const leavesSoon: ChildRule = {
  rule: 'W05',
  list: 'workList',
  about: 'CHILD',
  reads: () => together(leavesOf(SUPPORTED), leavesOf(BORN)),
  weigh(child) {
    const { pack, day } = child
    const born = personOf(child).since('AGE')
    const years = parameterOn(pack, 'adultAge', day)
    if (born === null || years === null) return { truth: 'UNKNOWN', occasion: ONCE }
    const leavesOn = fullOn(born, years * 12, decidedOn(pack, day))
    const step = day < leavesOn ? LEAVES_IN.find((days) => leavesOn <= addDays(day, days)) : undefined
    return { truth: and(holds(SUPPORTED, child), truthOf(step !== undefined)), occasion: String(step ?? ONCE) }
  },
}

const SCHOOL_AGE: Expression = { op: 'oneOf', input: 'STAGE', values: ['PRIMARY', 'JUNIOR'] }

const notInPublicSchool: ChildRule = {
  rule: 'W06',
  list: 'enrolmentTasks',
  about: 'CHILD',
  reads: (pack) =>
    together(leavesOf(findingNamed(pack, 'MIGRANT')), leavesOf(SCHOOL_AGE), ['Education.publicPlacement']),
  weigh(child) {
    const { pack, day, cells, counties } = child
    const county = personOf(child).county('RESIDENCE')
    // 符合条件 is each county's to say; of one that has not said whom it covers nothing is known.
    const eligible = and(
      holds(findingNamed(pack, 'MIGRANT'), child),
      holds(SCHOOL_AGE, child),
      county !== null && counties.includes(county) ? 'TRUE' : 'UNKNOWN',
    )
    const outside = cell(cells, 'Education.publicPlacement', (placement) => placement !== 'PUBLIC')
    // With the first day of a term enrolment is over, by the calendar of the county where the child goes to school.
    const term = bureauTermOn(inCounty(pack, county ?? ''), day)
    return { truth: and(eligible, outside, truthOf(term !== null)), occasion: term ?? ONCE }
  },
}

const ADJUDICATED: Expression = { op: 'active', input: 'CATEGORY' }
const LIST_FACTS = ['VITAL_STATUS', 'SITUATION', 'WORKING_AWAY'] as const
const WATCHED = ['Court.guardianshipRevoked', 'PublicSecurity.parentsUntraceable'] as const
const WATCHED_OF_PARENTS = [
  ...['ParentLink.relation', 'ParentLink.vitalStatus', 'ParentSituation.relation', 'ParentSituation.k8Satisfied'],
  ...['ParentFinding.relation', 'ParentFinding.away'],
]

function categoriesOf({ findings }: RulePack): Expression[] {
  return [ADJUDICATED, ...findings.filter(({ kind }) => kind === 'CATEGORY').map(({ predicate }) => predicate)]
}

const reviewCategory: ChildRule = {
  rule: 'W10',
  list: 'workList',
  about: 'CHILD',
  reads: (pack) => together(...categoriesOf(pack).map(leavesOf), WATCHED, WATCHED_OF_PARENTS),
  // Whose facts touch a category: one was adjudicated, or one is found now.
  weigh: (child) => ({
    truth: or(...categoriesOf(child.pack).map((each) => holds(each, child))),
    occasion: child.day,
  }),
  watches(child) {
    const { cells, day } = child
    if ([...WATCHED, ...WATCHED_OF_PARENTS].some((leaf) => !isWhole(cells(leaf)))) return null
    const parents = (['FATHER', 'MOTHER'] as const).map((which) => {
      const parent = personOf(child).parent(which)
      return parent && LIST_FACTS.map((fact) => parent.values(fact, day).values)
    })
    return JSON.stringify([parents, WATCHED.map((leaf) => cells(leaf))])
  },
}

function isWhole(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.includes(undefined))
}

const crowdedVillage: VillageRule = {
  rule: 'W08',
  list: 'workList',
  about: 'VILLAGE',
  // 超过30人: thirty are not above (A8).
  above: 30,
  reads: (pack) =>
    together(leavesOf(findingNamed(pack, 'LEFT_BEHIND')), leavesOf(pack.rules.MEDICAL_AID.predicate), [
      'registry.jurisdiction',
    ]),
  // The predicate of R08 is the pack's own 困境儿童.
  counts: (child) =>
    or(holds(findingNamed(child.pack, 'LEFT_BEHIND'), child), holds(child.pack.rules.MEDICAL_AID.predicate, child)),
}

/** In the order of their numbers. */
export const RULES: readonly Rule[] = [
  checkOf('W01', 'HOUSEHOLD'),
  checkOf('W02', 'CHILD'),
  premiumNotPaid,
  aidNotApplied,
  leavesSoon,
  notInPublicSchool,
  { rule: 'W07', list: 'workList', about: 'POST', reads: () => ['roster.organisation', 'civil_affairs.child_worker'] },
  crowdedVillage,
  { rule: 'W09', list: 'workList', about: 'REPORT', reads: () => ['report.mandatory_report'] },
  reviewCategory,
]

export function isChildRule(rule: Rule): rule is ChildRule {
  return rule.about === 'CHILD' || rule.about === 'HOUSEHOLD'
}

/** Leaves of departments; what else a rule reads is a table. */
export function isLeaf(input: string): boolean {
  return /^[A-Z]/.test(input)
}
