// A child written down flat, as a row of a table would hold it: what the engine and the SQL reference are both asked about.
// Null is not said; a set has a mark of its own for "there may be more".
import { addDays, addMonths, type Day } from '../../src/clock.ts'
import {
  CHILD_VALUES,
  type ChildFact,
  type Known,
  NOTHING_KNOWN,
  PARENT_VALUES,
  type Parent,
  type ParentFact,
  type PersonFacts,
  said,
} from '../../src/eligibility/facts.ts'

/** Values by fact; null where nothing is known. `MORE` among them: others may hold beside them. */
type Written<Name extends string> = Readonly<Partial<Record<Name, readonly string[] | null>>>

export const MORE = 'MORE'

export interface WrittenParent {
  readonly facts: Written<ParentFact>
  readonly awaySince: Day | null
}

export interface WrittenChild {
  readonly facts: Written<ChildFact>
  readonly birthDate: Day | null
  readonly hukou: string | null
  readonly residence: string | null
  readonly residenceSince: Day | null
  readonly father: WrittenParent | null
  readonly mother: WrittenParent | null
}

export function factsOf(child: WrittenChild): PersonFacts {
  const parent = (which: Parent) => (which === 'FATHER' ? child.father : child.mother)
  return {
    values: (name) => knownOf(child.facts[name]),
    since: (measure) => (measure === 'AGE' ? child.birthDate : child.residenceSince),
    county: (place) => (place === 'HUKOU' ? child.hukou : child.residence),
    parent: (which) => {
      const written = parent(which)
      return (
        written && {
          values: (name) => knownOf(written.facts[name]),
          since: () => written.awaySince,
          county: () => null,
          parent: () => null,
        }
      )
    },
  }
}

function knownOf(values: readonly string[] | null | undefined): Known {
  if (values === null || values === undefined) return NOTHING_KNOWN
  return { values: values.filter((value) => value !== MORE), isWhole: !values.includes(MORE) }
}

/** A child of whom everything is known, and nothing speaks for any category: the ground that a case changes. */
export const QUIET: WrittenChild = {
  facts: {
    CATEGORY: [],
    FORMER_CATEGORY: [],
    HOUSEHOLD_AID: ['GENERAL'],
    BASIC_ALLOWANCE: ['NONE'],
    CARE_SETTING: [],
    STAGE: ['PRIMARY'],
    PARENTS_UNTRACEABLE: ['NO'],
    DISABILITY_KIND: [],
    DISABILITY_GRADE: [],
    ATTESTED: [],
    ACCOMPANIED: ['YES'],
    DIFFICULTY: [],
    GUARDIANSHIP_MISSING: ['NO'],
    DISABLED_LIVING_ALLOWANCE: ['NONE'],
    SUBSIDY_CHOICE: ['UNSET'],
    ADOPTED: ['NO'],
    FULL_TIME_STUDY: ['YES'],
    HOUSING_NEED: ['NO'],
    UNEMPLOYED: ['NO'],
  },
  birthDate: '2018-05-17',
  hukou: '330102',
  residence: '330102',
  residenceSince: '2018-05-17',
  father: parentOf({}),
  mother: parentOf({}),
}

/** A living parent at home, of whom nothing is said against. */
export function parentOf(facts: Written<ParentFact>, awaySince: Day | null = null): WrittenParent {
  const quiet: Written<ParentFact> = {
    VITAL_STATUS: ['ALIVE'],
    SITUATION: [],
    REMARRIED: ['NO'],
    SOCIAL_ASSISTANCE: ['NO'],
    UNABLE_TO_SUPPORT: ['NO'],
    LACKS_GUARDIAN_CAPACITY: ['NO'],
    WORKING_AWAY: awaySince === null ? ['NO'] : ['CROSS_COUNTY'],
  }
  return { facts: { ...quiet, ...facts }, awaySince }
}

export function childOf(facts: Written<ChildFact>, more: Partial<Omit<WrittenChild, 'facts'>> = {}): WrittenChild {
  return { ...QUIET, ...more, facts: { ...QUIET.facts, ...facts } }
}

const COUNTIES = ['330102', '330106', '330111', '330112', '330122', '340102']

/** What a child drawn at random leans to, so that what rests on many facts at once comes up too. */
const LEANINGS: readonly { readonly child: Written<ChildFact>; readonly parents: Written<ParentFact> }[] = [
  { child: {}, parents: {} },
  {
    child: { GUARDIANSHIP_MISSING: ['YES'] },
    parents: { WORKING_AWAY: ['CROSS_COUNTY'], LACKS_GUARDIAN_CAPACITY: ['YES'] },
  },
  { child: { FORMER_CATEGORY: ['ORPHAN'], STAGE: ['HIGHER'], FULL_TIME_STUDY: ['YES'] }, parents: {} },
  { child: { ACCOMPANIED: ['YES'], DIFFICULTY: ['LIVING'] }, parents: { VITAL_STATUS: ['DEAD'] } },
  { child: { DISABILITY_KIND: ['MENTAL'], HOUSEHOLD_AID: ['DIBAO'], CATEGORY: ['ORPHAN'] }, parents: {} },
]

/** A child drawn at random around a day: what is rare in a city is common here, each boundary day and each silence too. */
export function drawChild(random: () => number, day: Day): WrittenChild {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  const leaning = pick(LEANINGS)
  const set = (of: readonly string[]): readonly string[] | null => {
    const dice = random()
    if (dice < 0.05) return null
    if (dice < 0.5) return []
    return dice < 0.92 ? [pick(of)] : dice < 0.96 ? [pick(of), MORE] : [MORE]
  }
  const since = (months: number): Day | null => {
    const dice = random()
    if (dice < 0.05) return null
    const around = dice < 0.3 ? pick([-1, 0, 1]) : Math.floor(random() * 2_000) - 1_000
    return addDays(addMonths(day, -months), around)
  }
  const draw = <Name extends string>(
    values: Readonly<Record<Name, readonly string[]>>,
    leans: Written<Name>,
  ): Written<Name> => {
    const names = Object.keys(values) as Name[]
    return Object.fromEntries(
      names.map((name) => {
        if (leans[name] && random() < 0.7) return [name, leans[name]]
        return [name, values[name].includes('NO') ? flag(random()) : set(values[name])]
      }),
    ) as Written<Name>
  }
  const parent = (): WrittenParent | null =>
    random() < 0.05 ? null : { facts: draw(PARENT_VALUES, leaning.parents), awaySince: since(6) }
  return {
    facts: draw(CHILD_VALUES, leaning.child),
    birthDate: since(pick([10 * 12, 16 * 12, 18 * 12])),
    hukou: random() < 0.03 ? null : pick(COUNTIES),
    residence: random() < 0.03 ? null : pick(COUNTIES),
    residenceSince: since(6),
    father: parent(),
    mother: parent(),
  }
}

function flag(dice: number): readonly string[] | null {
  return dice < 0.1 ? null : said(dice < 0.55).values
}
