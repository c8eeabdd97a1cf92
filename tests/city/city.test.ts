// The synthetic city as a function: same input, same city; every child on its own; shares and planted faults as stated.
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { CAST, CAST_LIST, CLASS_OF_45 } from '../../src/city/cast.ts'
import { isCheckedCitizenId, isCheckedCreditCode, PERMIT_ADDRESSES } from '../../src/city/citizen-numbers.ts'
import { type CitySettings, createCity, FEWEST_CHILDREN } from '../../src/city/city.ts'
import { summarise } from '../../src/city/manifest.ts'
import { districtOf } from '../../src/city/places.ts'
import { recordsOf } from '../../src/city/registry-rows.ts'
import { ToIndex, ToSeal } from '../../src/city/row.ts'
import { ageOf, holds, type Subject } from '../../src/city/subject.ts'
import { startOfDay } from '../../src/clock.ts'
import { manifestLines } from '../../src/commands/city.ts'

const REFERENCE_DAY = '2026-11-23'
const SMALL: CitySettings = { seed: 'test', referenceDay: REFERENCE_DAY, children: 2_000, weights: 'raised' }
const CONTEXT = { referenceDay: REFERENCE_DAY, loadedAt: startOfDay(REFERENCE_DAY) }

function digest(settings: CitySettings): string {
  const city = createCity(settings)
  const context = { referenceDay: settings.referenceDay, loadedAt: startOfDay(settings.referenceDay) }
  let sum = ''
  for (const subject of city.children()) {
    const { departments, ...others } = recordsOf(city, subject, context)
    sum = hash('sha256', `${sum}${JSON.stringify([departments, others.outcomes, others.encounters, subject])}`)
  }
  return sum
}

// Collected first: what a stream has let go of is not what it holds.
function heapInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().heapUsed
}

describe('the demo’s city', () => {
  test.each(['README.md', 'README.zh-CN.md'])('holds the child that %s shows an adjudicator', async (file) => {
    const shown = /"displayName":"([^"*]+)","birthDate":"([^"]+)".*\n.*"phone":"\*{9}(\d\d)"/
    const [, name, birthDate, phone] = shown.exec(await readFile(file, 'utf8')) ?? []
    const city = createCity({ seed: 'hutong', referenceDay: REFERENCE_DAY, children: 20_000, weights: 'raised' })
    const child = [...city.children()].find((each) => each.name === name && each.birthDate === birthDate)
    expect(child && recordsOf(city, child, CONTEXT).departments.MZJ).toMatchObject({
      guardian_relation: 'PARENT',
      guardian_phone_sealed: { text: expect.stringMatching(new RegExp(`^120\\d{6}${phone}$`)) },
      categories: ['DISABLED', 'ECONOMIC_HARDSHIP'],
    })
  })
})

describe('a city', () => {
  test('refuses to be too small for its cast', () => {
    expect(() => createCity({ ...SMALL, children: FEWEST_CHILDREN - 1 })).toThrow('at least')
  })

  test('is the same city, byte for byte, for the same seed, day, size and weights', () => {
    expect(digest(SMALL)).toBe(digest({ ...SMALL }))
  })

  test.each([
    { seed: 'other' },
    { referenceDay: '2027-01-01' },
    { weights: 'real' as const },
    { children: 2_001 },
  ])('is another city when %o changes', (change) => expect(digest({ ...SMALL, ...change })).not.toBe(digest(SMALL)))

  test('gives child i without having made the children before it', () => {
    const settings = { ...SMALL, children: 1_000_000 }
    const streamed = createCity(settings).children()
    let subject: Subject | undefined
    for (let index = 0; index <= 700; index += 1) subject = streamed.next().value as Subject
    expect(createCity(settings).childAt(700)).toEqual(subject)
  })

  test('keeps ages when the reference day moves: children are 0 to 17, and those in after-care 18 to 20', () => {
    for (const referenceDay of ['2026-11-23', '2027-06-30', '2028-02-29']) {
      const ages = new Set<number>()
      for (const subject of createCity({ ...SMALL, referenceDay }).children()) {
        if (subject.castKey === undefined) ages.add(ageOf(subject, referenceDay))
      }
      expect([...ages].sort((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, age) => age))
    }
  })

  test('streams: a hundred thousand children leave less than 16 MB behind', () => {
    const before = heapInUse()
    const city = createCity({ ...SMALL, children: 100_000 })
    let seen = 0
    for (const subject of city.children()) if (subject.name.length > 0) seen += 1
    expect(heapInUse() - before).toBeLessThan(16 * 1024 * 1024)
    expect(seen).toBe(city.settings.children)
  })
})

