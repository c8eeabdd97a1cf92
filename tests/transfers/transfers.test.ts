// X04, the way that is open: an officer of one county asks for the file of another county's child, with a reason; the county that is
// competent today lets it go or does not. Until then, and to whoever was refused, nothing tells whether there is such a child.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST, type CastChild } from '../../src/city/cast.ts'
import { sealWords } from '../../src/emergency/words.ts'
import { unrelatedAccess } from '../../src/limits/unrelated-access.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { type Identity, wasOnce } from '../world/former-identity.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'

const [XIHU, XIAOSHAN] = ['1133019999000XH06C', '1133019999000XH09M']
const FOREIGN = CAST.otherDistrictChild
const MINE = CAST.stay
const REASON = '该儿童已随祖父母迁入我县，需核对其孤儿认定材料后接续发放'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const REQUEST = `mutation ($subject: SubjectInput, $ref: ID, $reason: String!) {
  requestTransfer(subject: $subject, ref: $ref, reason: $reason) { transfer dueOn } }`
const OWN = '{ transfers { transfer state dueOn ref until } }'
const TO_ANSWER = '{ transfersToAnswer { transfer division ref reason dueOn until } }'
const ANSWER = `mutation ($transfer: ID!, $verdict: TransferVerdict!) {
  answerTransfer(transfer: $transfer, verdict: $verdict) { transfer until } }`
const END = 'mutation ($transfer: ID!) { endTransfer(transfer: $transfer) { transfer until } }'
const CHILD = 'query ($ref: ID!) { child(ref: $ref) { publicSecurity { displayName } } }'
const REFS = '{ children(first: 200) { nodes { childRef } } }'

let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('transfers', ['JOURNAL'])
  town = await openTown({ databaseUrl: registry.databaseUrl })
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  await registry.owner.query('delete from transfer.request')
  await registry.owner.query(`delete from registry.jurisdiction where source = 'TEST'`)
  await registry.owner.query(`update registry.jurisdiction set valid_to = null where valid_to = '2026-11-23'`)
  for (const table of ['limit_child', 'limit_counter', 'limit_lock', 'limit_trace']) {
    await registry.owner.query(`delete from registry.${table}`)
  }
  await town.newEntries()
})

interface Body {
  readonly data?: Readonly<Record<string, never>> | null
  readonly errors?: readonly { readonly extensions: { readonly code: string; readonly hint?: string } }[]
}

async function ask(as: string, query: string, variables: Readonly<Record<string, unknown>> = {}, purpose = 'P08') {
  const { body, bytes } = await town.ask({ as, purpose, query, variables }).then(({ body: got }) => ({
    body: got as Body,
    bytes: JSON.stringify(got).length,
  }))
  const { code, hint } = body.errors?.[0]?.extensions ?? {}
  return { data: body.data as Record<string, unknown> | null, code, hint, bytes }
}

const refOf = (organisation: string, childId: string) => town.gateway.rooms.childRefs(organisation).refOf(childId)
const named = ({ citizenId, name }: Pick<CastChild, 'citizenId' | 'name'>) => ({ citizenId, fullName: name })
const request = (subject: object = named(FOREIGN), reason = REASON, as = 'adjudicator') =>
  ask(as, REQUEST, { subject, reason })
const answer = (transfer: string, verdict = 'APPROVED', as = 'other-adjudicator') =>
  ask(as, ANSWER, { transfer, verdict })
const seen = async (as = 'adjudicator', organisation = XIHU, child = FOREIGN) =>
  (await ask(as, CHILD, { ref: refOf(organisation, child.id) })).data?.child !== null

async function requested(subject?: object): Promise<string> {
  const { data } = await request(subject)
  return (data?.requestTransfer as { transfer: string }).transfer
}

async function granted(): Promise<string> {
  const transfer = await requested()
  await answer(transfer)
  return transfer
}

async function moveTo(division: string, { id } = FOREIGN): Promise<void> {
  await unregister({ ...FOREIGN, id })
  await registry.owner.query(
    `insert into registry.jurisdiction (child_id, kind, division, valid_from, recorded_at, source, source_record_time, fetched_at)
     values ($1, 'HUKOU', $2, '2026-11-23', '2026-11-01', 'TEST', '2026-11-01', '2026-11-01')`,
    [id, division],
  )
}

