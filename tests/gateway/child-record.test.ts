// What was known when something was decided: the canonical record of a child on two time axes, with the source of each fact.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { demoAccount } from '../../src/demo/accounts.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources, seen } from './questions.ts'

const XIHU = '1133019999000XH06C'
const MINE = CAST.pupil.id
const RECORD = /* GraphQL */ `
  query ($ref: ID!, $asOf: Date, $knownAt: Instant) {
    childRecord(ref: $ref, asOf: $asOf, knownAt: $knownAt) {
      childRef asOf knownAt
      facts { kind value validFrom validTo recordedAt supersededAt source sourceRecordTime }
      divisions { kind division source }
    }
  }`

const sources = recordedSources()
let registry: OwnRegistry
let town: Town

// Civil affairs had the household on minimum living allowance from March; in October it wrote that it was the margin, from September on.
beforeAll(async () => {
  registry = await openOwnRegistry('child_record')
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource })
  await registry.owner.query('delete from registry.outcome where child_id = $1', [MINE])
  const fact = (
    [kind, value]: readonly [string, string],
    [from, to]: (string | null)[],
    [known, better]: (string | null)[],
  ) =>
    registry.owner.query(
      `insert into registry.outcome
         (child_id, kind, value, valid_from, valid_to, recorded_at, superseded_at, source, source_record_time, fetched_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'MZJ', $6, $6)`,
      [MINE, kind, value, from, to, known, better],
    )
  const aid = (value: string) => ['HOUSEHOLD_AID', value] as const
  await fact(aid('DIBAO'), ['2026-03-01', null], ['2026-03-02T01:00:00Z', '2026-10-10T01:00:00Z'])
  await fact(aid('DIBAO'), ['2026-03-01', '2026-09-01'], ['2026-10-10T01:00:00Z', null])
  await fact(aid('DIBAO_EDGE'), ['2026-09-01', null], ['2026-10-10T01:00:00Z', null])
  // Left behind from January to June; and an orphan, as was believed from February until it was found in October that it never was.
  await fact(['CATEGORY', 'LEFT_BEHIND_UNGUARDED'], ['2026-01-01', '2026-06-01'], ['2026-01-05T01:00:00Z', null])
  await fact(['CATEGORY', 'ORPHAN'], ['2026-02-01', null], ['2026-02-02T01:00:00Z', '2026-10-10T01:00:00Z'])
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})

const refOf = (childId: string) => town.gateway.rooms.childRefs(XIHU).refOf(childId)

async function ask(childId: string, more: Readonly<Record<string, string>> = {}, as = 'adjudicator', purpose = 'P08') {
  const { status, body } = await town.ask({ as, purpose, query: RECORD, variables: { ref: refOf(childId), ...more } })
  return { status, body, record: body.data?.childRecord, code: body.errors?.[0]?.extensions.code }
}

const aid = async (more: Readonly<Record<string, string>>) =>
  (await ask(MINE, more)).record.facts
    .filter(({ kind }: { kind: string }) => kind === 'HOUSEHOLD_AID')
    .map(({ value }: { value: string }) => value)

