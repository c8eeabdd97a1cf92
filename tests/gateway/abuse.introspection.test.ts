// X11: what do introspection, suggestions and error texts tell of fields that one may not see? An outside organisation may
// not ask for the schema, an officer sees the view of the role, and a refused name and one that does not exist are one
// answer in every byte.
import { getIntrospectionQuery, isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoAccount } from '../../src/demo/accounts.ts'
import { HINTS } from '../../src/reply/errors.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const sources = recordedSources()
let town: Town

beforeAll(async () => {
  town = await openTown({ wrapSource: sources.wrapSource })
})
afterAll(() => town.close())

const OUTSIDE = [
  ['hospital', 'P01'],
  ['hospital', 'P02'],
  ['checkup', 'P03'],
  ['school', 'P05'],
] as const

describe('introspection', () => {
  const WAYS = [
    getIntrospectionQuery(),
    '{ __schema { types { name } } }',
    '{ __type(name: "Child") { fields { name } } }',
    '{ a: __schema { queryType { name } } __typename }',
    'query Q { ...F } fragment F on Query { __schema { types { name } } }',
    '{ ... { __type(name: "CivilAffairs") { name } } }',
    '{ ... @include(if: false) { __schema { types { name } } } }',
  ]
  it.each(OUTSIDE)('tells %s under %s nothing by any way of asking', async (as, purpose) => {
    for (const query of WAYS) {
      const response = await town.ask({ as, purpose, query })
      expect([400, 403]).toContain(response.status)
      expect(response.body.data).toBeUndefined()
      expect(response.text).not.toMatch(/Child|CivilAffairs|queryType/)
    }
  })

  it.each([
    ['adjudicator', 'P08', 'CivilAffairs', ['payoutAccount']],
    ['village', 'P07', 'PublicSecurity', ['citizenId', 'birthDate', 'hukouAddress', 'ethnicity']],
  ] as const)('shows %s under %s the own view alone', async (as, purpose, type, hidden) => {
    const query = '{ __schema { types { name fields { name args { name } } inputFields { name } } } }'
    const response = await town.ask({ as, purpose, query })
    expect(response.status).toBe(200)
    const types: { name: string; fields: { name: string }[] | null }[] = response.body.data.__schema.types
    const { view } = town.gateway.rooms.policies.grantFor(demoAccount(as).role, purpose) ?? {}
    expect(types.map(({ name }) => name).sort()).toEqual(Object.keys(view?.getTypeMap() ?? {}).sort())
    const shown = types.find(({ name }) => name === type)?.fields?.map(({ name }) => name) ?? []
    const seen = view?.getType(type)
    expect(shown).toEqual(isObjectType(seen) ? Object.keys(seen.getFields()) : [])
    for (const name of hidden) expect(response.text).not.toContain(`"${name}"`)
  })
})

// Beside each question that the schema knows and the role may not ask: the same with a name that no schema has.
const PAIRS: readonly (readonly [string, string, string, string])[] = [
  ['hospital', 'P01', '{ children { nodes { childRef } } }', '{ chlidrne { nodes { childRef } } }'],
  ['hospital', 'P01', '{ statistics(table: X) { asOf } }', '{ statistisc(table: X) { asOf } }'],
  ['school', 'P05', '{ stayEligibility { status } }', '{ stayEligibilities { status } }'],
  [
    'village',
    'P07',
    '{ children { nodes { publicSecurity { birthDate } } } }',
    '{ children { nodes { publicSecurity { birthDates } } } }',
  ],
  [
    'village',
    'P07',
    '{ children { nodes { health { illnessAttested } } } }',
    '{ children { nodes { wealth { illnessAttested } } } }',
  ],
  [
    'village',
    'P07',
    '{ children(orderBy: { birthDate: ASCENDING }) { nodes { childRef } } }',
    '{ children(orderBx: { birthDate: ASCENDING }) { nodes { childRef } } }',
  ],
  [
    'village',
    'P07',
    '{ children(filter: { category: ORPHAN }) { nodes { childRef } } }',
    '{ children(filter: { catgeory: ORPHAN }) { nodes { childRef } } }',
  ],
  [
    'village',
    'P07',
    'query($f: ChildOrder) { children(orderBy: $f) { nodes { childRef } } }',
    'query($f: ChildOrdre) { children(orderBy: $f) { nodes { childRef } } }',
  ],
  [
    'village',
    'P07',
    '{ children { nodes { ... on Disability { severe } } } }',
    '{ children { nodes { ... on Disablity { severe } } } }',
  ],
  [
    'adjudicator',
    'P08',
    '{ children { nodes { civilAffairs { payoutAccount } } } }',
    '{ children { nodes { civilAffairs { payoutAccounts } } } }',
  ],
  [
    'adjudicator',
    'P08',
    '{ children { nodes { civilAffairs { payoutAccount { x } } } } }',
    '{ children { nodes { civilAffairs { payoutAccounts { x } } } } }',
  ],
  [
    'adjudicator',
    'P08',
    '{ children { nodes { disability { disabilityGrade } } } }',
    '{ children { nodes { disability { disabilityGrades } } } }',
  ],
  [
    'hospital',
    'P01',
    '{ eligibility(subject: {citizenId: "", fullName: ""}, benefit: CHECKUP) { status } }',
    '{ eligibility(subject: {citizenId: "", fullName: ""}, benefit: CHECKUPS) { status } }',
  ],
  [
    'hospital',
    'P01',
    '{ eligibility(subject: {studentNo: "", fullName: ""}, benefit: MEDICAL_AID) { status } }',
    '{ eligibility(subject: {studentNr: "", fullName: ""}, benefit: MEDICAL_AID) { status } }',
  ],
  [
    'hospital',
    'P01',
    '{ eligibility(subject: {citizenId: "", fullName: ""}, benefit: MEDICAL_AID) { checkup { entitled } } }',
    '{ eligibility(subject: {citizenId: "", fullName: ""}, benefit: MEDICAL_AID) { chekup { entitled } } }',
  ],
]