describe('numbers', () => {
  const subjects = [...createCity({ ...SMALL, children: 100_000 }).children()]

  test('are all made up: valid checks, and no address code but 330199 and the three of permits', () => {
    const allowed = new Set<string>(['330199', ...PERMIT_ADDRESSES])
    for (const { citizenId, birthDate, sex } of subjects) {
      if (citizenId === null) continue
      expect(isCheckedCitizenId(citizenId)).toBe(true)
      expect(allowed.has(citizenId.slice(0, 6))).toBe(true)
      expect(citizenId.slice(6, 14)).toBe(birthDate.replaceAll('-', ''))
      expect(Number(citizenId[16]) % 2 === 1 ? 'MALE' : 'FEMALE').toBe(sex)
    }
  })

  test('are given once', () => {
    const numbers = subjects.flatMap(({ citizenId }) => (citizenId === null ? [] : [citizenId.slice(6)]))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(new Set(subjects.map(({ id }) => id)).size).toBe(subjects.length)
  })

  test('stay within 99x for a small city, one birth date permitting', () => {
    const small = [...createCity(SMALL).children()].filter((each) => each.citizenId !== null)
    const high = small.filter((each) => each.citizenId?.slice(14, 16) === '99')
    expect(high.length / small.length).toBeGreaterThan(0.99)
  })

  test('of organisations pass the check of GB 32100 and are given once', () => {
    const { rows } = createCity({ ...SMALL, children: 1_000_000 }).organisations
    expect(rows.filter((row) => !isCheckedCreditCode(row.id)).map((row) => row.id)).toEqual([])
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length)
  })

  test('with a wrong check digit stand only in the rows of children who carry that fault', () => {
    const city = createCity({ ...SMALL, children: 20_000 })
    const wrong = [...city.children()].filter((subject) => {
      const cell = recordsOf(city, subject, CONTEXT).departments.JYJ?.student_no_sealed
      if (!(cell instanceof ToSeal) || !cell.text.startsWith('G') || isCheckedCitizenId(cell.text.slice(1)))
        return false
      expect(subject.faults.has('WRONG_CHECK_DIGIT')).toBe(true)
      return true
    })
    expect(wrong.length).toBeGreaterThan(50)
  }, 120_000)
})

describe('shares', () => {
  const manifest = summarise(createCity({ ...SMALL, children: 20_000 }))

  test('raised: six in ten are disadvantaged, and 1,200 of a city of 2,000 within five in a hundred', () => {
    expect(manifest.disadvantaged / manifest.children).toBeCloseTo(0.6, 1)
    const small = summarise(createCity(SMALL))
    expect(Math.abs(small.disadvantaged - 1_200)).toBeLessThan(60)
  })

  test('raised: at least half of the 13 x 6 cells hold ten children at 20,000', () => {
    const cells = Object.entries(manifest.cells).filter(([cell]) => !cell.endsWith(' OTHER'))
    expect(cells).toHaveLength(13 * 6)
    expect(cells.filter(([, count]) => count >= 10).length).toBeGreaterThanOrEqual(39)
  })

  test('real: the rare groups are as rare as in the city', () => {
    const real = summarise(createCity({ ...SMALL, children: 200_000, weights: 'real' }))
    const perHundredThousand = (category: 'DISABLED' | 'ECONOMIC_HARDSHIP') => real.categories[category] / 2
    expect(perHundredThousand('DISABLED')).toBeGreaterThan(14_000 / 18.7 / 1.2)
    expect(perHundredThousand('DISABLED')).toBeLessThan((14_000 / 18.7) * 1.2)
    expect(perHundredThousand('ECONOMIC_HARDSHIP')).toBeGreaterThan(15_000 / 18.7 / 1.2)
    expect(perHundredThousand('ECONOMIC_HARDSHIP')).toBeLessThan((15_000 / 18.7) * 1.2)
  }, 120_000)

  test.each([
    ['NO_CITIZEN_ID', 0.02],
    ['WRONG_CHECK_DIGIT', 0.01],
    ['FORMER_DIVISION_CODE', 0.15],
    ['CONFLICTING_DEATH', 0.005],
    ['SAME_NAME_AND_BIRTH_DATE', 0.003],
    ['RARE_NAME', 0.005],
    ['PERMIT_NUMBER', 0.01],
    ['STALE_ROW', 0.03],
  ] as const)('%s is planted in a share of %d', (fault, share) => {
    expect(manifest.faults[fault] / manifest.children).toBeGreaterThan(share * 0.75)
    expect(manifest.faults[fault] / manifest.children).toBeLessThan(share * 1.25)
  })

  test('there are forty pairs of twins: one surname, one birth date, one home, consecutive numbers', () => {
    const twins = [...createCity(SMALL).children()].filter((subject) => subject.faults.has('TWIN'))
    expect(twins).toHaveLength(80)
    for (let at = 0; at < twins.length; at += 2) {
      const [one, other] = [twins[at] as Subject, twins[at + 1] as Subject]
      expect(other.birthDate).toBe(one.birthDate)
      expect(other.residence).toBe(one.residence)
      expect(other.citizenId).not.toBe(one.citizenId)
      const [first, second] = [one, other].map((each) => Number(each.citizenId?.slice(14, 17)))
      expect(Math.abs(Number(first) - Number(second))).toBeLessThanOrEqual(2)
      if (!one.name.includes('·')) expect(other.name[0]).toBe(one.name[0])
    }
  })

  test('namesakes share name and birth date and nothing else that links them', () => {
    const same = [...createCity(SMALL).children()].filter((subject) => subject.faults.has('SAME_NAME_AND_BIRTH_DATE'))
    expect(same.length).toBeGreaterThan(0)
    for (let at = 0; at < same.length; at += 2) {
      expect(same[at + 1]?.name).toBe(same[at]?.name)
      expect(same[at + 1]?.birthDate).toBe(same[at]?.birthDate)
      expect(same[at + 1]?.id).not.toBe(same[at]?.id)
    }
  })
})

