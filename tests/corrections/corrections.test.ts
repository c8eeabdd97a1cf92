// Somebody says that a cell is wrong: one receipt for every child, mine, another's or nobody's; the department answers; meanwhile a mark
// stands on the child, and nothing that it is entitled to changes.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { closeNobodys } from '../../src/corrections/close-nobodys.ts'
import { disputesOf } from '../../src/corrections/disputes.ts'
import type { Caller } from '../../src/identity/caller.ts'
import type { ShapeField } from '../../src/plan/shape.ts'
import type { Grant } from '../../src/policy/compile.ts'
import type { RowRule } from '../../src/policy/policy.ts'
import { byStudentNo, dayQuestion } from '../gateway/questions.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'

const XIHU = '1133019999000XH06C'
const MINE = CAST.pupil.id
/** Of another county. */
const FOREIGN = CAST.otherDistrictChild.id
const WORDS = '学校登记有误，九月已转学到另一所学校'
const NOTE = '经核对学籍系统，该生九月已转出，已更正'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const REQUEST = `mutation ($ref: ID!, $field: String!, $words: String!) {
  requestCorrection(ref: $ref, field: $field, words: $words) { receipt source dueOn } }`
const OWN = '{ corrections { receipt field source dueOn outcome note } }'
const TICKETS = '{ correctionTickets { ticket kind field requester record words dueOn overdue } }'
const ANSWER = `mutation ($ticket: ID!, $outcome: CorrectionOutcome!, $note: String!) {
  answerCorrection(ticket: $ticket, outcome: $outcome, note: $note) { ticket outcome } }`

let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('corrections')
  town = await openTown({ databaseUrl: registry.databaseUrl })
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  await registry.owner.query('delete from correction.ticket')
  await town.newEntries()
})

interface Asked {
  readonly as?: string
  readonly purpose?: string
  readonly variables?: Record<string, unknown>
}

async function ask(query: string, { as = 'adjudicator', purpose = 'P08', variables = {} }: Asked = {}) {
  const { status, body } = await town.ask({ as, purpose, query, variables })
  return { status, body: body as { data?: Record<string, never> | null; errors?: { extensions: { code: string } }[] } }
}

const refOf = (childId: string) => town.gateway.rooms.childRefs(XIHU).refOf(childId)
const request = (childId: string, more: Readonly<Record<string, string>> = {}) =>
  ask(REQUEST, { variables: { ref: refOf(childId), field: 'Education.school', words: WORDS, ...more } })
const steward = (query: string, variables = {}) => ask(query, { as: 'steward', purpose: 'P13', variables })
const codeOf = ({ body }: Awaited<ReturnType<typeof ask>>) => body.errors?.[0]?.extensions.code

async function opened(childId = MINE): Promise<string> {
  const { body } = await request(childId)
  return (body.data as unknown as { requestCorrection: { receipt: string } }).requestCorrection.receipt
}