describe('the record of a child', () => {
  it('is what held on the day, as it is known now', async () => {
    expect(await aid({ asOf: '2026-08-31' })).toEqual(['DIBAO'])
    expect(await aid({ asOf: '2026-09-01' })).toEqual(['DIBAO_EDGE'])
    expect(await aid({ asOf: '2026-02-28' })).toEqual([])
  })

  it('is what was known at the moment, although it was corrected since', async () => {
    expect(await aid({ asOf: '2026-09-15', knownAt: '2026-10-10T00:59:59Z' })).toEqual(['DIBAO'])
    expect(await aid({ asOf: '2026-09-15', knownAt: '2026-10-10T01:00:00Z' })).toEqual(['DIBAO_EDGE'])
    expect(await aid({ asOf: '2026-09-15', knownAt: '2026-03-02T00:59:59Z' })).toEqual([])
  })

  it('says of each fact who brought it, when, and shows it as it stood at the moment', async () => {
    const { record } = await ask(MINE, { asOf: '2026-09-15', knownAt: '2026-05-01T00:00:00Z' })
    expect(record).toMatchObject({ childRef: refOf(MINE), asOf: '2026-09-15', knownAt: '2026-05-01T00:00:00.000Z' })
    expect(record.facts).toContainEqual({
      ...{ kind: 'HOUSEHOLD_AID', value: 'DIBAO', validFrom: '2026-03-01', validTo: null, source: 'MZJ' },
      ...{ recordedAt: '2026-03-02T01:00:00.000Z', supersededAt: null, sourceRecordTime: '2026-03-02T01:00:00.000Z' },
    })
  })

  it('is of today and now unless asked otherwise, with divisions masked as the policy says', async () => {
    const { record, body } = await ask(MINE)
    expect(record).toMatchObject({ asOf: '2026-11-23', knownAt: '2026-11-23T02:00:00.000Z' })
    expect(record.facts.map(({ kind, value }: { kind: string; value: string }) => [kind, value])).toContainEqual([
      'HOUSEHOLD_AID',
      'DIBAO_EDGE',
    ])
    const divisions = record.divisions.map(({ kind, division }: { kind: string; division: string }) => [kind, division])
    expect(divisions).toEqual([
      ['HUKOU', '330106901'],
      ['RESIDENCE', '330106901'],
    ])
    expect(JSON.stringify(body)).not.toContain('330106901903')
    expect(body.extensions.disclosure).toContainEqual(
      expect.objectContaining({ path: ['childRecord', 'divisions', 0, 'division'], state: 'MASKED' }),
    )
  })

  it('has its divisions also where only their kind is asked for', async () => {
    const query = 'query ($ref: ID!) { childRecord(ref: $ref) { divisions { kind } } }'
    const { body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query, variables: { ref: refOf(MINE) } })
    expect(body).toEqual({ data: { childRecord: { divisions: [{ kind: 'HUKOU' }, { kind: 'RESIDENCE' }] } } })
  })

  it('is null alike for a child of another county and for nobody', async () => {
    const answers = [await ask(CAST.otherDistrictChild.id), await ask(randomUUID())]
    for (const { status, body } of answers) expect([status, body]).toEqual([200, { data: { childRecord: null } }])
  })

  it.each([
    ['a moment that is still to come', { knownAt: '2026-11-23T02:00:01Z' }, 'DAY_TO_COME'],
    ['a moment that is none', { knownAt: '2026-13-01T00:00:00Z' }, 'MOMENT_NOT_UTC'],
    ['a moment of another offset', { knownAt: '2026-11-01T08:00:00+08:00' }, 'MOMENT_NOT_UTC'],
    ['a day that is none', { asOf: '2026-02-30' }, 'NOT_A_DAY'],
    ['a day of the year 0', { asOf: '0000-01-01' }, 'NOT_A_DAY'],
    ['a day to come', { asOf: '2026-11-24' }, 'DAY_TO_COME'],
  ])('is BAD_INPUT with %s, and says what is wanted', async (_what, more, hint) => {
    const { code, body } = await ask(MINE, more)
    expect([code, body.errors[0].extensions.hint]).toEqual(['BAD_INPUT', hint])
    for (const value of Object.values(more)) expect(JSON.stringify(body)).not.toContain(value)
  })

  it('says the same of a moment that stands in the document itself', async () => {
    const query = `{ childRecord(ref: "${refOf(MINE)}", knownAt: "2026-11-01T08:00:00+08:00") { asOf } }`
    const { body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query, headers: { 'accept-language': 'en' } })
    expect(body).toEqual({
      errors: [
        {
          message: 'write a moment in UTC as 2026-11-24T01:30:00Z',
          extensions: { code: 'BAD_INPUT', hint: 'MOMENT_NOT_UTC' },
        },
      ],
    })
  })

  it.each([
    ['village', 'P07'],
    ['guardian', 'P13'],
    ['jy', 'P06'],
    ['hospital', 'P01'],
  ])('is refused to %s', async (as, purpose) => {
    expect((await ask(MINE, {}, as, purpose)).code).toBe('REFUSED')
  })
})

