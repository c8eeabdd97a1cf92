// What a head of school may ask of the own pupils beside aid: what the school is to do for one (S07), whom to visit (S05),
// and whether an applicant was offered a place (S04). Never why.
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST, type CastChild, CLASS_OF_45, SCHOOL_BATCH } from '../../src/city/cast.ts'
import { subjectKey } from '../../src/city/registry-rows.ts'
import { clearLimits } from '../world/limits.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import type { Town } from '../world/town.ts'
import { expectJournalled, secretsOf } from './journalled.ts'
import { ABSENT, ANSWER_ID, byStudentNo, dayQuestion, moveTo, openTownAt, recordedSources, seen } from './questions.ts'

const sources = recordedSources()
let registry: OwnRegistry
let town: Town
let bureau: pg.Pool

beforeAll(async () => {
  registry = await openOwnRegistry('schoolhead', ['XZJ'])
  town = await openTownAt(5, ['school-head'], { ...sources, databaseUrl: registry.databaseUrl })
  bureau = town.pool('JYJ', 'hutong_loader')
  await support(['HOME_TEACHING'])
})
afterAll(async () => {
  await support([])
  await town.close()
  await registry.drop()
})

// The education bureau writes down what the school is to do for this pupil.
async function support(codes: readonly string[]): Promise<void> {
  const changed = await bureau.query('update education.pupil set support_codes = $1 where subject_key = $2', [
    codes,
    subjectKey(CAST.pupil.id, 'JYJ'),
  ])
  expect(changed.rowCount).toBe(1)
}

interface Asking {
  readonly purpose: string
  readonly benefit: string
  readonly more: string
}

const ACCOMMODATIONS: Asking = { purpose: 'P07', benefit: 'ACCOMMODATIONS', more: 'accommodations' }
const VISITS: Asking = {
  purpose: 'P07',
  benefit: 'CARE_VISITS',
  more: 'needsCare undecidedBecause careContact { name phone }',
}
const PLACE: Asking = { purpose: 'P06', benefit: 'PUBLIC_SCHOOL_PLACE', more: 'placeOffered undecidedBecause' }

const ask = ({ purpose, benefit, more }: Asking, child: { studentNo: string | null; name: string } = CAST.pupil) =>
  town.ask({
    as: 'school-head',
    purpose,
    query: dayQuestion(more),
    variables: { subject: byStudentNo(child), benefit },
  })

describe('a head of school', () => {
  it.each([
    ['the items of aid', { ...ACCOMMODATIONS, more: 'items' }],
    ['a place under the wrong purpose', { ...ACCOMMODATIONS, more: 'placeOffered' }],
    ['care under the wrong purpose', { ...PLACE, more: 'needsCare' }],
    ['whom to call for care under the wrong purpose', { ...PLACE, more: 'careContact { phone }' }],
    ['the category', { ...VISITS, more: 'category' }],
    ['the rehabilitation that a hospital sees', { ...ACCOMMODATIONS, more: 'rehabilitation { funded }' }],
  ])('is refused %s, and no source is asked', async (_what, asking) => {
    sources.take()
    const response = await ask(asking)
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    expect(sources.take()).toEqual([])
  })

  it('learns what the school is to do for the own pupil, and neither kind, grade nor ground', async () => {
    sources.take()
    await town.newEntries()
    const response = await ask(ACCOMMODATIONS)
    expect(response.body.data.eligibility).toMatchObject({
      status: 'CONFIRMED',
      accommodations: ['HOME_TEACHING'],
      validUntil: '2027-01-31',
      rule: { id: 'R16', pack: 'HZ-2026-70' },
      displayName: '沈*言',
    })
    expect(sources.take().map(({ source, columns }) => [source, ...columns])).toEqual([
      ['GAJ', 'name_sealed'],
      ['JYJ', 'support_codes'],
    ])
    expectJournalled(await town.newEntries(), town, {
      policy: 'school-care-archive',
      role: 'SCH_HEAD',
      purpose: 'P07',
      case: null,
      fields: ['EligibilityAnswer.accommodations', 'Query.eligibility'],
      statuses: ['CONFIRMED'],
      resolved: 1,
      secrets: secretsOf(CAST.pupil),
    })
  })

  it('is answered alike for a pupil without support, one of another school and nobody', async () => {
    const plain = await ask(ACCOMMODATIONS, CAST.plainPupil)
    expect(plain.body.data.eligibility).toMatchObject({ status: 'NONE_CONFIRMED', accommodations: null })
    expect(seen(await ask(ACCOMMODATIONS, ABSENT))).toEqual(seen(plain))
  })

  it('is told openly that nobody has decided yet whether a place was offered: the same for every child, and nothing is read', async () => {
    sources.take()
    const pupil = await ask(PLACE)
    expect(pupil.body.data.eligibility).toMatchObject({
      status: 'UNDETERMINED',
      undecidedBecause: 'RULE_UNDECIDED',
      sources: [],
      manualPath: { name: '示例街道值班', phone: '12000000901' },
    })
    expect(sources.take().map(({ source }) => source)).toEqual(['GAJ'])
    expect(seen(await ask(PLACE, ABSENT))).toEqual(seen(pupil))
  })

  it('is refused a whole class while no batch is approved for care', async () => {
    const query = `query Class($pupils: [SubjectInput!]!) {
      pupilEligibility(pupils: $pupils, benefit: CARE_VISITS) { position answer { status needsCare } } }`
    const variables = { pupils: [byStudentNo(CAST.pupil)] }
    // The head's own batch is one for aid (P05).
    const response = await town.ask({
      as: 'school-head',
      purpose: 'P07',
      case: SCHOOL_BATCH.caseNumber,
      query,
      variables,
    })
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
  })
})

