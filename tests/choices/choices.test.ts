// R05, A7, W02: which of the two subsidies was chosen is the competent county's to write down. It holds from the next month, stands at civil
// affairs' own source with what held before, and of nobody else's child can anything be written.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { subjectKey } from '../../src/city/registry-rows.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'

const XIHU = '1133019999000XH06C'
const CHILD = CAST.disabledEdge
const KEY = subjectKey(CHILD.id, 'MZJ')
const CHOOSE = `mutation ($key: ID!, $ref: ID!, $choice: ChosenSubsidy!) {
  recordSubsidyChoice(key: $key, ref: $ref, choice: $choice) { record from } }`
const READ =
  'query ($ref: ID!) { child(ref: $ref) { civilAffairs { subsidyChoice } findings { name truth } education { stage } } }'
const CHOSEN = 'query ($ref: ID!) { child(ref: $ref) { civilAffairs { subsidyChoice disabledLivingAllowance } } }'

let registry: OwnRegistry
let town: Town
const office = () => registry.pool('MZJ', 'hutong_owner')

beforeAll(async () => {
  registry = await openOwnRegistry('choices', ['JOURNAL', 'MZJ'])
  town = await openTown({ databaseUrl: registry.databaseUrl })
  await office().query("insert into civil_affairs.freshness values ('2026-11-23T00:00:00+08:00')")
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  await office().query('truncate civil_affairs.subsidy_choice, civil_affairs.welfare_record')
  await office().query(
    `insert into civil_affairs.welfare_record (subject_key, guardianship_type, categories, household_aid_class, basic_allowance_state,
       disabled_living_allowance_state, subsidy_choice, record_time)
     values ($1, 'PARENTAL', '{DISABLED,ECONOMIC_HARDSHIP}', 'DIBAO_EDGE', 'ACTIVE', 'NONE', 'UNSET', '2026-11-01')`,
    [KEY],
  )
  for (const table of ['limit_child', 'limit_counter', 'limit_lock', 'limit_trace'])
    await registry.owner.query(`delete from registry.${table}`)
  await town.newEntries()
})

async function ask(as: string, query: string, variables: object, purpose = 'P08') {
  const { body, status } = await town.ask({ as, purpose, query, variables: { ...variables } })
  const { code = null, hint } = body.errors?.[0]?.extensions ?? {}
  return { data: body.data, code, hint, text: JSON.stringify([status, body]) }
}

const refOf = (childId: string) => town.gateway.rooms.childRefs(XIHU).refOf(childId)
const said = (more: object = {}) => ({ key: randomUUID(), ref: refOf(CHILD.id), choice: 'DISABLED_LIVING', ...more })
const choose = (more: object = {}, as = 'adjudicator') => ask(as, CHOOSE, said(more))

/** As an act of another month wrote it. */
const chosen = (choice: string, from: string) =>
  office().query(
    `select civil_affairs.choose(gen_random_uuid(), $1, $2, $3::date, 'an office', 'somebody', null, $3::date, '\\x00')`,
    [KEY, choice, from],
  )

interface Row {
  readonly choice: string
  readonly from: string
  readonly to: string | null
  readonly stands: boolean
}

async function written(): Promise<Row[]> {
  const { rows } = await office().query<Row>(
    `select choice, valid_from::text as from, valid_to::text as to, superseded_at is null as stands
     from civil_affairs.subsidy_choice order by recorded_at, valid_from, stands`,
  )
  return rows
}

async function holding(): Promise<string | null> {
  return (await ask('adjudicator', CHOSEN, { ref: refOf(CHILD.id) })).data.child.civilAffairs.subsidyChoice
}

async function found(): Promise<Readonly<Record<string, string>>> {
  const { child } = (await ask('adjudicator', READ, { ref: refOf(CHILD.id) })).data
  return Object.fromEntries(child.findings.map(({ name, truth }: { name: string; truth: string }) => [name, truth]))
}

