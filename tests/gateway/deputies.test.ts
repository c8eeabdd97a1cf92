// Who stands in for whom: appointed by the holder of the role or by the organisation's administrator, accepted by the
// deputy, for ninety days at most, handed on to nobody, and named in each entry.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addDays } from '../../src/clock.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { type Ask, type JournalEntry, openTown, type Town } from '../world/town.ts'
import { CHILD_PAGE, CLASS, recordedSources } from './questions.ts'

const TODAY = '2026-11-23'
const BUREAU = '1133019999000XH06C'
const DEPUTY = 'demo-person-protection'
const PRINCIPAL = 'demo-person-adjudicator'
const APPOINTMENT = '{ id principal deputy role from until accepted ended }'
const APPOINT = `mutation Appoint($deputy: ID!, $until: Date!, $from: Date, $principal: ID, $role: String) {
  appointDeputy(deputy: $deputy, until: $until, from: $from, principal: $principal, role: $role) ${APPOINTMENT} }`
const ACCEPT = `mutation Accept($id: ID!) { acceptDeputy(appointment: $id) ${APPOINTMENT} }`
const END = `mutation End($id: ID!) { endDeputy(appointment: $id) ${APPOINTMENT} }`
const sources = recordedSources()

let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('deputies')
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource })
  // Each test says itself when the roster is read anew.
  town.gateway.rooms.roster.stop()
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})
beforeEach(async () => {
  await registry.loader.query('delete from roster.deputy')
  await registry.loader.query('update roster.assignment set valid_to = null')
  await refresh()
  await town.newEntries()
  sources.take()
})

function refresh(): Promise<void> {
  return town.gateway.rooms.roster.refresh()
}

function act(as: string, query: string, variables: Record<string, unknown>, more: Partial<Ask> = {}) {
  return town.ask({ as, purpose: 'P14', query, variables, ...more })
}

function appoint(more: Record<string, unknown> = {}, as = 'adjudicator') {
  return act(as, APPOINT, { deputy: DEPUTY, until: addDays(TODAY, 59), ...more })
}

/** Appointed and accepted, through the door. */
async function deputise(): Promise<string> {
  const { id } = (await appoint()).body.data.appointDeputy
  expect((await act('protection', ACCEPT, { id })).body.data.acceptDeputy.accepted).toBe(true)
  await refresh()
  await town.newEntries()
  return id
}

function askPage(as = 'deputy') {
  return town.ask({ as, purpose: 'P08', query: CHILD_PAGE, variables: { first: 1 } })
}

async function rowCount(): Promise<number> {
  const { rows } = await registry.loader.query<{ count: number }>('select count(*) from roster.deputy')
  return rows[0]?.count ?? -1
}

function codeOf(response: { status: number; body: { errors?: readonly { extensions: { code: string } }[] } }) {
  return response.body.errors?.[0]?.extensions.code ?? response.status
}

function kindsOf(entries: readonly JournalEntry[]): string[] {
  return entries.map(({ kind, body }) => (kind === 'ACT' ? String(body.act) : kind))
}

