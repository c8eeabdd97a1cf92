// The queue of linking, asked over HTTP: whose it is, what it shows, who decides, and that a decision can be taken back.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'

const XIHU = '1133019999000XH06C'
const REVIEWS = `{ linkReviews { review source reason band agreement { field level } recordRef candidateRef openedAt heldUntil } }`
const TAKE = `mutation ($review: ID!) { takeLinkReview(review: $review) { review heldUntil } }`
const DECIDE = `mutation ($review: ID!, $verdict: LinkVerdict!, $note: String!) {
  decideLinkReview(review: $review, verdict: $verdict, note: $note) { review verdict } }`
const UNDO = `mutation ($ref: ID!, $source: String!, $note: String!) {
  undoLink(ref: $ref, source: $source, note: $note) { incident restoredRef } }`
const NOTE = '两份登记的母亲和出生医学证明一致'
const [OWN, OTHER] = ['330106901903', '330108901901']
// A record of the federation that stands at a child of its own, and a child of the cast that it may be of.
const RECORD = randomUUID()
const CANDIDATE = CAST.stay.id
/** Of another county. */
const FOREIGN = CAST.otherDistrictChild.id

let registry: OwnRegistry
let town: Town
let provisional: string

beforeAll(async () => {
  registry = await openOwnRegistry('link_reviews')
  town = await openTown({ databaseUrl: registry.databaseUrl })
}, 300_000)
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  for (const table of ['link', 'review', 'incident']) await registry.owner.query(`delete from linking.${table}`)
  await registry.owner.query(`delete from registry.source_link where subject_key = $1`, [RECORD])
  provisional = randomUUID()
  await registry.owner.query('insert into registry.child (id, recorded_at) values ($1, now())', [provisional])
  await registry.owner.query(
    `insert into registry.source_link (child_id, department, subject_key, recorded_at) values ($1, 'CLH', $2, now())`,
    [provisional, RECORD],
  )
  await registry.owner.query(
    `insert into linking.link (id, department, subject_key, child_id, decided_by, decided_at)
     values ($1, 'CLH', $2, $3, 'FOUNDED', '2026-11-20')`,
    [randomUUID(), RECORD, provisional],
  )
  await town.newEntries()
})

async function openReview(division: string, candidate = CANDIDATE): Promise<string> {
  const id = randomUUID()
  await registry.owner.query(
    `insert into linking.review (id, department, subject_key, candidate_id, reason, band, pattern, parameters, division, opened_at)
     values ($1, 'CLH', $2, $3, 'BETWEEN_BARS', '30..35', 'name=SAME birth=SAME', 'FS-2026-1', $4, now())`,
    [id, RECORD, candidate, division],
  )
  return id
}

async function ask(query: string, variables: Record<string, unknown> = {}, as = 'adjudicator') {
  const { body } = await town.ask({ as, purpose: 'P08', query, variables })
  return body as { data?: Record<string, unknown> | null; errors?: { extensions: { code: string } }[] }
}

const codeOf = (body: Awaited<ReturnType<typeof ask>>) => body.errors?.[0]?.extensions.code
const refOf = (childId: string) => town.gateway.rooms.childRefs(XIHU).refOf(childId)

async function standsAt(): Promise<string[]> {
  const { rows } = await registry.owner.query<{ child_id: string }>(
    'select child_id from registry.source_link where subject_key = $1',
    [RECORD],
  )
  return rows.map((row) => row.child_id)
}

async function history(): Promise<string[]> {
  const { rows } = await registry.owner.query<{ row: string }>(
    `select decided_by || case when superseded_at is null then ' in force' else '' end as row
     from linking.link where subject_key = $1 order by decided_at, superseded_at nulls last`,
    [RECORD],
  )
  return rows.map(({ row }) => row)
}