const OTHER_NAME = { ...named(FOREIGN), fullName: '王无此人' }

describe('a request for a file', () => {
  it('gets one receipt, whether the child is another county’s, one’s own, named otherwise or nobody’s', async () => {
    const receipts = []
    for (const subject of [named(FOREIGN), named(MINE), OTHER_NAME]) receipts.push(await request(subject))
    receipts.push(await ask('adjudicator', REQUEST, { ref: refOf(XIHU, randomUUID()), reason: REASON }))
    for (const { data } of receipts) {
      expect(data).toEqual({
        requestTransfer: { transfer: expect.stringMatching(UUID), dueOn: '2026-12-07' },
      })
    }
    expect(new Set(receipts.map(({ bytes }) => bytes)).size).toBe(1)
    const own = (await ask('adjudicator', OWN)).data?.transfers as object[]
    expect(own).toHaveLength(4)
    for (const each of own) expect(each).toMatchObject({ state: 'OPEN', ref: null, until: null })
  })

  it('opens nothing by itself', async () => {
    await requested()
    expect(await seen()).toBe(false)
  })

  it('stands in the journal in one form for everybody, without a word of the reason, and is sealed where it is kept', async () => {
    for (const subject of [named(FOREIGN), OTHER_NAME]) await request(subject)
    const entries = await town.newEntries()
    const acts = entries.filter(({ kind }) => kind === 'ACT').map(({ body }) => body)
    expect(acts).toHaveLength(2)
    for (const act of acts) {
      expect(act).toMatchObject({ act: 'TRANSFER_REQUESTED', subjects: [expect.any(String)] })
      expect(act.facts).toEqual({ transfer: expect.stringMatching(UUID), division: '330106000000' })
    }
    const { rows } = await registry.owner.query('select t::text from transfer.request t')
    expect(JSON.stringify([entries, rows])).not.toMatch(/祖父母|韩望舒/)
  })

  it.each([
    ['a reason that is too short', { subject: named(FOREIGN), reason: '需要' }, 'TEXT_LENGTH'],
    ['a reason with a number in it', { subject: named(FOREIGN), reason: `${REASON}，电话 13012345678` }, 'TEXT_NUMBER'],
    ['neither a subject nor a reference', { reason: REASON }, 'SUBJECT_OR_REF'],
    ['both', { subject: named(FOREIGN), ref: 'c1.AAAAAAAAAAAAAAAAAAAAAA', reason: REASON }, 'SUBJECT_OR_REF'],
    ['a reference that is none', { ref: 'c1.mine', reason: REASON }, 'NOT_A_CHILD_REF'],
    [
      'a number with a wrong check character',
      { subject: { citizenId: '330199201304210001', fullName: 'x' }, reason: REASON },
      'NUMBER_FORM',
    ],
  ])('is BAD_INPUT with %s, and leaves nothing', async (_what, variables, hint) => {
    expect(await ask('adjudicator', REQUEST, variables)).toMatchObject({ code: 'BAD_INPUT', hint })
    expect((await registry.owner.query('select from transfer.request')).rowCount).toBe(0)
  })

  it('is TOO_MANY with twenty that are not yet due, and counts as a miss whoever it is about', async () => {
    for (let times = 0; times < 20; times += 1) await request()
    expect((await request()).code).toBe('TOO_MANY')
    for (let times = 0; times < 39; times += 1) {
      await registry.owner.query('delete from transfer.request')
      expect((await request()).code).toBeUndefined()
    }
    await registry.owner.query('delete from transfer.request')
    expect((await request()).code).toBe('TOO_MANY')
  })

  it.each([
    ['village', 'P07'],
    ['hospital', 'P01'],
    ['school', 'P05'],
    ['analyst', 'P09'],
    ['pay', 'P08'],
  ])('is refused to %s', async (as, purpose) => {
    const { code } = await ask(as, REQUEST, { subject: named(FOREIGN), reason: REASON }, purpose)
    expect(code).toBe('REFUSED')
  })
})