describe('a city of 2,000 gives every rule enough to decide', () => {
  const subjects = [...createCity(SMALL).children()]
  const isSevere = (each: Subject): boolean => (each.disability?.grade ?? 9) <= 2
  const isFormer = (each: Subject): boolean => ageOf(each, REFERENCE_DAY) >= 18
  const cases: readonly (readonly [string, (each: Subject) => boolean, number])[] = [
    ['R01: orphans and the de-facto unsupported', (each) => holds(each, 'DE_FACTO_UNSUPPORTED', REFERENCE_DAY), 30],
    ['R03: on the margin and severely ill or disabled', (each) => onTheMarginAndFrail(each), 30],
    ['R04: general household and severe disability', (each) => each.household === 'GENERAL' && isSevere(each), 30],
    ['R07: in an institute and insured', (each) => each.careSetting === 'INSTITUTION' && each.isInsured, 30],
    ['R08: tekun', (each) => each.household === 'TEKUN', 20],
    ['R12: in after-care', isFormer, 30],
    ['a household that was never assessed', (each) => each.isKnownToCivilAffairs && each.household === null, 10],
    ['a father on no record', (each) => each.father === 'UNKNOWN', 10],
    ['nobody insured', (each) => !each.isInsured, 30],
  ]
  const onTheMarginAndFrail = (each: Subject): boolean =>
    each.household === 'DIBAO_EDGE' && (isSevere(each) || each.illnessAttested)

  test.each(cases)('%s', (_, isCase, atLeast) => {
    expect(subjects.filter(isCase).length).toBeGreaterThanOrEqual(atLeast)
  })
})

describe('the summary for people', () => {
  test('tells counts and no child', () => {
    const lines = manifestLines(summarise(createCity(SMALL))).join('\n')
    expect(lines).toContain('children 2000')
    expect(lines).not.toContain(CAST.stay.name)
    expect(lines).not.toMatch(/\d{17}/)
  })
})

describe('boundary days', () => {
  const subjects = [...createCity(SMALL).children()]
  const born = (birthDate: string): Subject[] => subjects.filter((each) => each.birthDate === birthDate)

  test.each([
    '2008-11-22',
    '2008-11-23',
    '2008-11-24',
    '2010-11-22',
    '2010-11-23',
    '2010-11-24',
  ])('someone with a category was born on %s', (birthDate) =>
    expect(born(birthDate).some((each) => each.categories.length > 0)).toBe(true))

  test.each(['2008', '2012', '2016', '2020', '2024'])('someone was born on 29 February %s', (year) => {
    expect(born(`${year}-02-29`)).not.toHaveLength(0)
  })

  test('who turns 18 on the reference day holds no category on it and held one the day before', () => {
    const eighteen = born('2008-11-23').filter((each) => each.categories.length > 0)
    for (const subject of eighteen) {
      for (const { category } of subject.categories) {
        expect(holds(subject, category, '2026-11-22')).toBe(true)
        expect(holds(subject, category, REFERENCE_DAY)).toBe(false)
      }
    }
  })

  test.each(['2026-05-22', '2026-05-23', '2026-05-24'])('a migrant child has lived here since %s', (since) => {
    const found = subjects.filter((each) => each.residenceSince === since)
    expect(found.some((each) => holds(each, 'MIGRANT_IN_DIFFICULTY', REFERENCE_DAY))).toBe(true)
  })
})