const THEN = /* GraphQL */ `
  query ($ref: ID!, $asOf: Date, $knownAt: Instant) {
    child(ref: $ref, asOf: $asOf, knownAt: $knownAt) { childRef record { asOf knownAt facts { kind value } } }
  }`

const LIST = /* GraphQL */ `
  query ($filter: ChildFilter, $orderBy: ChildOrder, $after: String, $first: Int! = 200, $asOf: Date, $knownAt: Instant) {
    children(filter: $filter, orderBy: $orderBy, after: $after, first: $first, asOf: $asOf, knownAt: $knownAt) {
      nodes { childRef record { facts { kind value } } } pageInfo { hasNextPage endCursor }
    }
  }`

async function listed(variables: Readonly<Record<string, unknown>>) {
  const { status, body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query: LIST, variables })
  return { status, body, page: body.data?.children, code: body.errors?.[0]?.extensions.code }
}

/** Whether the child is among those who had the category then. */
async function isFound(category: string, more: Readonly<Record<string, unknown>>): Promise<boolean> {
  const { page } = await listed({ filter: { category }, ...more })
  expect(page.pageInfo.hasNextPage).toBe(false)
  return page.nodes.some(({ childRef }: { childRef: string }) => childRef === refOf(MINE))
}

describe('a child at a moment', () => {
  it('has the record of that moment, and is null alike for a child of another county and for nobody', async () => {
    const variables = { ref: refOf(MINE), asOf: '2026-09-15', knownAt: '2026-10-10T00:59:59Z' }
    const { body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query: THEN, variables })
    expect(body.data.child.childRef).toBe(refOf(MINE))
    expect(body.data.child.record).toMatchObject({ asOf: '2026-09-15', knownAt: '2026-10-10T00:59:59.000Z' })
    expect(body.data.child.record.facts).toContainEqual({ kind: 'HOUSEHOLD_AID', value: 'DIBAO' })
    for (const id of [CAST.otherDistrictChild.id, randomUUID()]) {
      const other = { ...variables, ref: refOf(id) }
      const answer = await town.ask({ as: 'adjudicator', purpose: 'P08', query: THEN, variables: other })
      expect([answer.status, answer.body]).toEqual([200, { data: { child: null } }])
    }
  })

  it('is of the caller’s divisions of today: a county that was competent then reads nothing', async () => {
    await registry.owner.query(
      `insert into registry.jurisdiction (child_id, kind, division, valid_from, valid_to, recorded_at)
       values ($1, 'HUKOU', '330106901903', '2020-01-01', '2026-01-01', '2020-01-01')`,
      [CAST.otherDistrictChild.id],
    )
    const variables = { ref: refOf(CAST.otherDistrictChild.id), asOf: '2025-06-01' }
    const { body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query: THEN, variables })
    expect(body).toEqual({ data: { child: null } })
  })

  it.each([
    ['a day', { asOf: '2026-09-15' }],
    ['a moment', { knownAt: '2026-10-01T00:00:00Z' }],
    ['today', { asOf: '2026-11-23' }],
  ])('is BAD_INPUT together with a cell that a department has today, and no department is asked: %s', async (_what, more) => {
    for (const edge of ['civilAffairs { categories }', 'contradictions { field }', 'disputes { field }']) {
      const one = `query ($ref: ID!, $asOf: Date, $knownAt: Instant) { child(ref: $ref, asOf: $asOf, knownAt: $knownAt) { record { asOf } ${edge} } }`
      const many = `query ($asOf: Date, $knownAt: Instant) { children(asOf: $asOf, knownAt: $knownAt) { nodes { ${edge} } } }`
      sources.take()
      for (const query of [one, many]) {
        const variables = query === one ? { ref: refOf(MINE), ...more } : more
        const { status, body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query, variables })
        expect([status, body.errors?.[0]?.extensions, body.data]).toEqual([
          ...[400, { code: 'BAD_INPUT', hint: 'CELLS_HAVE_NO_PAST' }, undefined],
        ])
      }
      expect(sources.take()).toEqual([])
    }
  })

  it.each([
    ['village', 'P07'],
    ['protection', 'P10'],
    ['guardian', 'P13'],
  ])('is refused to %s as an argument that does not exist is', async (as, purpose) => {
    const asked = (argument: string) =>
      town.ask({
        ...{ as, purpose, query: `{ child(ref: "${refOf(MINE)}", ${argument}) { childRef } }` },
        ...(purpose === 'P10' ? { case: 'C-2026-0001' } : {}),
      })
    const unknown = await asked('before: "2026-09-15"')
    expect(unknown.status).toBe(403)
    for (const argument of ['asOf: "2026-09-15"', 'knownAt: "2026-10-01T00:00:00Z"', 'asOf: null']) {
      expect(seen(await asked(argument))).toEqual(seen(unknown))
    }
  })
})

