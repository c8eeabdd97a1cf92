// Any answer can be recomputed from what it was weighed on, and what is kept for that shows nothing in clear.
import { type KeyObject, randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openContent, sealContent } from '../../src/answers/content.ts'
import { eraseEnded, KEPT_FOR_DAYS } from '../../src/answers/keep.ts'
import { replay } from '../../src/answers/replay.ts'
import { CAST, type CastChild } from '../../src/city/cast.ts'
import { addDays } from '../../src/clock.ts'
import { databaseName, databaseOf } from '../../src/database/databases.ts'
import { type DemoAccountKey, demoAccount } from '../../src/demo/accounts.ts'
import { readKeyFile } from '../../src/masking/key-file.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { packText } from '../eligibility/packs.ts'
import { ABSENT, byCitizenId, byStudentNo, dayQuestion, openTownAt, STAY } from '../gateway/questions.ts'
import { recordStatements } from '../world/recorded-statements.ts'
import type { Town } from '../world/town.ts'

let town: Town
let owner: pg.Client
let key: KeyObject

beforeAll(async () => {
  town = await openTownAt(3, [
    ...['hospital', 'school', 'school-head', 'village'],
    ...['adjudicator', 'other-adjudicator', 'auditor'],
  ])
  const url = new URL(town.site.serverUrl)
  url.pathname = databaseName(town.site.prefix, databaseOf('REGISTRY'))
  owner = new pg.Client(url.href)
  await owner.connect()
  key = (await readKeyFile(town.site.keyFile)).journalSubject
})
afterAll(async () => {
  await owner.end()
  await town.close()
})

const PACKS = { 'rules/hz-draft.yaml': packText('hz-draft'), 'rules/hz-2026-70.yaml': packText('hz-2026-70') }

/** Works as the owner of the registry, in a transaction of which nothing stays. */
async function aside<Result>(
  work: () => Promise<Result>,
  files: Readonly<Record<string, string>> = PACKS,
): Promise<Result> {
  await owner.query('begin')
  try {
    await owner.query("insert into activation.bundle (hash, files, stored_at) values ('replayed', $1, now())", [files])
    return await work()
  } finally {
    await owner.query('rollback')
  }
}

const again = (answerId: string) => replay({ registry: owner, packs: [] }, key, { answerId, ofChild: null })

async function answersOf(subject: unknown): Promise<{ answerId: string; status: string }[]> {
  const response = await town.ask({
    ...{ as: 'hospital', purpose: 'P01', case: 'E-2026-0001', query: STAY },
    variables: { subject, from: '2026-05-03', to: '2026-05-05' },
  })
  return response.body.data.stayEligibility
}

describe('an answer', () => {
  it('comes out the same from what it was weighed on, day by day', async () => {
    const answers = await answersOf(byCitizenId(CAST.stay))
    for (const { answerId, status } of answers) {
      const replayed = await aside(() => again(answerId))
      expect(replayed).toMatchObject({ answerId, differences: [], isRegistrySame: true, kept: { status, tier: 'T70' } })
      expect(replayed).toMatchObject({
        trace: { rule: { id: 'R08', pack: 'HZ-2026-70' }, weighed: [{ truth: 'TRUE' }] },
      })
    }
  })

  it('about nobody is kept in as many rows, and comes out the same too', async () => {
    const count = async () => Number((await owner.query('select count(*) from answer.question')).rows[0].count)
    const before = await count()
    const [somebody] = await answersOf(byCitizenId(CAST.stay))
    const between = await count()
    const [nobody] = await answersOf(byCitizenId(ABSENT))
    expect([between - before, (await count()) - between]).toEqual([1, 1])
    expect(nobody?.status).toBe('NONE_CONFIRMED')
    for (const answer of [somebody, nobody]) {
      expect(await aside(() => again(answer?.answerId ?? ''))).toMatchObject({ differences: [], isRegistrySame: true })
    }
  })

  it('is told from what the registry knows otherwise of that moment, though not from what it learnt later', async () => {
    const [answer] = await answersOf(byCitizenId(CAST.stay))
    const answerId = answer?.answerId ?? ''
    const ofChild = `child_id = (select child_id from answer.question where answer_ids @> array['${answerId}'::uuid])`
    const learntLater = await aside(async () => {
      await owner.query(
        `update registry.outcome set superseded_at = '2026-11-24' where superseded_at is null and ${ofChild}`,
      )
      return again(answerId)
    })
    expect(learntLater).toMatchObject({ differences: [], isRegistrySame: true })
    const altered = await aside(async () => {
      await owner.query(`delete from registry.outcome where ${ofChild}`)
      return again(answerId)
    })
    expect(altered).toMatchObject({ differences: [], isRegistrySame: false })
  })

  it('is not recomputed under other words than those that answered', async () => {
    const [answer] = await answersOf(byCitizenId(CAST.stay))
    const others = { 'rules/hz-2026-70.yaml': PACKS['rules/hz-2026-70.yaml'].replace('value: 0.70', 'value: 0.80') }
    expect(await aside(() => again(answer?.answerId ?? ''), others)).toBe('NO_PACK')
  })

  it('of one day names what differs when the row was altered by somebody who has the key', async () => {
    const response = await town.ask({
      ...{ as: 'hospital', purpose: 'P01', case: 'E-2026-0001', query: dayQuestion() },
      variables: { subject: byCitizenId(CAST.stay), benefit: 'MEDICAL_AID', on: '2026-05-04' },
    })
    const { answerId } = response.body.data.eligibility
    const replayed = await aside(async () => {
      const where = `answer_ids @> array['${answerId}'::uuid]`
      const { id, content_sealed } = (
        await owner.query(`select id, content_sealed from answer.question where ${where}`)
      ).rows[0]
      const content = openContent(key, id, content_sealed)
      const other = { ...content, inputs: { ...content.inputs, outcomes: [] } }
      await owner.query(`update answer.question set content_sealed = $1 where ${where}`, [sealContent(key, id, other)])
      return again(answerId)
    })
    expect(replayed).toMatchObject({ differences: ['reason', 'status', 'tier', 'validUntil'], isRegistrySame: false })
  })
})

