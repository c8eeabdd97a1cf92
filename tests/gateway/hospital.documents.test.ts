// Children without a citizen's number: asked about by the permit or the passport under which they were brought in. A
// well-formed number of nobody, another's and one with a wrong name are one answer, and cost the same.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { bringBirth, bringNumber } from '../world/brought-number.ts'
import { clearLimits } from '../world/limits.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import type { Town } from '../world/town.ts'
import { expectNoneOf } from './journalled.ts'
import { ABSENT, dayQuestion, openTownAt, recordedSources, type Subject, seen } from './questions.ts'

const sources = recordedSources()
let registry: OwnRegistry
let town: Town

// The body of a number of 15 digits is that of a number of 18 of the last century.
const OF_15 = '330199990101996'
const OF_18 = citizenIdWithCheck('33019919990101996')
const PERMIT = citizenIdWithCheck('81000020180101991')
const FOREIGN = citizenIdWithCheck('91115620180101991')

const MOTHERS = ['1990-03-01', '1991-04-02'].map((day) => citizenIdWithCheck(`330199${day.replaceAll('-', '')}102`))
const BIRTH = { motherId: MOTHERS[0] ?? '', birthCertificateNo: 'T123456789' }
const OTHER_BIRTH = { motherId: MOTHERS[1] ?? '', birthCertificateNo: 'T987654321' }

const BROUGHT = [
  { kind: 'CITIZEN', text: OF_15 },
  { kind: 'RESIDENCE_PERMIT', text: PERMIT },
  { kind: 'FOREIGN_RESIDENT', text: FOREIGN },
  { kind: 'TRAVEL_PERMIT', text: 'H1234567801' },
  { kind: 'TRAVEL_PERMIT', text: '02345678' },
  { kind: 'PASSPORT', text: 'E12345678' },
] as const

beforeAll(async () => {
  registry = await openOwnRegistry('documents')
  town = await openTownAt(9, ['hospital'], { ...sources, databaseUrl: registry.databaseUrl })
  const edge = { acceptSynthetic: true, index: town.gateway.rooms.keys.registryIndex }
  for (const brought of BROUGHT) await bringNumber(registry.loader, edge, { childId: CAST.stay.id, ...brought })
  await bringNumber(registry.loader, edge, { childId: CAST.plain.id, kind: 'PASSPORT', text: 'E87654321' })
  await bringBirth(registry.loader, edge, CAST.stay.id, BIRTH)
  await bringBirth(registry.loader, edge, CAST.plain.id, OTHER_BIRTH)
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})
beforeEach(() => clearLimits(town.pool('REGISTRY', 'hutong_gateway')))

const ask = (subject: object) => askAbout({ fullName: CAST.stay.name, ...subject })
const askAbout = (subject: object) =>
  town.ask({
    as: 'hospital',
    purpose: 'P01',
    case: 'E-2026-0002',
    query: dayQuestion(),
    variables: { subject, benefit: 'MEDICAL_AID' },
  })