describe('an appointment that is not made', () => {
  it.each([
    ['91 days', { until: addDays(TODAY, 90) }],
    ['91 days from a later day', { from: addDays(TODAY, 10), until: addDays(TODAY, 100) }],
    ['no day', { until: addDays(TODAY, -1) }],
    ['days that have passed', { from: addDays(TODAY, -1) }],
    ['days too far ahead', { from: addDays(TODAY, 91), until: addDays(TODAY, 92) }],
    ['a principal without a role', { principal: PRINCIPAL }, 'PRINCIPAL_AND_ROLE'],
  ])('is BAD_INPUT with %s, and leaves nothing but its refusal', async (_title, more, hint = 'DAY_OUTSIDE') => {
    expect((await appoint(more)).body.errors[0].extensions).toEqual({ code: 'BAD_INPUT', hint })
    expect(await rowCount()).toBe(0)
    expect(kindsOf(await town.newEntries())).toEqual(['REFUSAL'])
  })

  it.each([
    ['of oneself', { deputy: PRINCIPAL }, 'adjudicator'],
    ['of nobody', { deputy: 'demo-person-nobody' }, 'adjudicator'],
    ['of somebody who works elsewhere', { deputy: 'demo-person-village' }, 'adjudicator'],
    ['of the administrator, who is to have no data', { deputy: 'demo-person-org-admin' }, 'adjudicator'],
    ['for another, by one who is no administrator', { principal: PRINCIPAL, role: 'MZ_ADJUDICATOR' }, 'protection'],
    [
      'by the administrator, of themselves',
      { deputy: 'demo-person-org-admin', principal: PRINCIPAL, role: 'MZ_ADJUDICATOR' },
      'org-admin',
    ],
    [
      'by the administrator, for a role that the principal lacks',
      { principal: PRINCIPAL, role: 'PROTECTION_TEAM' },
      'org-admin',
    ],
    [
      'by the administrator of another organisation’s person',
      { principal: 'demo-person-other-adjudicator', role: 'MZ_ADJUDICATOR' },
      'org-admin',
    ],
  ])('is REFUSED %s', async (_title, more, as) => {
    expect(codeOf(await appoint(more, as))).toBe('REFUSED')
    expect(await rowCount()).toBe(0)
    expect(kindsOf(await town.newEntries())).toEqual(['REFUSAL'])
  })

  it('is REFUSED for somebody who holds the role already: with two places they could use neither', async () => {
    await registry.loader.query(
      `insert into roster.assignment select gen_random_uuid(), $1, role, organisation_id, unit, divisions, valid_from
       from roster.assignment where person_id = $2`,
      [DEPUTY, PRINCIPAL],
    )
    await refresh()
    const response = await appoint()
    await registry.loader.query(`delete from roster.assignment where person_id = $1 and role = 'MZ_ADJUDICATOR'`, [
      DEPUTY,
    ])
    expect(codeOf(response)).toBe('REFUSED')
  })

  it('is REFUSED while there is one already, even when both are sent together', async () => {
    const responses = await Promise.all([appoint(), appoint(), appoint()])
    expect(responses.map(codeOf).sort()).toEqual([200, 'REFUSED', 'REFUSED'])
    expect(await rowCount()).toBe(1)
  })

  it('is REFUSED by a deputy: what was handed over is not handed on', async () => {
    await deputise()
    const response = await act('deputy', APPOINT, { deputy: 'demo-person-org-admin', until: addDays(TODAY, 5) })
    expect(codeOf(response)).toBe('REFUSED')
    expect(await rowCount()).toBe(1)
    const [refusal] = await town.newEntries()
    expect(refusal?.body).toMatchObject({
      ...{ personId: DEPUTY, deputyFor: PRINCIPAL, code: 'REFUSED' },
      detail: 'a deputy appoints, accepts and ends nothing',
    })
  })

  it('is REFUSED under the purpose of casework, and to a role without a policy for it', async () => {
    expect(codeOf(await act('adjudicator', APPOINT, { deputy: DEPUTY, until: TODAY }, { purpose: 'P08' }))).toBe(
      'REFUSED',
    )
    expect(codeOf(await act('auditor', APPOINT, { deputy: DEPUTY, until: TODAY }))).toBe('REFUSED')
  })

  it('is not written by the database either: 91 days, or a deputy who appoints themselves', async () => {
    const insert = (validTo: string, person: string) =>
      registry.loader.query(
        `insert into roster.deputy values (gen_random_uuid(), gen_random_uuid(), $1, 'MZ_ADJUDICATOR', $2, $3, $4, $5, $1, now())`,
        [PRINCIPAL, BUREAU, person, TODAY, validTo],
      )
    await expect(insert(addDays(TODAY, 91), DEPUTY)).rejects.toMatchObject({ constraint: 'deputy_ninety_days' })
    await expect(insert(TODAY, DEPUTY)).rejects.toMatchObject({ constraint: 'deputy_ninety_days' })
    await expect(insert(addDays(TODAY, 5), PRINCIPAL)).rejects.toMatchObject({ constraint: 'deputy_another_person' })
    await expect(insert(addDays(TODAY, 90), DEPUTY)).resolves.toBeDefined()
  })
})