describe('a choice', () => {
  it('holds from the first day of the next month, and shows nothing before', async () => {
    const { data } = await choose()
    expect(data.recordSubsidyChoice).toEqual({ record: expect.stringMatching(/^[0-9a-f-]{36}$/), from: '2026-12-01' })
    expect(await written()).toEqual([{ choice: 'DISABLED_LIVING', from: '2026-12-01', to: null, stands: true }])
    expect(await holding()).toBe('UNSET')
    await chosen('CHILD_BASIC', '2026-11-01')
    expect(await holding()).toBe('CHILD_BASIC')
  })

  it('is weighed by the findings: who chose is asked no more, and two that are paid are still one too many', async () => {
    expect(await found()).toMatchObject({
      CHOICE_BETWEEN_SUBSIDIES: 'TRUE',
      CHOICE_TO_BE_ASKED: 'TRUE',
      CHILD_BASIC_STAYS: 'TRUE',
    })
    await chosen('DISABLED_LIVING', '2026-11-01')
    expect(await found()).toMatchObject({
      CHOICE_TO_BE_ASKED: 'FALSE',
      CHILD_BASIC_STAYS: 'FALSE',
      BOTH_SUBSIDIES_PAID: 'FALSE',
    })
    await office().query(`update civil_affairs.welfare_record set disabled_living_allowance_state = 'ACTIVE'`)
    expect(await found()).toMatchObject({ BOTH_SUBSIDIES_PAID: 'TRUE' })
  })

  it('is seen by the federation’s officer, who writes none', async () => {
    await chosen('CHILD_BASIC', '2026-11-01')
    const ref = town.gateway.rooms.childRefs('1133019999000CL04C').refOf(CHILD.id)
    const { data } = await ask('cl', CHOSEN, { ref })
    expect(data.child.civilAffairs.subsidyChoice).toBe('CHILD_BASIC')
  })

  it('is changed by a later one from its own month, and what held before is kept with its days', async () => {
    await chosen('CHILD_BASIC', '2026-10-01')
    expect((await choose()).code).toBeNull()
    expect(await written()).toEqual([
      { choice: 'CHILD_BASIC', from: '2026-10-01', to: null, stands: false },
      { choice: 'CHILD_BASIC', from: '2026-10-01', to: '2026-12-01', stands: true },
      { choice: 'DISABLED_LIVING', from: '2026-12-01', to: null, stands: true },
    ])
    expect(await holding()).toBe('CHILD_BASIC')
  })

  it('of the same month gives way to the last one, which alone ever held', async () => {
    await choose()
    await choose({ choice: 'CHILD_BASIC' })
    expect((await written()).filter(({ stands }) => stands)).toEqual([
      { choice: 'CHILD_BASIC', from: '2026-12-01', to: null, stands: true },
    ])
    expect(await written()).toHaveLength(2)
  })

  it('is written once: the same key again gives the same receipt, and with other words it is BAD_INPUT', async () => {
    const entry = said()
    const receipts = [await choose(entry), await choose(entry)]
    expect(receipts[1]?.text).toBe(receipts[0]?.text)
    expect(await choose({ ...entry, choice: 'CHILD_BASIC' })).toMatchObject({ code: 'BAD_INPUT', hint: 'KEY_REUSED' })
    expect(await written()).toHaveLength(1)
    const acts = (await town.newEntries())
      .filter(({ kind }) => kind === 'ACT')
      .map(({ body }) => [body.act, body.facts])
    expect(acts).toEqual([['SUBSIDY_CHOICE_RECORDED', { record: receipts[0]?.data.recordSubsidyChoice.record }]])
  })

  it('stands in the journal without the choice', async () => {
    await choose()
    expect(JSON.stringify(await town.newEntries())).not.toMatch(/DISABLED_LIVING|CHILD_BASIC/)
  })

  it('is the same receipt of a child who may not choose, and changes no finding', async () => {
    await office().query(`update civil_affairs.welfare_record set household_aid_class = 'GENERAL'`)
    const before = await found()
    expect(before).toMatchObject({ CHOICE_BETWEEN_SUBSIDIES: 'FALSE' })
    expect((await choose()).data.recordSubsidyChoice.from).toBe('2026-12-01')
    await chosen('DISABLED_LIVING', '2026-11-01')
    expect(await found()).toEqual(before)
  })
})