describe('the competent county', () => {
  it('sees who asks, for whom and why; of its own and of nobody’s child it hears nothing', async () => {
    const transfer = await requested()
    for (const subject of [named(MINE), OTHER_NAME]) await request(subject)
    const { data } = await ask('other-adjudicator', TO_ANSWER)
    expect(data?.transfersToAnswer).toEqual([
      {
        ...{ transfer, division: '330106', ref: refOf(XIAOSHAN, FOREIGN.id), reason: REASON },
        ...{ dueOn: '2026-12-07', until: null },
      },
    ])
    expect((await ask('adjudicator', TO_ANSWER)).data?.transfersToAnswer).toEqual([])
  })

  it('lets the file go for ninety days: the other county reads the child, by reference and in its list', async () => {
    const before = JSON.stringify((await ask('adjudicator', REFS)).data)
    const transfer = await requested()
    expect((await answer(transfer)).data).toEqual({ answerTransfer: { transfer, until: '2027-02-21' } })
    const ref = refOf(XIHU, FOREIGN.id)
    expect(await seen()).toBe(true)
    const after = JSON.stringify((await ask('adjudicator', REFS)).data)
    expect([before.includes(ref), after.includes(ref)]).toEqual([false, true])
    expect((await ask('adjudicator', OWN)).data?.transfers).toEqual([
      { transfer, state: 'GRANTED', dueOn: '2026-12-07', ref, until: '2027-02-21' },
    ])
    // It keeps the file as well, and sees where it is.
    expect(await seen('other-adjudicator', XIAOSHAN)).toBe(true)
    expect((await ask('other-adjudicator', TO_ANSWER)).data?.transfersToAnswer).toMatchObject([
      { transfer, until: '2027-02-21' },
    ])
  })

  it('that refuses is not heard of: the request stays open until it is due, and is then closed like one about nobody', async () => {
    await answer(await requested(), 'REFUSED')
    await request(OTHER_NAME)
    const states = async () =>
      ((await ask('adjudicator', OWN)).data?.transfers as { state: string }[]).map(({ state }) => state)
    expect(await seen()).toBe(false)
    expect(await states()).toEqual(['OPEN', 'OPEN'])
    await registry.owner.query(`update transfer.request set due_on = '2026-11-23'`)
    expect(await states()).toEqual(['CLOSED', 'CLOSED'])
  })

  it('answers once and in time; any other request is refused in one way', async () => {
    const [mine, nobodys, late, done] = [
      await requested(named(MINE)),
      await requested(OTHER_NAME),
      await requested(),
      await granted(),
    ]
    await registry.owner.query(`update transfer.request set due_on = '2026-11-23' where id = $1`, [late])
    for (const transfer of [mine, nobodys, late, done, randomUUID()]) {
      expect((await answer(transfer)).code, transfer).toBe('REFUSED')
    }
  })

  it('is the one of today: the former county no longer answers', async () => {
    const transfer = await requested()
    await moveTo('330110001001')
    expect((await ask('other-adjudicator', TO_ANSWER)).data?.transfersToAnswer).toEqual([])
    expect((await answer(transfer)).code).toBe('REFUSED')
  })

  it('does not answer where it asks itself, nor does who asked by way of a file that they have', async () => {
    const own = await requested(named(MINE))
    expect((await answer(own, 'APPROVED', 'adjudicator')).code).toBe('REFUSED')
    await granted()
    const again = await ask('other-adjudicator', REQUEST, { subject: named(FOREIGN), reason: REASON })
    const { transfer } = again.data?.requestTransfer as { transfer: string }
    // The asking county holds the file, and is not competent for that.
    expect((await answer(transfer, 'APPROVED', 'adjudicator')).code).toBe('REFUSED')
    expect((await ask('adjudicator', TO_ANSWER)).data?.transfersToAnswer).toEqual([])
  })

  it('has each answer in the journal with the child by pseudonym', async () => {
    const transfer = await requested()
    await town.newEntries()
    await answer(transfer)
    const act = (await town.newEntries()).find(({ kind }) => kind === 'ACT')
    expect(act?.body).toMatchObject({
      ...{ act: 'TRANSFER_ANSWERED', personId: 'demo-person-other-adjudicator', subjects: [expect.any(String)] },
      facts: { transfer, division: '330106000000', verdict: 'APPROVED', until: '2027-02-21' },
    })
  })
})

