// A court declares the fathers of a whole city dead, and public security goes on having them alive. Every child keeps what it has, nobody
// learns of it by any answer, and the county that has to settle it sees what each of them says.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { demoLogin } from '../../src/demo/accounts.ts'
import { buildGatewaySchema } from '../../src/schema.ts'
import { CALLERS, type Login } from '../noninterference/callers.ts'
import { refFor } from '../world/child-refs.ts'
import { selectionOf } from '../world/every-department.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { type Ask, openTown, type Town } from '../world/town.ts'
import { byCitizenId, byStudentNo, CLASS, dayQuestion, STAY } from './questions.ts'

const SETTLES: ReadonlySet<string> = new Set(['adjudicator', 'deputy'])
const CONTRADICTIONS = 'contradictions { field entry statements { source value } }'
const schema = buildGatewaySchema()

let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('benefits', ['FYJ'])
  await registry.loader.query(
    `insert into registry.source_link (child_id, department, subject_key, recorded_at)
      select id, 'FYJ', gen_random_uuid(), recorded_at from registry.child on conflict do nothing`,
  )
  await court(`insert into court.freshness (as_of) values ('2026-11-22T16:00:00Z')`)
  town = await openTown({ databaseUrl: registry.databaseUrl })
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})

const court = (text: string, values: readonly unknown[] = []) =>
  registry.pool('FYJ', 'hutong_loader').query(text, [...values])

/** The same questions while the court says nothing, and while it contradicts. */
async function both<T>(ask: () => Promise<T>): Promise<{ readonly agreed: T; readonly contradicted: T }> {
  const agreed = await ask()
  const { rows } = await registry.loader.query<{ subject_key: string }>(
    `select subject_key from registry.source_link where department = 'FYJ'`,
  )
  await court(
    `insert into court.guardianship (subject_key, declared_relations, declared_statuses, record_time)
      select key, '{FATHER}', '{DECLARED_DEAD}', '2026-11-01T00:00:00Z' from unnest($1::uuid[]) key`,
    [rows.map(({ subject_key: key }) => key)],
  )
  const contradicted = await ask()
  await court('delete from court.guardianship')
  return { agreed, contradicted }
}

/** All that leaves, but for the id that each answer has of its own. */
async function bytes(question: Ask): Promise<string> {
  const { status, text } = await town.ask(question)
  return `${status} ${text.replaceAll(/"answerId":"[^"]*"/g, '')}`
}

const DAYS = { from: '2026-05-03', to: '2026-05-09' }
const BENEFITS: readonly (readonly [string, Ask, string])[] = [
  [
    'the tier of a stay, to the settlement desk',
    {
      ...{ as: 'hospital', purpose: 'P01', case: 'E-2026-0001', query: STAY },
      variables: { subject: byCitizenId(CAST.stay), ...DAYS },
    },
    '"tier":"T70"',
  ],
  [
    'the check-up, to its desk',
    {
      ...{ as: 'checkup', purpose: 'P03', case: 'E-2026-0018', query: dayQuestion('checkup { entitled }') },
      variables: { subject: byCitizenId(CAST.stay), benefit: 'CHECKUP' },
    },
    '"entitled":true',
  ],
  [
    'education aid, to the school',
    {
      ...{ as: 'school', purpose: 'P05', query: dayQuestion('items') },
      variables: { subject: byStudentNo(CAST.pupil), benefit: 'EDUCATION_AID' },
    },
    '"status":"CONFIRMED"',
  ],
  [
    'a class, to the school',
    {
      ...{ as: 'school', purpose: 'P05', case: 'B-2026-0001', query: CLASS },
      variables: { pupils: [byStudentNo(CAST.pupil)] },
    },
    '"status":"CONFIRMED"',
  ],
]