describe('a list of children at a moment', () => {
  it('finds those who had the category on the day, to its last', async () => {
    expect(await isFound('LEFT_BEHIND_UNGUARDED', { asOf: '2026-05-31' })).toBe(true)
    expect(await isFound('LEFT_BEHIND_UNGUARDED', { asOf: '2026-06-01' })).toBe(false)
    expect(await isFound('LEFT_BEHIND_UNGUARDED', { asOf: '2025-12-31' })).toBe(false)
  })

  it('finds nobody by what the registry did not know yet', async () => {
    const asOf = '2026-05-31'
    expect(await isFound('LEFT_BEHIND_UNGUARDED', { asOf, knownAt: '2026-01-05T00:59:59Z' })).toBe(false)
    expect(await isFound('LEFT_BEHIND_UNGUARDED', { asOf, knownAt: '2026-01-05T01:00:00Z' })).toBe(true)
  })

  it('finds by what was known then, although it was corrected since', async () => {
    expect(await isFound('ORPHAN', { asOf: '2026-05-31', knownAt: '2026-10-10T00:59:59Z' })).toBe(true)
    expect(await isFound('ORPHAN', { asOf: '2026-05-31', knownAt: '2026-10-10T01:00:00Z' })).toBe(false)
    expect(await isFound('ORPHAN', { asOf: '2026-05-31' })).toBe(false)
  })

  it('holds for several filters only where all held, and shows each child as it was then', async () => {
    const filter = { category: 'LEFT_BEHIND_UNGUARDED', householdAidClass: 'DIBAO' }
    const { page } = await listed({ filter, asOf: '2026-05-31' })
    const mine = page.nodes.find(({ childRef }: { childRef: string }) => childRef === refOf(MINE))
    expect(mine.record.facts).toContainEqual({ kind: 'CATEGORY', value: 'LEFT_BEHIND_UNGUARDED' })
    expect(mine.record.facts).toContainEqual({ kind: 'HOUSEHOLD_AID', value: 'DIBAO' })
    const never = { ...filter, householdAidClass: 'DIBAO_EDGE' }
    expect((await listed({ filter: never, asOf: '2026-05-31' })).page.nodes).not.toContainEqual(
      expect.objectContaining({ childRef: refOf(MINE) }),
    )
  })

  it('asks no department', async () => {
    sources.take()
    await listed({ filter: { category: 'ORPHAN' }, asOf: '2026-05-31' })
    expect(sources.take()).toEqual([])
  })

  it.each([
    ['a filter of which the registry keeps no history', { filter: { sex: 'FEMALE' } }],
    ['one beside another of which it does', { filter: { category: 'ORPHAN', bornFrom: '2012-01-01' } }],
    ['an order', { orderBy: { householdAidClass: 'ASCENDING' } }],
    ['a moment that is still to come', { knownAt: '2026-11-23T02:00:01Z' }],
  ])('is BAD_INPUT with %s, and no department is asked', async (_what, more) => {
    sources.take()
    expect((await listed({ asOf: '2026-05-31', ...more })).code).toBe('BAD_INPUT')
    expect(sources.take()).toEqual([])
  })

  it('goes on from page to page at its moment, and at no other', async () => {
    const then = { asOf: '2026-05-31', knownAt: '2026-10-10T00:59:59Z' }
    const refs = async (variables: Readonly<Record<string, unknown>>) => {
      const { page } = await listed(variables)
      return { refs: page.nodes.map(({ childRef }: { childRef: string }) => childRef), cursor: page.pageInfo.endCursor }
    }
    const [all, first] = [await refs({ ...then, first: 6 }), await refs({ ...then, first: 3 })]
    expect((await refs({ ...then, first: 3, after: first.cursor })).refs).toEqual(all.refs.slice(3))
    const { asOf, knownAt } = then
    for (const other of [
      { asOf },
      { knownAt },
      {},
      { ...then, asOf: '2026-05-30' },
      { ...then, knownAt: '2026-10-10T01:00:00Z' },
    ]) {
      expect((await listed({ ...other, first: 3, after: first.cursor })).code, JSON.stringify(other)).toBe('BAD_INPUT')
    }
    const today = await refs({ first: 3 })
    expect((await listed({ ...then, first: 3, after: today.cursor })).code).toBe('BAD_INPUT')
  })
})

