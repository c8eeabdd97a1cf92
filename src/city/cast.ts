// The children whom tests and the demo call by name. Their ids, numbers and names never change with seed, size or
// weights; open encounters lie relative to the reference day, everything a test needs fixed is fixed.
import { addDays, type Day } from '../clock.ts'
import type { Sex } from './citizen-numbers.ts'
import { fullName, surnameOf } from './names.ts'
import { HOSPITAL, OTHER_HOSPITAL, OTHER_SCHOOL, SCHOOL } from './organisations.ts'
import { randomsOf } from './random.ts'
import { type Script, type ScriptDay, type ScriptedEncounter, scriptedId, TakenSequences } from './script.ts'
import type { CategoryCode, Enrolment } from './subject.ts'

export interface CastChild extends Script {
  readonly studentNo: string | null
  /** What the child stands for, in plain words. */
  readonly holds: string
}

const taken = new TakenSequences()
const HOME = '330106901903'
const SCHOOL_FROM: Day = '2024-09-01'
const ROLL_MOVED: Day = '2026-11-01'

interface Part extends Partial<Omit<Script, 'key' | 'id'>> {
  readonly name: string
  readonly sex: Sex
  readonly birthDate: Day
  readonly holds: string
}

function cast(key: string, part: Part): CastChild {
  const number = part.citizenId === undefined ? taken.nextCitizenId(part.birthDate, part.sex) : part.citizenId
  if (part.citizenId) taken.take(part.birthDate, Number(part.citizenId.slice(14, 17)))
  const residence = part.residenceDivision ?? HOME
  return {
    hukouDivision: part.hukouDivision ?? residence,
    categories: [],
    encounters: [],
    enrolments: [],
    ...part,
    residenceDivision: residence,
    key,
    id: scriptedId(key),
    citizenId: number,
    studentNo: number === null ? null : `G${number}`,
  }
}

function encounter(serial: number, from: ScriptDay, to: ScriptDay | null, unit = 'SETTLEMENT'): ScriptedEncounter {
  return { number: `E-2026-${String(serial).padStart(4, '0')}`, organisationId: HOSPITAL, unit, from, to }
}
const opened = (daysBefore: number): ScriptDay => ({ daysBefore })

function onRoll(organisationId: string, className: string, from = SCHOOL_FROM, to: Day | null = null): Enrolment {
  return { organisationId, className, from, to }
}

const ORPHANED = { categories: ['ORPHAN'], father: 'DEAD', mother: 'DEAD', careSetting: 'COMMUNITY' } as const
const POOR = { categories: ['ECONOMIC_HARDSHIP'], household: 'DIBAO' } as const

/** The protection case whose team the demo's account is a member of. */
export const PROTECTION_CASE = { caseNumber: 'C-2026-0001', team: ['demo-person-protection'] } as const

