// What hospitals and schools ask, at random: their own patients and pupils, those of others, wrong names, numbers that
// nobody has, days before, during and after; whole classes; and uses beyond what is granted.
import { CAST_LIST, type CastChild, CLASS_OF_45, SCHOOL_BATCH } from '../../src/city/cast.ts'
import { createCity, FEWEST_CHILDREN } from '../../src/city/city.ts'
import { birthOf, SHEET_DEPARTMENTS, sheetsOf } from '../../src/city/linking-sheets.ts'
import type { Random } from '../../src/city/random.ts'
import { addDays, type Day } from '../../src/clock.ts'
import { BENEFITS, type Benefit } from '../../src/eligibility/rule-pack.ts'
import { blindIndex } from '../../src/masking/blind-index.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import type { Keys } from '../../src/masking/key-file.ts'
import { normalName } from '../../src/masking/normal-name.ts'
import type { Birth } from '../world/brought-number.ts'
import { CITY_SETTINGS } from '../world/town-site.ts'
import type { Scene } from './callers.ts'
import type { Operation } from './operation.ts'
import { once } from './operation.ts'
import { randomId } from './random-id.ts'
import { type Asked, TODAY } from './reference.ts'
import { type Document, randomDocument } from './selection.ts'

interface Named {
  readonly citizenId: string
  readonly studentNo: string | null
  readonly birth: Birth
  readonly name: string
}

type Numbered = 'citizenId' | 'studentNo' | 'birth' | 'birth and name' | keyof typeof FOREIGN

/** Documents of children from elsewhere; nobody in the town has these numbers. */
const FOREIGN = {
  travelPermitNo: { kind: 'TRAVEL_PERMIT', number: 'H10000001' },
  passportNo: { kind: 'PASSPORT', number: 'EA1000001' },
} as const

interface Subject {
  readonly input: Readonly<Record<string, string>>
  readonly indexed: Pick<Asked, 'kind' | 'number' | 'name'>
}

/** `Benefit` values that the policy lets this role name; all of them when it lists none. */
export function benefitsOf(scene: Scene): readonly Benefit[] {
  const type = scene.grant.view.getType('Benefit')
  const names = type && 'getValues' in type ? type.getValues().map(({ name }) => name) : []
  return BENEFITS.filter((benefit) => names.includes(benefit))
}

/** By which number to name somebody: one of those that are granted. */
function someNumber({ grant }: Scene, random: Random): Numbered {
  const may = (field: string): boolean => grant.decide('input', `SubjectInput.${field}`).effect === 'reveal'
  if (may('studentNo')) return !may('citizenId') || random.chance(0.5) ? 'studentNo' : 'citizenId'
  if (may('passportNo') && random.chance(0.2)) return random.pick(['travelPermitNo', 'passportNo'])
  if (may('motherId') && random.chance(0.4)) return random.chance(0.3) ? 'birth and name' : 'birth'
  return 'citizenId'
}

/** One patient's day or stay, or one pupil's day. */
export function askOne(scene: Scene, random: Random): Operation {
  const { person, caseNumber } = someone(scene, random)
  const subject = subjectOf(scene.place.keys, person, someNumber(scene, random))
  const benefit = random.pick(benefitsOf(scene))
  const isAsked = (root: string): boolean => scene.grant.decide('select', `Query.${root}`).effect === 'reveal'
  const isStay = isAsked('stayEligibility') && (!isAsked('eligibility') || random.chance(0.5))
  const days = isStay ? someStay(random) : [someDay(random)]
  const [from, to] = [days[0] ?? TODAY, days.at(-1) ?? TODAY]
  const root = isStay
    ? { name: 'stayEligibility', arguments: { subject: subject.input, benefit, from, to } }
    : { name: 'eligibility', arguments: { subject: subject.input, benefit, on: from } }
  const document = randomDocument({ random, schema: scene.grant.view }, [root])
  return question(scene, random, {
    title: root.name,
    document,
    caseNumber,
    persons: [{ person, subject }],
    benefit,
    days,
  })
}

