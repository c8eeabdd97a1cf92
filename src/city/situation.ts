// Draws what has happened in one child's life: the situation first, then parents, household, disability, place.
// Overlaps follow domain 7: 30 % of the disabled and 35 % of the de-facto unsupported live in hardship too, and 8 % of
// the latter are disabled.
import { addDays, ageAt, type Day, daysBetween } from '../clock.ts'
import { type District, OUTSIDE_COUNTIES, pickVillage } from './places.ts'
import { migrantShare, SITUATION_SHARES, type Situation, type Weights } from './population.ts'
import type { Random } from './random.ts'
import {
  type CategoryCode,
  type CategoryPeriod,
  type DisabilityCode,
  type HouseholdCode,
  periodsFrom,
  type Subject,
  type VitalCode,
} from './subject.ts'

export interface Life {
  readonly random: Random
  readonly birthDate: Day
  readonly referenceDay: Day
  readonly weights: Weights
  readonly district: District
}

type Outlook = Pick<
  Subject,
  | 'categories'
  | 'household'
  | 'careSetting'
  | 'disability'
  | 'illnessAttested'
  | 'isInsured'
  | 'isKnownToCivilAffairs'
  | 'parentRemarried'
>

/** The situation, or NONE; migrants and left-behind children are under 16, and unevenly spread over town and country. */
export function drawSituation(life: Life): Situation {
  const age = ageAt(life.birthDate, life.referenceDay)
  // Whoever is 18 or more stands in this city only because civil affairs once cared for him.
  if (age >= 18) return life.random.chance(0.4) ? 'ORPHAN' : 'DE_FACTO_UNSUPPORTED'
  const shares = SITUATION_SHARES[life.weights]
  const { isRural } = life.district
  const local: Record<string, number> = {
    MIGRANT_IN_DIFFICULTY: isRural ? 0.3 : 1.2,
    LEFT_BEHIND_UNGUARDED: isRural ? 3.6 : 0.2,
  }
  let point = life.random.unit()
  for (const [situation, share] of Object.entries(shares) as [Exclude<Situation, 'NONE'>, number][]) {
    if (local[situation] !== undefined && age >= 16) continue
    point -= share * (local[situation] ?? 1)
    if (point < 0) return situation
  }
  return 'NONE'
}

export function drawOutlook(life: Life, situation: Situation): Outlook {
  const { random } = life
  const disability = drawDisability(random, situation)
  const categories = categoriesOf(random, situation, disability !== null)
  const household = drawHousehold(random, categories, situation)
  const raised = life.weights === 'raised'
  return {
    categories: periods(life, categories),
    household,
    careSetting: situation === 'ORPHAN' ? (random.chance(0.55) ? 'INSTITUTION' : 'COMMUNITY') : null,
    disability,
    illnessAttested: random.chance(illnessShare(raised, situation)),
    isInsured: random.chance(0.97),
    isKnownToCivilAffairs: situation !== 'NONE' || random.chance(raised ? 0.25 : 0.005),
    parentRemarried: situation === 'DE_FACTO_UNSUPPORTED' && random.chance(0.2),
  }
}

function illnessShare(raised: boolean, situation: Situation): number {
  if (!raised) return 0.002
  return situation === 'ECONOMIC_HARDSHIP' ? 0.25 : 0.03
}

function categoriesOf(random: Random, situation: Situation, isDisabled: boolean): CategoryCode[] {
  if (situation === 'NONE') return []
  const categories: CategoryCode[] = [situation]
  if (isDisabled && situation !== 'DISABLED') categories.push('DISABLED')
  if (situation === 'DISABLED' && random.chance(0.3)) categories.push('ECONOMIC_HARDSHIP')
  if (situation === 'DE_FACTO_UNSUPPORTED' && random.chance(0.35)) categories.push('ECONOMIC_HARDSHIP')
  return categories
}

const HARDSHIP_MIX: readonly (readonly [HouseholdCode, number])[] = [
  ['DIBAO', 8_000],
  ['DIBAO_EDGE', 5_500],
  ['RIGID_EXPENSE', 1_000],
  ['LOW_INCOME_SUPPORT', 1_500],
  ['OTHER', 200],
]

function drawHousehold(
  random: Random,
  categories: readonly CategoryCode[],
  situation: Situation,
): HouseholdCode | null {
  if (situation === 'OTHER') return 'TEKUN'
  if (categories.includes('ECONOMIC_HARDSHIP')) return random.weighted(HARDSHIP_MIX)
  // One in twenty was never assessed: the rules must answer UNDETERMINED, not no.
  return random.chance(0.05) ? null : 'GENERAL'
}