export const CAST = {
  stay: cast('stay', {
    name: '周小满',
    sex: 'MALE',
    birthDate: '2018-01-01',
    citizenId: '330199201801019970',
    ...POOR,
    encounters: [
      encounter(1, '2026-05-03', '2026-05-10'),
      encounter(2, opened(2), null),
      encounter(18, opened(0), null, 'CHECKUP'),
    ],
    holds: 'T70 by DIBAO; in hospital 3-9 May 2026, an open encounter now, and one at the check-up desk (H02, H04)',
  }),
  turnsEighteen: cast('turnsEighteen', {
    name: '陈立冬',
    sex: 'MALE',
    birthDate: '2008-11-23',
    citizenId: '330199200811239956',
    ...ORPHANED,
    encounters: [encounter(3, opened(3), null)],
    kin: [{ personId: 'demo-person-adult', kind: 'SELF' }],
    holds: 'orphan who turns 18 on 2026-11-23 during an open encounter (H06)',
  }),
  orphanWithLivingParents: cast('orphanWithLivingParents', {
    name: '林安然',
    sex: 'FEMALE',
    birthDate: '2012-06-01',
    citizenId: '330199201206019984',
    categories: ['ORPHAN'],
    careSetting: 'COMMUNITY',
    encounters: [encounter(4, opened(1), null)],
    holds: 'an ORPHAN outcome like any other, with both parents alive at public security (H01, X09)',
  }),
  deFacto: cast('deFacto', {
    name: '吴清扬',
    sex: 'FEMALE',
    birthDate: '2010-05-01',
    citizenId: '330199201005019929',
    categories: ['DE_FACTO_UNSUPPORTED'],
    father: 'DEAD',
    lostContact: true,
    encounters: [encounter(5, opened(1), null, 'WARD-3')],
    holds: 'de-facto unsupported: father dead, mother out of contact',
  }),
  disabledEdge: cast('disabledEdge', {
    name: '徐明朗',
    sex: 'MALE',
    birthDate: '2014-12-01',
    citizenId: '330199201412019918',
    categories: ['ECONOMIC_HARDSHIP', 'DISABLED'],
    household: 'DIBAO_EDGE',
    disability: { kind: 'PHYSICAL', grade: 1, hasCertificate: true },
    encounters: [encounter(6, opened(1), null), encounter(19, opened(1), null, 'REHAB')],
    holds: 'household on the margin and a severe disability, not on DIBAO (N04, R03)',
  }),
  plain: cast('plain', {
    name: '高若溪',
    sex: 'FEMALE',
    birthDate: '2019-07-16',
    encounters: [encounter(7, opened(1), null)],
    holds: 'no category, with an open encounter: not entitled',
  }),
  pupil: cast('pupil', {
    name: '沈乐言',
    sex: 'FEMALE',
    birthDate: '2016-09-10',
    ...POOR,
    enrolments: [onRoll(SCHOOL, '4-1')],
    kin: [{ personId: 'demo-person-guardian', kind: 'GUARDIAN' }],
    holds: 'education aid at school 17; has a guardian with an account (S01)',
  }),
  plainPupil: cast('plainPupil', {
    name: '何景行',
    sex: 'MALE',
    birthDate: '2016-10-12',
    enrolments: [onRoll(SCHOOL, '4-1')],
    holds: 'on the roll of school 17, not entitled',
  }),
  otherPupil: cast('otherPupil', {
    name: '罗书瑶',
    sex: 'FEMALE',
    birthDate: '2016-12-05',
    ...POOR,
    enrolments: [onRoll(OTHER_SCHOOL, '4-2')],
    holds: 'entitled, but on the roll of school 25 (S03)',
  }),
  movedPupil: cast('movedPupil', {
    name: '宋远航',
    sex: 'MALE',
    birthDate: '2017-03-18',
    ...POOR,
    enrolments: [onRoll(OTHER_SCHOOL, '4-2', SCHOOL_FROM, ROLL_MOVED), onRoll(SCHOOL, '4-1', ROLL_MOVED)],
    holds: 'on the roll of school 25 until 2026-10-31 and of school 17 from 2026-11-01 (S06)',
  }),
  villageChild: cast('villageChild', {
    name: '唐晓禾',
    sex: 'FEMALE',
    birthDate: '2009-03-15',
    citizenId: '330199200903159961',
    ...ORPHANED,
    residenceDivision: '330106901901',
    kin: [{ personId: 'demo-person-child', kind: 'SELF' }],
    isEntrusted: true,
    holds: 'lives in village 330106901901, in entrusted care; has an account of her own',
  }),
  otherDistrictChild: cast('otherDistrictChild', {
    name: '韩望舒',
    sex: 'MALE',
    birthDate: '2013-04-21',
    ...POOR,
    residenceDivision: '330109903902',
    holds: 'lives and is registered in 330109, whatever the first digits of the number say (X04)',
  }),
  institutionWard: cast('institutionWard', {
    name: '党春雨',
    sex: 'FEMALE',
    birthDate: '2025-07-07',
    citizenId: '330199202507079942',
    categories: ['ORPHAN'],
    careSetting: 'INSTITUTION',
    father: 'UNKNOWN',
    mother: 'UNKNOWN',
    parentsUntraceable: true,
    encounters: [encounter(8, opened(4), null, 'WARD-3')],
    holds: 'in the care of the welfare institute (H03, R07)',
  }),
  foundling: cast('foundling', {
    name: '党初一',
    sex: 'MALE',
    birthDate: '2026-10-30',
    citizenId: null,
    categories: ['ORPHAN'],
    careSetting: 'INSTITUTION',
    father: 'UNKNOWN',
    mother: 'UNKNOWN',
    isKnownToPublicSecurity: false,
    encounters: [encounter(9, opened(2), null, 'WARD-3')],
    holds: 'a newborn in the welfare institute who has no number yet (H03)',
  }),
  interpunctName: cast('interpunctName', {
    name: '买买提·艾合买提',
    sex: 'MALE',
    birthDate: '2015-08-08',
    ...POOR,
    encounters: [encounter(10, opened(1), null)],
    holds: 'a name with an interpunct',
  }),
  rareName: cast('rareName', {
    name: '欧阳𠮷䶮',
    sex: 'FEMALE',
    birthDate: '2014-02-14',
    ...POOR,
    encounters: [encounter(11, opened(1), null)],
    holds: 'a compound surname and a character beyond the basic plane',
  }),
  february: cast('february', {
    name: '冯闰',
    sex: 'MALE',
    birthDate: '2016-02-29',
    citizenId: '33019920160229999X',
    ...ORPHANED,
    encounters: [encounter(12, opened(1), null)],
    holds: 'born on 29 February',
  }),
  stayBefore: cast('stayBefore', {
    name: '彭雪松',
    sex: 'MALE',
    birthDate: '2015-01-20',
    ...POOR,
    encounters: [encounter(13, '2026-02-20', '2026-02-21'), encounter(14, opened(1), null)],
    holds: 'treated on 2026-02-20, before the rule pack took effect, claimed now (H09)',
  }),
  twinA: cast('twinA', {
    name: '蒋一禾',
    sex: 'FEMALE',
    birthDate: '2017-05-20',
    ...POOR,
    encounters: [encounter(15, opened(1), null)],
    holds: 'a twin, entitled; the numbers differ by two and the check digit',
  }),
  twinB: cast('twinB', {
    name: '蒋一苗',
    sex: 'FEMALE',
    birthDate: '2017-05-20',
    ...POOR,
    encounters: [encounter(16, opened(1), null)],
    holds: 'the other twin',
  }),
  otherHospitalChild: cast('otherHospitalChild', {
    name: '谢星河',
    sex: 'MALE',
    birthDate: '2011-09-09',
    ...ORPHANED,
    encounters: [{ ...encounter(17, opened(2), null), organisationId: OTHER_HOSPITAL }],
    holds: 'entitled, with an open encounter at another hospital only (X01)',
  }),
  protectedChild: cast('protectedChild', {
    name: '苏念初',
    sex: 'FEMALE',
    birthDate: '2012-08-19',
    ...POOR,
    hasProtectedAddress: true,
    cases: [PROTECTION_CASE.caseNumber],
    holds: 'an address that nobody nearby may find, and a protection case (P10)',
  }),
} as const satisfies Record<string, CastChild>

