// Rules for one cell of one row: a field granted for the children who live in one's own division alone. The others are in
// the list, and the cell says that it is withheld, whether or not there is a value behind it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const ADJUDICATOR = 'adjudicator-casework.yaml'
const CONDITION = 'where: residence-in-own-division, otherwise: withheld'
const XIHU = '1133019999000XH06C'

const sources = recordedSources()
let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('conditions')
  // Every third child of the city has moved to a neighbouring county; most stay registered where they were.
  await registry.loader.query(
    `update registry.jurisdiction set division = '330109001001'
     where kind = 'RESIDENCE' and ascii(right(child_id::text, 1)) % 3 = 0`,
  )
  const policies = await readPolicyFolder('policies')
  const text = policies.get(ADJUDICATOR) ?? ''
  const narrowed = [
    ['PublicSecurity.sex: reveal', `PublicSecurity.sex: { ${CONDITION} }`],
    ['PublicSecurity.hukouAddress: { mask: street }', `PublicSecurity.hukouAddress: { mask: street, ${CONDITION} }`],
    ['PublicSecurity.birthDate: reveal', `PublicSecurity.birthDate: { ${CONDITION} }`],
    ['ParentLink.vitalStatus: reveal', `ParentLink.vitalStatus: { ${CONDITION} }`],
    ['Disability.disabilityKind: reveal', `Disability.disabilityKind: { ${CONDITION} }`],
    ['Premium.state: reveal', `Premium.state: { ${CONDITION} }`],
  ].reduce((known, [from = '', to = '']) => {
    expect(known).toContain(from)
    return known.replace(from, to)
  }, text)
  town = await openTown({
    policies: new Map([...policies, [ADJUDICATOR, narrowed]]),
    wrapSource: sources.wrapSource,
    databaseUrl: registry.databaseUrl,
  })
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})

type Tree = Readonly<Record<string, unknown>>

interface Answer {
  readonly nodes: readonly (Tree & { readonly childRef: string })[]
  readonly disclosure: readonly {
    readonly path: readonly (string | number)[]
    readonly state: string
    readonly source?: string
  }[]
}

async function list(selection: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const query = `query ($filter: ChildFilter, $orderBy: ChildOrder) { children(first: 200, filter: $filter, orderBy: $orderBy) { nodes { childRef ${selection} } } }`
  const { body, status } = await town.ask({ as: 'adjudicator', purpose: 'P08', query, variables })
  expect([status, body.errors]).toEqual([200, undefined])
  return { nodes: body.data.children.nodes, disclosure: body.extensions?.disclosure ?? [] }
}

// The truth, read apart from the gateway: of the county's children, those who live in it too.
async function residents(): Promise<Set<string>> {
  const { rows } = await registry.loader.query<{ child_id: string }>(
    `select child_id from registry.jurisdiction where kind = 'RESIDENCE' and division like '330106%'
       and superseded_at is null and valid_from <= '2026-11-23' and (valid_to is null or valid_to > '2026-11-23')`,
  )
  return new Set(rows.map((row) => town.gateway.rooms.childRefs(XIHU).refOf(row.child_id)))
}

function paths(answer: Answer, last: string): Set<string> {
  const withheld = answer.disclosure.filter(({ path, state }) => state === 'WITHHELD' && path.at(-1) === last)
  return new Set(withheld.map(({ path }) => answer.nodes[Number(path[2])]?.childRef ?? ''))
}

describe('a field granted for residents alone', () => {
  it('is withheld, with a word, for every other child of the list, and shown for those', async () => {
    const living = await residents()
    const answer = await list('publicSecurity { sex hukouDivision }')
    const others = answer.nodes.filter(({ childRef }) => !living.has(childRef))
    expect(others.length).toBeGreaterThan(5)
    expect(paths(answer, 'sex')).toEqual(new Set(others.map(({ childRef }) => childRef)))
    for (const { childRef, publicSecurity } of answer.nodes) {
      const person = publicSecurity as Tree | null
      if (living.has(childRef) && person) expect(person.sex).not.toBeNull()
      else expect(person?.sex ?? null).toBeNull()
      if (person?.hukouDivision) expect(person.hukouDivision).toMatch(/^330106/)
    }
    expect(answer.disclosure.find(({ state }) => state === 'WITHHELD')).toMatchObject({
      source: 'GAJ',
      reason: 'CONDITION_NOT_MET',
    })
  })

  it('is masked where it is shown, and withheld, never masked, where it is not', async () => {
    const living = await residents()
    const answer = await list('publicSecurity { hukouAddress }')
    const masked = answer.disclosure.filter(({ state }) => state === 'MASKED')
    expect(masked.length).toBeGreaterThan(5)
    for (const { path } of masked) expect(living).toContain(answer.nodes[Number(path[2])]?.childRef)
    expect(paths(answer, 'hukouAddress').size).toBeGreaterThan(5)
  })

  it('does not tell by its word which children a department knows', async () => {
    const living = await residents()
    const answer = await list('disability { disabilityKind }')
    const others = answer.nodes.filter(({ childRef }) => !living.has(childRef))
    // Few of them have a certificate; the answer is the same for all.
    for (const { disability } of others) expect(disability).toEqual({ disabilityKind: null })
    expect(paths(answer, 'disabilityKind')).toEqual(new Set(others.map(({ childRef }) => childRef)))
  })

  it('holds in a list below a child, whose length is not told either', async () => {
    const living = await residents()
    const answer = await list('publicSecurity { parentLinks { vitalStatus } }')
    for (const { childRef, publicSecurity } of answer.nodes) {
      if (!living.has(childRef)) expect((publicSecurity as Tree | null)?.parentLinks).toBeNull()
    }
  })

  it('holds at a source behind HTTP', async () => {
    const living = await residents()
    const answer = await list('insurance { premiumSubsidy { state } }')
    expect(paths(answer, 'state').size).toBeGreaterThan(5)
    const stateOf = ({ insurance }: Tree) => ((insurance as Tree | null)?.premiumSubsidy as Tree | null)?.state
    const shown = answer.nodes.filter((node) => stateOf(node) != null)
    expect(shown.length).toBeGreaterThan(0)
    for (const { childRef } of shown) expect(living).toContain(childRef)
  })

  it('passes no filter where it is withheld', async () => {
    const living = await residents()
    for (const sex of ['MALE', 'FEMALE']) {
      const { nodes } = await list('', { filter: { sex } })
      expect(nodes.length).toBeGreaterThan(5)
      for (const { childRef } of nodes) expect(living).toContain(childRef)
    }
  })

  it('sorts as missing where it is withheld: those children come last, in the order of nobody’s birthdays', async () => {
    const living = await residents()
    const { nodes } = await list('', { orderBy: { birthDate: 'DESCENDING' } })
    const first = nodes.findIndex(({ childRef }) => !living.has(childRef))
    expect(first).toBeGreaterThan(0)
  })

  it('never comes along from the source: the statement asks it for those keys alone', async () => {
    sources.take()
    await list('publicSecurity { sex }')
    const call = sources.take().find(({ source }) => source === 'GAJ')
    expect(call?.text).toMatch(/case when .* = any\(\$\d+::uuid\[\]\) then .*"sex"/)
  })

  it('is journalled with its condition, and the withheld cells are counted', async () => {
    await town.newEntries()
    const answer = await list('publicSecurity { sex }')
    const [intent, outcome] = await town.newEntries()
    expect(intent?.body.fields).toContainEqual(['PublicSecurity.sex', 'reveal where:residence-in-own-division'])
    expect(outcome?.body.cells).toMatchObject({ WITHHELD: paths(answer, 'sex').size })
  })
})