describe('the queue', () => {
  it('shows an adjudicator the pairs of the own county: levels and references, no value', async () => {
    const [own] = [await openReview(OWN), await openReview(OTHER, FOREIGN)]
    const { data } = await ask(REVIEWS)
    expect(data?.linkReviews).toMatchObject([
      {
        review: own,
        source: 'CLH',
        reason: 'BETWEEN_BARS',
        agreement: [
          { field: 'name', level: 'SAME' },
          { field: 'birth', level: 'SAME' },
        ],
        recordRef: refOf(provisional),
        candidateRef: refOf(CANDIDATE),
        heldUntil: null,
      },
    ])
  })

  it('is that of the county where the candidate is registered today, whatever the review was opened with', async () => {
    await openReview(OWN, FOREIGN)
    expect((await ask(REVIEWS)).data?.linkReviews).toEqual([])
    const moved = await openReview(OTHER)
    expect((await ask(REVIEWS)).data?.linkReviews).toMatchObject([{ review: moved }])
  })

  it('goes by the division it was opened with for a candidate that has none', async () => {
    const newcomers = [randomUUID(), randomUUID()] as const
    for (const id of newcomers)
      await registry.owner.query('insert into registry.child (id, recorded_at) values ($1, now())', [id])
    const own = await openReview(OWN, newcomers[0])
    await openReview(OTHER, newcomers[1])
    expect((await ask(REVIEWS)).data?.linkReviews).toMatchObject([{ review: own }])
  })

  it('names both children of each pair in the journal, and counts them like any list', async () => {
    await openReview(OWN)
    await town.newEntries()
    await ask(REVIEWS)
    const outcome = (await town.newEntries()).find(({ kind }) => kind === 'OUTCOME')
    expect(outcome?.body.resolved).toHaveLength(2)
    expect(JSON.stringify(outcome)).not.toContain(CANDIDATE)
  })

  it.each(['village', 'analyst', 'hospital'])('is refused to %s', async (as) => {
    await openReview(OWN)
    expect(codeOf(await ask(REVIEWS, {}, as))).not.toBeUndefined()
  })
})

describe('a decision', () => {
  it('needs the review in hand, of the own county, and a reason without a number of a person', async () => {
    const [own, foreign] = [await openReview(OWN), await openReview(OTHER, FOREIGN)]
    const decide = (review: string, note = NOTE) => ask(DECIDE, { review, verdict: 'SAME', note })
    expect(codeOf(await decide(own))).toBe('REFUSED')
    expect(codeOf(await ask(TAKE, { review: foreign }))).toBe('REFUSED')
    expect(codeOf(await ask(TAKE, { review: randomUUID() }))).toBe('REFUSED')
    expect(codeOf(await ask(TAKE, { review: 'mine' }))).toBe('BAD_INPUT')
    await ask(TAKE, { review: own })
    expect(codeOf(await decide(own, '同一人'))).toBe('BAD_INPUT')
    expect(codeOf(await decide(own, '证件号 33019920160229999X 一致，同一人'))).toBe('BAD_INPUT')
    expect(await standsAt()).toEqual([provisional])
  })

  it('waits while another person has it in hand, and not for longer than a quarter of an hour', async () => {
    const review = await openReview(OWN)
    const held = (until: string) =>
      registry.owner.query(`update linking.review set held_by = 'another', held_until = $2 where id = $1`, [
        review,
        until,
      ])
    await held('2026-11-23T10:10:00+08:00')
    expect(codeOf(await ask(TAKE, { review }))).toBe('REFUSED')
    await held('2026-11-23T10:00:00+08:00')
    expect((await ask(TAKE, { review })).data?.takeLinkReview).toMatchObject({ heldUntil: '2026-11-23T02:15:00.000Z' })
  })

  it('DIFFERENT leaves the record where it is', async () => {
    const review = await openReview(OWN)
    await ask(TAKE, { review })
    const { data } = await ask(DECIDE, { review, verdict: 'DIFFERENT', note: NOTE })
    expect(data?.decideLinkReview).toEqual({ review, verdict: 'DIFFERENT' })
    expect(await standsAt()).toEqual([provisional])
    expect((await ask(REVIEWS)).data?.linkReviews).toEqual([])
  })

  it('SAME moves the record, ends its other reviews, and stands in the journal without a value', async () => {
    const [review, other] = [await openReview(OWN), await openReview(OWN, CAST.deFacto.id)]
    await ask(TAKE, { review })
    await town.newEntries()
    expect((await ask(DECIDE, { review, verdict: 'SAME', note: NOTE })).data).toMatchObject({
      decideLinkReview: { review },
    })
    expect(await standsAt()).toEqual([CANDIDATE])
    expect(await history()).toEqual(['FOUNDED', 'PERSON in force'])
    const { rows } = await registry.owner.query('select verdict from linking.review where id = $1', [other])
    expect(rows).toEqual([{ verdict: 'OVERTAKEN' }])
    const entries = await town.newEntries()
    const act = entries.find(({ kind }) => kind === 'ACT')
    expect(act?.body).toMatchObject({ act: 'LINK_DECIDED', facts: { review, verdict: 'SAME', source: 'CLH' } })
    // Whose it was, and whose it is.
    expect(act?.body.subjects).toHaveLength(2)
    expect(entries.find(({ kind }) => kind === 'OUTCOME')?.body.resolved).toHaveLength(2)
    expect(JSON.stringify(entries)).not.toContain(NOTE)
    expect(JSON.stringify(entries)).not.toContain(CANDIDATE)
  })

  it('SAME is refused where the record is of another county’s child, and nothing is moved', async () => {
    const division = (code: string) =>
      registry.owner.query(
        `insert into registry.jurisdiction (child_id, kind, division, valid_from, recorded_at, source, source_record_time, fetched_at)
         values ($1, 'HUKOU', $2, '2026-11-01', '2026-11-01', 'GAJ', '2026-11-01', '2026-11-01')`,
        [provisional, code],
      )
    await division('330109001001')
    const review = await openReview(OWN)
    await ask(TAKE, { review })
    expect(codeOf(await ask(DECIDE, { review, verdict: 'SAME', note: NOTE }))).toBe('REFUSED')
    expect(await standsAt()).toEqual([provisional])
    await registry.owner.query('delete from registry.jurisdiction where child_id = $1', [provisional])
    await division('330106001001')
    expect(codeOf(await ask(DECIDE, { review, verdict: 'SAME', note: NOTE }))).toBeUndefined()
    expect(await standsAt()).toEqual([CANDIDATE])
  })

  it('SAME is allowed where the other county let the child’s file go, and no longer than that', async () => {
    await registry.owner.query(
      `insert into registry.jurisdiction (child_id, kind, division, valid_from, recorded_at, source, source_record_time, fetched_at)
       values ($1, 'HUKOU', '330109001001', '2026-11-01', '2026-11-01', 'GAJ', '2026-11-01', '2026-11-01')`,
      [provisional],
    )
    await registry.owner.query(
      `insert into transfer.request (id, child_id, division, person_id, organisation_id, reason_sealed, requested_at, due_on,
         verdict, answered_by, answered_at, valid_until, competent)
       values ($1, $2, '330106000000', 'somebody', 'somewhere', '', now(), '2026-12-01', 'APPROVED', 'another', now(), '2026-11-23', '330109')`,
      [randomUUID(), provisional],
    )
    const review = await openReview(OWN)
    await ask(TAKE, { review })
    expect(codeOf(await ask(DECIDE, { review, verdict: 'SAME', note: NOTE }))).toBe('REFUSED')
    await registry.owner.query(`update transfer.request set valid_until = '2026-11-24'`)
    expect(codeOf(await ask(DECIDE, { review, verdict: 'SAME', note: NOTE }))).toBeUndefined()
    expect(await standsAt()).toEqual([CANDIDATE])
  })

  it('is taken in hand on record, with both children', async () => {
    const review = await openReview(OWN)
    await town.newEntries()
    await ask(TAKE, { review })
    const act = (await town.newEntries()).find(({ kind }) => kind === 'ACT')
    expect(act?.body).toMatchObject({ act: 'LINK_REVIEW_TAKEN', facts: { review, source: 'CLH' } })
    expect(act?.body.subjects).toHaveLength(2)
  })

  it('SAME is refused where the child has a record of the department', async () => {
    const review = await openReview(OWN, CAST.disabledEdge.id)
    await ask(TAKE, { review })
    expect(codeOf(await ask(DECIDE, { review, verdict: 'SAME', note: NOTE }))).toBe('REFUSED')
    expect(await standsAt()).toEqual([provisional])
    expect(await history()).toEqual(['FOUNDED in force'])
  })
})

