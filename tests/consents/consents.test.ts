// R14, R15: a desk that serves whoever left care asks about somebody who has grown up with their own consent, and with none it is answered
// as about nobody: in bytes, in calls, in what is written. Only the journal says why, to the auditor.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { subjectKey } from '../../src/city/registry-rows.ts'
import { eraseAsked } from '../../src/consents/asked.ts'
import { demoAccount } from '../../src/demo/accounts.ts'
import { recordedSources } from '../gateway/questions.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { type RecordedStatements, recordStatements } from '../world/recorded-statements.ts'
import { openTown, type Town } from '../world/town.ts'

const ADULT = CAST.turnsEighteen
const PERSON = demoAccount('adult').personId
const DESKS = [
  ['zf', 'HOUSING', 'ZFJ', 'housing'],
  ['rs', 'EMPLOYMENT', 'RSJ', 'employment'],
] as const
const GIVE = `mutation ($ref: ID!, $desk: ConsentDesk!, $until: Date!) {
  giveConsent(ref: $ref, desk: $desk, until: $until) { desk until } }`
const WITHDRAW = 'mutation ($ref: ID!, $desk: ConsentDesk!) { withdrawConsent(ref: $ref, desk: $desk) { desk until } }'
const CONSENTS = '{ consents { desk from until } }'
const ASKED = '{ askedUnderConsent { desk office on } }'
const PRIORITY = `query ($ref: ID!, $needed: Boolean!) {
  careLeaverPriority(ref: $ref, needed: $needed) { status undecidedBecause validOn rule { id pack } } }`
const NAMED = 'query ($subject: SubjectInput!) { childNamed(subject: $subject) { childRef } }'
const LIST = '{ children(first: 200) { nodes { childRef } } }'

const sources = recordedSources()
let registry: OwnRegistry
let town: Town
let statements: RecordedStatements

beforeAll(async () => {
  registry = await openOwnRegistry('consents', ['JOURNAL', 'ZFJ', 'RSJ'])
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource })
  for (const [, , code, edge] of DESKS) {
    await registry
      .pool(code, 'hutong_owner')
      .query(`insert into ${edge}.freshness values ('2026-11-23T00:00:00+08:00')`)
    await registry
      .pool(code, 'hutong_owner')
      .query(`insert into ${edge}.support values ($1, 'ACTIVE', true, '2026-11-01')`, [subjectKey(ADULT.id, code)])
    await registry.owner.query(
      `insert into registry.source_link values ($1, $2, $3, '2026-11-01') on conflict do nothing`,
      [ADULT.id, code, subjectKey(ADULT.id, code)],
    )
  }
  // The first look-up of all prunes.
  await seen('zf')
  statements = recordStatements(town.gateway.rooms.registry)
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  await registry.owner.query('truncate consent.given, consent.asked')
  await registry.owner.query('update registry.child set adult_on = $2 where id = $1', [ADULT.id, '2026-11-23'])
  for (const table of ['limit_child', 'limit_counter', 'limit_lock', 'limit_trace'])
    await registry.owner.query(`delete from registry.${table}`)
  await town.newEntries()
  sources.take()
})

async function ask(as: string, query: string, variables: object = {}, purpose = 'P15') {
  const { body, status } = await town.ask({ as, purpose, query, variables: { ...variables } })
  const { code = null, hint } = body.errors?.[0]?.extensions ?? {}
  return { data: body.data, code, hint, text: JSON.stringify([status, body]) }
}

type Desk = (typeof DESKS)[number][0]
const refOf = (as: string, childId: string) =>
  town.gateway.rooms.childRefs(demoAccount(as).organisationId).refOf(childId)
const own = (query: string, more: object = {}, as = 'adult') =>
  ask(as, query, { ref: refOf(as, ADULT.id), desk: 'HOUSING', ...more }, 'P13')
const give = (more: object = {}) => own(GIVE, { until: '2027-06-01', ...more })
const edgeOf = (desk: Desk) => (desk === 'zf' ? 'housing' : 'employment')
const seen = (desk: Desk, childId = ADULT.id) =>
  ask(desk, `query ($ref: ID!) { child(ref: $ref) { ${edgeOf(desk)} { priority } } }`, { ref: refOf(desk, childId) })
const named = (desk: Desk, { citizenId, name }: { readonly citizenId: string | null; readonly name: string }) =>
  ask(desk, NAMED, { subject: { citizenId, fullName: name } })
const listed = async (desk: Desk) =>
  ((await ask(desk, LIST)).data.children.nodes as { childRef: string }[]).map(({ childRef }) => childRef)

