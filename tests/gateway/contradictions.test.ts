// Two departments know of one fact. Where they agree it is told without a word of who knows it; where they do not, nobody
// knows it, and the county that has to settle it sees what each of them says.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { derivedUuid } from '../../src/city/random.ts'
import { openTown, type Town } from '../world/town.ts'
import { CITY_SETTINGS } from '../world/town-site.ts'
import { recordedSources } from './questions.ts'

const OFFICE = '1133019999000XH09M'
/** Public security has the father alive; a court declared him dead. */
const DISPUTED = 977
/** The mother was sent out of the country: public security alone knows it. */
const MOTHER_DEPORTED = 1_044

const PARENTS = `publicSecurity { parentLinks { relation vitalStatus } } justice { parentSituations { relation k8Satisfied } }`
const CONTRADICTIONS = 'contradictions { field entry statements { source value } }'

const sources = recordedSources()
const out = new Set<string>()
/** Written by the court where the codes of a declaration belong. */
let words: string | null = null
let town: Town

beforeAll(async () => {
  town = await openTown({
    wrapSource: (code, source) => {
      const recorded = sources.wrapSource(code, source)
      const fetch: typeof recorded.fetch = async (...asked) => {
        if (out.has(code)) throw new Error('connection refused')
        const raw = await recorded.fetch(...asked)
        if (code !== 'FYJ' || words === null) return raw
        const written = (cell: unknown) => (String(cell).startsWith('DECLARED') ? [words] : cell)
        return { ...raw, rows: raw.rows.map((row) => row.map(written)) }
      }
      return { ...recorded, fetch }
    },
  })
})
afterAll(() => town.close())
afterEach(() => {
  out.clear()
  words = null
})

function ask(index: number, fields: string) {
  const ref = town.gateway.rooms.childRefs(OFFICE).refOf(derivedUuid(CITY_SETTINGS.seed, 'child', String(index)))
  const query = `query Q($ref: ID!) { child(ref: $ref) { ${fields} } }`
  return town.ask({ as: 'other-adjudicator', purpose: 'P08', query, variables: { ref } })
}

describe('a fact on which two departments disagree', () => {
  it('is undetermined for that parent, and the answer says no more than that', async () => {
    await town.newEntries()
    const { body } = await ask(DISPUTED, PARENTS)
    expect(body.data.child.publicSecurity.parentLinks).toEqual([
      { relation: 'FATHER', vitalStatus: null },
      { relation: 'MOTHER', vitalStatus: 'ALIVE' },
    ])
    expect(body.extensions.disclosure).toEqual([
      {
        path: ['child', 'publicSecurity', 'parentLinks', 0, 'vitalStatus'],
        state: 'UNDETERMINED',
        reason: 'CONTRADICTORY',
        source: 'GAJ',
      },
    ])
    expect(await town.newEntries()).toMatchObject([
      { kind: 'INTENT' },
      { kind: 'OUTCOME', body: { status: 'RELEASED', cells: { UNDETERMINED: 1 } } },
    ])
  })

  it('is shown to the county with what each of them says, and the journal holds no word of it', async () => {
    const { body } = await ask(DISPUTED, CONTRADICTIONS)
    expect(body).toEqual({
      data: {
        child: {
          contradictions: [
            {
              field: 'ParentLink.vitalStatus',
              entry: 'FATHER',
              statements: [
                { source: 'GAJ', value: 'ALIVE' },
                { source: 'FYJ', value: 'DECLARED_DEAD' },
              ],
            },
          ],
        },
      },
    })
    expect(JSON.stringify(await town.newEntries())).not.toContain('DECLARED_DEAD')
  })

  it('is shown to nobody else who may ask about children', async () => {
    for (const [as, purpose] of [
      ['village', 'P07'],
      ['protection', 'P10'],
      ['analyst', 'P09'],
      ['cl', 'P08'],
    ] as const) {
      const query = `{ children(first: 1) { nodes { ${CONTRADICTIONS} } } }`
      const { body } = await town.ask({ as, purpose, ...(as === 'protection' ? { case: 'C-1' } : {}), query })
      expect([as, body.data ?? null, body.errors[0].extensions.code]).toEqual([as, null, 'REFUSED'])
    }
  })

  it('is none where all agree', async () => {
    const { body } = await ask(MOTHER_DEPORTED, CONTRADICTIONS)
    expect(body).toEqual({ data: { child: { contradictions: [] } } })
  })
})

describe('what a second department writes that is no code', () => {
  it.each([
    ['the fact', PARENTS],
    ['who says what of it', CONTRADICTIONS],
  ])('is no answer, and no word of it leaves: %s', async (_what, fields) => {
    await town.newEntries()
    words = '父亲在押于示例监狱'
    const response = await ask(DISPUTED, fields)
    expect(response.body.extensions.disclosure).toContainEqual(
      expect.objectContaining({ state: 'UNAVAILABLE', reason: 'SOURCE_OUT', source: 'FYJ' }),
    )
    expect(JSON.stringify([response.body, await town.newEntries(), town.events])).not.toContain('监狱')
  })
})

describe('whether a parent is kept from the child', () => {
  it('is told without a word of who knows it', async () => {
    const { body } = await ask(MOTHER_DEPORTED, PARENTS)
    expect(body.data.child.justice.parentSituations).toEqual([{ relation: 'MOTHER', k8Satisfied: true }])
    expect(body.extensions).toBeUndefined()
  })

  it('costs the same calls as for a child of whom nobody knows anything', async () => {
    sources.take()
    await ask(MOTHER_DEPORTED, 'justice { parentSituations { k8Satisfied } }')
    const calls = sources.take()
    expect(calls.map(({ source }) => source).sort()).toEqual(['FYJ', 'GAJ', 'SFJ'])
    await ask(DISPUTED, 'justice { parentSituations { k8Satisfied } }')
    expect(sources.take()).toEqual(calls)
  })

  it('is known of no parent while one who might know is out, and comes back with that one', async () => {
    out.add('FYJ')
    const { body } = await ask(MOTHER_DEPORTED, PARENTS)
    expect(body.data.child.justice).toEqual({ parentSituations: null })
    expect(body.data.child.publicSecurity.parentLinks).toEqual([
      { relation: 'FATHER', vitalStatus: null },
      { relation: 'MOTHER', vitalStatus: null },
    ])
    const states = body.extensions.disclosure.map((each: { state: string; source: string }) => [
      each.state,
      each.source,
    ])
    expect(states).toEqual(Array(3).fill(['UNAVAILABLE', 'FYJ']))
    out.clear()
    expect((await ask(MOTHER_DEPORTED, PARENTS)).body.extensions).toBeUndefined()
  })
})

it('no contradiction is denied while one who might contradict is out', async () => {
  out.add('MZJ')
  const { body } = await ask(MOTHER_DEPORTED, CONTRADICTIONS)
  expect(body.data.child.contradictions).toBeNull()
  expect(body.extensions.disclosure).toMatchObject([{ state: 'UNAVAILABLE', source: 'MZJ' }])
})
