// One drawn child: the ground truth from the child's own generators, and the faults planted in what will be written.
import type { Day } from '../clock.ts'
import { careEpisodes, drawCases } from './care.ts'
import { citizenId, PERMIT_ADDRESSES, type Sex, SYNTHETIC_ADDRESS } from './citizen-numbers.ts'
import { fullName, nameKind, surnameOf } from './names.ts'
import { drawParentSituations } from './parents.ts'
import { districtOf, FORMER_CODE_SHARE, pickDistrict } from './places.ts'
import type { Weights } from './population.ts'
import { derivedUuid, type Random, randomsOf } from './random.ts'
import { drawDwelling, drawOutlook, drawParents, drawSituation, type Life } from './situation.ts'
import { adultDay, type Fault, type Subject } from './subject.ts'

export interface CitySettings {
  readonly seed: string
  readonly referenceDay: Day
  readonly children: number
  readonly weights: Weights
}

/** Two children who resemble one another: twins share a family, namesakes a name and a birth date. */
export interface Pairing {
  readonly kind: 'TWIN' | 'NAMESAKE'
  readonly number: number
}

export interface Drawing {
  readonly settings: CitySettings
  readonly index: number
  readonly birthDate: Day
  readonly sex: Sex
  readonly sequence: number
  readonly pairing?: Pairing
}

// Shares of domain 7. A number from elsewhere and no number exclude each other.
const NO_CITIZEN_ID = 0.02
const PERMIT_NUMBER = 0.01
const WRONG_CHECK_DIGIT = 0.01
const FORMER_DIVISION_CODE = 0.15
const CONFLICTING_DEATH = 0.005
const STALE_ROW = 0.03
const UNKNOWN_TO_POLICE = 0.25

export function drawSubject(drawing: Drawing): Subject {
  const { settings, index, birthDate, sex, pairing } = drawing
  const own = randomsOf(settings.seed, `child ${index}`)
  const family = pairing ? randomsOf(settings.seed, `pair ${pairing.number}`) : own
  const shared = pairing?.kind === 'TWIN' ? family : own
  const identity = own('identity')
  const faults = drawFaults(identity, pairing)
  const life = lifeOf(settings, birthDate, shared('situation'))
  const situation = drawSituation(life)
  const dwelling = drawDwelling(life, situation)
  const parents = drawParents(life.random, situation)
  const named = drawName(identity, family, pairing)
  if (named.isRare) faults.add('RARE_NAME')
  if (!districtOf(dwelling.hukou)?.formerCode) faults.delete('FORMER_DIVISION_CODE')
  const address = faults.has('PERMIT_NUMBER') ? identity.pick(PERMIT_ADDRESSES) : SYNTHETIC_ADDRESS
  const hasNumber = !faults.has('NO_CITIZEN_ID')
  const outlook = drawOutlook(life, situation)
  const cases = drawCases(own('case'), index)
  const adultOn = adultDay(birthDate)
  return {
    index,
    id: derivedUuid(settings.seed, 'child', String(index)),
    name: named.name,
    sex,
    birthDate,
    adultOn,
    citizenId: hasNumber ? citizenId(address, birthDate, drawing.sequence) : null,
    ethnicity: named.isInterpunct ? '05' : identity.chance(0.97) ? '01' : identity.pick(MINORITIES),
    ...dwelling,
    ...outlook,
    ...parents,
    ...drawParentSituations(shared('parents'), { situation, parents, remarried: outlook.parentRemarried }),
    careEpisodes: careEpisodes({ birthDate, adultOn, ...outlook, cases }, own('care'), settings.referenceDay),
    ...(cases.length > 0 ? { cases } : {}),
    isKnownToPublicSecurity: hasNumber || !identity.chance(UNKNOWN_TO_POLICE),
    faults,
    isScripted: false,
  }
}

function lifeOf({ referenceDay, weights }: CitySettings, birthDate: Day, random: Random): Life {
  return { random, birthDate, referenceDay, weights, district: pickDistrict(random) }
}

const MINORITIES = ['02', '03', '06', '07', '08', '11', '15', '22'] as const

function drawFaults(random: Random, pairing: Pairing | undefined): Set<Fault> {
  const faults = new Set<Fault>()
  const numbered = random.unit()
  // Pairs keep their numbers: consecutive numbers are what makes twins hard to tell apart.
  if (pairing) faults.add(pairing.kind === 'TWIN' ? 'TWIN' : 'SAME_NAME_AND_BIRTH_DATE')
  else if (numbered < NO_CITIZEN_ID) faults.add('NO_CITIZEN_ID')
  else if (numbered < NO_CITIZEN_ID + PERMIT_NUMBER) faults.add('PERMIT_NUMBER')
  else if (numbered < NO_CITIZEN_ID + PERMIT_NUMBER + WRONG_CHECK_DIGIT) faults.add('WRONG_CHECK_DIGIT')
  if (random.chance(CONFLICTING_DEATH)) faults.add('CONFLICTING_DEATH')
  if (random.chance(STALE_ROW)) faults.add('STALE_ROW')
  // Only places that had another code can carry it, so it is commoner there.
  if (random.chance(FORMER_DIVISION_CODE / (FORMER_CODE_SHARE * HELD_IN_THE_CITY))) faults.add('FORMER_DIVISION_CODE')
  return faults
}

// Of the children drawn, this share has its household register in the city.
const HELD_IN_THE_CITY = 0.87

function drawName(own: Random, family: ReturnType<typeof randomsOf>, pairing: Pairing | undefined) {
  const shared = family('family')
  const kind = nameKind(pairing ? shared : own)
  const surname = surnameOf(pairing ? shared : own, kind)
  const name = fullName(pairing?.kind === 'NAMESAKE' ? shared : own, kind, surname)
  return { name, isRare: kind === 'RARE' || kind === 'INTERPUNCT', isInterpunct: kind === 'INTERPUNCT' }
}