describe('a desk without a consent in force', () => {
  it.each(DESKS)('is answered as %s about nobody: in bytes, in calls and in what is written', async (as, desk) => {
    const costs = []
    for (const childId of [randomUUID(), ADULT.id, CAST.stay.id, CAST.otherDistrictChild.id]) {
      await registry.owner.query('truncate consent.asked')
      statements.take()
      const { text } = await seen(as, childId)
      const entries = (await town.newEntries()).map(({ kind, body }) => [kind, body.status ?? body.policyIds])
      const { rows } = await registry.owner.query('select count(*)::int as asked from consent.asked')
      const calls = sources.take().map(({ source, columns }) => [source, columns])
      costs.push({ text, statements: statements.take().toSorted(), entries, calls, rows })
    }
    for (const cost of costs) expect(cost, desk).toEqual(costs[0])
    expect(costs[0]).toMatchObject({ text: JSON.stringify([200, { data: { child: null } }]), rows: [{ asked: 1 }] })
    expect(await listed(as)).toEqual([])
  })

  it('finds nobody by number and name: in bytes and in what is written', async () => {
    const costs = []
    for (const child of [{ ...ADULT, name: CAST.stay.name }, ADULT, CAST.stay, CAST.otherDistrictChild]) {
      statements.take()
      const { text } = await named('zf', child)
      costs.push({ text, statements: statements.take().toSorted(), calls: sources.take().length })
    }
    for (const cost of costs) expect(cost).toEqual(costs[0])
    expect(costs[0]?.text).toBe(JSON.stringify([200, { data: { childNamed: null } }]))
  })

  it('stands in the journal with the reason for whom it holds, and with none for nobody', async () => {
    for (const childId of [ADULT.id, CAST.stay.id, CAST.otherDistrictChild.id, randomUUID()]) await seen('zf', childId)
    const outcomes = (await town.newEntries()).filter(({ kind }) => kind === 'OUTCOME').map(({ body }) => body)
    expect(outcomes.map(({ detail, resolved }) => [detail, resolved])).toEqual([
      ['no consent in force', []],
      ['no consent in force', []],
      [undefined, []],
      [undefined, []],
    ])
  })

  it('is told no more under one that is given to the other desk', async () => {
    await give({ desk: 'EMPLOYMENT' })
    expect((await seen('zf')).data).toEqual({ child: null })
    expect((await seen('rs')).data).toEqual({ child: { employment: { priority: true } } })
  })

  it('has none of a county where the adult is not registered', async () => {
    await give()
    const moved = `update registry.jurisdiction set division = $2 where child_id = $1 and kind = 'HUKOU' and superseded_at is null`
    const { rows } = await registry.owner.query<{ division: string }>(
      `select division from registry.jurisdiction where child_id = $1 and kind = 'HUKOU' and superseded_at is null`,
      [ADULT.id],
    )
    await registry.owner.query(moved, [ADULT.id, '330109001001'])
    expect((await seen('zf')).data).toEqual({ child: null })
    await registry.owner.query(moved, [ADULT.id, rows[0]?.division])
    expect((await seen('zf')).data).toEqual({ child: { housing: { priority: true } } })
  })

  it('has none of a minor, whatever stands on record, and none on the last day before the birthday', async () => {
    await give()
    for (const adultOn of ['2026-11-24', null]) {
      await registry.owner.query('update registry.child set adult_on = $2 where id = $1', [ADULT.id, adultOn])
      expect((await seen('zf')).data).toEqual({ child: null })
      expect(await listed('zf')).toEqual([])
    }
  })

  it('has none where whoever consented turns out not to be the person', async () => {
    await give()
    const kin = `update registry.kinship set superseded_at = $2 where person_id = $1 and kind = 'SELF'`
    await registry.owner.query(kin, [PERSON, '2026-11-23T00:00:00Z'])
    expect((await seen('zf')).data).toEqual({ child: null })
    await registry.owner.query(kin, [PERSON, null])
    expect((await seen('zf')).data).toEqual({ child: { housing: { priority: true } } })
  })
})