/** Of a registered operation, which others wrote. */
const REFUSED = { message: expect.any(String), extensions: { code: 'REFUSED' } }
/** With the place in the caller's own text, and nothing of the text. */
const UNKNOWN_WORD = {
  message: HINTS.NOT_IN_YOUR_SCHEMA.zh,
  locations: [{ line: 1, column: expect.any(Number) }],
  extensions: { code: 'REFUSED', hint: 'NOT_IN_YOUR_SCHEMA' },
}

describe('a name that is refused', () => {
  it.each(
    PAIRS,
  )('is answered to %s under %s like one that does not exist: %s', async (as, purpose, refused, unknown) => {
    sources.take()
    await town.newEntries()
    const asked = { as, purpose, case: 'E-2026-0002' }
    const [one, other] = [await town.ask({ ...asked, query: refused }), await town.ask({ ...asked, query: unknown })]
    expect([one.status, one.text]).toEqual([other.status, other.text])
    expect(one.body).toEqual({ errors: [OUTSIDE.some(([outside]) => outside === as) ? REFUSED : UNKNOWN_WORD] })
    expect(one.text).not.toMatch(/[a-z]+[A-Z][a-z]+|did you mean|Query|Child/)
    expect(sources.take()).toEqual([])
    expect((await town.newEntries()).map(({ kind }) => kind)).toEqual(['REFUSAL', 'REFUSAL'])
  })

  it('is answered alike in a variable, where its value would otherwise be looked at first', async () => {
    const query = 'query($f: ChildFilter) { children(filter: $f) { nodes { childRef } } }'
    const texts: string[] = []
    for (const f of [
      { category: 'ORPHAN' },
      { category: 'NOBODY' },
      { category: 7 },
      { catgeory: 'ORPHAN' },
      { constructor: 1 },
    ]) {
      const response = await town.ask({ as: 'village', purpose: 'P07', query, variables: { f } })
      texts.push(`${response.status} ${response.text}`)
    }
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toContain('"hint":"NOT_IN_YOUR_SCHEMA","variable":["f"]')
  })

  it.each([
    ['in the document', 'village', 'P07', '{\n  children { nodes {\n    childRef nickname } } }', {}, 3, 14],
    ['under an alias', 'village', 'P07', '{ children { nodes { mine: nickname } } }', {}, 1, 22],
    ['as a kind of operation', 'analyst', 'P09', '\n  mutation { endDeputy(appointment: "x") { id } }', {}, 2, 3],
  ])('has its place told: %s', async (_where, as, purpose, query, variables, line, column) => {
    const { body } = await town.ask({ as, purpose, query, variables })
    expect(body).toEqual({ errors: [{ ...UNKNOWN_WORD, locations: [{ line, column }] }] })
  })
})

describe('an error', () => {
  it.each([
    ['a document that does not parse', '{ children { nodes { childRef ', 'BAD_INPUT', 'DOCUMENT_SYNTAX', 31],
    ['a document that is none', 'birthDate', 'BAD_INPUT', 'DOCUMENT_SYNTAX', 1],
    [
      'a wrong type of argument',
      '{ children(first: "many") { nodes { childRef } } }',
      'BAD_INPUT',
      'DOCUMENT_FORM',
      19,
    ],
    ['a leaf with fields', '{ children { nodes { childRef { x } } } }', 'BAD_INPUT', 'DOCUMENT_FORM', 31],
    ['an object without fields', '{ children { nodes } }', 'BAD_INPUT', 'DOCUMENT_FORM', 14],
    ['a mutation', 'mutation { children { nodes { childRef } } }', 'REFUSED', 'NOT_IN_YOUR_SCHEMA', 12],
    ['a subscription', 'subscription { children { nodes { childRef } } }', 'REFUSED', 'NOT_IN_YOUR_SCHEMA', 16],
  ] as const)('holds a place and no field name, no type name and no advice: %s', async (_what, query, code, hint, column) => {
    const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query })
    expect(response.body).toEqual({
      errors: [{ message: HINTS[hint].zh, locations: [{ line: 1, column }], extensions: { code, hint } }],
    })
  })

  it('names a variable that is missing', async () => {
    const query = 'query($r: ID!) { child(ref: $r) { childRef } }'
    const { body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query })
    expect(body).toEqual({
      errors: [
        { message: HINTS.VARIABLE_FORM.zh, extensions: { code: 'BAD_INPUT', hint: 'VARIABLE_FORM', variable: ['r'] } },
      ],
    })
  })
})