describe('a number of another document', () => {
  it.each([
    ['a passport’s without a letter', { passportNo: '12345678' }],
    ['a passport’s of three letters', { passportNo: 'ABC123456' }],
    ['a travel permit’s of seven digits', { travelPermitNo: 'H1234567' }],
    ['a travel permit’s of another letter', { travelPermitNo: 'T12345678' }],
    ['a passport’s in the place of an identity number', { citizenId: 'E12345678' }],
    ['a permit’s in the place of an identity number: it may be a mistyped one', { citizenId: '02345678' }],
    ['15 digits of no day', { citizenId: '330199991301996' }],
    [
      'a permit’s with the wrong check character',
      { citizenId: `${PERMIT.slice(0, 17)}${PERMIT.endsWith('0') ? '1' : '0'}` },
    ],
    ['two numbers at once', { passportNo: 'E12345678', travelPermitNo: 'H12345678' }],
    ['a number of each kind', { citizenId: OF_18, passportNo: 'E12345678' }],
    ['no number', {}],
    ['the mother’s alone', { motherId: BIRTH.motherId }],
    ['the birth certificate’s alone', { birthCertificateNo: BIRTH.birthCertificateNo }],
    ['the mother’s with the wrong check character', { ...BIRTH, motherId: '330199201206019985' }],
    ['a birth certificate’s of eight digits', { ...BIRTH, birthCertificateNo: 'T12345678' }],
    ['a number without a name', { citizenId: OF_18, fullName: undefined }],
    ['a birth and a number', { ...BIRTH, citizenId: OF_18 }],
    ['a birth with a name of blanks', { ...BIRTH, fullName: ' ' }],
  ])('is BAD_INPUT before any look-up where the input alone is at fault: %s', async (_what, subject) => {
    sources.take()
    const response = await ask(subject)
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([400, 'BAD_INPUT'])
    expect(sources.take()).toEqual([])
  })

  it.each([
    ['passportNo', 'E12345678', 'E87654321', 'E99999999'],
    ['travelPermitNo', 'H12345678', null, 'M99999999'],
    ['citizenId', OF_15, null, '330199990101999'],
  ])('of nobody, of another’s patient and with a wrong name is one answer by the same calls: %s', async (field, own, other, nobodys) => {
    const answers = []
    const wrong = { [field]: own, fullName: ABSENT.name }
    const others = other === null ? [] : [{ [field]: other, fullName: CAST.plain.name }]
    for (const subject of [{ citizenId: ABSENT.citizenId }, { [field]: nobodys }, wrong, ...others]) {
      sources.take()
      const response = await ask(subject)
      expect(response.body.data.eligibility.status).toBe('NONE_CONFIRMED')
      answers.push([seen(response), sources.take()])
    }
    for (const each of answers.slice(1)) expect(each).toEqual(answers[0])
  })

  it.each([
    ['citizenId', OF_15],
    ['citizenId', OF_18],
    ['citizenId', OF_18.toLowerCase()],
    ['citizenId', PERMIT],
    ['citizenId', ` ${FOREIGN} `],
    ['travelPermitNo', 'H12345678'],
    ['travelPermitNo', 'h1234567899'],
    ['travelPermitNo', '０２３４５６７８'],
    ['passportNo', 'E12345678'],
    ['passportNo', 'ｅ12345678'],
  ])('finds the child that was brought under it: %s %s', async (field, number) => {
    await town.newEntries()
    const response = await ask({ [field]: number })
    expect(response.body.data.eligibility).toMatchObject({ status: 'CONFIRMED', tier: 'T70', displayName: '周*满' })
    expectNoneOf(await town.newEntries(), [number, number.trim().toUpperCase(), CAST.stay.name])
  })

  it('is found under its own kind alone: a passport’s number is no travel permit’s', async () => {
    const response = await ask({ passportNo: 'H12345678' })
    expect(response.body.data.eligibility.status).toBe('NONE_CONFIRMED')
  })
})

