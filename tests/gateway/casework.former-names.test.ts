// Names and numbers of before an adoption or a correction: the county's adjudicator finds the child by them; to everybody else they are
// nobody's, and even the adjudicator finds no other county's child.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { indexesOf, wasOnce } from '../world/former-identity.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { CHILD_FILE, dayQuestion, FILE_DEPARTMENTS, recordedSources } from './questions.ts'

const MINE = CAST.stay
const FOREIGN = CAST.otherDistrictChild
const ONCE = { fullName: '顾从前', citizenId: citizenIdWithCheck('33019920180101001') }
const ONCE_FOREIGN = { fullName: '顾他县', citizenId: citizenIdWithCheck('33019920130421001') }
const NAMED = CHILD_FILE.replace('query ChildFile($ref: ID!)', 'query Named($subject: SubjectInput!)').replace(
  'child(ref: $ref)',
  'child: childNamed(subject: $subject)',
)

const sources = recordedSources()
let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('former')
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource })
  await once(MINE.id, ONCE)
  await once(FOREIGN.id, ONCE_FOREIGN)
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})

type Subject = typeof ONCE

async function once(childId: string, identity: Subject): Promise<void> {
  await wasOnce(registry.owner, { key: town.gateway.rooms.keys.registryIndex, childId, identity })
}

const named = (subject: Partial<Subject>, as = 'adjudicator') =>
  town.ask({ as, purpose: 'P08', query: NAMED, variables: { subject } })
const today = { fullName: MINE.name, citizenId: String(MINE.citizenId) }

describe('a child of one’s own county', () => {
  it('is found by number and name of today, of before, and of either, as the one file that its reference opens', async () => {
    const ref = town.gateway.rooms.childRefs('1133019999000XH06C').refOf(MINE.id)
    const { body: file } = await town.ask({ as: 'adjudicator', purpose: 'P08', query: CHILD_FILE, variables: { ref } })
    expect(file.data.child.childRef).toBe(ref)
    const subjects = [today, ONCE, { ...today, fullName: ONCE.fullName }, { ...ONCE, fullName: MINE.name }]
    for (const subject of subjects) expect((await named(subject)).body.data).toEqual(file.data)
  })

  it('is null with another name, and so is another county’s child and a number of nobody, at the same cost', async () => {
    await named(ONCE)
    sources.take()
    await named(ONCE)
    const cost = sources.take()
    expect(cost).toHaveLength(FILE_DEPARTMENTS.length)
    await town.newEntries()
    const nobody = { fullName: '无此人', citizenId: citizenIdWithCheck('33019920180101003') }
    for (const subject of [{ ...ONCE, fullName: '张三' }, ONCE_FOREIGN, nobody]) {
      expect((await named(subject)).body).toEqual({ data: { child: null } })
      expect(sources.take()).toEqual(cost)
      expect(await town.newEntries()).toMatchObject([
        { kind: 'INTENT', body: { subjectKind: 'submitted-identifier', count: 1, subjects: [expect.any(String)] } },
        { kind: 'OUTCOME', body: { status: 'RELEASED', resolved: [] } },
      ])
    }
    expect((await named(ONCE_FOREIGN, 'other-adjudicator')).body.data.child).not.toBeNull()
  })

  it('leaves neither name nor number in the journal', async () => {
    await town.newEntries()
    await named(ONCE)
    expect(JSON.stringify(await town.newEntries())).not.toMatch(new RegExp(`${ONCE.citizenId}|${ONCE.fullName}`))
  })

  it('is found by number and name of today, also where another county’s child once had both', async () => {
    const before = await named(today)
    await once(FOREIGN.id, today)
    expect((await named(today)).body).toEqual(before.body)
    await registry.owner.query(
      `delete from registry.identifier where child_id = $1 and valid_to = '2024-05-01' and blind_index = any($2)`,
      [FOREIGN.id, indexesOf(town.gateway.rooms.keys.registryIndex, today)],
    )
  })
})

describe('a former name and number', () => {
  it('are nobody’s to a hospital and in a request for a file', async () => {
    const asks = (subject: Subject) =>
      town.ask({
        ...{ as: 'hospital', purpose: 'P01', case: 'E-2026-0002', query: dayQuestion() },
        variables: { subject, benefit: 'MEDICAL_AID', on: '2026-11-23' },
      })
    const [of, before] = [await asks(today), await asks(ONCE)]
    expect([of.body.data.eligibility.status, before.body.data.eligibility.status]).toEqual([
      'CONFIRMED',
      'NONE_CONFIRMED',
    ])
    const request = `mutation ($subject: SubjectInput!) {
      requestTransfer(subject: $subject, reason: "该儿童已随祖父母迁入我县，需接续认定并发放") { dueOn } }`
    await town.ask({ as: 'other-adjudicator', purpose: 'P08', query: request, variables: { subject: ONCE } })
    const { rows } = await registry.owner.query('select child_id from transfer.request')
    expect(rows).toEqual([{ child_id: null }])
  })

  it.each([
    ['cl', 'P08'],
    ['pay', 'P08'],
    ['village', 'P07'],
    ['protection', 'P10'],
    ['hospital', 'P01'],
  ])('cannot be searched by %s', async (as, purpose) => {
    const query = 'query ($subject: SubjectInput!) { childNamed(subject: $subject) { childRef } }'
    const { body } = await town.ask({ as, purpose, query, variables: { subject: ONCE } })
    expect(body.errors[0].extensions.code).toBe('REFUSED')
  })
})