describe('a file that was let go', () => {
  it.each([
    ['the county that has it', 'adjudicator'],
    ['the county that let it go', 'other-adjudicator'],
  ])('is ended by %s, at once', async (_who, as) => {
    const transfer = await granted()
    expect((await ask(as, END, { transfer })).data).toEqual({ endTransfer: { transfer, until: null } })
    expect(await seen()).toBe(false)
    expect((await ask('adjudicator', OWN)).data?.transfers).toMatchObject([{ state: 'ENDED', ref: null, until: null }])
    expect((await ask(as, END, { transfer })).code).toBe('REFUSED')
  })

  it('is over on its last day, and a request that was never granted has no end', async () => {
    const transfer = await granted()
    await registry.owner.query(`update transfer.request set valid_until = '2026-11-23'`)
    expect(await seen()).toBe(false)
    expect((await ask('adjudicator', OWN)).data?.transfers).toMatchObject([{ state: 'ENDED' }])
    expect((await ask('adjudicator', END, { transfer })).code).toBe('REFUSED')
    expect((await ask('adjudicator', END, { transfer: await requested() })).code).toBe('REFUSED')
  })

  it('is not for whoever else works in the county that has it', async () => {
    await granted()
    const { data } = await ask('pay', 'query ($ref: ID!) { child(ref: $ref) { childRef } }', {
      ref: refOf(XIHU, FOREIGN.id),
    })
    expect(data).toEqual({ child: null })
  })
})

describe('consent', () => {
  it.each([
    ['a third county', '330110001001'],
    ['none, for want of a registration', null],
  ])('lasts no longer than the competence of the county that gave it: the register leads to %s', async (_title, division) => {
    const transfer = await granted()
    expect(await seen()).toBe(true)
    await (division === null ? unregister() : moveTo(division))
    expect(await seen()).toBe(false)
    const { data } = await ask('adjudicator', OWN)
    expect(data?.transfers).toEqual([expect.objectContaining({ transfer, state: 'ENDED', ref: null, until: null })])
    expect((await ask('other-adjudicator', END, { transfer })).code).toBe('REFUSED')
  })

  it('is not asked of an office of the own county by another: the file is the county’s by the register alone', async () => {
    await asSecondOfficeOfXiaoshan(async () => {
      const transfer = await requested()
      expect((await ask('other-adjudicator', TO_ANSWER)).data?.transfersToAnswer).toEqual([])
      expect((await answer(transfer)).code).toBe('REFUSED')
      await moveTo('330110001001')
      expect(await seen('adjudicator', SECOND_XIAOSHAN)).toBe(false)
    })
  })

  it('lets nobody find the child by what it was called before its adoption', async () => {
    const former = { fullName: '顾他县', citizenId: citizenIdWithCheck('33019920130421001') }
    await once(FOREIGN.id, former)
    const namedSo = async (subject: object) => (await ask('adjudicator', NAMED, { subject })).data?.childNamed
    await granted()
    expect(await namedSo(former)).toBeNull()
    expect(await namedSo(named(FOREIGN))).toEqual({ childRef: refOf(XIHU, FOREIGN.id) })
    expect((await ask('other-adjudicator', NAMED, { subject: former })).data?.childNamed).not.toBeNull()
  })

  it('lets nobody take a record away from the child', async () => {
    await granted()
    const undone = await ask('adjudicator', UNDO, { ref: refOf(XIHU, FOREIGN.id), source: 'GAJ', note: NOTE })
    expect(undone.code).toBe('REFUSED')
    const { rows } = await registry.owner.query(
      `select count(*)::int as records from registry.source_link where child_id = $1 and department = 'GAJ'`,
      [FOREIGN.id],
    )
    expect(rows).toEqual([{ records: 1 }])
  })
})