// The class's own: the mother in prison, in need at home, a disability, a migrant family, left behind.
const GROUNDS = [4, 20, 12, 36, 40].map((at) => CLASS_OF_45[at] as CastChild)
const STREET_DESK = { name: '示例街道值班', phone: '12000000901' }
const VILLAGE_DESK = { name: '示例三村儿童主任', phone: '12000000913' }

describe('whom to visit', () => {
  beforeEach(async () => {
    await clearLimits(town.pool('REGISTRY', 'hutong_gateway'))
    for (const table of ['visit', 'freshness']) await villages().query(`delete from community.${table}`)
    await villages().query("insert into community.freshness values ('2026-11-23T00:00:00+08:00')")
    await civilAffairsSynced('2026-11-23T00:00:00+08:00')
  })

  // Times of synchronisation are kept for two seconds.
  let minute = 10
  async function civilAffairsSynced(at: string): Promise<void> {
    await registry.loader.query("update registry.source_sync set synced_at = $1 where source = 'MZJ'", [at])
    minute += 1
    await moveTo(town, `2026-11-23T05:${minute}:00+08:00`)
  }

  const villages = () => town.pool('XZJ', 'hutong_loader')

  // What the village wrote down of a child; null: visited, and not yet assessed.
  async function visited(child: CastChild, entrusted: boolean | null): Promise<void> {
    const key = subjectKey(child.id, 'XZJ')
    await villages().query("insert into community.visit values ($1, $2, null, '2026-11-01T00:00:00+08:00')", [
      ...[key, entrusted],
    ])
    await registry.loader.query(
      `insert into registry.source_link (child_id, department, subject_key, recorded_at)
       values ($1, 'XZJ', $2, '2026-11-01T00:00:00+08:00') on conflict do nothing`,
      [child.id, key],
    )
  }

  const unnamed = ({ text }: { text: string }, { name }: CastChild): string =>
    text.replace(ANSWER_ID, 'an id').replace(`${name[0]}*${name.length > 2 ? name.at(-1) : ''}`, 'a name')

  it('is nobody of whom nothing is known: the pupil, another school’s, and no child at all are answered alike', async () => {
    const plain = await ask(VISITS, CAST.plainPupil)
    expect(plain.body.data.eligibility).toMatchObject({
      status: 'NONE_CONFIRMED',
      needsCare: null,
      careContact: null,
      manualPath: STREET_DESK,
    })
    for (const other of [ABSENT, CAST.otherPupil]) expect(seen(await ask(VISITS, other))).toEqual(seen(plain))
  })

  it('is asked of the same sources in the same words for each of them', async () => {
    const calls = []
    for (const child of [CAST.pupil, CAST.plainPupil, CAST.otherPupil, ABSENT]) {
      sources.take()
      await ask(VISITS, child)
      calls.push(sources.take().map(({ source, text, keys }) => [source, text, keys]))
    }
    expect(calls[0]?.map(([source]) => source)).toEqual(['GAJ', 'XZJ'])
    for (const others of calls.slice(1)) expect(others).toEqual(calls[0])
  })

  it('is told without why: in prison, in need, disabled, migrant, left behind and in another’s care are one answer', async () => {
    await visited(CAST.plainPupil, true)
    const answers = []
    for (const child of [...GROUNDS, CAST.plainPupil]) {
      const response = await ask(VISITS, child)
      expect(response.body.data.eligibility).toMatchObject({
        ...{ status: 'CONFIRMED', needsCare: true, undecidedBecause: null, tier: null, validUntil: '2027-01-31' },
        ...{ rule: { id: 'R18', pack: 'HZ-2026-70' }, careContact: VILLAGE_DESK, manualPath: STREET_DESK },
      })
      answers.push(unnamed(response, child))
    }
    expect(new Set(answers).size).toBe(1)
  })

  it('looks like no visit where the village did not say, though the record holds a protection case', async () => {
    const before = seen(await ask(VISITS, CAST.plainPupil))
    await visited(CAST.plainPupil, null)
    expect(seen(await ask(VISITS, CAST.plainPupil))).toEqual(before)
    await villages().query("update community.visit set protection_case = 'C-2026-0009'")
    expect(seen(await ask(VISITS, CAST.plainPupil))).toEqual(before)
  })

  it('has a desk to call though the child lives where there is none', async () => {
    await registry.loader.query(
      `update registry.jurisdiction set division = '310101001001' where child_id = $1 and kind = 'RESIDENCE'`,
      [CAST.pupil.id],
    )
    const { body } = await ask(VISITS)
    expect(body.data.eligibility).toMatchObject({ needsCare: true, careContact: STREET_DESK })
    await registry.loader.query(
      `update registry.jurisdiction set division = $2 where child_id = $1 and kind = 'RESIDENCE'`,
      [CAST.pupil.id, CAST.pupil.residenceDivision],
    )
  })

  it.each([
    ['a village’s', () => villages().query('delete from community.freshness')],
    ['civil affairs’', () => civilAffairsSynced('2026-11-01T00:00:00+08:00')],
  ])('is open for every child alike without %s records, whatever is known otherwise', async (_whose, loses) => {
    await visited(CAST.plainPupil, false)
    await loses()
    const pupil = await ask(VISITS)
    expect(pupil.body.data.eligibility).toMatchObject({
      ...{ status: 'UNDETERMINED', undecidedBecause: 'SOURCE_OUT', needsCare: null, careContact: null },
    })
    for (const other of [CAST.plainPupil, CAST.otherPupil, ABSENT]) {
      expect(seen(await ask(VISITS, other))).toEqual(seen(pupil))
    }
  })

  it('calls nobody by where the child lives while that is hidden: the school’s own desk, as in a village without one', async () => {
    const [hidden, elsewhere] = [GROUNDS[0], GROUNDS[1]] as [CastChild, CastChild]
    await registry.loader.query(
      `insert into registry.protection values ($1, 'ADDRESS', '2026-11-01', null, now(), null, 'MZJ', now(), now())`,
      [hidden.id],
    )
    await registry.loader.query(
      `update registry.jurisdiction set division = '330106901904' where child_id = $1 and kind = 'RESIDENCE'`,
      [elsewhere.id],
    )
    const [first, second] = [await ask(VISITS, hidden), await ask(VISITS, elsewhere)]
    expect(first.body.data.eligibility).toMatchObject({ needsCare: true, careContact: STREET_DESK })
    expect(unnamed(first, hidden)).toBe(unnamed(second, elsewhere))
  })

  it('stands in the journal with what was released, and with no number, name or village', async () => {
    await town.newEntries()
    await ask(VISITS, CAST.pupil)
    expectJournalled(await town.newEntries(), town, {
      policy: 'school-care-archive',
      role: 'SCH_HEAD',
      purpose: 'P07',
      case: null,
      fields: [
        'EligibilityAnswer.careContact',
        'EligibilityAnswer.needsCare',
        'EligibilityAnswer.undecidedBecause',
        'Query.eligibility',
      ],
      statuses: ['CONFIRMED'],
      resolved: 1,
      secrets: [...secretsOf(CAST.pupil), '330106901903'],
    })
  })
})