describe('what is kept', () => {
  it('does not open under another row, and holds no value of the child in clear', async () => {
    const [answer] = await answersOf(byCitizenId(CAST.stay))
    const { rows } = await owner.query('select row_to_json(q)::text as text from answer.question q')
    const text = rows.map((row) => row.text).join('\n')
    for (const secret of ['ORPHAN', 'T70', 'CONFIRMED', 'DIBAO', CAST.stay.name]) expect(text).not.toContain(secret)
    const moved = aside(async () => {
      await owner.query(
        `update answer.question set content_sealed = (select content_sealed from answer.question
          where not answer_ids @> array[$1::uuid] limit 1) where answer_ids @> array[$1::uuid]`,
        [answer?.answerId],
      )
      return again(answer?.answerId ?? '')
    })
    await expect(moved).rejects.toThrow('does not authenticate')
  })

  it('is removed when its time is over, and not a day before', async () => {
    const [answer] = await answersOf(byCitizenId(CAST.stay))
    const answerId = answer?.answerId ?? ''
    const on = (days: number) =>
      aside(async () => {
        await eraseEnded(owner, addDays('2026-11-23', days))
        return again(answerId)
      })
    expect(await on(KEPT_FOR_DAYS - 1)).toMatchObject({ answerId })
    expect(await on(KEPT_FOR_DAYS)).toBe('NO_ANSWER')
  })

  it('is not found under an id that was never given', async () => {
    expect(await aside(() => again('00000000-0000-4000-8000-000000000000'))).toBe('NO_ANSWER')
  })
})

