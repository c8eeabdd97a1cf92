// Children whose facts are written down rather than drawn: the cast, the class, the boundary days. A script names what
// matters about a child; everything else is the plainest possible life in the city.
import { addDays, addMonths, type Day } from '../clock.ts'
import { careEpisodes } from './care.ts'
import { citizenId, type Sex, SYNTHETIC_ADDRESS, sequenceOf } from './citizen-numbers.ts'
import type { ParentSituation, ParentSituations } from './parents.ts'
import { derivedUuid } from './random.ts'
import { adultDay, type CategoryCode, type Encounter, type Enrolment, periodsFrom, type Subject } from './subject.ts'

/** A day of its own, or so many days before the reference day. */
export type ScriptDay = Day | { readonly daysBefore: number }

export interface ScriptedEncounter extends Omit<Encounter, 'from' | 'to'> {
  readonly from: ScriptDay
  /** The first day outside; null while the encounter is open. */
  readonly to: ScriptDay | null
}

type Written =
  | 'household'
  | 'careSetting'
  | 'father'
  | 'mother'
  | 'parentsUntraceable'
  | 'lostContact'
  | 'fatherSituation'
  | 'motherSituation'
  | 'disability'
  | 'illnessAttested'
  | 'isKnownToCivilAffairs'
  | 'isKnownToPublicSecurity'
  | 'residenceSince'
  | 'kin'
  | 'cases'
  | 'hasProtectedAddress'
  | 'isEntrusted'

export interface Script extends Partial<Pick<Subject, Written>> {
  readonly key: string
  readonly id: string
  readonly name: string
  readonly sex: Sex
  readonly birthDate: Day
  readonly citizenId: string | null
  readonly hukouDivision: string
  readonly residenceDivision: string
  readonly categories: readonly CategoryCode[]
  readonly categoriesFrom?: Day
  readonly encounters: readonly ScriptedEncounter[]
  readonly enrolments: readonly Enrolment[]
}

const FIRST_ADJUDICATED: Day = '2024-03-01'

export function scriptedId(key: string): string {
  return derivedUuid('scripted child', key)
}

export function scriptedSubject(script: Script, index: number, referenceDay: Day): Subject {
  const { key, hukouDivision, residenceDivision, categories, categoriesFrom, encounters, ...written } = script
  const open = encounters.map((encounter) => ({
    ...encounter,
    from: dayOf(encounter.from, referenceDay),
    to: encounter.to === null ? null : dayOf(encounter.to, referenceDay),
  }))
  const periods = periodsFrom(categories, script.birthDate, categoriesFrom ?? FIRST_ADJUDICATED)
  const adultOn = adultDay(script.birthDate)
  const care = { ...script, adultOn, categories: periods, careSetting: script.careSetting ?? null }
  return {
    ...PLAIN_LIFE,
    ...lostContactOf(script),
    careEpisodes: careEpisodes(care, null, referenceDay),
    residenceSince: script.birthDate,
    isKnownToCivilAffairs: categories.length > 0,
    ...written,
    index,
    castKey: key,
    adultOn,
    hukou: hukouDivision,
    residence: residenceDivision,
    categories: periods,
    encounters: open,
  }
}

/** Who is out of contact, where the script says that somebody is: whichever parent is alive. */
function lostContactOf({ lostContact, father = 'ALIVE', mother = 'ALIVE' }: Script): Partial<ParentSituations> {
  if (!lostContact) return {}
  const of = (status: string): ParentSituation | null => (status === 'ALIVE' ? 'LOST_CONTACT' : null)
  return { fatherSituation: of(father), motherSituation: of(mother) }
}

const PLAIN_LIFE = {
  ethnicity: '01',
  household: 'GENERAL',
  careSetting: null,
  father: 'ALIVE',
  mother: 'ALIVE',
  parentsUntraceable: false,
  lostContact: false,
  parentRemarried: false,
  fatherSituation: null,
  motherSituation: null,
  disability: null,
  illnessAttested: false,
  isInsured: true,
  isKnownToPublicSecurity: true,
  faults: new Set<never>(),
  isScripted: true,
} as const

/** Sequence numbers already given away, by birth date. */
export class TakenSequences {
  readonly #byDate = new Map<Day, Set<number>>()

  on(birthDate: Day): ReadonlySet<number> {
    return this.#byDate.get(birthDate) ?? NONE
  }

