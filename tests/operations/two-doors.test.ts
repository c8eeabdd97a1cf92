// Two doors, one walk: the same question sent free-form through the GraphQL server and as a registered operation past it
// gives the same bytes, and the journal cannot tell which door it was.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST, CLASS_OF_45 } from '../../src/city/cast.ts'
import { documentIdOf, hashOfText } from '../../src/document-id.ts'
import { ABSENT, byCitizenId, byStudentNo, CLASS, dayQuestion, STAY, seen } from '../gateway/questions.ts'
import type { JournalEntry } from '../world/town.ts'
import { type Asking, type Desk, openDesk } from './desk.ts'

const SCHOOL: Asking = { as: 'school', purpose: 'P05', case: 'B-2026-0001' }
const OFFICER: Asking = { as: 'adjudicator', purpose: 'P08' }
const LIST = `query List($filter: ChildFilter) {
  children(filter: $filter, first: 3) { nodes { childRef civilAffairs { categories } } pageInfo { endCursor } } }`

let desk: Desk

beforeAll(async () => {
  // Ids and nonces stand still, so that two answers can be compared byte by byte.
  const chance = {
    newId: () => '00000000-0000-4000-8000-0000000000ff',
    nonce: (bytes: number) => Buffer.alloc(bytes, 7),
  }
  desk = await openDesk('twodoors', { chance })
})
afterAll(() => desk.close())

// The door is the only thing that differs: for a moment the organisation counts as one of the city's own.
async function beside(isOutside: boolean): Promise<void> {
  await desk.registry.loader.query(`update roster.organisation set outside = $1 where kind in ('HOSPITAL', 'SCHOOL')`, [
    isOutside,
  ])
  await desk.town.gateway.rooms.roster.refresh()
}

interface Passage {
  readonly answer: unknown
  readonly entries: JournalEntry['body'][]
  readonly calls: unknown
}

async function pass(body: object, asking: Asking): Promise<Passage> {
  await desk.town.newEntries()
  desk.takeCalls()
  const answer = seen(await desk.post(body, asking))
  const entries = await desk.town.newEntries()
  return { answer, calls: desk.takeCalls(), entries: entries.map(({ kind, body }) => ({ kind, ...body })) }
}

const benefit = 'MEDICAL_AID'
const QUESTIONS: readonly (readonly [string, Asking, string, object])[] = [
  ['a stay', {}, STAY, { subject: byCitizenId(CAST.stay), from: '2026-05-03', to: '2026-05-09' }],
  ['one day', {}, dayQuestion(), { subject: byCitizenId(CAST.stay), benefit }],
  ['an absent child', {}, dayQuestion(), { subject: byCitizenId(ABSENT), benefit }],
  ['a class', SCHOOL, CLASS, { pupils: CLASS_OF_45.slice(0, 5).map(byStudentNo) }],
  [
    'aliases and fragments',
    {},
    `query A($subject: SubjectInput!) { a: eligibility(subject: $subject, benefit: MEDICAL_AID) { ...F b: tier __typename } } fragment F on EligibilityAnswer { status }`,
    { subject: byCitizenId(CAST.stay) },
  ],
  [
    'a wrong check digit',
    {},
    dayQuestion(),
    { subject: { citizenId: '330199201801019971', fullName: CAST.stay.name }, benefit },
  ],
  ['a missing variable', {}, dayQuestion(), {}],
  ['a document that does not parse', {}, 'query {', {}],
  ['the type’s name alone', {}, '{ __typename }', {}],
]

describe('a registered operation and the same text sent free-form', () => {
  it.each(
    QUESTIONS,
  )('are one answer, one record and the same calls: %s', async (_what, asking, document, variables) => {
    await desk.register({
      document,
      purpose: asking.purpose ?? 'P01',
      organisationKind: asking === SCHOOL ? 'SCHOOL' : 'HOSPITAL',
    })
    const registered = await pass({ query: document, variables }, asking)
    await beside(false)
    const free = await pass({ query: document, variables }, asking)
    await beside(true)
    expect(registered).toEqual(free)
    expect(registered.entries.length).toBeGreaterThan(0)
  })

  it('are one refusal and one record with a field beyond the grant, and who wrote the text is told where it stands', async () => {
    const document = dayQuestion('checkup { entitled }')
    await desk.register({ document, organisationKind: 'HOSPITAL' })
    const body = { query: document, variables: { subject: byCitizenId(CAST.stay), benefit } }
    const registered = await pass(body, {})
    await beside(false)
    const free = await pass(body, {})
    await beside(true)
    expect([registered.entries, registered.calls]).toEqual([free.entries, free.calls])
    expect(registered.answer).toMatchObject({ status: 403, text: expect.not.stringContaining('hint') })
    expect(free.answer).toMatchObject({ status: 403, text: expect.stringContaining('"hint":"NOT_IN_YOUR_SCHEMA"') })
  })

  it('are one answer to the city’s staff, whose view shows the schema by both', async () => {
    for (const document of [LIST, '{ __type(name: "Child") { fields { name } } }']) {
      await desk.register({ document, purpose: 'P08', organisationKind: 'BUREAU' })
      const variables = document === LIST ? { filter: { category: 'ORPHAN' } } : {}
      const free = await pass({ query: document, variables }, OFFICER)
      expect(await pass({ documentId: documentIdOf(hashOfText(document)), variables }, OFFICER)).toEqual(free)
      expect((free.answer as { status: number }).status).toBe(200)
    }
  })

  it.each([
    ['the right name', 'Q', 200],
    ['no name', null, 200],
    ['an empty name', '', 200],
    ['another name', 'R', 400],
  ])('agree on the operation’s name: %s', async (_what, operationName, status) => {
    const document = 'query Q { __typename }'
    await desk.register({ document, organisationKind: 'HOSPITAL' })
    const registered = seen(await desk.post({ query: document, operationName }))
    await beside(false)
    const free = seen(await desk.post({ query: document, operationName }))
    await beside(true)
    expect(registered).toEqual(free)
    expect((free as { status: number }).status).toBe(status)
  })
})

it('a document of two operations is BAD_INPUT by both doors, whichever is named', async () => {
  const document = 'query A { __typename } query B { __typename }'
  await desk.register({ document, organisationKind: 'HOSPITAL' })
  for (const operationName of [null, 'A', 'B']) {
    const registered = seen(await desk.post({ query: document, operationName }))
    await beside(false)
    const free = seen(await desk.post({ query: document, operationName }))
    await beside(true)
    expect(registered).toEqual(free)
    expect((free as { status: number }).status).toBe(400)
  }
})
