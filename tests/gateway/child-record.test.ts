// What was known when something was decided: the canonical record of a child on two time axes, with the source of each fact.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'

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

let registry: OwnRegistry
let town: Town

// Civil affairs had the household on minimum living allowance from March; in October it wrote that it was the margin, from September on.
beforeAll(async () => {
  registry = await openOwnRegistry('child_record')
  town = await openTown({ databaseUrl: registry.databaseUrl })
  await registry.owner.query('delete from registry.outcome where child_id = $1', [MINE])
  const fact = (value: string, [from, to]: (string | null)[], [known, better]: (string | null)[]) =>
    registry.owner.query(
      `insert into registry.outcome
         (child_id, kind, value, valid_from, valid_to, recorded_at, superseded_at, source, source_record_time, fetched_at)
       values ($1, 'HOUSEHOLD_AID', $2, $3, $4, $5, $6, 'MZJ', $5, $5)`,
      [MINE, value, from, to, known, better],
    )
  await fact('DIBAO', ['2026-03-01', null], ['2026-03-02T01:00:00Z', '2026-10-10T01:00:00Z'])
  await fact('DIBAO', ['2026-03-01', '2026-09-01'], ['2026-10-10T01:00:00Z', null])
  await fact('DIBAO_EDGE', ['2026-09-01', null], ['2026-10-10T01:00:00Z', null])
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
    ['a moment that is still to come', { knownAt: '2026-11-23T02:00:01Z' }],
    ['a moment that is none', { knownAt: '2026-13-01T00:00:00Z' }],
    ['a day that is none', { asOf: '2026-02-30' }],
  ])('is BAD_INPUT with %s', async (_what, more) => {
    expect((await ask(MINE, more)).code).toBe('BAD_INPUT')
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

describe('a condition on what the record shows', () => {
  const LISTS = 'query ($ref: ID!) { childRecord(ref: $ref) { facts { kind } divisions { kind division } } }'
  const GRANTED = /RecordedDivision\.division: .*/

  async function askUnder(otherwise: string) {
    const published = await readPolicyFolder('policies')
    const adjudicator = published.get('adjudicator-casework.yaml') ?? ''
    const narrowed = adjudicator.replace(
      GRANTED,
      `RecordedDivision.division: { where: address-not-protected, otherwise: ${otherwise} }`,
    )
    expect(narrowed).not.toBe(adjudicator)
    const own = await openTown({
      databaseUrl: registry.databaseUrl,
      policies: new Map([...published, ['adjudicator-casework.yaml', narrowed]]),
    })
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
