// S02: the head of a school says how many pupils the aid officer may ask about at once. Nobody asks under an approval of their own, and none
// counts for another school.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST, type CastChild, CLASS_OF_45, SCHOOL_BATCH } from '../../src/city/cast.ts'
import { byStudentNo, CLASS, recordedSources } from '../gateway/questions.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'

const BATCH = 'B-2026-0042'
const APPROVE = `mutation ($batch: ID!, $pupils: Int!, $until: Date!) {
  approveBatch(batch: $batch, pupils: $pupils, until: $until) { batch pupils from until approvedBy } }`
const END = 'mutation ($batch: ID!) { endBatch(batch: $batch) { batch until } }'
const LIST = '{ batchApprovals { batch pupils from until } }'
const HEAD = 'demo-person-school-head'
const TODAY = '2026-11-23'

const sources = recordedSources()
let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('approvals', ['JOURNAL'])
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource })
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  await registry.owner.query('delete from registry.approval')
  await town.newEntries()
  sources.take()
})

async function ask(as: string, query: string, variables: object = {}, more: { readonly case?: string } = {}) {
  const { body } = await town.ask({ as, purpose: 'P05', query, variables: { ...variables }, ...more })
  const { code = null, hint = null } = body.errors?.[0]?.extensions ?? {}
  return { data: body.data, code, hint }
}

const approve = (more: object = {}, as = 'school-head') =>
  ask(as, APPROVE, { batch: BATCH, pupils: 45, until: '2027-01-31', ...more })
const end = (as = 'school-head', batch = BATCH) => ask(as, END, { batch })
const askClass = async (as = 'school', pupils = [byStudentNo(CAST.pupil)]) =>
  (await ask(as, CLASS, { pupils }, { case: BATCH })).code

describe('a head', () => {
  it('lets the aid officer ask from now on, for so many pupils and until a day', async () => {
    expect(await askClass()).toBe('REFUSED')
    expect(sources.take()).toEqual([])
    expect((await approve()).data).toEqual({
      approveBatch: { batch: BATCH, pupils: 45, from: TODAY, until: '2027-01-31', approvedBy: HEAD },
    })
    expect(sources.take()).toEqual([])
    expect(await askClass()).toBeNull()
    expect((await ask('school', LIST)).data.batchApprovals).toEqual([
      { batch: BATCH, pupils: 45, from: TODAY, until: '2027-01-31' },
    ])
  })

  it('lets nobody of another school ask', async () => {
    await approve()
    expect(await askClass('other-school')).toBe('REFUSED')
    expect((await ask('other-school', LIST)).data.batchApprovals).toEqual([])
  })

  it('ends it from the next question on', async () => {
    await approve()
    expect(await askClass()).toBeNull()
    expect((await end()).data).toEqual({ endBatch: { batch: BATCH, until: '2026-11-22' } })
    expect(await askClass()).toBe('REFUSED')
    expect((await end()).code).toBe('REFUSED')
  })

  it('gives it again with another number and another end, and what was there before is superseded', async () => {
    await approve()
    await registry.owner.query(`update registry.approval set valid_from = '2026-11-01'`)
    await approve({ pupils: 1, until: TODAY })
    expect(await askClass('school', [byStudentNo(CAST.pupil), byStudentNo(CLASS_OF_45[1] as CastChild)])).toBe(
      'REFUSED',
    )
    expect(await askClass()).toBeNull()
    const { rows } = await registry.owner.query(
      `select largest_batch::int as pupils, valid_from::text as from, valid_to::text as to, superseded_at is null as stands
       from registry.approval order by superseded_at nulls last`,
    )
    expect(rows).toEqual([
      { pupils: 45, from: '2026-11-01', to: '2027-02-01', stands: false },
      { pupils: 1, from: '2026-11-01', to: '2026-11-24', stands: true },
    ])
  })

  it('says two things at once about one number, and one of them stands', async () => {
    await Promise.all([approve(), approve({ pupils: 44 }), approve({ pupils: 43 })])
    const { rowCount } = await registry.owner.query('select from registry.approval where superseded_at is null')
    expect(rowCount).toBe(1)
  })

  it.each([
    ['no pupil', { pupils: 0 }, 'BATCH_SIZE'],
    ['more than a roll holds', { pupils: 3001 }, 'BATCH_SIZE'],
    ['a day that is past', { until: '2026-11-22' }, 'DAY_OUTSIDE'],
    ['a day beyond a year', { until: '2027-11-24' }, 'DAY_OUTSIDE'],
    ['a number that could not be named', { batch: '批次一' }, 'CASE_NUMBER'],
    ['a number of a person', { batch: CAST.pupil.studentNo }, 'CASE_NUMBER'],
  ])('is told what is wrong with %s, and nothing is written', async (_, more, hint) => {
    expect(await approve(more)).toMatchObject({ code: 'BAD_INPUT', hint })
    expect((await registry.owner.query('select from registry.approval')).rowCount).toBe(0)
    expect((await town.newEntries()).filter(({ kind }) => kind === 'ACT')).toEqual([])
  })

  it('leaves an entry of each word, with the number and the days and no pupil', async () => {
    await approve()
    await end()
    const acts = (await town.newEntries()).filter(({ kind }) => kind === 'ACT').map(({ body }) => body)
    const facts = { batch: BATCH, pupils: 45, from: TODAY }
    expect(acts).toMatchObject([
      { act: 'BATCH_APPROVED', personId: HEAD, subjects: [], facts: { ...facts, to: '2027-02-01' } },
      { act: 'BATCH_ENDED', personId: HEAD, subjects: [], facts: { ...facts, to: TODAY } },
    ])
  })
})

describe('an approval', () => {
  it.each(['school', 'other-school'])('is neither given nor ended by whoever asks: %s', async (as) => {
    await approve()
    for (const word of [await approve({}, as), await end(as)]) expect(word.code).toBe('REFUSED')
    expect(await askClass()).toBeNull()
  })

  it('serves neither whoever gave it nor whoever it was given in place of', async () => {
    await approve()
    for (const column of ['approved_by', 'approved_for']) {
      await registry.owner.query(`update registry.approval set ${column} = 'demo-person-school'`)
      expect(await askClass(), column).toBe('REFUSED')
      await registry.owner.query('update registry.approval set approved_by = $1, approved_for = null', [HEAD])
    }
    expect(await askClass()).toBeNull()
  })

  it('of another purpose keeps its number', async () => {
    await registry.owner.query(
      `insert into registry.approval (case_number, organisation_id, purpose, approved_by, largest_batch, valid_from, recorded_at)
       values ($1, $2, 'P07', $3, 60, '2026-09-01', '2026-09-01')`,
      [BATCH, SCHOOL_BATCH.organisationId, HEAD],
    )
    expect((await approve()).code).toBe('REFUSED')
    const { rows } = await registry.owner.query('select purpose from registry.approval where superseded_at is null')
    expect(rows).toEqual([{ purpose: 'P07' }])
  })
})