describe('the relations of the record', () => {
  const CASE = 'C-2026-0001'
  const CHILD = CAST.protectedChild.id

  it('show who has an account as guardian, since when and by whom, and never which person', async () => {
    const query =
      'query ($ref: ID!, $asOf: Date) { childRecord(ref: $ref, asOf: $asOf) { kinships { kind validFrom validTo source } } }'
    const kinships = async (more: object) => {
      const variables = { ref: refOf(MINE), ...more }
      return (await town.ask({ as: 'adjudicator', purpose: 'P08', query, variables })).body.data.childRecord.kinships
    }
    expect(await kinships({})).toEqual([{ kind: 'GUARDIAN', validFrom: '2026-09-24', validTo: null, source: 'MZJ' }])
    expect(await kinships({ asOf: '2026-09-23' })).toEqual([])
  })

  it('show which linked department holds a record, as it was decided at the moment; none that tells of a parent', async () => {
    const { rows } = await registry.owner.query<{ department: string; subject_key: string }>(
      'select department, subject_key from registry.source_link where child_id = $1 order by 1',
      [MINE],
    )
    const linked = rows
      .map(({ department }) => department)
      .filter((code) => ['GAJ', 'MZJ', 'WJW', 'CLH', 'JYJ'].includes(code))
    const school = rows.find(({ department }) => department === 'JYJ')?.subject_key
    const decided = (childId: string, [by, person]: (string | null)[], [from, to]: (string | null)[]) =>
      registry.owner.query(
        `insert into linking.link (id, department, subject_key, child_id, decided_by, person_id, decided_at, superseded_at)
         values ($1, 'JYJ', $2, $3, $4, $5, $6, $7)`,
        [randomUUID(), school, childId, by, person, from, to],
      )
    // The record of the school was another child's until a person decided in October.
    await decided(CAST.plainPupil.id, ['WEIGHTS', null], ['2026-02-01T00:00:00Z', '2026-10-01T00:00:00Z'])
    await decided(MINE, ['PERSON', 'demo-person-adjudicator'], ['2026-10-01T00:00:00Z', null])
    await registry.owner.query(
      `insert into registry.source_link (child_id, department, subject_key, recorded_at)
       select $1, code, gen_random_uuid(), '2026-01-01' from unnest(array['SFJ', 'FYJ', 'XZJ']) code on conflict do nothing`,
      [MINE],
    )
    const query =
      'query ($ref: ID!, $knownAt: Instant) { childRecord(ref: $ref, knownAt: $knownAt) { links { department decidedBy } } }'
    const links = async (more: object) => {
      const variables = { ref: refOf(MINE), ...more }
      const { body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query, variables })
      return body.data.childRecord.links
    }
    const imported = linked.filter((code) => code !== 'JYJ').map((department) => ({ department, decidedBy: 'IMPORT' }))
    const now = await links({})
    expect(now).toEqual(expect.arrayContaining([...imported, { department: 'JYJ', decidedBy: 'PERSON' }]))
    expect(now).toHaveLength(linked.length)
    expect(await links({ knownAt: '2026-09-30T23:59:59Z' })).toEqual(imported)
  })

  it('show the team its own case with the child, and no other of the same child', async () => {
    await registry.owner.query(
      `insert into registry.case_child (case_number, child_id, valid_from, recorded_at) values ('C-OTHER', $1, '2026-01-01', '2026-01-01')`,
      [CHILD],
    )
    const ref = town.gateway.rooms.childRefs(`${demoAccount('protection').organisationId} P10`).refOf(CHILD)
    const query = 'query ($ref: ID!) { child(ref: $ref) { record { cases { validFrom validTo source } } } }'
    const ask = { as: 'protection', purpose: 'P10', query, variables: { ref } }
    const { body } = await town.ask({ ...ask, case: CASE })
    expect(body.data.child.record.cases).toEqual([{ validFrom: '2026-09-24', validTo: null, source: 'MZJ' }])
    expect((await town.ask({ ...ask, case: 'C-OTHER' })).body).toEqual({ data: { child: null } })
  })

  it.each(['encounters { validFrom }', 'cases { validFrom }'])('show the county no %s', async (list) => {
    const query = `query ($ref: ID!) { childRecord(ref: $ref) { ${list} } }`
    const { body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query, variables: { ref: refOf(MINE) } })
    expect(body.errors[0].extensions.code).toBe('REFUSED')
  })
})