describe('a list of transfers', () => {
  it('stands in the journal with each child whose reference it gives', async () => {
    await granted()
    await requested(named(MINE))
    await town.newEntries()
    const { data } = await ask('adjudicator', OWN)
    expect(data?.transfers).toHaveLength(2)
    const outcome = (await town.newEntries()).find(({ kind }) => kind === 'OUTCOME')
    expect(outcome?.body.resolved).toHaveLength(1)
  })

  it('weighs what was asked for, so that there is room beside it', async () => {
    await requested(named(FOREIGN))
    await requested(named(MINE))
    const both = (first: string) =>
      ask('adjudicator', `{ transfers${first} { transfer } children(first: 150) { nodes { childRef } } }`)
    const { data } = await both('')
    expect(data?.transfers).toHaveLength(2)
    expect((await both('(first: 51)')).code).toBe('TOO_COSTLY')
    expect((await both('(first: 1)')).data?.transfers).toEqual([(data?.transfers as object[])[0]])
    for (const first of [0, 201]) {
      expect((await ask('adjudicator', `{ transfers(first: ${first}) { transfer } }`)).code).toBe('BAD_INPUT')
    }
  })

  it('shows a county the files that it let go, however many requests there are', async () => {
    const transfer = await granted()
    for (let at = 0; at < 60; at += 1) {
      const id = randomUUID()
      await registry.owner.query(
        `insert into transfer.request (id, child_id, division, person_id, organisation_id, reason_sealed, requested_at, due_on)
         select $1, child_id, division, 'p' || $2, organisation_id, $4, requested_at, due_on from transfer.request where id = $3`,
        [id, String(at), transfer, sealWords(town.gateway.rooms.keys.journalSubject, { kind: 'transfer', id }, REASON)],
      )
    }
    const { data } = await ask('other-adjudicator', TO_ANSWER)
    const listed = (data?.transfersToAnswer ?? []) as readonly {
      readonly transfer: string
      readonly until: string | null
    }[]
    expect(listed).toHaveLength(51)
    expect(listed.filter(({ until }) => until !== null).map((each) => each.transfer)).toEqual([transfer])
  })
})

describe('the weekly report of look-ups that led nowhere', () => {
  it('says the same of a request about another county’s child and of one about nobody', async () => {
    const journal = town.pool('JOURNAL', 'hutong_journal_writer')
    const missed = async (): Promise<number> => {
      await town.newEntries()
      const rows = await unrelatedAccess(journal, { from: new Date(0), to: new Date('2100-01-01') })
      return rows
        .filter(({ personId }) => personId === 'demo-person-adjudicator')
        .reduce((sum, row) => sum + row.missed, 0)
    }
    const before = await missed()
    await request()
    const afterSomebody = await missed()
    await request(OTHER_NAME)
    expect([afterSomebody - before, (await missed()) - afterSomebody]).toEqual([0, 0])
  })
})

const SECOND_XIAOSHAN = '1133019999000XH99Z'
const NOTE = '经核对该记录不是这名儿童的，退回原处'
const NAMED = 'query ($subject: SubjectInput!) { childNamed(subject: $subject) { childRef } }'
const UNDO = `mutation ($ref: ID!, $source: String!, $note: String!) {
  undoLink(ref: $ref, source: $source, note: $note) { incident } }`

/** The adjudicator works, for a while, in another office of the county that is competent. */
async function asSecondOfficeOfXiaoshan(work: () => Promise<void>): Promise<void> {
  const { owner } = registry
  await owner.query(
    `insert into roster.organisation
     select (jsonb_populate_record(o, jsonb_build_object('id', $1::text))).* from roster.organisation o where id = $2`,
    [SECOND_XIAOSHAN, XIAOSHAN],
  )
  const place = (organisation: string, division: string) =>
    owner.query(
      `update roster.assignment set organisation_id = $1, divisions = array[$2]
       where person_id = 'demo-person-adjudicator' and role = 'MZ_ADJUDICATOR'`,
      [organisation, division],
    )
  await place(SECOND_XIAOSHAN, '330109')
  await town.gateway.rooms.roster.refresh()
  try {
    await work()
  } finally {
    await place(XIHU, '330106')
    await owner.query('delete from roster.organisation where id = $1', [SECOND_XIAOSHAN])
    await town.gateway.rooms.roster.refresh()
  }
}

async function unregister({ id } = FOREIGN): Promise<void> {
  await registry.owner.query(
    `update registry.jurisdiction set valid_to = '2026-11-23' where child_id = $1 and kind = 'HUKOU' and valid_to is null`,
    [id],
  )
}

async function once(childId: string, identity: Identity): Promise<void> {
  await wasOnce(registry.owner, { key: town.gateway.rooms.keys.registryIndex, childId, identity })
}
