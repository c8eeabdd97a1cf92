// X12: can a field that one may not see be felt out by filtering or sorting by it? No: such a use refuses the operation,
// however it is written, before any source is called.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoAccount } from '../../src/demo/accounts.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const sources = recordedSources()
let town: Town

beforeAll(async () => {
  town = await openTown({ wrapSource: sources.wrapSource })
})
afterAll(() => town.close())

const NODES = '{ nodes { childRef } pageInfo { hasNextPage } }'

interface Attempt {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
}

// One hidden use in every way that a document and its variables can say it.
function waysOf(
  argument: 'filter' | 'orderBy',
  key: string,
  literal: string,
  value: unknown,
): (readonly [string, Attempt])[] {
  const type = argument === 'filter' ? 'ChildFilter' : 'ChildOrder'
  const inline = `children(${argument}: { ${key}: ${literal} })`
  const declared = `children(${argument}: $a)`
  const hidden = { a: { [key]: value } }
  return [
    ['inline', { query: `{ ${inline} ${NODES} }` }],
    ['inline under an alias', { query: `{ mine: ${inline} ${NODES} }` }],
    ['in a variable', { query: `query($a: ${type}) { ${declared} ${NODES} }`, variables: hidden }],
    [
      'in the default value of a variable',
      { query: `query($a: ${type} = { ${key}: ${literal} }) { ${declared} ${NODES} }` },
    ],
    [
      'in a default value that the variables replace',
      { query: `query($a: ${type} = { ${key}: ${literal} }) { ${declared} ${NODES} }`, variables: { a: {} } },
    ],
    ['inline, skipped by a literal', { query: `{ children ${NODES} other: ${inline} @skip(if: true) ${NODES} }` }],
    [
      'inline, skipped by a variable',
      {
        query: `query($no: Boolean!) { children ${NODES} other: ${inline} @include(if: $no) ${NODES} }`,
        variables: { no: false },
      },
    ],
    [
      'in a variable, under a skipped field',
      {
        query: `query($a: ${type}, $no: Boolean!) { children ${NODES} other: ${declared} @include(if: $no) ${NODES} }`,
        variables: { ...hidden, no: false },
      },
    ],
    ['as null', { query: `{ children(${argument}: { ${key}: null }) ${NODES} }` }],
    [
      'as null in a variable',
      { query: `query($a: ${type}) { ${declared} ${NODES} }`, variables: { a: { [key]: null } } },
    ],
    [
      'beside a use that is granted',
      {
        query: `{ children(filter: { sex: FEMALE ${argument === 'filter' ? `${key}: ${literal}` : ''} } ${argument === 'orderBy' ? `orderBy: { ${key}: ${literal} }` : ''}) ${NODES} }`,
      },
    ],
    ['in a fragment', { query: `{ ...F } fragment F on Query { ${inline} ${NODES} }` }],
  ]
}

const HIDDEN = [
  ...waysOf('filter', 'category', 'ORPHAN', 'ORPHAN').map(
    ([how, attempt]) => ['a filter by category', how, attempt] as const,
  ),
  ...waysOf('filter', 'bornFrom', '"2012-01-01"', '2012-01-01').map(
    ([how, attempt]) => ['a filter by birth date', how, attempt] as const,
  ),
  ...waysOf('filter', 'householdAidClass', 'DIBAO', 'DIBAO').map(
    ([how, attempt]) => ['a filter by household aid', how, attempt] as const,
  ),
  ...waysOf('orderBy', 'birthDate', 'ASCENDING', 'ASCENDING').map(
    ([how, attempt]) => ['a sort by birth date', how, attempt] as const,
  ),
  ...waysOf('orderBy', 'householdAidClass', 'ASCENDING', 'ASCENDING').map(
    ([how, attempt]) => ['a sort by household aid', how, attempt] as const,
  ),
]

describe('a village that feels for what it may not see', () => {
  it.each(HIDDEN)('is refused %s, written %s', async (_use, _how, { query, variables = {} }) => {
    await town.newEntries()
    sources.take()
    const response = await town.ask({ as: 'village', purpose: 'P07', query, variables })
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    expect(sources.take()).toEqual([])
    expect(await town.newEntries()).toMatchObject([{ kind: 'REFUSAL', body: { code: 'REFUSED', fields: [] } }])
    // Every byte is that of the answer to a name of this length that no schema has.
    const nobodys = JSON.parse(
      JSON.stringify({ query, variables }).replaceAll(/category|bornFrom|birthDate|householdAidClass/g, (name) =>
        'q'.repeat(name.length),
      ),
    ) as Attempt
    expect((await town.ask({ as: 'village', purpose: 'P07', ...nobodys })).text).toBe(response.text)
  })

  it('may filter by what it sees in clear', async () => {
    const response = await town.ask({
      as: 'village',
      purpose: 'P07',
      query: `{ children(filter: { residenceDivision: "330106901901" }) ${NODES} }`,
    })
    expect(response.status).toBe(200)
  })
})

describe('an adjudicator', () => {
  it.each([
    'citizenId',
    'hukouDivision',
    'hukouAddress',
    'payoutAccount',
    'displayName',
    'disabilityGrade',
  ])('cannot filter by %s: what is masked or not granted has no filter', async (name) => {
    for (const query of [
      `{ children(filter: { ${name}: "3" }) ${NODES} }`,
      `{ children(orderBy: { ${name}: ASCENDING }) ${NODES} }`,
    ]) {
      sources.take()
      const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query })
      expect(response.status).toBe(403)
      expect(sources.take()).toEqual([])
    }
  })
})

describe('a hospital and a school', () => {
  it.each([
    ['hospital', 'P01'],
    ['school', 'P05'],
  ])('%s has no list to filter or to sort', async (as, purpose) => {
    const { view } = town.gateway.rooms.policies.grantFor(demoAccount(as).role, purpose) ?? {}
    for (const name of ['ChildFilter', 'ChildOrder', 'SortDirection', 'Child'])
      expect(view?.getType(name)).toBeUndefined()
    const response = await town.ask({ as, purpose, query: `{ children(filter: { category: ORPHAN }) ${NODES} }` })
    expect(response.status).toBe(403)
  })
})