describe('a wrong link', () => {
  it('is undone: the record is back where it stood, both stay in the history, and there is an incident', async () => {
    const review = await openReview(OWN)
    await ask(TAKE, { review })
    await ask(DECIDE, { review, verdict: 'SAME', note: NOTE })
    town.clock.moveTo('2026-11-23T10:00:01+08:00')
    const { data } = await ask(UNDO, { ref: refOf(CANDIDATE), source: 'CLH', note: '母亲不是同一人，合并有误' })
    expect(data?.undoLink).toMatchObject({ restoredRef: refOf(provisional) })
    expect(await standsAt()).toEqual([provisional])
    expect(await history()).toEqual(['FOUNDED', 'PERSON', 'PERSON in force'])
    const { rows } = await registry.owner.query('select id, restored_id from linking.incident')
    expect(rows).toEqual([{ id: (data?.undoLink as { incident: string }).incident, restored_id: provisional }])
    expect(codeOf(await ask(UNDO, { ref: refOf(CANDIDATE), source: 'CLH', note: NOTE }))).toBe('REFUSED')
  })

  it('is refused for a child of another county like for one that there is not', async () => {
    const foreign = await ask(UNDO, { ref: refOf(CAST.stay.id), source: 'JYJ', note: NOTE }, 'adjudicator')
    const nobody = await ask(UNDO, { ref: refOf(randomUUID()), source: 'CLH', note: NOTE })
    expect([codeOf(foreign), codeOf(nobody)]).toEqual(['REFUSED', 'REFUSED'])
    expect(codeOf(await ask(UNDO, { ref: refOf(CAST.stay.id), source: 'XXX', note: NOTE }))).toBe('BAD_INPUT')
  })
})