export type CastKey = keyof typeof CAST

export const CAST_LIST: readonly CastChild[] = Object.values(CAST)

/** The approval under which school 17 may ask for a whole class (S02). */
export const SCHOOL_BATCH = {
  caseNumber: 'B-2026-0001',
  organisationId: SCHOOL,
  purpose: 'P05',
  largestBatch: 60,
} as const

const CLASS_SIZE = 45
// Eleven of the 45 have a category; the rest are children like any other.
const CLASS_CATEGORIES: readonly (readonly CategoryCode[])[] = [
  ['ORPHAN'],
  ['DE_FACTO_UNSUPPORTED'],
  ['DE_FACTO_UNSUPPORTED', 'ECONOMIC_HARDSHIP'],
  ['DISABLED'],
  ['DISABLED', 'ECONOMIC_HARDSHIP'],
  ['ECONOMIC_HARDSHIP'],
  ['ECONOMIC_HARDSHIP'],
  ['ECONOMIC_HARDSHIP'],
  ['ECONOMIC_HARDSHIP'],
  ['MIGRANT_IN_DIFFICULTY'],
  ['LEFT_BEHIND_UNGUARDED'],
]

// Of the two whose father is dead: one mother is out of contact, the other is in prison.
const MOTHERS = [{ motherSituation: 'IMPRISONED' }, { lostContact: true }] as const satisfies Partial<Script>[]

/** One class of school 17, third grade in the autumn of 2026. */
export const CLASS_OF_45: readonly CastChild[] = Array.from({ length: CLASS_SIZE }, (_, at) => classChild(at))

function classChild(at: number): CastChild {
  const random = randomsOf('class of 45', String(at))('identity')
  const categories = at % 4 === 0 ? (CLASS_CATEGORIES[at / 4] ?? []) : []
  const isPoor = categories.includes('ECONOMIC_HARDSHIP')
  return cast(`class-${String(at + 1).padStart(2, '0')}`, {
    name: fullName(random, 'PLAIN', surnameOf(random, 'PLAIN')),
    sex: at % 2 === 0 ? 'MALE' : 'FEMALE',
    birthDate: addDays('2017-09-01', at * 8),
    categories,
    ...(isPoor ? { household: at % 8 === 0 ? ('DIBAO' as const) : ('LOW_INCOME_SUPPORT' as const) } : {}),
    ...(categories.includes('ORPHAN') ? { father: 'DEAD' as const, mother: 'DEAD' as const } : {}),
    ...(categories.includes('DE_FACTO_UNSUPPORTED')
      ? { father: 'DEAD' as const, ...MOTHERS[(at / 4) % MOTHERS.length] }
      : {}),
    ...(categories.includes('DISABLED')
      ? { disability: { kind: 'HEARING', grade: 2, hasCertificate: true } as const }
      : {}),
    enrolments: [onRoll(SCHOOL, '3-2')],
    holds: 'one of the class of 45 (S02)',
  })
}