describe('nothing is written', () => {
  it('of another county’s child, of nobody and of whom civil affairs has no record: one refusal', async () => {
    const unknown = CAST.plain.id
    await registry.owner.query(`delete from registry.source_link where child_id = $1 and department = 'MZJ'`, [unknown])
    const refused = await Promise.all(
      [CAST.otherDistrictChild.id, randomUUID(), unknown].map((id) => choose({ ref: refOf(id) })),
    )
    for (const { text, code } of refused) expect([text, code]).toEqual([refused[0]?.text, 'REFUSED'])
    expect(await written()).toEqual([])
    expect((await town.newEntries()).filter(({ kind }) => kind === 'ACT')).toEqual([])
  })

  it.each([
    ['hospital', 'P01'],
    ['school', 'P05'],
    ['village', 'P07'],
    ['street', 'P07'],
    ['cl', 'P08'],
    ['pay', 'P08'],
    ['yb', 'P02'],
    ['protection', 'P10'],
    ['guardian', 'P13'],
    ['child', 'P13'],
  ])('by %s for %s', async (as, purpose) => {
    expect((await ask(as, CHOOSE, said(), purpose)).code).toBe('REFUSED')
    expect(await written()).toEqual([])
  })

  it.each([
    ['a key that is no UUID', { key: 'mine' }, 'BAD_INPUT', 'NOT_AN_ID'],
    ['a reference that is none', { ref: 'c1.mine' }, 'BAD_INPUT', 'NOT_A_CHILD_REF'],
    ['no choice at all', { choice: 'UNSET' }, 'REFUSED', 'NOT_IN_YOUR_SCHEMA'],
  ])('with %s, and says what is wanted', async (_what, more, code, hint) => {
    expect(await choose(more)).toMatchObject({ code, hint })
    expect(await written()).toEqual([])
  })

  it('while civil affairs takes nothing in, and the same key does it afterwards', async () => {
    const entry = said()
    const right = 'execute on all functions in schema civil_affairs'
    await office().query(`revoke ${right} from hutong_mzj_recorder`)
    expect((await choose(entry)).code).toBe('SOURCE_UNAVAILABLE')
    expect((await town.newEntries()).filter(({ kind }) => kind === 'ACT')).toEqual([])
    await office().query(`grant ${right} to hutong_mzj_recorder`)
    expect((await choose(entry)).code).toBeNull()
    expect(await written()).toHaveLength(1)
  })
})

describe('the database', () => {
  it('lets no child have both on one day, whoever writes', async () => {
    await choose()
    const beside = (from: string, to: string | null) =>
      office().query(
        `insert into civil_affairs.subsidy_choice (act, subject_key, choice, valid_from, valid_to, organisation_id, recorded_by, recorded_at, digest)
         values (gen_random_uuid(), $1, 'CHILD_BASIC', $2, $3, 'an office', 'somebody', now(), '\\x00')`,
        [KEY, from, to],
      )
    await expect(beside('2027-03-01', null)).rejects.toMatchObject({ code: '23P01' })
    await expect(beside('2026-10-01', '2026-12-02')).rejects.toMatchObject({ code: '23P01' })
    await expect(beside('2026-10-15', '2026-11-01')).rejects.toMatchObject({ code: '23514' })
    await beside('2026-10-01', '2026-12-01')
  })

  it('keeps choices that come at once apart', async () => {
    await Promise.all(['CHILD_BASIC', 'DISABLED_LIVING', 'CHILD_BASIC'].map((choice) => choose({ choice })))
    expect((await written()).filter(({ stands }) => stands)).toHaveLength(1)
  })

  it('lets the role that writes them do nothing else', async () => {
    const recorder = registry.pool('MZJ', 'hutong_mzj_recorder')
    for (const statement of [
      `insert into civil_affairs.subsidy_choice (choice) values ('CHILD_BASIC')`,
      `update civil_affairs.subsidy_choice set choice = 'CHILD_BASIC'`,
      'delete from civil_affairs.subsidy_choice',
      'select choice from civil_affairs.subsidy_choice',
      'select categories from civil_affairs.welfare_record',
    ])
      await expect(recorder.query(statement), statement).rejects.toMatchObject({ code: '42501' })
  })
})