describe('what a department brought', () => {
  const FACTS = ['outcome', 'protection', 'case_child', 'jurisdiction'] as const
  const KEYS = { byRecord: 'aa', byNumber: 'bb' } as const

  /** The facts in force of a child, each by table, source and how it came. */
  async function factsOf(childId: string): Promise<string[]> {
    const rows = await Promise.all(
      FACTS.map((table) =>
        registry.owner.query<{ fact: string }>(
          `select concat_ws(' ', $2::text, source, coalesce(encode(fact_key, 'hex'), 'before intake')) as fact
           from registry.${table} where child_id = $1 and superseded_at is null`,
          [childId, table],
        ),
      ),
    )
    return rows.flatMap((each) => each.rows.map(({ fact }) => fact)).sort()
  }

  async function bring(
    table: 'outcome' | 'protection',
    row: { of: string; source: string; key: string | null; record: string | null },
  ) {
    const { of, source, key, record } = row
    const [columns, values] = table === 'outcome' ? ['kind, value', "'CATEGORY', 'ORPHAN'"] : ['kind', "'ADDRESS'"]
    await registry.owner.query(
      `insert into registry.${table} (child_id, ${columns}, valid_from, recorded_at, source, source_record_time, fetched_at, fact_key)
       values ($1, ${values}, '2026-11-01', '2026-11-01', $2, '2026-11-01', '2026-11-01', decode($3, 'hex'))`,
      [of, source, key],
    )
    if (key === null) return
    await registry.owner.query(
      `insert into intake.fact (source, kind, fact_key, child_id, subject_key, digest, record_time, sequence, is_present)
       values ($1, $2, decode($3, 'hex'), $4, $5, '', '2026-11-01', 0, true)`,
      [source, table, key, of, record],
    )
  }

  it('under a record follows it to the child that it is of, and back; what others brought, and what came by number, stays', async () => {
    const [from, to] = [CANDIDATE, provisional]
    await registry.owner.query(`update linking.link set decided_by = 'IMPORT', child_id = $2 where subject_key = $1`, [
      RECORD,
      from,
    ])
    await registry.owner.query('update registry.source_link set child_id = $2 where subject_key = $1', [RECORD, from])
    await registry.owner.query(
      `insert into linking.link (id, department, subject_key, child_id, decided_by, decided_at, superseded_at)
       values ($1, 'CLH', $2, $3, 'FOUNDED', '2026-11-01', '2026-11-20')`,
      [randomUUID(), RECORD, to],
    )
    const before = await factsOf(from)
    await bring('outcome', { of: from, source: 'CLH', key: KEYS.byRecord, record: RECORD })
    await bring('outcome', { of: from, source: 'CLH', key: KEYS.byNumber, record: null })
    await bring('protection', { of: from, source: 'CLH', key: null, record: null })
    await bring('protection', { of: from, source: 'FYJ', key: null, record: null })
    const stays = [...before, 'outcome CLH bb', 'protection FYJ before intake']
    const goes = ['outcome CLH aa', 'protection CLH before intake']
    const { data } = await ask(UNDO, { ref: refOf(from), source: 'CLH', note: NOTE })
    expect(data?.undoLink).toMatchObject({ restoredRef: refOf(to) })
    expect([await factsOf(from), await factsOf(to)]).toEqual([[...stays].sort(), goes])

    const review = await openReview(OWN, from)
    await ask(TAKE, { review })
    await ask(DECIDE, { review, verdict: 'SAME', note: NOTE })
    expect([await factsOf(from), await factsOf(to)]).toEqual([[...stays, ...goes].sort(), []])
    const { rows } = await registry.owner.query(`select child_id from intake.fact where subject_key = $1`, [RECORD])
    expect(rows).toEqual([{ child_id: from }])
    await registry.owner.query(`delete from intake.fact where child_id = $1`, [from])
    for (const table of ['outcome', 'protection'])
      await registry.owner.query(
        `delete from registry.${table} where fact_key is not null or (child_id = $1 and source in ('CLH', 'FYJ'))`,
        [from],
      )
  })

  it('is moved by nobody without a record that has moved', async () => {
    const gateway = registry.pool('REGISTRY', 'hutong_gateway')
    const move = () =>
      gateway.query('select linking.move_facts($1, $2, $3, $4, now())', ['MZJ', randomUUID(), CANDIDATE, provisional])
    await expect(move()).rejects.toThrow('facts follow a record that has moved, and nothing else')
    const reader = registry.pool('REGISTRY', 'hutong_statistics')
    await expect(
      reader.query('select linking.move_facts($1, $2, $3, $4, now())', ['MZJ', randomUUID(), CANDIDATE, provisional]),
    ).rejects.toThrow('permission denied')
  })
})