/** The same number and name twice, which nobody has, with one miss left: what a miss counts for shows in the second. */
export function askNobodyTwice(scene: Scene, random: Random): Operation {
  const subject = subjectOf(scene.place.keys, NOBODY)
  const [benefit] = benefitsOf(scene)
  if (benefit === undefined) throw new Error('a question is about a benefit')
  const query =
    'query ($subject: SubjectInput!, $benefit: Benefit!) { eligibility(subject: $subject, benefit: $benefit) { status } }'
  const document = { query, variables: { subject: subject.input, benefit } }
  const persons = [{ person: NOBODY, subject }]
  const caseNumber = 'E-2026-0005'
  const asked = question(scene, random, { title: 'nobody', document, caseNumber, persons, benefit, days: [TODAY] })
  const misses = scene.grant.limits.missesPerHour - 1
  return { ...asked, misses, requests: (answers) => (answers.length < 2 ? document : null) }
}

/** A class, with a few who are not on the roll, not anyone, or not well written. */
export function askClass(scene: Scene, random: Random): Operation {
  const size = 1 + random.below(14)
  const persons = Array.from({ length: size }, () => {
    const person: Named = random.chance(0.75) ? named(random.pick(CLASS_OF_45)) : someone(scene, random).person
    return { person, subject: subjectOf(scene.place.keys, person, someNumber(scene, random)) }
  })
  const inputs: Record<string, string>[] = persons.map(({ subject }) => ({ ...subject.input }))
  if (random.chance(0.3)) inputs.splice(random.below(size), 0, { fullName: '无号', citizenId: '330199201801019971' })
  const day = random.chance(0.6) ? TODAY : someDay(random)
  const benefit = random.pick(benefitsOf(scene))
  const root = { name: 'pupilEligibility', arguments: { pupils: inputs, benefit, on: day } }
  const document = randomDocument({ random, schema: scene.grant.view }, [root])
  const caseNumber = SCHOOL_BATCH.caseNumber
  return question(scene, random, {
    title: root.name,
    document,
    caseNumber,
    persons,
    benefit,
    days: [day],
  })
}

function isForeign(kind: Asked['kind']): boolean {
  return Object.values(FOREIGN).some((each) => each.kind === kind)
}

export interface Question {
  readonly title: string
  readonly document: Document
  readonly caseNumber: string
  readonly persons: readonly { readonly person: Named; readonly subject: Subject }[]
  readonly benefit: Benefit
  readonly days: readonly Day[]
}

export function question(
  scene: Scene,
  random: Random,
  { document, caseNumber, persons, ...more }: Question,
): Operation {
  const asked = persons.map(({ subject }): Asked => ({ ...subject.indexed, case: caseNumber, ...more }))
  const absent = asked.filter(({ kind }, at) => isForeign(kind) || persons[at]?.person.citizenId === NOBODY.citizenId)
  return {
    title: `${scene.as} ${scene.purpose} ${more.title}`,
    case: caseNumber,
    misses: random.chance(0.2) ? scene.grant.limits.missesPerHour - 1 : 0,
    // Twice, so that what the first left on the count shows in the second.
    requests: random.chance(0.3) ? (answers) => (answers.length < 2 ? document : null) : once(document),
    asked,
    isRefused: false,
    focus: persons.flatMap(({ person }) => ('id' in person ? [String(person.id)] : [])),
    ghosts: absent.map((one) => ({ id: randomId(random), asked: one })),
  }
}

// Born before the city's oldest child: nobody has this number.
const NOBODY: Named = {
  ...numbered('33019919990101999'),
  birth: { motherId: citizenIdWithCheck('33019919990101998'), birthCertificateNo: 'X000000000' },
  name: '严无踪',
}

/** By child, who bore it and by which certificate; of whom no sheet states both, nobody's. */
const BIRTHS = new Map(
  [...createCity({ ...CITY_SETTINGS, children: FEWEST_CHILDREN }).children()].flatMap((subject) => {
    const birth = birthOf(sheetsOf(CITY_SETTINGS.seed, subject, new Set(SHEET_DEPARTMENTS)))
    const [, motherId, birthCertificateNo] = /^CITIZEN\|(\S+) (\S+)$/.exec(birth ?? '') ?? []
    return motherId && birthCertificateNo ? [[subject.id, { motherId, birthCertificateNo }] as const] : []
  }),
)

