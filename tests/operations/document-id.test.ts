// Asking by document id: its one spelling, and its agreement with a text that comes along.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentIdOf, hashNamedBy, hashOfText } from '../../src/document-id.ts'
import { type Desk, HOSPITAL, openDesk, QUESTION, VARIABLES } from './desk.ts'

const HASH = hashOfText(QUESTION)
const ID = documentIdOf(HASH)

let desk: Desk

beforeAll(async () => {
  desk = await openDesk('documentid')
  await desk.register({ organisationId: HOSPITAL })
})
afterAll(() => desk.close())

it('is the SHA-256 of the exact text in UTF-8, as GraphQL over HTTP computes it', () => {
  const examples = [
    [
      'query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}',
      '7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e',
    ],
    ['query($id:ID!){user(id:$id){name}}', '71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b'],
  ] as const
  for (const [text, hash] of examples) {
    expect(hashOfText(text)).toBe(hash)
    expect(hashNamedBy(documentIdOf(hash))).toBe(hash)
  }
})

describe('a document id of another form', () => {
  it.each<[string, unknown]>([
    ['without its prefix', HASH],
    ['with another prefix', `sha512:${HASH}`],
    ['with the prefix in capitals', `SHA256:${HASH}`],
    ['with its digits in capitals', ID.toUpperCase().replace('SHA256', 'sha256')],
    ['one digit short', ID.slice(0, -1)],
    ['one digit long', `${ID}0`],
    ['with a blank before it', ` ${ID}`],
    ['with a line break after it', `${ID}\n`],
    ['empty', ''],
    ['a number', 7],
    ['an object', { hash: HASH }],
    ['a list', [ID]],
    ['true', true],
  ])('is BAD_INPUT: %s', async (_what, documentId) => {
    await desk.town.newEntries()
    for (const body of [{ documentId }, { documentId, query: QUESTION }]) {
      const response = await desk.post({ ...body, variables: VARIABLES })
      expect([response.status, response.body.errors[0].extensions]).toEqual([
        400,
        { code: 'BAD_INPUT', hint: 'DOCUMENT_ID' },
      ])
    }
    expect(desk.takeCalls()).toEqual([])
    const entries = await desk.town.newEntries()
    expect(entries.map(({ kind, body }) => [kind, body.code])).toEqual(Array(2).fill(['REFUSAL', 'BAD_INPUT']))
  })
})

describe('a document id beside a text', () => {
  it.each<[string, unknown]>([
    ['of one blank more', `${QUESTION} `],
    ['that is empty', ''],
    ['that is no text', { QUESTION }],
  ])('is BAD_INPUT when the text is another: %s', async (_what, query) => {
    const response = await desk.post({ documentId: ID, query, variables: VARIABLES })
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([400, 'BAD_INPUT'])
    expect(desk.takeCalls()).toEqual([])
  })

  it('is BAD_INPUT for the city’s staff too: which of the two was meant is a guess', async () => {
    const officer = { as: 'adjudicator', purpose: 'P08' }
    const response = await desk.post({ documentId: ID, query: '{ children { nodes { childRef } } }' }, officer)
    expect(response.body.errors[0].extensions.code).toBe('BAD_INPUT')
  })
})

it('is answered like the text it names, alone and beside it', async () => {
  const bodies = [
    { query: QUESTION },
    { documentId: ID },
    { documentId: ID, query: QUESTION },
    { documentId: ID, query: null },
  ]
  const answers = await Promise.all(bodies.map((body) => desk.post({ ...body, variables: VARIABLES })))
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  expect(answers[0]?.body.data.eligibility.status).toBe('CONFIRMED')
})