describe('a request', () => {
  it('gets one receipt, whether the child is one’s own, another county’s or nobody’s', async () => {
    const receipts = []
    for (const child of [MINE, FOREIGN, randomUUID()]) receipts.push(await request(child))
    for (const { status, body } of receipts) {
      expect(status).toBe(200)
      expect(body).toEqual({
        data: { requestCorrection: { receipt: expect.stringMatching(UUID), source: 'JYJ', dueOn: '2026-12-07' } },
      })
    }
    const lengths = receipts.map(({ body }) => JSON.stringify(body).length)
    expect(new Set(lengths).size).toBe(1)
    // In the own list too they are alike.
    const { body } = await ask(OWN)
    expect(body.data?.corrections).toHaveLength(3)
    for (const own of body.data?.corrections ?? []) {
      expect(own).toMatchObject({ field: 'Education.school', source: 'JYJ', outcome: null, note: null })
    }
  })

  it('stands in the journal before it is written, in one form for every child, without a word of it', async () => {
    for (const child of [MINE, randomUUID()]) await request(child)
    const entries = await town.newEntries()
    const kinds = entries.map(({ kind }) => kind).filter((kind) => kind !== 'OUTCOME')
    expect(kinds).toEqual(['INTENT', 'ACT', 'INTENT', 'ACT'])
    for (const { body } of entries.filter(({ kind }) => kind === 'ACT')) {
      expect(body).toMatchObject({ act: 'CORRECTION_REQUESTED', facts: { source: 'JYJ', field: 'Education.school' } })
    }
    expect(JSON.stringify(entries)).not.toContain('转学')
  })

  it('is sealed in the registry', async () => {
    await request(MINE)
    const { rows } = await registry.owner.query('select t::text from correction.ticket t')
    expect(JSON.stringify(rows)).not.toContain('转学')
  })

  it.each([
    ['a field that is no department’s', { field: 'Child.childRef' }, 'UNKNOWN_FIELD'],
    ['a field that is not in the schema', { field: 'Education.shoeSize' }, 'UNKNOWN_FIELD'],
    ['words that are too short', { words: '不对' }, 'TEXT_LENGTH'],
    ['words that hold a number of a person', { words: '证件号 33019920160229999X 的学校登记有误' }, 'TEXT_NUMBER'],
    ['a reference that is none', { ref: 'mine' }, 'NOT_A_CHILD_REF'],
  ])('is BAD_INPUT with %s, and leaves no ticket', async (_what, more, hint) => {
    const { body } = await request(MINE, more)
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'BAD_INPUT', hint })
    for (const value of Object.values(more)) expect(JSON.stringify(body)).not.toContain(value)
    const { rows } = await registry.owner.query('select from correction.ticket')
    expect(rows).toEqual([])
  })

  it('is TOO_MANY with twenty that are not yet due, whosever they are, answered or not', async () => {
    await registry.owner.query(
      `insert into correction.ticket (id, kind, coordinate, source, person_id, organisation_id, role, words_sealed, opened_at, due_on)
       select gen_random_uuid(), 'REQUEST', 'Education.school', 'JYJ', 'demo-person-adjudicator', $1, 'MZ_ADJUDICATOR', '\\x00', now(), '2026-12-07'
       from generate_series(1, 20)`,
      [XIHU],
    )
    for (const child of [MINE, randomUUID()]) expect(codeOf(await request(child))).toBe('TOO_MANY')
    await registry.owner.query(
      `update correction.ticket set outcome = 'CONFIRMED', answered_at = opened_at, answered_by = 'steward'`,
    )
    expect(codeOf(await request(MINE))).toBe('TOO_MANY')
    await registry.owner.query(`update correction.ticket set due_on = '2026-11-23'`)
    expect(codeOf(await request(MINE))).toBeUndefined()
  })

  it.each([
    ['hospital', 'P01'],
    ['school', 'P05'],
    ['analyst', 'P09'],
    ['village', 'P07'],
    ['steward', 'P13'],
  ])('is refused to %s', async (as, purpose) => {
    const variables = { ref: refOf(MINE), field: 'Education.school', words: WORDS }
    expect(codeOf(await ask(REQUEST, { as, purpose, variables }))).toBe('REFUSED')
  })
})