describe('a consent', () => {
  it('is refused in one way to a minor, about somebody else and about nobody, and leaves nothing', async () => {
    const refusals = [
      await give({ ref: refOf('adult', CAST.stay.id) }),
      await give({ ref: refOf('adult', randomUUID()) }),
    ]
    await registry.owner.query(`update registry.child set adult_on = '2026-11-24' where id = $1`, [ADULT.id])
    refusals.push(await give(), await own(WITHDRAW))
    await registry.owner.query('update registry.child set adult_on = null where id = $1', [ADULT.id])
    refusals.push(await give())
    expect(new Set(refusals.map(({ text }) => text)).size).toBe(1)
    expect(refusals[0]?.code).toBe('REFUSED')
    expect((await registry.owner.query('select from consent.given')).rowCount).toBe(0)
    expect((await town.newEntries()).filter(({ kind }) => kind === 'ACT')).toEqual([])
  })

  it.each(['guardian', 'child'])('is refused to %s, who can neither give nor withdraw nor list any', async (as) => {
    for (const query of [GIVE, WITHDRAW, CONSENTS, ASKED]) {
      const { code } = await own(query, query === GIVE ? { until: '2027-06-01' } : {}, as)
      expect(code).toBe('REFUSED')
    }
  })

  it.each(['2026-11-23', '2026-11-01', '2027-11-24'])('is BAD_INPUT where it would end on %s', async (until) => {
    expect(await give({ until })).toMatchObject({ code: 'BAD_INPUT', hint: 'DAY_OUTSIDE' })
    expect((await registry.owner.query('select from consent.given')).rowCount).toBe(0)
  })

  it.each(
    DESKS,
  )('lets %s ask for %s: that one comes first, from its own department, and no reason', async (as, desk, code) => {
    const { data } = await give({ desk })
    expect(data).toEqual({ giveConsent: { desk, until: '2027-06-01' } })
    await town.newEntries()
    sources.take()
    expect((await seen(as)).data).toEqual({ child: { [edgeOf(as)]: { priority: true } } })
    expect(sources.take().map(({ source, columns }) => [source, columns])).toEqual([[code, ['priority']]])
    const [intent, outcome] = await town.newEntries()
    expect(intent).toMatchObject({ kind: 'INTENT', body: { role: demoAccount(as).role, purpose: 'P15' } })
    expect(outcome?.body).toMatchObject({ resolved: [expect.any(String)] })
    expect(outcome?.body.detail).toBeUndefined()
    sources.take()
    const page = await ask(as, `{ children(first: 200) { nodes { childRef ${edgeOf(as)} { priority } } } }`)
    const node = { childRef: refOf(as, ADULT.id), [edgeOf(as)]: { priority: true } }
    expect(page.data.children.nodes).toEqual([node])
    expect(sources.take().map(({ source, keys }) => [source, keys])).toEqual([[code, 1]])
  })

  it.each(
    DESKS,
  )('lets %s find whoever stands there by number and name of today, and by no former one', async (as, desk) => {
    await give({ desk })
    const found = { childNamed: { childRef: refOf(as, ADULT.id) } }
    expect((await named(as, ADULT)).data).toEqual(found)
    await registry.owner.query(
      `update registry.identifier set valid_to = '2026-11-01' where child_id = $1 and kind = 'NAME'`,
      [ADULT.id],
    )
    expect((await named(as, ADULT)).data).toEqual({ childNamed: null })
    await registry.owner.query(`update registry.identifier set valid_to = null where child_id = $1 and kind = 'NAME'`, [
      ADULT.id,
    ])
    expect((await named(as, ADULT)).data).toEqual(found)
  })

  it('costs a desk the statements and calls that none costs', async () => {
    const cost = async () => {
      statements.take()
      sources.take()
      await seen('zf')
      return [statements.take().toSorted(), sources.take().map(({ source, columns }) => [source, columns])]
    }
    const without = await cost()
    await give()
    expect(await cost()).toEqual(without)
  })

  it('ends with its day, and with a withdrawal from the next request on', async () => {
    await give()
    expect((await seen('zf')).data.child).not.toBeNull()
    expect((await own(WITHDRAW)).data).toEqual({ withdrawConsent: { desk: 'HOUSING', until: '2026-11-23' } })
    expect((await seen('zf')).data.child).toBeNull()
    await give()
    expect((await seen('zf')).data.child).not.toBeNull()
    await registry.owner.query(
      `update consent.given set valid_from = '2026-11-01', valid_to = '2026-11-23' where superseded_at is null and valid_to > '2026-11-23'`,
    )
    expect((await seen('zf')).data.child).toBeNull()
  })

  it('is withdrawn with one receipt, whether or not one was in force', async () => {
    const none = await own(WITHDRAW)
    await give()
    expect((await own(WITHDRAW)).text).toBe(none.text)
  })

  it('keeps what was in force when in both times: the row is superseded and nothing is deleted', async () => {
    await give()
    await registry.owner.query(`update consent.given set valid_from = '2026-11-01', recorded_at = '2026-11-01'`)
    await own(WITHDRAW)
    const { rows } = await registry.owner.query(
      `select valid_from::text as from, valid_to::text as to, superseded_at is null as stands from consent.given order by recorded_at`,
    )
    expect(rows).toEqual([
      { from: '2026-11-01', to: '2027-06-01', stands: false },
      { from: '2026-11-01', to: '2026-11-23', stands: true },
    ])
  })

  it('given again while it is in force has one end, and the database lets no two hold on one day', async () => {
    await Promise.all([give(), give({ until: '2027-02-01' }), give({ until: '2027-03-01' })])
    const { rows } = await registry.owner.query(`select * from consent.given where superseded_at is null`)
    expect(rows).toHaveLength(1)
    await expect(
      registry.owner.query(
        `insert into consent.given select gen_random_uuid(), child_id, person_id, role, purpose, '2026-12-01', '2026-12-02', recorded_at
         from consent.given where superseded_at is null`,
      ),
    ).rejects.toMatchObject({ code: '23P01' })
  })

  it('is listed to the adult with who asked on which day, and to nobody else', async () => {
    await give()
    await give({ desk: 'EMPLOYMENT', until: '2026-12-24' })
    await own(WITHDRAW, { desk: 'EMPLOYMENT' })
    await seen('zf')
    await seen('zf')
    await listed('zf')
    await seen('rs')
    expect((await own(CONSENTS)).data.consents).toEqual([
      { desk: 'EMPLOYMENT', from: '2026-11-23', until: '2026-11-23' },
      { desk: 'HOUSING', from: '2026-11-23', until: '2027-06-01' },
    ])
    const office = town.gateway.rooms.roster.current().organisation(demoAccount('zf').organisationId)?.nameZh
    expect((await own(ASKED)).data.askedUnderConsent).toEqual([{ desk: 'HOUSING', office, on: '2026-11-23' }])
    expect(await eraseAsked(town.pool('REGISTRY', 'hutong_loader'), '2027-11-22')).toBe(0)
    expect(await eraseAsked(town.pool('REGISTRY', 'hutong_loader'), '2027-11-23')).toBeGreaterThan(0)
    expect((await own(ASKED)).data.askedUnderConsent).toEqual([])
  })

  it('names each day of the year and each office, however often one of them asks', async () => {
    await give({ desk: 'EMPLOYMENT' })
    await seen('rs')
    await registry.owner.query(`update consent.asked set asked_on = '2025-11-24'`)
    await registry.owner.query(
      `insert into consent.asked select $1, day, $2, 'ZF_OFFICER' from generate_series('2025-11-24'::date, '2026-11-23', '1 day') day`,
      [ADULT.id, demoAccount('zf').organisationId],
    )
    const { askedUnderConsent } = (await own(ASKED)).data
    expect(askedUnderConsent).toHaveLength(366)
    expect(askedUnderConsent).toContainEqual(expect.objectContaining({ desk: 'EMPLOYMENT', on: '2025-11-24' }))
  })

  it('stands in the journal as an act, with the desk and the day, before it counts', async () => {
    await give()
    await own(WITHDRAW)
    const acts = (await town.newEntries()).filter(({ kind }) => kind === 'ACT').map(({ body }) => body)
    expect(acts).toMatchObject([
      {
        act: 'CONSENT_GIVEN',
        personId: PERSON,
        subjects: [expect.any(String)],
        facts: { desk: 'HOUSING', until: '2027-06-01' },
      },
      { act: 'CONSENT_WITHDRAWN', personId: PERSON, facts: { desk: 'HOUSING', until: '2026-11-23' } },
    ])
    expect(JSON.stringify(acts)).not.toContain(ADULT.id)
  })
})