describe('the cast', () => {
  const city = createCity(SMALL)
  const subjects = [...city.children()]

  test('stands in every city exactly once, whatever its seed, size and weights', () => {
    for (const settings of [SMALL, { ...SMALL, seed: 'x', children: 5_000, weights: 'real' as const }]) {
      const ids = [...createCity(settings).children()].map((each) => each.id)
      for (const child of [...CAST_LIST, ...CLASS_OF_45]) expect(ids.filter((id) => id === child.id)).toHaveLength(1)
    }
  })

  test('has the numbers of the domain sheet', () => {
    expect(CAST.february.citizenId).toBe('33019920160229999X')
    expect(CAST.turnsEighteen.citizenId).toBe('330199200811239956')
    const numbers = [...CAST_LIST, ...CLASS_OF_45].flatMap(({ citizenId }) => citizenId ?? [])
    expect(numbers.every(isCheckedCitizenId)).toBe(true)
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  test('fills one class of 45, all on the roll of one school', () => {
    expect(CLASS_OF_45).toHaveLength(45)
    expect(new Set(CLASS_OF_45.flatMap((each) => each.enrolments.map((roll) => roll.organisationId)))).toHaveProperty(
      'size',
      1,
    )
    expect(CLASS_OF_45.filter((each) => each.categories.length > 0).length).toBeGreaterThan(5)
  })

  test('shows the orphan with living parents as an outcome whose every column has values that others have too', () => {
    const shape = (subject: Subject): string[] =>
      recordsOf(city, subject, CONTEXT).outcomes.map((row) => `${row.kind} ${row.value} ${Object.keys(row).join()}`)
    const silent = subjects.find((each) => each.id === CAST.orphanWithLivingParents.id) as Subject
    const others = subjects.filter((each) => holds(each, 'ORPHAN', REFERENCE_DAY) && each.father !== 'ALIVE')
    expect(others.filter((other) => shape(other).join() === shape(silent).join()).length).toBeGreaterThan(3)
    expect(JSON.stringify(recordsOf(city, silent, CONTEXT))).not.toMatch(/hiv|attest[a-z]*ed":true/i)
  })

  test('meets one to three such outcomes in the whole city', () => {
    const silent = subjects.filter((each) => holds(each, 'ORPHAN', REFERENCE_DAY) && each.father === 'ALIVE')
    expect(silent.length).toBeGreaterThanOrEqual(1)
    expect(silent.length).toBeLessThanOrEqual(3)
  })
})

describe('records', () => {
  const city = createCity(SMALL)
  const records = [...city.children()].map((subject) => recordsOf(city, subject, CONTEXT))

  test('carry another key in every department', () => {
    const keys = records.flatMap((each) => each.links.map((link) => link.subject_key))
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('link a child to exactly the departments that hold a row of it', () => {
    for (const { links, departments } of records) {
      const held = Object.entries(departments).flatMap(([code, row]) => (row === null ? [] : [code]))
      expect(links.map((link) => link.department)).toEqual(held)
    }
  })

  test('mirror what civil affairs holds on the day as outcomes of the registry', () => {
    for (const { departments, outcomes } of records) {
      const open = outcomes.filter((row) => row.kind === 'CATEGORY' && String(row.valid_from) <= REFERENCE_DAY)
      const current = open.filter((row) => String(row.valid_to) > REFERENCE_DAY).map((row) => row.value)
      expect(current).toEqual(departments.MZJ?.categories ?? [])
    }
  })

  test('put no number and no name into the registry except as an index', () => {
    for (const { identifiers } of records) {
      for (const row of identifiers) expect(row.blind_index).toBeInstanceOf(ToIndex)
    }
  })

  test('name divisions of the city or of a made-up place outside it, and say which department still writes old codes', () => {
    const old = records.filter(({ subject, departments }) => {
      const written = String(departments.GAJ?.hukou_division ?? subject.hukou)
      if (written === subject.hukou) return false
      expect(districtOf(subject.hukou)?.formerCode).toBe(written.slice(0, 6))
      return true
    })
    expect(old.length / records.length).toBeGreaterThan(0.1)
    for (const { subject } of records) expect(subject.residence).toMatch(/^3301\d\d9\d\d9\d\d$/)
  })

  test('never date a recording after the load', () => {
    for (const each of records) {
      for (const row of [...each.outcomes, ...each.encounters, ...each.enrolments, ...each.identifiers]) {
        expect(Number(row.recorded_at)).toBeLessThanOrEqual(Number(CONTEXT.loadedAt))
      }
    }
  })
})