describe('an acceptance and an end', () => {
  it.each([
    ['the principal', 'adjudicator'],
    ['the administrator', 'org-admin'],
    ['the village', 'village'],
  ])('are not the matter of %s where they are another’s', async (_title, as) => {
    const { id } = (await appoint()).body.data.appointDeputy
    expect(codeOf(await act(as, ACCEPT, { id }))).toBe('REFUSED')
    if (as === 'village') expect(codeOf(await act(as, END, { id }))).toBe('REFUSED')
  })

  it('are REFUSED twice, after the end, and for what is not there, all alike', async () => {
    const { id } = (await appoint()).body.data.appointDeputy
    await act('protection', ACCEPT, { id })
    const twice = await act('protection', ACCEPT, { id })
    expect((await act('adjudicator', END, { id })).body.data.endDeputy.ended).toBe(true)
    const refused = [
      twice,
      await act('adjudicator', END, { id }),
      await act('protection', ACCEPT, { id }),
      await act('protection', ACCEPT, { id: '00000000-0000-4000-8000-000000000000' }),
    ]
    expect(new Set(refused.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(codeOf(twice)).toBe('REFUSED')
    expect(codeOf(await act('protection', ACCEPT, { id: 'x' }))).toBe('BAD_INPUT')
  })

  it('are not possible once the appointment has run out', async () => {
    const { id } = (await appoint({ until: TODAY })).body.data.appointDeputy
    await registry.loader.query('update roster.deputy set valid_from = valid_from - 1, valid_to = valid_to - 1')
    expect(codeOf(await act('protection', ACCEPT, { id }))).toBe('REFUSED')
  })

  it('may come from the deputy and from the administrator too', async () => {
    for (const as of ['protection', 'org-admin']) {
      const { id } = (await appoint()).body.data.appointDeputy
      expect((await act(as, END, { id })).body.data.endDeputy).toMatchObject({ id, ended: true })
    }
  })
})

describe('a deputy', () => {
  it('has nothing before accepting, the district’s children after it, and nothing after the end', async () => {
    const { id } = (await appoint()).body.data.appointDeputy
    await refresh()
    expect(codeOf(await askPage())).toBe('REFUSED')
    await act('protection', ACCEPT, { id })
    await refresh()
    const asDeputy = await askPage()
    expect(asDeputy.body.data.children.nodes).toEqual((await askPage('adjudicator')).body.data.children.nodes)
    sources.take()
    await act('adjudicator', END, { id })
    await refresh()
    expect(codeOf(await askPage())).toBe('REFUSED')
    expect(sources.take()).toEqual([])
  })

  it('is named with the principal in each entry', async () => {
    await deputise()
    expect((await askPage()).status).toBe(200)
    const [intent] = await town.newEntries()
    expect(intent).toMatchObject({
      kind: 'INTENT',
      body: { personId: DEPUTY, deputyFor: PRINCIPAL, agentId: null, role: 'MZ_ADJUDICATOR', organisationId: BUREAU },
    })
    expect((await askPage('adjudicator')).status).toBe(200)
    expect((await town.newEntries())[0]?.body).toMatchObject({ personId: PRINCIPAL, deputyFor: null })
  })

  it.each([
    ['the last day has passed', 'update roster.deputy set valid_from = valid_from - 60, valid_to = valid_to - 60'],
    [
      'the principal no longer holds the role',
      `update roster.assignment set valid_to = '${TODAY}' where person_id = '${PRINCIPAL}'`,
    ],
    ['the deputy has left', `update roster.assignment set valid_to = '${TODAY}' where person_id = '${DEPUTY}'`],
  ])('is out when %s, at the next reading of the roster', async (_title, statement) => {
    await deputise()
    expect((await askPage()).status).toBe(200)
    await registry.loader.query(statement)
    await refresh()
    expect(codeOf(await askPage())).toBe('REFUSED')
  })

  it('is out when the principal’s place is moved to another organisation, and has nothing there', async () => {
    await deputise()
    const move = (to: string) =>
      registry.loader.query('update roster.assignment set organisation_id = $1 where person_id = $2', [to, PRINCIPAL])
    await move('1133019999000XH09M')
    await refresh()
    const response = await askPage()
    await move(BUREAU)
    expect(codeOf(response)).toBe('REFUSED')
  })

  it('is in on the last day of ninety', async () => {
    const { id, until } = (await appoint({ until: addDays(TODAY, 89) })).body.data.appointDeputy
    expect(until).toBe('2027-02-20')
    await act('protection', ACCEPT, { id })
    await registry.loader.query('update roster.deputy set valid_from = valid_from - 89, valid_to = valid_to - 89')
    await refresh()
    expect((await askPage()).status).toBe(200)
  })

  it('is out within five seconds of the end: a roster that is older lets nobody in', async () => {
    const id = await deputise()
    await act('adjudicator', END, { id })
    town.clock.moveTo('2026-11-23T10:00:05.001+08:00')
    const response = await askPage()
    town.clock.moveTo('2026-11-23T10:00:00+08:00')
    expect(codeOf(response)).toBe('UNAVAILABLE')
  })
})

describe('each act', () => {
  it('stands in the journal with its own entry, between its intent and its outcome', async () => {
    const { id } = (await appoint()).body.data.appointDeputy
    await act('protection', ACCEPT, { id })
    await act('org-admin', END, { id })
    const entries = await town.newEntries()
    const acts = entries.filter(({ kind }) => kind === 'ACT').map(({ body }) => body)
    expect(acts.map(({ act: name, personId }) => [name, personId])).toEqual([
      ['DEPUTY_APPOINTED', PRINCIPAL],
      ['DEPUTY_ACCEPTED', DEPUTY],
      ['DEPUTY_ENDED', 'demo-person-org-admin'],
    ])
    for (const body of acts) {
      expect(body).toMatchObject({
        organisationId: BUREAU,
        subjects: [],
        facts: {
          appointment: id,
          principal: PRINCIPAL,
          deputy: DEPUTY,
          role: 'MZ_ADJUDICATOR',
          from: TODAY,
          to: '2027-01-22',
        },
      })
    }
    expect(kindsOf(entries).filter((kind) => kind !== 'OUTCOME')).toEqual([
      ...['INTENT', 'DEPUTY_APPOINTED', 'INTENT', 'DEPUTY_ACCEPTED', 'INTENT', 'DEPUTY_ENDED'],
    ])
  })

  it('is shown to those whom it concerns, and to nobody else', async () => {
    const { id } = (await appoint()).body.data.appointDeputy
    const list = async (as: string) =>
      (await act(as, `{ deputies ${APPOINTMENT} }`, {})).body.data.deputies.map((each: { id: string }) => each.id)
    expect(await list('adjudicator')).toEqual([id])
    expect(await list('protection')).toEqual([id])
    expect(await list('org-admin')).toEqual([id])
    await town.ask({ as: 'village', purpose: 'P07', query: '{ children(first: 1) { nodes { childRef } } }' })
    expect(codeOf(await act('village', `{ deputies ${APPOINTMENT} }`, {}))).toBe('REFUSED')
  })
})

describe('an act whose entry cannot be written', () => {
  let databases: FreshDatabases
  let mute: Town

  beforeAll(async () => {
    databases = await freshDatabases('hutong_deputymute')
    await databases.pool('JOURNAL', 'hutong_owner').query(`
      create function journal.refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
      create trigger no_acts before insert on journal.entry for each row when (new.kind = 'ACT')
        execute function journal.refuse()`)
    mute = await openTown({
      databaseUrl: (code, url) =>
        code === 'JOURNAL' ? databases.url(code, 'hutong_journal_writer') : registry.databaseUrl(code, url),
    })
  })
  afterAll(async () => {
    await mute.close()
    await databases.drop()
  })

  it('does not happen', async () => {
    const question = { as: 'adjudicator', purpose: 'P14', query: APPOINT }
    const response = await mute.ask({ ...question, variables: { deputy: DEPUTY, until: addDays(TODAY, 5) } })
    expect(codeOf(response)).toBe('JOURNAL_UNAVAILABLE')
    expect(await rowCount()).toBe(0)
    const { id } = (await appoint()).body.data.appointDeputy
    const ending = await mute.ask({ ...question, query: END, variables: { id } })
    expect(codeOf(ending)).toBe('JOURNAL_UNAVAILABLE')
    const { rows } = await registry.loader.query('select id from roster.deputy where ended_at is null')
    expect(rows).toEqual([{ id }])
  })
})

describe('a batch', () => {
  it('is refused to the person who approved it: nobody asks under their own approval', async () => {
    const pupils = [{ studentNo: 'G330199201609109984', fullName: '沈乐言' }]
    const ask = () =>
      town.ask({ as: 'school', purpose: 'P05', case: 'B-2026-0001', query: CLASS, variables: { pupils } })
    const approve = (person: string) => registry.loader.query('update registry.approval set approved_by = $1', [person])
    expect((await ask()).status).toBe(200)
    sources.take()
    await approve('demo-person-school')
    const own = await ask()
    await approve('demo-person-school-head')
    expect(codeOf(own)).toBe('REFUSED')
    expect(sources.take()).toEqual([])
    expect((await ask()).status).toBe(200)
  })
})