/** A town whose adjudicators have another policy. */
async function openUnder(edit: (policy: string) => string): Promise<Town> {
  const published = await readPolicyFolder('policies')
  const adjudicator = published.get('adjudicator-casework.yaml') ?? ''
  const edited = edit(adjudicator)
  expect(edited).not.toBe(adjudicator)
  return openTown({
    databaseUrl: registry.databaseUrl,
    policies: new Map([...published, ['adjudicator-casework.yaml', edited]]),
  })
}

describe('under a policy that grants more than the published one', () => {
  let own: Town
  beforeAll(async () => {
    own = await openUnder((policy) =>
      policy
        .replace(
          '  Child.record: reveal\n',
          '  Child.record: reveal\n  ChildRecord.encounters: reveal\n  RecordedEncounter.validFrom: reveal\n  RecordedEncounter.validTo: reveal\n  RecordedEncounter.source: reveal\n',
        )
        .replace('residenceDivision: { mask: division-nine }', 'residenceDivision: reveal')
        .replace('  filter:\n', '  filter:\n    - PublicSecurity.residenceDivision\n'),
    )
    await registry.owner.query(
      `insert into registry.encounter (number, organisation_id, unit, child_id, valid_from, valid_to, recorded_at, source)
       values ('E-THEN', '1233019999000HA25R', 'WARD-2', $1, '2026-04-01', '2026-04-05', '2026-04-02', 'WJW')`,
      [MINE],
    )
    // In another village until June, as the registry came to know in July.
    await registry.owner.query(
      `update registry.jurisdiction set superseded_at = '2026-07-01' where child_id = $1 and kind = 'RESIDENCE'`,
      [MINE],
    )
    await registry.owner.query(
      `insert into registry.jurisdiction (child_id, kind, division, valid_from, valid_to, recorded_at) values
         ($1, 'RESIDENCE', '330106902901', '2020-01-01', '2026-06-01', '2026-07-01'),
         ($1, 'RESIDENCE', '330106901903', '2026-06-01', null, '2026-07-01')`,
      [MINE],
    )
  })
  afterAll(() => own?.close())

  const ask = async (query: string, variables: Readonly<Record<string, unknown>>) =>
    (await own.ask({ as: 'adjudicator', purpose: 'P08', query, variables })).body

  it('a stay shows its days and nothing of where', async () => {
    const query =
      'query ($ref: ID!, $asOf: Date) { childRecord(ref: $ref, asOf: $asOf) { encounters { validFrom validTo source } } }'
    const body = await ask(query, { ref: refOf(MINE), asOf: '2026-04-04' })
    expect(body).toEqual({
      data: { childRecord: { encounters: [{ validFrom: '2026-04-01', validTo: '2026-04-05', source: 'WJW' }] } },
    })
    expect((await ask(query, { ref: refOf(MINE), asOf: '2026-04-05' })).data.childRecord.encounters).toEqual([])
    const { body: shown } = await own.ask({
      ...{ as: 'adjudicator', purpose: 'P08', query: '{ __type(name: "RecordedEncounter") { fields { name } } }' },
    })
    expect(shown.data.__type.fields.map(({ name }: { name: string }) => name)).toEqual([
      'validFrom',
      'validTo',
      'source',
    ])
  })

  it('children are found by where they lived on the day, as it was known at the moment', async () => {
    const query = `query ($division: DivisionCode!, $asOf: Date, $knownAt: Instant) {
      children(filter: { residenceDivision: $division }, first: 200, asOf: $asOf, knownAt: $knownAt) { nodes { childRef } } }`
    const isIn = async (division: string, more: object) => {
      const { data } = await ask(query, { division, ...more })
      return data.children.nodes.some(({ childRef }: { childRef: string }) => childRef === refOf(MINE))
    }
    expect(await isIn('330106902901', { asOf: '2026-05-31' })).toBe(true)
    expect(await isIn('330106902', { asOf: '2026-05-31' })).toBe(true)
    expect(await isIn('330106902901', { asOf: '2026-06-01' })).toBe(false)
    expect(await isIn('330106902901', { asOf: '2026-05-31', knownAt: '2026-06-30T15:59:59Z' })).toBe(false)
    expect(await isIn('330106901', { asOf: '2026-05-31', knownAt: '2026-06-30T15:59:59Z' })).toBe(true)
  })
})