describe('how an answer came about', () => {
  const TRACE = `query ($ref: ID!, $answer: ID!) { answerTrace(ref: $ref, answer: $answer) {
    validOn status tier rule pack clause quote reason truth inputs { of name truth values testedFor source asOf } } }`
  const refOf = (as: DemoAccountKey, childId: string) =>
    town.gateway.rooms.childRefs(demoAccount(as).organisationId).refOf(childId)
  const traced = async (answer: string, child: CastChild = CAST.stay, as: DemoAccountKey = 'adjudicator') => {
    const variables = { ref: refOf(as, child.id), answer }
    return (await town.ask({ as, purpose: 'P08', query: TRACE, variables })).body
  }

  it('is nothing for any other child, county and number, and for nobody: in one way', async () => {
    const [answer] = await answersOf(byCitizenId(CAST.stay))
    const [nobodys] = await answersOf(byCitizenId(ABSENT))
    const bodies = [
      await traced(answer?.answerId ?? '', CAST.plain),
      await traced(answer?.answerId ?? '', CAST.stay, 'other-adjudicator'),
      await traced(nobodys?.answerId ?? ''),
      await traced(randomUUID()),
    ]
    for (const body of bodies) expect(body).toEqual({ data: { answerTrace: null } })
  })

  it('of another child’s answer reads no more than of one that was never given', async () => {
    const [answer] = await answersOf(byCitizenId(CAST.stay))
    const [nobodys] = await answersOf(byCitizenId(ABSENT))
    const statements = recordStatements(town.gateway.rooms.registry)
    const costs = []
    for (const [number, child, as] of [
      [randomUUID(), CAST.plain, 'adjudicator'],
      [answer?.answerId, CAST.plain, 'adjudicator'],
      [nobodys?.answerId, CAST.plain, 'adjudicator'],
      [answer?.answerId, CAST.stay, 'other-adjudicator'],
    ] as const) {
      statements.take()
      await traced(number ?? '', child, as)
      costs.push(statements.take().toSorted())
    }
    for (const cost of costs) expect(cost).toEqual(costs[0])
  })

  it.each([
    ['hospital', 'P01'],
    ['school', 'P05'],
    ['village', 'P07'],
    ['auditor', 'P14'],
  ] as const)('is refused to %s, who has the rule’s number and no more', async (as, purpose) => {
    const [answer] = await answersOf(byCitizenId(CAST.stay))
    const variables = { ref: refOf(as, CAST.stay.id), answer: answer?.answerId }
    const { body } = await town.ask({ as, purpose, query: TRACE, variables })
    expect(body.errors[0].extensions.code).toBe('REFUSED')
  })

  it('is told to the county whose child it is: the clause, and each test with its value, its source and of when', async () => {
    const [answer] = await answersOf(byCitizenId(CAST.stay))
    const { answerTrace } = (await traced(answer?.answerId ?? '')).data
    expect(answerTrace).toMatchObject({
      ...{ validOn: '2026-05-03', status: 'CONFIRMED', tier: 'T70', rule: 'R08', pack: 'HZ-2026-70' },
      ...{ clause: '三(二)e', quote: expect.stringContaining('不低于70%'), reason: 'RULE_MET', truth: 'TRUE' },
    })
    expect(answerTrace.inputs).toContainEqual({
      ...{ of: 'CHILD', name: 'HOUSEHOLD_AID', truth: 'TRUE', values: ['DIBAO'], source: 'MZJ' },
      ...{ testedFor: expect.arrayContaining(['DIBAO']), asOf: expect.stringMatching(/^2026-11-/) },
    })
    // A word that is tested several times is tested for something else each time.
    const tests = answerTrace.inputs.map(({ of, name, testedFor }: Record<string, unknown>) =>
      JSON.stringify([of, name, testedFor]),
    )
    expect(new Set(tests).size).toBe(tests.length)
    const categories = tests.filter((test: string) => test.includes('"CATEGORY"'))
    expect(categories.length).toBeGreaterThan(1)
    expect(categories.join()).toContain('ORPHAN')
  })

  it('is nothing where it rests on what the county does not see, such as what a school does for a pupil', async () => {
    const answered = async (benefit: string) => {
      const variables = { subject: byStudentNo(CAST.pupil), benefit }
      const { body } = await town.ask({ as: 'school-head', purpose: 'P07', query: dayQuestion(), variables })
      return body.data.eligibility.answerId as string
    }
    expect((await traced(await answered('CARE_VISITS'), CAST.pupil)).data.answerTrace).toMatchObject({ rule: 'R18' })
    expect(await traced(await answered('ACCOMMODATIONS'), CAST.pupil)).toEqual({ data: { answerTrace: null } })
  })
})

describe('a county with a school calendar of its own', () => {
  const PACK = 'rules/hz-2026-70.yaml'
  const own = PACKS[PACK].replace(
    'countyTerms: {}',
    'countyTerms: { "330106": [{ name: 2026-AUTUMN, firstDay: 2026-09-01, lastDay: 2027-01-20 }] }',
  )
  let counties: Town

  beforeAll(async () => {
    const policies = new Map([...(await readPolicyFolder('policies')), [PACK, own]])
    counties = await openTownAt(4, ['school', 'other-school'], { policies })
  })
  afterAll(() => counties.close())

  it('has its schools answered by it, those of other counties by the city’s, and both recomputed alike', async () => {
    const ask = async (as: string, pupil: CastChild) => {
      const variables = { subject: byStudentNo(pupil), benefit: 'EDUCATION_AID' }
      const { body } = await counties.ask({ as, purpose: 'P05', query: dayQuestion(), variables })
      return body.data.eligibility as { answerId: string; status: string; validUntil: string }
    }
    const [ours, theirs] = [await ask('school', CAST.pupil), await ask('other-school', CAST.otherPupil)]
    expect([ours.status, ours.validUntil]).toEqual(['CONFIRMED', '2027-01-20'])
    expect([theirs.status, theirs.validUntil]).toEqual(['CONFIRMED', '2027-01-31'])
    for (const { answerId } of [ours, theirs])
      expect(await aside(() => again(answerId), { [PACK]: own })).toMatchObject({ differences: [] })
  })
})