describe('the department', () => {
  it('sees what it has to check, with its own key of the record and the words; of nobody’s child it hears nothing', async () => {
    const ticket = await opened()
    for (const child of [FOREIGN, randomUUID()]) await request(child)
    await request(MINE, { field: 'PublicSecurity.sex' })
    const { rows } = await registry.owner.query(
      `select subject_key from registry.source_link where child_id = $1 and department = 'JYJ'`,
      [MINE],
    )
    const { body } = await steward(TICKETS)
    expect(body).toEqual({
      data: {
        correctionTickets: [
          {
            ...{
              ticket,
              kind: 'REQUEST',
              field: 'Education.school',
              requester: 'MZ_ADJUDICATOR',
              record: rows[0]?.subject_key,
              words: WORDS,
            },
            ...{ dueOn: '2026-12-07', overdue: false },
          },
        ],
      },
    })
  })

  it('answers with a reason, which the requester reads; then nothing is open', async () => {
    const ticket = await opened()
    const { body } = await steward(ANSWER, { ticket, outcome: 'CORRECTED', note: NOTE })
    expect(body).toEqual({ data: { answerCorrection: { ticket, outcome: 'CORRECTED' } } })
    expect((await ask(OWN)).body.data?.corrections).toMatchObject([
      { receipt: ticket, outcome: 'CORRECTED', note: NOTE },
    ])
    expect((await steward(TICKETS)).body.data?.correctionTickets).toEqual([])
    const acts = (await town.newEntries()).filter(({ kind }) => kind === 'ACT').map(({ body: act }) => act)
    expect(acts).toMatchObject([
      { act: 'CORRECTION_REQUESTED' },
      { act: 'CORRECTION_ANSWERED', facts: { ticket, source: 'JYJ', outcome: 'CORRECTED' } },
    ])
    expect(JSON.stringify(acts)).not.toContain('核对')
  })

  it('answers once, and only its own: another’s, one of nobody’s child and one that is not there are refused alike', async () => {
    const ticket = await opened()
    const nobodys = await opened(randomUUID())
    const { body } = await request(MINE, { field: 'PublicSecurity.sex' })
    const police = (body.data as unknown as { requestCorrection: { receipt: string } }).requestCorrection.receipt
    const answer = (id: string) => steward(ANSWER, { ticket: id, outcome: 'CONFIRMED', note: NOTE })
    const refusals = []
    for (const id of [nobodys, police, randomUUID()]) refusals.push(await answer(id))
    await answer(ticket)
    refusals.push(await answer(ticket))
    expect(refusals.map(codeOf)).toEqual(['REFUSED', 'REFUSED', 'REFUSED', 'REFUSED'])
    expect(codeOf(await steward(ANSWER, { ticket: 'mine', outcome: 'CONFIRMED', note: NOTE }))).toBe('BAD_INPUT')
  })

  it('is the one that the roster names: the steward of none is refused', async () => {
    const unit = (code: string) =>
      registry.owner.query(`update roster.assignment set unit = $1 where role = 'PROVIDER_STEWARD'`, [code])
    await unit('DATA')
    await town.gateway.rooms.roster.refresh()
    expect(codeOf(await steward(TICKETS))).toBe('REFUSED')
    await unit('JYJ')
    await town.gateway.rooms.roster.refresh()
  })

  it.each([
    ['adjudicator', 'P08'],
    ['guardian', 'P13'],
  ])('is not %s', async (as, purpose) => {
    expect(codeOf(await ask(TICKETS, { as, purpose }))).toBe('REFUSED')
  })
})

describe('an officer of healthcare security', () => {
  const officer = (query: string, variables = {}) => ask(query, { as: 'yb', purpose: 'P02', variables })
  const SENT = '{ correctionTickets { ticket kind field record overdue } }'
  const differing = async (childId: string, field = 'Insurance.medAidTier', source = 'YBJ') => {
    const { rows } = await registry.owner.query<{ id: string }>(
      `insert into correction.ticket (id, kind, child_id, coordinate, source, opened_at, due_on)
       values (gen_random_uuid(), 'CONTRADICTION', $1, $2, $3, now(), '2026-12-07') returning id`,
      [childId, field, source],
    )
    return rows[0]?.id ?? ''
  }
  const answer = (ticket: string) => officer(ANSWER, { ticket, outcome: 'CORRECTED', note: NOTE })

  it('may not see or answer another county’s, another department’s, or what somebody asked for in words', async () => {
    await request(MINE, { field: 'Insurance.medAidTier' })
    const { rows } = await registry.owner.query<{ id: string }>('select id from correction.ticket')
    const others = [await differing(FOREIGN), await differing(MINE, 'PublicSecurity.sex', 'GAJ'), rows[0]?.id ?? '']
    expect((await officer(SENT)).body.data?.correctionTickets).toEqual([])
    for (const ticket of [...others, randomUUID()]) expect(codeOf(await answer(ticket))).toBe('REFUSED')
    expect(codeOf(await officer('{ correctionTickets { words } }'))).toBe('REFUSED')
    expect(codeOf(await officer('{ correctionTickets { requester } }'))).toBe('REFUSED')
  })

  it('is sent the ticket where the bureau’s tag and what was adjudicated differ, of a child of the own county, and answers it', async () => {
    const ticket = await differing(MINE)
    const { rows } = await registry.owner.query(
      `select subject_key from registry.source_link where child_id = $1 and department = 'YBJ'`,
      [MINE],
    )
    expect((await officer(SENT)).body.data?.correctionTickets).toEqual([
      {
        ...{ ticket, kind: 'CONTRADICTION', field: 'Insurance.medAidTier' },
        ...{ record: rows[0]?.subject_key ?? null, overdue: false },
      },
    ])
    expect((await answer(ticket)).body).toEqual({ data: { answerCorrection: { ticket, outcome: 'CORRECTED' } } })
    expect((await officer(SENT)).body.data?.correctionTickets).toEqual([])
  })
})