describe('a child of whom two departments say different things', () => {
  it.each(BENEFITS)('keeps its benefits, byte for byte: %s', async (_what, question, confirmed) => {
    const { agreed, contradicted } = await both(() => bytes(question))
    expect(agreed).toContain(confirmed)
    expect(contradicted).toBe(agreed)
  })

  it('has the allowance that was approved, and no status of the father, neither the one nor the other', async () => {
    const query = `query Q($ref: ID!) { child(ref: $ref) {
      civilAffairs { categories basicAllowance householdAidClass } publicSecurity { parentLinks { relation vitalStatus } } } }`
    const variables = { ref: refFor(town, 'adjudicator', 'P08', 'orphanWithLivingParents') }
    const { agreed, contradicted } = await both(async () => (await town.ask({ ...COUNTY, query, variables })).body)
    expect(agreed.data.child.civilAffairs).toMatchObject({ categories: ['ORPHAN'], basicAllowance: 'ACTIVE' })
    expect(contradicted.data.child.civilAffairs).toEqual(agreed.data.child.civilAffairs)
    expect(contradicted.data.child.publicSecurity.parentLinks).toEqual([
      { relation: 'FATHER', vitalStatus: null },
      { relation: 'MOTHER', vitalStatus: 'ALIVE' },
    ])
    expect(contradicted.extensions.disclosure).toMatchObject([{ state: 'UNDETERMINED', reason: 'CONTRADICTORY' }])
  })
})

const COUNTY = { as: 'adjudicator', purpose: 'P08' }
const DESKS = new Set(['zf', 'rs'])

function grantOf([as, purpose]: Login) {
  const grant = town.gateway.rooms.policies.grantFor(demoLogin(as).role, purpose)
  if (!grant) throw new Error(`${as} has a policy for ${purpose}`)
  return grant
}

/** Whoever may list children, with a list of everything they may see of them. */
function listsOfEverything(): readonly (readonly [Login, Ask])[] {
  return CALLERS.filter((login) => isGranted(login, 'Query.children')).map((login) => {
    const selection = selectionOf(schema.getType('Child') ?? undefined, (coordinate) => isGranted(login, coordinate))
    return [login, asked(login, selection)] as const
  })
}

function isGranted(login: Login, coordinate: string): boolean {
  return grantOf(login).decide('select', coordinate).effect !== 'refuse'
}

function asked([as, purpose]: Login, selection: string): Ask {
  const named = purpose === 'P10' ? { case: 'C-2026-0001' } : {}
  return { as, purpose, ...named, query: `{ children(first: 5) { nodes ${selection} } }` }
}

describe('what departments say differently', () => {
  it('moves no byte of what anybody sees of children, but for the county that settles it', async () => {
    const lists = listsOfEverything()
    expect(lists.length).toBeGreaterThan(9)
    const { agreed, contradicted } = await both(async () => {
      const answers: string[] = []
      for (const [, question] of lists) answers.push(await bytes(question))
      return answers
    })
    // Without a consent the desks of housing and employment see nobody.
    for (const [at, text] of agreed.entries())
      expect(text).toMatch(DESKS.has(lists[at]?.[0][0] ?? '') ? /^200 .*"nodes":\[\]/ : /^200 .*"nodes":\[\{/)
    const moved = lists.filter((_list, at) => agreed[at] !== contradicted[at]).map(([[as]]) => as)
    expect(new Set(moved)).toEqual(SETTLES)
  })

  it('is told to that county alone, with who says what', async () => {
    const { contradicted } = await both(async () => {
      const told = []
      for (const login of CALLERS) told.push([login[0], (await town.ask(asked(login, `{ ${CONTRADICTIONS} }`))).body])
      return told
    })
    const statements = [
      { source: 'GAJ', value: 'ALIVE' },
      { source: 'FYJ', value: 'DECLARED_DEAD' },
    ]
    for (const [as, body] of contradicted) {
      if (!SETTLES.has(as))
        expect([as, body.data ?? null, body.errors[0].extensions.code]).toEqual([as, null, 'REFUSED'])
      else
        expect(body.data.children.nodes).toContainEqual({
          contradictions: [{ field: 'ParentLink.vitalStatus', entry: 'FATHER', statements }],
        })
    }
  })

  it('is told of no child of another county', async () => {
    const query = `query Q($ref: ID!) { child(ref: $ref) { ${CONTRADICTIONS} } }`
    const variables = { ref: refFor(town, 'other-adjudicator', 'P08', 'stay') }
    const { agreed, contradicted } = await both(() =>
      bytes({ as: 'other-adjudicator', purpose: 'P08', query, variables }),
    )
    expect(contradicted).toBe(agreed)
    expect(contradicted).not.toContain('DECLARED')
  })
})