  take(birthDate: Day, sequence: number): void {
    const taken = this.#byDate.get(birthDate)
    if (taken) taken.add(sequence)
    else this.#byDate.set(birthDate, new Set([sequence]))
  }

  takeNext(birthDate: Day, sex: Sex): number {
    const sequence = sequenceOf(sex, 0, this.on(birthDate))
    this.take(birthDate, sequence)
    return sequence
  }

  /** The next free number under the synthetic address. */
  nextCitizenId(birthDate: Day, sex: Sex): string {
    return citizenId(SYNTHETIC_ADDRESS, birthDate, this.takeNext(birthDate, sex))
  }
}

const NONE: ReadonlySet<number> = new Set()

/** The children who stand exactly on a boundary of a rule on the reference day, and one day to either side of it. */
export function boundaryScripts(referenceDay: Day, taken: TakenSequences): Script[] {
  const { child, scripts } = boundaryCollector(referenceDay, taken)
  for (const shift of [-1, 0, 1]) {
    const eighteen = addDays(addMonths(referenceDay, -18 * 12), shift)
    const sixteen = addDays(addMonths(referenceDay, -16 * 12), shift)
    const fourteen = addDays(addMonths(referenceDay, -14 * 12), shift)
    child(eighteen, ['ORPHAN'], { father: 'DEAD', mother: 'DEAD', careSetting: 'COMMUNITY' })
    child(eighteen, ['DE_FACTO_UNSUPPORTED'], { father: 'DEAD', lostContact: true })
    child(eighteen, ['DISABLED'], { disability: { kind: 'MENTAL', grade: 3, hasCertificate: true } })
    child(eighteen, ['ECONOMIC_HARDSHIP'], { household: 'DIBAO' })
    child(sixteen, ['MIGRANT_IN_DIFFICULTY'], { residenceSince: addMonths(referenceDay, -30) })
    child(sixteen, ['LEFT_BEHIND_UNGUARDED'], {})
    child(sixteen, ['OTHER'], { household: 'TEKUN' })
    child(fourteen, [], {})
    const sixMonthsAgo = addDays(addMonths(referenceDay, -6), shift)
    child(addMonths(referenceDay, -100), ['MIGRANT_IN_DIFFICULTY'], { residenceSince: sixMonthsAgo })
    child(addMonths(referenceDay, -90), ['ECONOMIC_HARDSHIP'], {
      household: 'DIBAO_EDGE',
      categoriesFrom: addDays(referenceDay, shift),
    })
  }
  for (const leapYear of [2008, 2012, 2020, 2024])
    child(`${leapYear}-02-29`, ['ORPHAN'], { father: 'DEAD', mother: 'DEAD' })
  child(referenceDay, [], {})
  // Outcomes whose ground stands on no record outside civil affairs: in every row they are outcomes like any other.
  child(addMonths(referenceDay, -75), ['ORPHAN'], { careSetting: 'COMMUNITY' })
  child(addMonths(referenceDay, -131), ['ORPHAN'], { careSetting: 'COMMUNITY' })
  return scripts
}

function boundaryCollector(referenceDay: Day, taken: TakenSequences) {
  const scripts: Script[] = []
  const child = (birthDate: Day, categories: readonly CategoryCode[], more: Partial<Script>): void => {
    if (birthDate > referenceDay) return
    const key = `boundary-${scripts.length + 1}`
    const sex: Sex = scripts.length % 2 === 0 ? 'MALE' : 'FEMALE'
    const isMigrant = categories.includes('MIGRANT_IN_DIFFICULTY')
    scripts.push({
      key,
      id: scriptedId(key),
      name: `方界${NUMERALS[scripts.length % 10]}${NUMERALS[Math.floor(scripts.length / 10)]}`,
      sex,
      birthDate,
      citizenId: taken.nextCitizenId(birthDate, sex),
      hukouDivision: isMigrant ? '330481901901' : '330106902903',
      residenceDivision: '330106902903',
      categories,
      encounters: [],
      enrolments: [],
      ...more,
    })
  }
  return { child, scripts }
}

const NUMERALS = '零一二三四五六七八九'

function dayOf(day: ScriptDay, referenceDay: Day): Day {
  return typeof day === 'string' ? day : addDays(referenceDay, -day.daysBefore)
}