describe('a birth', () => {
  it.each([
    ['without a name, and none is shown', {}, null],
    ['with the name', { fullName: CAST.stay.name }, '周*满'],
    ['as the mother’s number was typed', { motherId: ` ${BIRTH.motherId} ` }, null],
  ])('finds its child %s, and the journal holds neither number', async (_how, sent, displayName) => {
    await town.newEntries()
    sources.take()
    const response = await askAbout({ ...BIRTH, ...sent })
    expect(response.body.data.eligibility).toMatchObject({ status: 'CONFIRMED', tier: 'T70', displayName })
    expectNoneOf(await town.newEntries(), [BIRTH.motherId, BIRTH.birthCertificateNo, CAST.stay.name])
    expect(sources.take().some(({ source }) => source === 'GAJ')).toBe(displayName !== null)
  })

  it('is one record with the number: both ways lead to one answer', async () => {
    const answers = await Promise.all([askAbout(BIRTH), ask({ passportNo: 'E12345678' })])
    const [byBirth, byNumber] = answers.map(({ body: { data } }) => ({ ...data.eligibility, answerId: '' }))
    expect({ ...byBirth, displayName: '周*满' }).toEqual(byNumber)
  })

  it.each([
    ['a name', { fullName: CAST.stay.name }, { fullName: ABSENT.name }],
    ['none', {}, {}],
  ])('of another mother, of another certificate, of another’s patient and of nobody is one answer by the same calls and writes, with %s', async (_what, named, misnamed) => {
    const seenOf = async (subject: Partial<Subject>) => {
      await clearLimits(town.pool('REGISTRY', 'hutong_gateway'))
      sources.take()
      await town.newEntries()
      const response = await askAbout(subject)
      expect(response.body.data.eligibility.status).toBe('NONE_CONFIRMED')
      const entries = (await town.newEntries()).map(({ kind, body }) => ({
        ...{ kind, keys: Object.keys(body).sort(), count: body.count, cells: body.cells, resolved: body.resolved },
      }))
      return [seen(response), sources.take(), entries]
    }
    const absent = { motherId: ABSENT.citizenId, birthCertificateNo: 'T000000000' }
    const nobody = await seenOf({ ...absent, ...named })
    for (const subject of [
      { ...BIRTH, motherId: OTHER_BIRTH.motherId },
      { ...BIRTH, motherId: ABSENT.citizenId },
      { ...BIRTH, birthCertificateNo: OTHER_BIRTH.birthCertificateNo },
      { ...BIRTH, birthCertificateNo: absent.birthCertificateNo },
      ...('fullName' in misnamed ? [{ ...BIRTH, ...misnamed }] : []),
      OTHER_BIRTH,
    ])
      expect(await seenOf({ ...named, ...subject })).toEqual(nobody)
  })

  it('is no number of the child, and a number of the child is none', async () => {
    const [own = ''] = [CAST.stay.citizenId ?? undefined]
    const response = await askAbout({ motherId: own, birthCertificateNo: BIRTH.birthCertificateNo })
    expect(response.body.data.eligibility.status).toBe('NONE_CONFIRMED')
    expect((await ask({ citizenId: BIRTH.motherId })).body.data.eligibility.status).toBe('NONE_CONFIRMED')
  })
})

describe('running through numbers of other documents', () => {
  it.each([
    ['passports', (at: number) => ({ passportNo: `E5550${String(100 + at)}` })],
    [
      'travel permits, with and without renewals',
      (at: number) => ({ travelPermitNo: `H55500${100 + at}${at % 2 ? '01' : ''}` }),
    ],
    [
      'mothers beside one certificate',
      (at: number) => ({ ...BIRTH, motherId: citizenIdWithCheck(`33019919${70 + at * 3}0${1 + at}0${1 + at}2${at}4`) }),
    ],
    [
      'certificates beside one mother',
      (at: number) => ({ ...BIRTH, birthCertificateNo: `U${at}3${at}5${at}7${at}9${at}` }),
    ],
    [
      'certificates one after another, each beside another mother',
      (at: number) => ({
        motherId: citizenIdWithCheck(`33019919${70 + at * 3}0${1 + at}0${1 + at}2${at}4`),
        birthCertificateNo: `U555666${100 + at}`,
      }),
    ],
    [
      '15 digits and 18 in turn',
      (at: number) => ({
        citizenId: at % 2 ? `330199991231${100 + at}` : citizenIdWithCheck(`33019919991231${100 + at}`),
      }),
    ],
  ])('locks like any other: %s', async (_what, numberAt) => {
    const statuses = []
    for (let at = 0; at < 6; at += 1) {
      statuses.push((await ask({ ...numberAt(at), fullName: `严无${'甲乙丙丁戊己'[at]}` })).status)
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429])
  })
})