const KINDS: readonly (readonly [DisabilityCode, number])[] = [
  ['INTELLECTUAL', 38],
  ['PHYSICAL', 20],
  ['MENTAL', 15],
  ['HEARING', 10],
  ['MULTIPLE', 10],
  ['VISUAL', 4],
  ['SPEECH', 3],
]
const GRADES: readonly (readonly [number, number])[] = [
  [1, 25],
  [2, 30],
  [3, 25],
  [4, 20],
]

function drawDisability(random: Random, situation: Situation): Subject['disability'] {
  const isDisabled = situation === 'DISABLED' || (situation === 'DE_FACTO_UNSUPPORTED' && random.chance(0.08))
  if (!isDisabled) return null
  // About 3,000 of 14,000 have a diagnosis on the autism spectrum and no certificate (A12).
  return { kind: random.weighted(KINDS), grade: random.weighted(GRADES), hasCertificate: !random.chance(3 / 14) }
}

function periods(life: Life, categories: readonly CategoryCode[]): CategoryPeriod[] {
  const { random, birthDate, referenceDay } = life
  const known = Math.min(daysBetween(birthDate, referenceDay), 6 * 365)
  const from = addDays(referenceDay, -1 - random.below(Math.max(1, known)))
  const drawn = periodsFrom(categories, birthDate, from)
  // A few were withdrawn again before age would have ended them.
  if (!random.chance(0.01) || known < 90) return drawn
  return drawn.map((period) => ({ ...period, to: addDays(period.from, 1) < referenceDay ? referenceDay : period.to }))
}

export interface Parents {
  readonly father: VitalCode
  readonly mother: VitalCode
  readonly parentsUntraceable: boolean
  readonly lostContact: boolean
}

const LOST: readonly VitalCode[] = ['DEAD', 'DEAD', 'DEAD', 'DECLARED_DEAD']

export function drawParents(random: Random, situation: Situation): Parents {
  if (situation === 'ORPHAN') {
    const untraceable = random.chance(0.6)
    const status = (): VitalCode => (untraceable ? 'UNKNOWN' : random.pick(LOST))
    return { father: status(), mother: status(), parentsUntraceable: untraceable, lostContact: false }
  }
  if (situation === 'DE_FACTO_UNSUPPORTED') {
    const oneIsGone = random.chance(0.6)
    const gone: VitalCode = random.chance(0.8) ? 'DEAD' : 'DECLARED_MISSING'
    const fatherIsGone = random.chance(0.6)
    return {
      father: oneIsGone && fatherIsGone ? gone : 'ALIVE',
      mother: oneIsGone && !fatherIsGone ? gone : 'ALIVE',
      parentsUntraceable: false,
      lostContact: random.chance(0.4),
    }
  }
  // A father who is on no record is neither dead nor missing (A15).
  const father: VitalCode = random.chance(0.02) ? 'UNKNOWN' : random.chance(0.01) ? 'DEAD' : 'ALIVE'
  return { father, mother: random.chance(0.006) ? 'DEAD' : 'ALIVE', parentsUntraceable: false, lostContact: false }
}

export type Dwelling = Pick<Subject, 'hukou' | 'residence' | 'residenceSince'>

/** Most live where they are registered; migrants are registered in another county, half of them outside the city. */
export function drawDwelling(life: Life, situation: Situation): Dwelling {
  const { random, district, birthDate, referenceDay } = life
  const residence = pickVillage(random, district)
  const isMigrant =
    situation === 'MIGRANT_IN_DIFFICULTY' ||
    (situation === 'NONE' && ageAt(birthDate, referenceDay) < 16 && random.chance(migrantShare(life.weights)))
  const lived = daysBetween(birthDate, referenceDay)
  if (!isMigrant) return { hukou: residence, residence, residenceSince: birthDate }
  // Civil affairs counts six months; those who came lately are residents all the same.
  const shortest = situation === 'MIGRANT_IN_DIFFICULTY' ? Math.min(lived, 190) : 0
  const since = addDays(referenceDay, -(shortest + random.below(Math.max(1, Math.min(lived, 2_000) - shortest))))
  return { hukou: `${random.pick(OUTSIDE_COUNTIES)}901901`, residence, residenceSince: since }
}
