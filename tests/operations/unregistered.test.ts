// What an organisation outside the city may not ask: everything but what is registered for it, for this purpose, today. All
// such refusals are one answer, given before the document is parsed, and each stands in the journal.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { documentIdOf, hashOfText } from '../../src/document-id.ts'
import { byStudentNo } from '../gateway/questions.ts'
import type { TestRegistration } from '../world/registered.ts'
import { type Desk, HOSPITAL, OTHER_HOSPITAL, openDesk, QUESTION, VARIABLES, XIHU_BUREAU } from './desk.ts'

const BODY = { query: QUESTION, variables: VARIABLES }
const ID = documentIdOf(hashOfText(QUESTION))
const TODAY = '2026-11-23'
const TOMORROW = '2026-11-24'

let desk: Desk
let unknown: unknown

beforeAll(async () => {
  desk = await openDesk('unregistered')
  unknown = await desk.refusal(BODY)
})
afterAll(() => desk.close())
beforeEach(async () => {
  await endAll()
})

async function endAll(): Promise<void> {
  await desk.registry.loader.query(
    `update operations.registration set ended_at = '2026-11-22T00:00:00Z', ended_by = 'demo-person-auditor'`,
  )
  await desk.refresh()
}

// Each test registers anew: a later day of registration is another registration of the same question.
let made = 0
function register(wish: Partial<TestRegistration>): Promise<string> {
  made += 1
  return desk.register({ approval: `TEST-${made}`, ...wish })
}

describe('an operation that is not registered for this caller, this purpose and this day', () => {
  it.each<[string, Partial<TestRegistration>]>([
    ['another hospital alone', { organisationId: OTHER_HOSPITAL }],
    ['schools', { organisationKind: 'SCHOOL' }],
    ['another purpose', { organisationId: HOSPITAL, purpose: 'P02' }],
    ['another role', { organisationId: HOSPITAL, role: 'HOSP_DOCTOR' }],
    ['days before today', { organisationId: HOSPITAL, validTo: TODAY }],
    ['days from tomorrow on', { organisationId: HOSPITAL, validFrom: TOMORROW }],
    ['an organisation whose id is this kind’s name', { organisationId: 'HOSPITAL' }],
    ['a kind whose name is this organisation’s id', { organisationKind: HOSPITAL }],
    ['another document', { organisationId: HOSPITAL, document: `${QUESTION} ` }],
  ])('is refused like one that nobody knows: it is registered for %s', async (_what, wish) => {
    await register(wish)
    expect(await desk.refusal(BODY)).toEqual(unknown)
    expect(await desk.refusal({ documentId: ID, variables: VARIABLES })).toEqual(unknown)
  })

  it('is refused from the moment at which its registration was ended', async () => {
    await register({ organisationId: HOSPITAL })
    expect((await desk.post(BODY)).status).toBe(200)
    await endAll()
    expect(await desk.refusal(BODY)).toEqual(unknown)
    expect(await desk.refusal({ documentId: ID, variables: VARIABLES })).toEqual(unknown)
  })

  it.each([
    ['one blank more', QUESTION.replace('{ status', '{  status')],
    ['a line break for a blank', QUESTION.replace(' { status', '\n{ status')],
    ['a comma', QUESTION.replace('status tier', 'status, tier')],
    ['a blank at the end', `${QUESTION} `],
    ['a byte order mark', `\uFEFF${QUESTION}`],
    ['a comment', `${QUESTION}#`],
    ['another name', QUESTION.replace('One', 'Two')],
    ['a field less', QUESTION.replace(' tier', '')],
    ['a field more', QUESTION.replace('tier', 'tier answerId')],
    ['a full-width brace', QUESTION.replace('{', '｛')],
  ])('is refused although only this differs from a registered one: %s', async (_what, query) => {
    await register({ organisationId: HOSPITAL })
    expect((await desk.post(BODY)).status).toBe(200)
    expect(await desk.refusal({ query, variables: VARIABLES })).toEqual(unknown)
  })

  it.each([
    ['braces that never close', '{'.repeat(200_000)],
    ['brackets 50,000 deep', `{ eligibility(subject: ${'['.repeat(50_000)}`],
    ['no GraphQL', 'select * from child'],
    ['a reserved name', '{ __proto__ }'],
    ['two operations', 'query A { __typename } query B { __typename }'],
    ['an introspection', '{ __schema { types { name } } }'],
    ['a mutation', 'mutation { openEmergency { id } }'],
    ['the simplest question', '{ __typename }'],
  ])('is refused without being parsed: %s', async (_what, query) => {
    expect(await desk.refusal({ query })).toEqual(unknown)
  })

  it('would have been found at fault if it had been parsed', async () => {
    const query = '{'.repeat(2_001)
    await register({ organisationId: HOSPITAL, document: query })
    const response = await desk.post({ query })
    expect(response.body.errors[0].extensions.code).toBe('BAD_INPUT')
    expect(await desk.town.newEntries()).toMatchObject([{ kind: 'REFUSAL', body: { code: 'BAD_INPUT' } }])
  })

  it('is refused under an id that nobody knows', async () => {
    expect(await desk.refusal({ documentId: `sha256:${'0'.repeat(64)}` })).toEqual(unknown)
  })

  it('is refused to a school as to a hospital', async () => {
    await register({ organisationId: HOSPITAL })
    expect(await desk.refusal(BODY, { as: 'school', purpose: 'P05' })).toEqual(unknown)
  })
})