/** As if the ten working days had passed. */
const dueToday = () => registry.owner.query(`update correction.ticket set due_on = '2026-11-23'`)

interface OwnRequest {
  readonly field: string
  readonly outcome: string | null
  readonly note: string | null
}

const answerOfDepartment = (outcome: string, where = 'true') =>
  registry.owner.query(
    `update correction.ticket set outcome = $1, answered_at = opened_at, answered_by = 'steward'
     where child_id is not null and answered_at is null and ${where}`,
    [outcome],
  )

async function own(as = 'adjudicator', purpose = 'P08'): Promise<(string | null)[][]> {
  const { body } = await ask(OWN, { as, purpose })
  const requests = (body.data?.corrections ?? []) as unknown as OwnRequest[]
  return requests.map(({ field, outcome, note }) => [field, outcome, note]).sort()
}

describe('what came of a request', () => {
  it('about nobody’s child is that it is CLOSED on the day it is due, and so it is about another county’s', async () => {
    for (const child of [FOREIGN, randomUUID()]) await request(child)
    const day = (today: string) => closeNobodys(registry.owner, { now: new Date(`${today}T00:00:05+08:00`), today })
    expect(await day('2026-12-06')).toBe(0)
    expect(await day('2026-12-07')).toBe(2)
    expect(await day('2026-12-07')).toBe(0)
    expect(await own()).toEqual([
      ['Education.school', null, null],
      ['Education.school', null, null],
    ])
    await dueToday()
    expect(await own()).toEqual([
      ['Education.school', 'CLOSED', null],
      ['Education.school', 'CLOSED', null],
    ])
  })

  it.each([
    'CORRECTED',
    'CONFIRMED',
    'NOT_HELD',
  ])('of a cell that one does not see is nothing of %s: whether there is one is not told', async (outcome) => {
    await request(MINE, { field: 'Education.attendanceSupport' })
    await answerOfDepartment(outcome)
    expect(await own()).toEqual([['Education.attendanceSupport', null, null]])
    await dueToday()
    expect(await own()).toEqual([['Education.attendanceSupport', 'CLOSED', null]])
  })

  it('is not told any more of a child that has gone to another county', async () => {
    await request(MINE)
    await answerOfDepartment('CORRECTED')
    expect(await own()).toEqual([['Education.school', 'CORRECTED', null]])
    const move = (from: string, to: string) =>
      registry.owner.query(`update registry.jurisdiction set division = $2 where child_id = $1 and division like $3`, [
        MINE,
        to,
        `${from}%`,
      ])
    const { rows } = await registry.owner.query(`select division from registry.jurisdiction where child_id = $1`, [
      MINE,
    ])
    const home = String(rows[0]?.division)
    await move('3301', '330109000000')
    expect(await own()).toEqual([['Education.school', null, null]])
    await move('330109', home)
  })

  it('is for whoever asked in the same role: in another one it is not listed', async () => {
    await request(MINE)
    await registry.owner.query(`update correction.ticket set role = 'JY_OFFICER'`)
    expect(await own()).toEqual([])
  })
})

describe('a guardian', () => {
  it('asks for the own child; of a cell that the guardian does not see, what was found goes to the department alone', async () => {
    const PUBLIC = town.gateway.rooms.roster.current().assignmentsOf('demo-person-guardian', '2026-11-23')[0]
    const refs = town.gateway.rooms.childRefs(PUBLIC?.organisationId ?? '')
    const guardian = (childId: string, field: string) =>
      ask(REQUEST, { as: 'guardian', purpose: 'P13', variables: { ref: refs.refOf(childId), field, words: WORDS } })
    for (const field of ['Education.school', 'CivilAffairs.basicAllowanceAmount', 'Community.protectionCase']) {
      expect((await guardian(MINE, field)).status).toBe(200)
    }
    expect((await guardian(FOREIGN, 'CivilAffairs.basicAllowanceAmount')).status).toBe(200)
    await answerOfDepartment('CONFIRMED')
    expect(await own('guardian', 'P13')).toEqual([
      ['CivilAffairs.basicAllowanceAmount', null, null],
      ['CivilAffairs.basicAllowanceAmount', 'CONFIRMED', null],
      ['Community.protectionCase', null, null],
      ['Education.school', null, null],
    ])
    // Another's list is another's.
    expect(await own()).toEqual([])
  })
})