describe('a condition on what the record shows', () => {
  const LISTS = 'query ($ref: ID!) { childRecord(ref: $ref) { facts { kind } divisions { kind division } } }'
  const GRANTED = /RecordedDivision\.division: .*/

  async function askUnder(otherwise: string) {
    const own = await openUnder((policy) =>
      policy.replace(GRANTED, `RecordedDivision.division: { where: address-not-protected, otherwise: ${otherwise} }`),
    )
    const { body } = await own.ask({ as: 'adjudicator', purpose: 'P08', query: LISTS, variables: { ref: refOf(MINE) } })
    await own.close()
    return body
  }

  it('takes the list away where it does not hold, and says so only where the policy does', async () => {
    expect((await askUnder('withheld')).data.childRecord.divisions.length).toBeGreaterThan(0)
    await registry.owner.query(
      `insert into registry.protection (child_id, kind, valid_from, recorded_at, source, source_record_time, fetched_at)
       values ($1, 'ADDRESS', '2026-01-01', '2026-01-01', 'MZJ', '2026-01-01', '2026-01-01')`,
      [MINE],
    )
    const withheld = await askUnder('withheld')
    expect(withheld.data.childRecord.divisions).toBeNull()
    expect(withheld.data.childRecord.facts.length).toBeGreaterThan(0)
    expect(withheld.extensions.disclosure).toContainEqual({
      ...{ path: ['childRecord', 'divisions'], state: 'WITHHELD', reason: 'CONDITION_NOT_MET', source: 'GAJ' },
    })
    const absent = await askUnder('looks-absent')
    expect(absent.data.childRecord.divisions).toEqual([])
    expect(JSON.stringify(absent)).not.toContain('WITHHELD')
  })
})