describe('a registered operation', () => {
  it.each<[string, Partial<TestRegistration>]>([
    ['this hospital', { organisationId: HOSPITAL }],
    ['every hospital', { organisationKind: 'HOSPITAL' }],
    ['this role of every hospital', { organisationKind: 'HOSPITAL', role: 'HOSP_CLERK' }],
    ['its first and last day, today', { organisationId: HOSPITAL, validFrom: TODAY, validTo: TOMORROW }],
  ])('is answered when it is registered for %s', async (_what, wish) => {
    await register(wish)
    const { body } = await desk.post(BODY)
    expect(body.data.eligibility).toEqual({ status: 'CONFIRMED', tier: 'T70' })
    expect((await desk.town.newEntries()).map(({ kind }) => kind)).toEqual(['INTENT', 'OUTCOME'])
  })

  it('is refused by the walk all the same where the policy does not grant it', async () => {
    const documents = [
      '{ children { nodes { childRef } } }',
      QUESTION.replace('tier', 'checkup { entitled }'),
      QUESTION.replace('MEDICAL_AID', 'CHECKUP'),
      '{ __schema { types { name } } }',
    ]
    for (const query of documents) {
      const before = await desk.refusal({ query, variables: VARIABLES })
      await register({ organisationId: HOSPITAL, document: query })
      desk.takeCalls()
      const response = await desk.post({ query, variables: VARIABLES })
      expect(response.body.errors[0].extensions.code).toBe('REFUSED')
      expect(response.text).toBe((before as { text: string }).text)
      expect(desk.takeCalls()).toEqual([])
      expect(await desk.town.newEntries()).toMatchObject([
        { kind: 'REFUSAL', body: { code: 'REFUSED', operation: expect.stringMatching(/^[\w-]{43}$/) } },
      ])
    }
  })

  it('opens no other case: it is answered about a child whom the case covers, and no other', async () => {
    await register({ organisationId: HOSPITAL })
    const response = await desk.post(BODY, { case: 'E-2026-0012' })
    expect(response.body.data.eligibility.status).toBe('NONE_CONFIRMED')
  })
})

describe('the city’s own staff', () => {
  const LIST = '{ children(first: 1) { nodes { childRef } } }'
  const officer = { as: 'adjudicator', purpose: 'P08' }

  it('ask free-form questions, registered or not', async () => {
    expect((await desk.post({ query: LIST }, officer)).status).toBe(200)
  })

  it('ask by document id what is registered for them, and nothing else', async () => {
    const documentId = documentIdOf(hashOfText(LIST))
    expect(await desk.refusal({ documentId }, officer)).toEqual(unknown)
    await register({ organisationId: HOSPITAL, document: LIST, purpose: 'P08' })
    expect(await desk.refusal({ documentId }, officer)).toEqual(unknown)
    await register({ organisationId: XIHU_BUREAU, document: LIST, purpose: 'P08' })
    expect((await desk.post({ documentId }, officer)).body.data.children.nodes).toHaveLength(1)
    expect((await desk.post({ documentId, query: LIST }, officer)).status).toBe(200)
  })
})

describe('a program', () => {
  const PUPIL = QUESTION.replace('MEDICAL_AID', 'EDUCATION_AID').replace(' tier', '')
  const variables = { subject: byStudentNo(CAST.pupil) }
  const assistant = { as: 'school-agent', purpose: 'P05' }

  it('asks nothing that is registered for the person it acts for, and for every role of people', async () => {
    const wish = { document: PUPIL, purpose: 'P05', organisationKind: 'SCHOOL' }
    await register({ ...wish, role: 'SCH_AID_OFFICER' })
    await register(wish)
    expect((await desk.post({ query: PUPIL, variables }, { ...assistant, as: 'school' })).status).toBe(200)
    expect(await desk.refusal({ query: PUPIL, variables }, { ...assistant, conversation: 'one' })).toEqual(unknown)
  })

  it('asks what is registered for programs at the organisation of that person, and the person does not', async () => {
    await register({ document: PUPIL, purpose: 'P05', organisationKind: 'SCHOOL', role: 'AGENT' })
    const { body } = await desk.post({ query: PUPIL, variables }, { ...assistant, conversation: 'two' })
    expect(body.data.eligibility.status).toBe('CONFIRMED')
    expect(await desk.refusal({ query: PUPIL, variables }, { ...assistant, as: 'school' })).toEqual(unknown)
  })

  it('of the city asks no free-form question either', async () => {
    const query = '{ benefitRules(benefit: EDUCATION_AID) { id } }'
    const alone = { as: 'agent', purpose: 'P16' }
    expect(await desk.refusal({ query }, alone)).toEqual(unknown)
    await register({ document: query, purpose: 'P16', organisationKind: 'BUREAU', role: 'AGENT' })
    expect((await desk.post({ query }, alone)).body.data.benefitRules.length).toBeGreaterThan(0)
  })
})