describe('whether somebody comes first', () => {
  const first = (as: Desk = 'zf', childId = ADULT.id, needed = true) =>
    ask(as, PRIORITY, { ref: refOf(as, childId), needed })
  const statusOf = async (...asked: Parameters<typeof first>) =>
    (await first(...asked)).data.careLeaverPriority.status as string
  /** What civil affairs decided, in place of what the town has. */
  const decided = async (value: string, from: string, to: string | null = null) => {
    await registry.owner.query(`delete from registry.outcome where child_id = $1`, [ADULT.id])
    await registry.owner.query(
      `insert into registry.outcome (child_id, kind, value, valid_from, valid_to, recorded_at, source, source_record_time, fetched_at)
       values ($1, 'CATEGORY', $2, $3, $4, '2026-11-01', 'MZJ', '2026-11-01', '2026-11-01')`,
      [ADULT.id, value, from, to],
    )
  }

  it('is one answer of nobody, of another county, of a minor and of whoever has not consented', async () => {
    await decided('ORPHAN', '2015-01-01')
    // When civil affairs was last brought over is read for everybody once.
    await first()
    await town.newEntries()
    const costs = []
    for (const childId of [randomUUID(), ADULT.id, CAST.stay.id, CAST.otherDistrictChild.id]) {
      statements.take()
      const { text } = await first('zf', childId)
      const entries = (await town.newEntries()).map(({ kind, body }) => [kind, body.status ?? body.policyIds])
      costs.push({ text, statements: statements.take().toSorted(), entries, calls: sources.take() })
    }
    for (const cost of costs) expect(cost).toEqual(costs[0])
    expect(costs[0]?.text).toContain('"status":"NONE_CONFIRMED"')
    expect(costs[0]?.calls).toEqual([])
    await first()
    const outcome = (await town.newEntries()).find(({ kind }) => kind === 'OUTCOME')
    expect(outcome?.body).toMatchObject({ detail: 'no consent in force', resolved: [] })
  })

  it('is the same of an orphan, of a child without support and of both, in bytes and in cost', async () => {
    await give()
    const costs = []
    for (const [value, from, to] of [
      ['ORPHAN', '2015-01-01', null],
      ['DE_FACTO_UNSUPPORTED', '2026-11-01', null],
      ['ORPHAN', '2010-01-01', '2012-01-01'],
    ] as const) {
      await decided(value, from, to)
      await registry.owner.query('truncate consent.asked')
      statements.take()
      const { text } = await first()
      costs.push({ text, statements: statements.take().toSorted(), calls: sources.take() })
    }
    for (const cost of costs) expect(cost).toEqual(costs[0])
    expect(costs[0]?.text).toContain(
      '{"status":"CONFIRMED","undecidedBecause":null,"validOn":"2026-11-23","rule":{"id":"R14"',
    )
  })

  it('is never a no for want of a record, and never a yes for what was decided of a grown-up', async () => {
    await give()
    await decided('ORPHAN', '2026-11-23')
    expect(await statusOf()).toBe('UNDETERMINED')
    await decided('DISABLED', '2015-01-01')
    expect(await statusOf()).toBe('UNDETERMINED')
    await decided('ORPHAN', '2026-11-22')
    expect(await statusOf()).toBe('CONFIRMED')
    expect(await statusOf('zf', ADULT.id, false)).toBe('NONE_CONFIRMED')
    expect(await statusOf('rs')).toBe('NONE_CONFIRMED')
  })

  it('is undetermined of everybody alike while civil affairs’ decisions are not brought over', async () => {
    await give()
    await decided('ORPHAN', '2015-01-01')
    const stale = (at: string) =>
      registry.owner.query(`update registry.source_sync set synced_at = $1 where source = 'MZJ'`, [at])
    const { rows } = await registry.owner.query<{ at: string }>(
      `select synced_at::text as at from registry.source_sync where source = 'MZJ'`,
    )
    await stale('2026-11-20T00:00:00Z')
    town.clock.moveTo('2026-11-23T02:00:03Z')
    const texts = [await first(), await first('zf', randomUUID())].map(({ text }) => text)
    await stale(String(rows[0]?.at))
    town.clock.moveTo(TEST_MOMENT)
    expect(texts[0]).toBe(texts[1])
    expect(texts[0]).toContain('"status":"UNDETERMINED","undecidedBecause":"SOURCE_OUT"')
    expect(await statusOf()).toBe('CONFIRMED')
  })

  it('is weighed for each desk by its own rule and its own consent', async () => {
    await decided('DE_FACTO_UNSUPPORTED', '2015-01-01')
    await give({ desk: 'EMPLOYMENT' })
    const { data } = await first('rs')
    expect(data.careLeaverPriority).toMatchObject({ status: 'CONFIRMED', rule: { id: 'R15' } })
    expect(await statusOf('zf')).toBe('NONE_CONFIRMED')
  })

  it.each(['adult', 'adjudicator'])('is no question of %s', async (as) => {
    const { code } = await ask(as, PRIORITY, { ref: refOf(as, ADULT.id), needed: true }, as === 'adult' ? 'P13' : 'P08')
    expect(code).toBe('REFUSED')
  })
})