function numbered(body: string): Pick<Named, 'citizenId' | 'studentNo'> {
  const citizenId = citizenIdWithCheck(body)
  return { citizenId, studentNo: `G${citizenId}` }
}

export function someone(scene: Scene, random: Random): { person: Named; caseNumber: string } {
  const { organisationId, unit } = scene.account
  const patients = CAST_LIST.flatMap((child) =>
    child.citizenId === null ? [] : child.encounters.map((encounter) => ({ child, encounter })),
  )
  const ownPatients = patients.filter(
    ({ encounter }) => encounter.organisationId === organisationId && encounter.unit === unit,
  )
  const own = ownPatients.length > 0 ? ownPatients : patients
  const pupils = CAST_LIST.filter(({ enrolments }) => enrolments.length > 0)
  const isSchool = scene.grant.relation === 'own-roll'
  const mine = isSchool ? pupils : own.map(({ child }) => child)
  const others = isSchool ? CAST_LIST.filter(({ citizenId }) => citizenId !== null) : patients.map(({ child }) => child)
  const pickCase = (list: typeof patients): string => random.pick(list).encounter.number
  const way = random.unit()
  if (way < 0.6) {
    const patient = random.pick(own)
    return { person: named(isSchool ? random.pick(mine) : patient.child), caseNumber: patient.encounter.number }
  }
  if (way < 0.75) return { person: named(random.pick(others)), caseNumber: pickCase(patients) }
  if (way < 0.85) {
    const [one, other] = [named(random.pick(mine)), named(random.pick(others))]
    const birth = { ...one.birth, motherId: other.birth.motherId }
    return { person: { ...one, birth, name: other.name }, caseNumber: pickCase(own) }
  }
  return { person: NOBODY, caseNumber: pickCase(own) }
}

function named(child: CastChild): Named {
  return { ...child, citizenId: child.citizenId ?? NOBODY.citizenId, birth: BIRTHS.get(child.id) ?? NOBODY.birth }
}

export function subjectOf(
  keys: Keys,
  person: Omit<Named, 'birth'> & Partial<Named>,
  by: Numbered = 'citizenId',
): Subject {
  const index = (of: Asked['kind'] | 'NAME', text: string): string =>
    `\\x${blindIndex(keys.registryIndex, of, text).toString('hex')}`
  const name = index('NAME', normalName(person.name))
  const { birth, studentNo, citizenId, name: fullName } = person
  if (by.startsWith('birth') && birth !== undefined) {
    const number = index('BIRTH', `CITIZEN|${birth.motherId} ${birth.birthCertificateNo}`)
    const isNamed = by === 'birth and name'
    return {
      input: { ...birth, ...(isNamed ? { fullName } : {}) },
      indexed: { kind: 'BIRTH', number, name: isNamed ? name : null },
    }
  }
  if (by === 'travelPermitNo' || by === 'passportNo') {
    const { kind, number } = FOREIGN[by]
    return { input: { [by]: number, fullName }, indexed: { kind, number: index(kind, number), name } }
  }
  if (by === 'studentNo' && studentNo !== null)
    return {
      input: { studentNo, fullName },
      indexed: { kind: 'STUDENT_NO', number: index('STUDENT_NO', studentNo), name },
    }
  return {
    input: { citizenId, fullName },
    indexed: { kind: 'CITIZEN_ID', number: index('CITIZEN_ID', citizenId), name },
  }
}

function someDay(random: Random): Day {
  return random.weighted<Day>([
    [TODAY, 5],
    [addDays(TODAY, -random.below(9)), 4],
    [addDays('2026-05-01', random.below(14)), 2],
    [addDays('2026-02-18', random.below(20)), 1],
    [addDays(TODAY, 1 + random.below(40)), 1],
  ])
}

function someStay(random: Random): Day[] {
  const from = random.pick([addDays(TODAY, -8), '2026-05-03', '2026-02-20', addDays('2026-04-20', random.below(20))])
  return Array.from({ length: 1 + random.below(9) }, (_, at) => addDays(from, at))
}