describe('while it is open', () => {
  const DISPUTES = 'query ($ref: ID!) { child(ref: $ref) { disputes { field dueOn } education { educationAided } } }'

  it('a mark stands on the child for those who may see the cell, and changes no cell', async () => {
    const look = () => ask(DISPUTES, { variables: { ref: refOf(MINE) } })
    const before = (await look()).body.data as unknown as { child: { education: unknown } }
    const ticket = await opened()
    // Not the adjudicator's to see.
    await request(MINE, { field: 'Education.attendanceSupport' })
    expect((await look()).body.data).toEqual({
      child: { ...before.child, disputes: [{ field: 'Education.school', dueOn: '2026-12-07' }] },
    })
    await steward(ANSWER, { ticket, outcome: 'CONFIRMED', note: NOTE })
    expect((await look()).body.data).toEqual({ child: { ...before.child, disputes: [] } })
  })

  it('no mark tells a guardian of what somebody else, the child perhaps, said is wrong', async () => {
    const ticket = await opened()
    const fields = [{ name: 'disputes' }] as unknown as readonly ShapeField[]
    const seen = async (relation: string, personId: string) => {
      const grant = { decide: () => ({ effect: 'reveal', policies: [], rows: [] }), relation } as unknown as Grant
      const caller = { personId } as unknown as Caller
      return (await disputesOf(registry.owner, { grant, caller }, { fields, childIds: [MINE] }))?.get(MINE)?.length ?? 0
    }
    const { rows } = await registry.owner.query('select person_id from correction.ticket where id = $1', [ticket])
    expect(await seen('child-of', 'the-guardian')).toBe(0)
    expect(await seen('self', 'the-child')).toBe(0)
    expect(await seen('child-of', rows[0].person_id)).toBe(1)
    expect(await seen('competent-division', 'an-officer')).toBe(1)
  })

  it('no mark tells of a cell that may have to look absent', async () => {
    await opened()
    const fields = [{ name: 'disputes' }] as unknown as readonly ShapeField[]
    const seen = async (rows: readonly RowRule[]) => {
      const grant = { decide: () => ({ effect: 'reveal', policies: [], rows }), relation: 'none' } as unknown as Grant
      const caller = { personId: 'somebody' } as unknown as Caller
      return (await disputesOf(registry.owner, { grant, caller }, { fields, childIds: [MINE] }))?.get(MINE)?.length ?? 0
    }
    expect(await seen([])).toBe(1)
    expect(await seen([{ where: 'address-not-protected', otherwise: 'looks-absent' }])).toBe(0)
  })

  it('what a school is told is the same but for the answer’s id', async () => {
    const answer = async () => {
      const { body } = await town.ask({
        ...{ as: 'school', purpose: 'P05' },
        ...{ query: dayQuestion(), variables: { subject: byStudentNo(CAST.pupil), benefit: 'EDUCATION_AID' } },
      })
      return { ...body.data.eligibility, answerId: null }
    }
    const before = await answer()
    expect(before.status).toBe('CONFIRMED')
    await registry.owner.query(
      `insert into correction.ticket (id, kind, child_id, coordinate, source, opened_at, due_on)
       select gen_random_uuid(), 'CONTRADICTION', $1, f, 'MZJ', now(), '2026-12-07'
       from unnest(array['CivilAffairs.categories', 'CivilAffairs.householdAidClass', 'ParentLink.vitalStatus']) f`,
      [MINE],
    )
    expect(await answer()).toEqual(before)
  })
})

describe('four eyes', () => {
  it.each([
    ['whoever asked', 'person_id'],
    ['the person in whose place a deputy asked', 'requested_for'],
  ])('are of two people: %s does not answer', async (_who, column) => {
    const ticket = await opened()
    await registry.owner.query(`update correction.ticket set ${column} = 'demo-person-steward' where id = $1`, [ticket])
    expect(codeOf(await steward(ANSWER, { ticket, outcome: 'CONFIRMED', note: NOTE }))).toBe('REFUSED')
  })
})
