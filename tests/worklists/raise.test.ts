// Each rule raised and not raised over a city of real databases; who reads the task and who does not; decided, expired and withdrawn.
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { weighedLine } from '../../src/commands/worklists.ts'
import { reportTasks } from '../../src/worklists/report.ts'
import { moveTo } from '../gateway/questions.ts'
import { openSmallCity, type SmallCity, type Written, XIAOSHAN, XIHU } from './small-city.ts'

const NOW = '2026-11-23T10:00:00+08:00'
const LIST = `query List($rule: TaskRule, $first: Int, $after: String) { workList(rule: $rule, first: $first, after: $after) {
  nodes { task rule children place staff raisedAt expiresAt } pageInfo { hasNextPage endCursor } } }`
const ENROLMENT = '{ enrolmentTasks { nodes { task children raisedAt expiresAt } pageInfo { hasNextPage } } }'
const DECIDE = `mutation Decide($task: ID!, $decision: TaskDecision!, $reason: TaskReason!) {
  decideTask(task: $task, decision: $decision, reason: $reason) { task decision } }`

let city: SmallCity

beforeAll(async () => {
  city = await openSmallCity('worklists')
})
afterAll(() => city?.close())
beforeEach(async () => {
  await moveTo(city.town, NOW)
  await city.empty()
  // The roster's own vacancies would stand in every list.
  await city.registry.owner.query(`delete from roster.organisation where kind in ('STREET', 'VILLAGE')`)
  for (const table of ['limit_child', 'limit_counter']) await city.registry.owner.query(`delete from registry.${table}`)
  await city.town.newEntries()
})

const EDGE: Written = {
  GAJ: { birth_date: '2014-12-01' },
  MZJ: { household_aid_class: 'DIBAO_EDGE' },
  CLH: { kind: 'PHYSICAL', grade: 1 },
}

/** The register without the one rule that reads healthcare security, whose data do not follow the clock. */
const withoutInsurance = () => ({ algorithms: city.job.algorithms.filter(({ rule }) => rule !== 'W03') })
const NO_W03 = { W03: 'did not run' }

interface Task {
  readonly task: string
  readonly rule: string
  readonly children: readonly string[] | null
  readonly place: string | null
  readonly staff: number | null
  readonly raisedAt: string
  readonly expiresAt: string
}

async function list(as = 'adjudicator', variables: Record<string, unknown> = {}): Promise<readonly Task[]> {
  const { body } = await city.town.ask({ as, purpose: 'P08', query: LIST, variables })
  expect(body.errors).toBeUndefined()
  return body.data.workList.nodes
}
const rules = async (as?: string) => (await list(as)).map(({ rule }) => rule)

async function decide(task: string, { as = 'adjudicator', decision = 'CONFIRMED', reason = 'ACTION_TAKEN' } = {}) {
  const purpose = as === 'jy' ? 'P06' : 'P08'
  return city.town.ask({ as, purpose, query: DECIDE, variables: { task, decision, reason } })
}
interface Answered {
  readonly body: { errors?: { extensions: { code: string; hint?: string } }[] }
}
const toldOf = ({ body }: Answered) => [body.errors?.[0]?.extensions.code, body.errors?.[0]?.extensions.hint]
const codeOf = (response: Answered) => toldOf(response)[0]

describe('the job', () => {
  it('raises W01 once for a household, names its children, and not the one of whom it does not hold', async () => {
    const kin = { guardians: ['guardian-1'] }
    for (const written of [
      { ...EDGE, ...kin },
      { ...EDGE, guardians: ['guardian-1', 'guardian-2'] },
    ])
      await city.child(written)
    await city.child({ ...EDGE, guardians: ['guardian-2'] })
    await city.child({ ...EDGE, ...kin, CLH: { kind: 'PHYSICAL', grade: 3 } })
    await city.child({ ...EDGE, guardians: ['guardian-3'] })
    await city.child(EDGE)
    expect(await city.raise()).toEqual({ W01: '3 raised' })
    const tasks = await list()
    expect(tasks.map(({ rule, children, place }) => [rule, children?.length, place])).toEqual(
      expect.arrayContaining([
        ['W01', 3, null],
        ['W01', 1, null],
        ['W01', 1, null],
      ]),
    )
    expect(await city.raise()).toEqual({})
    expect(await list()).toEqual(tasks)
  })

  it('raises W02, W03 and W04 for whom they hold, and for nobody else', async () => {
    const paid = {
      basic_allowance_state: 'ACTIVE',
      disabled_living_allowance_state: 'NONE',
      household_aid_class: 'GENERAL',
    }
    await city.child({ MZJ: { ...paid, disabled_living_allowance_state: 'ACTIVE' } })
    await city.child({ MZJ: { ...paid, basic_allowance_state: 'ENDED' } })
    const pupil = { stage: 'PRIMARY', aid_state: 'NONE' }
    const orphan = { MZJ: { categories: ['ORPHAN'], household_aid_class: 'GENERAL' } }
    await city.child({ ...orphan, JYJ: pupil })
    await city.child({ ...orphan, JYJ: { ...pupil, aid_state: 'ACTIVE', aid_term: '2026-2027-1' } })
    expect(await city.raise()).toEqual({ W02: '1 raised', W03: '1 raised', W04: '1 raised' })
  })

  it('raises no W03 where the state has paid', async () => {
    const { rows } = await city.town
      .pool('YBJ', 'hutong_loader')
      .query<{ key: string }>(
        `select subject_key as key from insurance.cover where premium_state = 'PAID_BY_STATE' limit 1`,
      )
    const childId = await city.child({ MZJ: { basic_allowance_state: 'ACTIVE' } })
    await city.registry.loader.query(
      `insert into registry.source_link (child_id, department, subject_key, recorded_at) values ($1, 'YBJ', $2, $3)`,
      [childId, rows[0]?.key, NOW],
    )
    expect(await city.raise()).toEqual({})
  })

  it('raises W05 at 180, 90 and 30 days, each a time of its own to decide, and withdraws it when the child has left', async () => {
    await city.child({ GAJ: { birth_date: '2009-01-23' }, MZJ: { categories: ['ORPHAN'] } })
    await city.child({ GAJ: { birth_date: '2010-01-23' }, MZJ: { categories: ['ORPHAN'] } })
    expect(await city.raise()).toEqual({ W05: '1 raised' })
    const [task] = await list()
    await decide(task?.task ?? '')
    expect(await city.raise()).toEqual({})
    await city.onDay('2026-12-24')
    expect(await city.raise(withoutInsurance())).toEqual({ ...NO_W03, W05: '1 raised' })
    await city.onDay('2027-01-23')
    expect(await city.raise(withoutInsurance())).toEqual({ ...NO_W03, W05: '1 withdrawn' })
  })

  it('raises W06 for the education bureau of the county where the child lives, once that has said who is eligible', async () => {
    await city.child({
      ...{ hukou: '340823901901', residence: XIHU, JYJ: { stage: 'PRIMARY', public_placement: 'PRIVATE' } },
      GAJ: {
        ...{ birth_date: '2016-01-01', hukou_division: '340823901901', residence_division: XIHU },
        residence_since: '2025-01-01',
      },
      XZJ: {},
    })
    await assessed({ accompanied: true })
    expect(await city.raise()).toEqual({})
    const algorithms = city.job.algorithms.map((each) =>
      each.rule === 'W06' ? { ...each, counties: ['330106'] } : each,
    )
    expect(await city.raise({ algorithms })).toEqual({ W06: '1 raised' })
    expect(await rules()).toEqual([])
    const { body } = await city.town.ask({ as: 'jy', purpose: 'P06', query: ENROLMENT })
    expect(body.data.enrolmentTasks.nodes).toMatchObject([{ children: [expect.stringMatching(/^c1\./)] }])
    const [{ task }] = body.data.enrolmentTasks.nodes
    expect(codeOf(await decide(task))).toBe('REFUSED')
    expect((await decide(task, { as: 'jy' })).body.data.decideTask).toEqual({ task, decision: 'CONFIRMED' })
  })

  describe('of W07', () => {
    const POSTS = ['330106901000', '330106901901', '330106902000', '330106902901']
    const HELD = ['330106901000', '330106901901']

    beforeEach(async () => {
      for (const division of POSTS) {
        await city.registry.owner.query(
          `insert into roster.organisation (id, kind, name_zh, name_en, division, outside) values ($1, $2, '某', 'X', $3, false)`,
          [`post ${division}`, division.endsWith('000') ? 'STREET' : 'VILLAGE', division],
        )
      }
    })
    afterEach(() => city.registry.owner.query(`delete from roster.organisation where id like 'post %'`))

    it('raises it for a post that nobody holds by civil affairs’ register, and withdraws it when somebody does', async () => {
      await city.bring(HELD)
      expect(await city.raise()).toEqual({ W07: '2 raised' })
      expect((await list()).map(({ place, staff, children }) => [place, staff, children]).sort()).toEqual([
        ['330106902000', 0, null],
        ['330106902901', 0, null],
      ])
      expect(await rules('other-adjudicator')).toEqual([])
      await city.bring(['330106902901'])
      expect(await city.raise()).toEqual({ W07: '1 withdrawn' })
      expect(await city.raise()).toEqual({})
    })

    it.each([
      ['ended today', `ended_on = '2026-11-23'`],
      ['begins tomorrow', `appointed_from = '2026-11-24'`],
      ['was superseded', 'superseded_at = now()'],
    ])('counts no post that %s, whatever the roster of the gateway says', async (_which, change) => {
      await city.bring(POSTS)
      expect(await city.raise()).toEqual({})
      await city.own('MZJ').query(`update civil_affairs.child_worker set ${change} where division = '330106901901'`)
      expect(await city.raise()).toEqual({ W07: '1 raised' })
    })

    it.each([
      ['was never brought', 'delete from civil_affairs.worker_file'],
      ['was not brought for a quarter', `update civil_affairs.worker_file set taken_at = '2026-08-22T10:00:00+08:00'`],
    ])('raises nothing and withdraws nothing while the register %s, and says so', async (_when, change) => {
      await city.bring(HELD)
      await city.raise()
      await city.bring(POSTS)
      await city.own('MZJ').query(change)
      expect(await city.raise()).toEqual({ W07: 'has no register of workers' })
      expect((await list()).map(({ rule, staff }) => [rule, staff])).toEqual([
        ['W07', null],
        ['W07', null],
      ])
    })

    it('fails whole while civil affairs is out, and is refused where the post is not granted', async () => {
      await city.bring(HELD)
      const only = { algorithms: city.job.algorithms.filter(({ rule }) => rule === 'W07') }
      const grantFor: typeof city.job.policies.grantFor = (...asked) => {
        const grant = city.job.policies.grantFor(...asked)
        return grant && { ...grant, decide: () => ({ effect: 'refuse' }) as never }
      }
      const policies = { ...city.job.policies, grantFor }
      await expect(city.raise({ ...only, policies })).rejects.toMatchObject({ code: 'REFUSED' })
      await city.own('MZJ').query('alter table civil_affairs.child_worker rename to elsewhere')
      await expect(city.raise(only)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
      await city.own('MZJ').query('alter table civil_affairs.elsewhere rename to child_worker')
    })

    it('leaves an entry of what was read of the register, before and after', async () => {
      await city.bring(HELD)
      await city.town.newEntries()
      await city.raise({ algorithms: city.job.algorithms.filter(({ rule }) => rule === 'W07') })
      const jobs = (await city.town.newEntries()).filter(({ kind }) => kind === 'JOB').map(({ body }) => body)
      const read = { role: 'SYSTEM_CLASSIFY', source: 'MZJ', fields: [['ChildWorker.division', 'reveal']] }
      expect(jobs).toMatchObject([
        { ...read, status: 'STARTED', count: 0 },
        { ...read, status: 'FINISHED', count: 2 },
      ])
    })
  })

  it('raises W08 for a village of thirty-one and not of thirty, and counts nobody who is neither left behind nor disadvantaged', async () => {
    const poor = { MZJ: { categories: ['DISABLED'], household_aid_class: 'GENERAL' } }
    for (let at = 0; at < 31; at += 1) await city.child({ ...poor, residence: '330106901901' })
    for (let at = 0; at < 30; at += 1) await city.child({ ...poor, residence: '330106901902' })
    await city.bring(['330106901901'])
    await city.child({ MZJ: { household_aid_class: 'GENERAL' }, residence: '330106901902' })
    expect(await city.raise()).toEqual({ W08: '1 raised' })
    expect(await list()).toMatchObject([{ rule: 'W08', place: '330106901901', children: null, staff: 1 }])
  })

  it('raises W09 a day after a report that nobody acknowledged, tells the county and not the report, and withdraws it then', async () => {
    const filed = (at: string, number: string) =>
      city.registry.owner.query(
        `insert into report.mandatory_report (number, filed_at, county, organisation_kind, in_danger, is_confirmed, seen_sealed, delivered_at)
         values ($1, $2, '330106000000', 'SCHOOL', false, true, $3, $2)`,
        [number, at, randomBytes(568)],
      )
    const late = randomUUID()
    await filed('2026-11-22T10:00:00+08:00', late)
    await filed('2026-11-22T10:00:01+08:00', randomUUID())
    expect(await city.raise()).toEqual({ W09: '1 raised' })
    const said = await city.town.ask({ as: 'adjudicator', purpose: 'P08', query: LIST })
    expect(said.body.data.workList.nodes).toMatchObject([
      { rule: 'W09', place: '330106000000', children: null, staff: null },
    ])
    expect(said.text).not.toContain(late)
    await city.registry.owner.query(
      `update report.mandatory_report set acknowledged_by = 'somebody', acknowledged_at = $2 where number = $1`,
      [late, NOW],
    )
    expect(await city.raise()).toEqual({ W09: '1 withdrawn' })
  })

  it('raises W10 when facts of a child change that touch a category, never at the first sight of them, and not otherwise', async () => {
    const parents = { parent_relations: ['FATHER', 'MOTHER'], parent_vital_statuses: ['DEAD', 'ALIVE'] }
    const touched = await city.child({ GAJ: { birth_date: '2014-01-01', ...parents }, MZJ: {} })
    const adjudicated = await city.child({
      GAJ: { birth_date: '2014-01-01', ...parents },
      MZJ: { categories: ['OTHER'] },
    })
    const other = await city.child({ GAJ: { birth_date: '2014-01-01', ...parents }, MZJ: {} })
    expect(await city.raise()).toEqual({})
    await city.change(touched, 'GAJ', { parent_vital_statuses: ['DEAD', 'DEAD'] })
    await city.change(adjudicated, 'GAJ', { parent_vital_statuses: ['ALIVE', 'ALIVE'] })
    await city.change(other, 'GAJ', { hukou_division: XIHU })
    expect(await city.raise()).toEqual({ W10: '2 raised' })
    expect(await rules()).toEqual(['W10', 'W10'])
    expect(await city.raise()).toEqual({})
    const { rows } = await city.registry.owner.query('select row_to_json(w)::text as text from worklist.watched w')
    expect(JSON.stringify(rows)).not.toMatch(/DEAD|ALIVE|FATHER/)
  })

  it('takes no silence for a no: a task stands while a cell that it rests on is disputed, and falls with a no', async () => {
    const childId = await city.child(EDGE)
    await city.raise()
    await city.change(childId, 'MZJ', { household_aid_class: 'NOT_A_CLASS' })
    expect(await city.raise()).toEqual({})
    await city.change(childId, 'MZJ', { household_aid_class: 'DIBAO' })
    expect(await city.raise()).toEqual({ W01: '1 withdrawn' })
    expect(await list()).toEqual([])
  })

  it('does not run a rule that is not in the register, and does not show or decide what it raised before', async () => {
    await city.child(EDGE)
    await city.raise()
    const algorithms = city.job.algorithms.filter(({ rule }) => rule !== 'W01')
    expect(await city.raise({ algorithms })).toEqual({ W01: 'did not run' })
    expect(weighedLine({ rule: 'W01', lacks: 'ENTRY', raised: 0, withdrawn: 0, expired: 0 })).toBe(
      'W01: not in the register of algorithms, so it did not run\n',
    )
    expect(weighedLine({ rule: 'W07', lacks: 'WORKERS', raised: 0, withdrawn: 0, expired: 0 })).toBe(
      'W07: civil affairs’ register of child workers was not brought for a quarter (hutong child-workers), so it did not run\n',
    )
  })

  it('sees no cell that the register does not name', async () => {
    await city.child(EDGE)
    const algorithms = city.job.algorithms.map((each) =>
      each.rule === 'W01' ? { ...each, inputs: each.inputs.filter((input) => input !== 'Disability.severe') } : each,
    )
    expect(await city.raise({ algorithms })).toEqual({})
  })

  it('is refused where a cell is not granted, and leaves entries of the cells and of counts alone', async () => {
    await city.child(EDGE)
    const policies = { ...city.job.policies, grantFor: () => undefined }
    await expect(city.raise({ policies })).rejects.toMatchObject({ code: 'REFUSED' })
    await city.town.newEntries()
    await city.raise()
    const entries = await city.town.newEntries()
    const acts = entries.filter(({ kind }) => kind === 'ACT').map(({ body }) => body)
    expect(acts).toHaveLength(10)
    expect(acts[0]).toMatchObject({
      ...{
        act: 'TASKS_WEIGHED',
        personId: null,
        subjects: [],
        facts: { rule: 'W01', raised: 1, withdrawn: 0, expired: 0 },
      },
    })
    expect(entries.filter(({ kind }) => kind === 'JOB').length).toBeGreaterThan(4)
    expect(JSON.stringify(entries)).not.toMatch(/DIBAO|PHYSICAL/)
  })
})

/** By two villages' people, of the only child there is. */
async function assessed({ accompanied }: { readonly accompanied: boolean }): Promise<void> {
  const owner = city.own('XZJ')
  const { rows } = await owner.query<{ key: string }>('select subject_key as key from community.visit')
  const id = randomUUID()
  const about = [id, rows[0]?.key]
  await owner.query(
    `insert into community.assessment (id, subject_key, evidence, role, organisation_id, division, recorded_by, recorded_at, digest, assessed_on, accompanied)
     values ($1, $2, 'HOME_VISIT', 'VILLAGE', 'x', '${XIHU}', 'a', '${NOW}', '\\x00', '2026-11-20', $3)`,
    [...about, accompanied],
  )
  await owner.query(
    `insert into community.countersignature (assessment_id, subject_key, verdict, organisation_id, signed_by, signed_at)
     values ($1, $2, 'COUNTERSIGNED', 'x', 'b', '${NOW}')`,
    about,
  )
}

describe('a task', () => {
  it('is decided with a reason by the officer of the county, is not raised again, and is once its fact was gone and came back', async () => {
    const childId = await city.child(EDGE)
    await city.raise()
    const [{ task } = { task: '' }] = await list()
    await city.town.newEntries()
    expect((await decide(task, { decision: 'DISMISSED', reason: 'NOT_ENTITLED' })).body.data.decideTask).toEqual({
      ...{ task, decision: 'DISMISSED' },
    })
    const act = (await city.town.newEntries()).find(({ kind }) => kind === 'ACT')?.body
    expect(act).toMatchObject({
      ...{ act: 'TASK_DECIDED', personId: 'demo-person-adjudicator', subjects: [expect.stringMatching(/^.{43}$/)] },
      facts: { task, rule: 'W01', decision: 'DISMISSED', reason: 'NOT_ENTITLED' },
    })
    expect(await list()).toEqual([])
    expect(toldOf(await decide(task))).toEqual(['REFUSED', 'ALREADY_DECIDED'])
    expect(await city.raise()).toEqual({})
    await city.change(childId, 'MZJ', { household_aid_class: 'GENERAL' })
    expect(await city.raise()).toEqual({})
    await city.change(childId, 'MZJ', { household_aid_class: 'DIBAO_EDGE' })
    expect(await city.raise()).toEqual({ W01: '1 raised' })
  })

  it('expires at the end of its last day: nobody reads or decides it then, and what still holds is raised anew', async () => {
    await city.child(EDGE)
    await city.raise()
    const [{ task, expiresAt } = { task: '', expiresAt: '' }] = await list()
    expect(expiresAt).toBe('2026-12-23T16:00:00.000Z')
    const endingAt = (at: string) => city.registry.owner.query('update worklist.task set expires_at = $1', [at])
    await endingAt('2026-11-23T10:00:01+08:00')
    expect(await list()).toHaveLength(1)
    expect(await city.raise()).toEqual({})
    await endingAt(NOW)
    expect(await list()).toEqual([])
    expect(codeOf(await decide(task))).toBe('REFUSED')
    expect(await city.raise()).toEqual({ W01: '1 raised, 1 expired' })
    const counts = await reportTasks(city.registry.owner as never)
    expect(counts[0]).toEqual({ rule: 'W01', hits: 2, confirmed: 0, dismissed: 0, expired: 1, withdrawn: 0 })
    expect(counts).toHaveLength(10)
  })

  it('takes the same decision of the same person again, with the same receipt, and writes nothing for it', async () => {
    await city.child(EDGE)
    await city.raise()
    const [{ task } = { task: '' }] = await list()
    const rowOf = async () =>
      (await city.registry.owner.query('select xmin, * from worklist.task where id = $1', [task])).rows
    const first = await decide(task)
    const decided = await rowOf()
    await city.town.newEntries()
    const again = await decide(task)
    expect([again.status, again.text]).toEqual([200, first.text])
    expect(await rowOf()).toEqual(decided)
    expect((await city.town.newEntries()).map(({ kind }) => kind)).toEqual(['INTENT', 'OUTCOME'])
    for (const other of [{ reason: 'REFERRED' }, { decision: 'DISMISSED', reason: 'DECLINED' }])
      expect(toldOf(await decide(task, other))).toEqual(['REFUSED', 'ALREADY_DECIDED'])
  })

  it('that is decided is told so to nobody who does not see it', async () => {
    await city.child(EDGE)
    await city.raise()
    const [{ task } = { task: '' }] = await list()
    await decide(task)
    for (const as of ['jy', 'other-adjudicator'])
      expect((await decide(task, { as })).text).toBe((await decide(randomUUID(), { as })).text)
    await city.registry.owner.query(`update registry.jurisdiction set division = $1 where kind = 'HUKOU'`, [XIAOSHAN])
    expect((await decide(task)).text).toBe((await decide(randomUUID())).text)
    expect(toldOf(await decide(task, { as: 'other-adjudicator' }))).toEqual(['REFUSED', 'ALREADY_DECIDED'])
  })

  it('takes no reason of the other decision, and no number that is none', async () => {
    await city.child(EDGE)
    await city.raise()
    const [{ task } = { task: '' }] = await list()
    expect(toldOf(await decide(task, { decision: 'DISMISSED', reason: 'ACTION_TAKEN' }))).toEqual([
      'BAD_INPUT',
      'REASON_OF_DECISION',
    ])
    expect(toldOf(await decide('nothing'))).toEqual(['BAD_INPUT', 'NOT_AN_ID'])
    expect(codeOf(await decide(randomUUID()))).toBe('REFUSED')
    expect(await list()).toHaveLength(1)
  })

  it('is another county’s to nobody: neither read nor decided, and goes with the child when the register does', async () => {
    await city.child(EDGE)
    await city.child({ ...EDGE, hukou: XIAOSHAN })
    await city.raise()
    const [own, other] = [await list(), await list('other-adjudicator')]
    expect([own.length, other.length]).toEqual([1, 1])
    expect(own[0]?.task).not.toBe(other[0]?.task)
    const [foreign, absent] = [await decide(other[0]?.task ?? ''), await decide(randomUUID())]
    expect([foreign.status, foreign.text]).toEqual([absent.status, absent.text])
    await city.registry.owner.query(`update registry.jurisdiction set division = $1 where kind = 'HUKOU'`, [XIAOSHAN])
    expect(await list()).toEqual([])
    expect(await list('other-adjudicator')).toHaveLength(2)
  })

  it('is one for each county of a household over two: neither learns of the other’s child, or has its task decided there', async () => {
    const kin = { guardians: ['guardian-1'] }
    await city.child({ ...EDGE, ...kin })
    await city.raise()
    const before = await list()
    await city.child({ ...EDGE, ...kin, hukou: XIAOSHAN })
    expect(await city.raise()).toEqual({ W01: '1 raised' })
    const [{ task } = { task: '' }] = await list('other-adjudicator')
    expect((await decide(task, { as: 'other-adjudicator' })).status).toBe(200)
    expect(await rules('other-adjudicator')).toEqual([])
    expect(before).toHaveLength(1)
    expect(await list()).toEqual(before)
  })

  it('holds a pseudonym and a code and nothing else, by which the officer opens the child', async () => {
    await city.child(EDGE)
    await city.raise()
    const { text, body } = await city.town.ask({ as: 'adjudicator', purpose: 'P08', query: LIST })
    expect(text).not.toMatch(/DIBAO|PHYSICAL|2014|severe/i)
    const ref = body.data.workList.nodes[0].children[0]
    const opened = await city.town.ask({
      ...{ as: 'adjudicator', purpose: 'P08', variables: { ref } },
      query: 'query One($ref: ID!) { child(ref: $ref) { civilAffairs { householdAidClass } } }',
    })
    expect(opened.body.data.child.civilAffairs.householdAidClass).toBe('DIBAO_EDGE')
  })

  it('moves no byte of a list that it does not stand in', async () => {
    await city.child({ ...EDGE, hukou: XIAOSHAN })
    const seen = async () => (await city.town.ask({ as: 'adjudicator', purpose: 'P08', query: LIST })).text
    const before = await seen()
    await city.raise()
    expect(await rules('other-adjudicator')).toEqual(['W01'])
    expect(await seen()).toBe(before)
  })
})

describe('the list', () => {
  it('goes page by page, by rule, and refuses a cursor of another question', async () => {
    for (let at = 0; at < 3; at += 1) await city.child(EDGE)
    await city.child({ MZJ: { basic_allowance_state: 'ACTIVE', disabled_living_allowance_state: 'ACTIVE' } })
    await city.raise()
    expect((await list('adjudicator', { rule: 'W02' })).map(({ rule }) => rule)).toEqual(['W02'])
    const page = async (after: string | null, rule = 'W01') =>
      (await city.town.ask({ as: 'adjudicator', purpose: 'P08', query: LIST, variables: { rule, first: 2, after } }))
        .body
    const first = (await page(null)).data.workList
    const second = (await page(first.pageInfo.endCursor)).data.workList
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false])
    expect(new Set([...first.nodes, ...second.nodes].map(({ task }: Task) => task)).size).toBe(3)
    expect(toldOf({ body: await page(first.pageInfo.endCursor, 'W02') })).toEqual(['BAD_INPUT', 'CURSOR'])
    const many = await city.town.ask({ as: 'adjudicator', purpose: 'P08', query: LIST, variables: { first: 201 } })
    expect(toldOf(many)).toEqual(['BAD_INPUT', 'FIRST'])
    expect(many.body.errors[0].message).toBe('first 须为 1 至 200')
  })

  it.each([
    ['jy', 'P06', LIST],
    ['adjudicator', 'P08', ENROLMENT],
    ['village', 'P07', LIST],
    ['street', 'P07', LIST],
    ['analyst', 'P09', LIST],
    ['protection', 'P10', LIST],
    ['yb', 'P02', LIST],
    ['cl', 'P08', LIST],
    ['hospital', 'P01', LIST],
    ['school', 'P05', LIST],
    ['guardian', 'P13', LIST],
    ['dpo', 'P14', LIST],
    ['ops', 'P16', LIST],
  ])('is refused to %s for %s, before anything is read, with an entry', async (as, purpose, query) => {
    await city.town.newEntries()
    const response = await city.town.ask({ as, purpose, query, isRegistered: false })
    expect([response.status, codeOf(response)]).toEqual([403, 'REFUSED'])
    expect((await city.town.newEntries()).map(({ kind }) => kind)).toEqual(['REFUSAL'])
  })
})

/** Tasks as they once were raised and ended, of nobody who is there. */
async function past({
  rule = 'W02',
  raised,
  ended = null,
  count = 1,
}: {
  rule?: string
  raised: string
  ended?: string | null
  count?: number
}) {
  const { rows } = await city.registry.owner.query<{ id: string }>(
    `insert into worklist.task (id, rule, subject, occasion, raised_at, expires_at, state, reason, decided_by, ended_at)
     select gen_random_uuid(), $1, gen_random_uuid(), '', $2, '2026-12-23T16:00:00Z', case when $3::timestamptz is null then 'RAISED' else 'CONFIRMED' end,
       case when $3::timestamptz is not null then 'REFERRED' end, case when $3::timestamptz is not null then 'somebody' end, $3
     from generate_series(1, $4) returning id`,
    [rule, raised, ended, count],
  )
  await city.registry.owner.query(
    'insert into worklist.about (task_id, key) select unnest($1::uuid[]), gen_random_uuid()::text',
    [rows.map(({ id }) => id)],
  )
}

describe('a page', () => {
  it('passes over those who are in scope no more, however many stand before', async () => {
    for (let at = 0; at < 5; at += 1) await city.child(EDGE)
    await city.raise()
    await city.registry.owner.query(`update registry.jurisdiction set valid_to = '2026-11-01' where kind = 'HUKOU'`)
    await city.child(EDGE)
    await city.raise()
    await city.registry.owner.query(
      `update worklist.task set expires_at = '2027-01-01T00:00:00Z' where subject in (select child_id::text from registry.jurisdiction where kind = 'HUKOU' and valid_to is null)`,
    )
    const { body } = await city.town.ask({ as: 'adjudicator', purpose: 'P08', query: LIST, variables: { first: 1 } })
    expect(body.data.workList.nodes).toMatchObject([{ rule: 'W01', expiresAt: '2027-01-01T00:00:00.000Z' }])
    expect(body.data.workList.pageInfo.hasNextPage).toBe(false)
  })
})

describe('the register of algorithms', () => {
  const REGISTER = `{ algorithmRegister { rule owner inputs basis { instrument article status } impactAssessment explanation { zh en } unknown { zh }
    decider expiresAfterDays counties counts { month outcome tasks } } }`
  type Counts = { month: string; outcome: string; tasks: number | null }[]
  async function register(as: string, query = REGISTER) {
    const { body } = await city.town.ask({ as, purpose: as === 'analyst' ? 'P09' : 'P14', query })
    return body.data.algorithmRegister as { rule: string; counts: Counts }[]
  }
  const countsOf = async (rule: string) => (await register('dpo')).find((each) => each.rule === rule)?.counts ?? []

  it('shows the data-protection officer and an auditor every rule that runs, as it is registered', async () => {
    const entries = await register('dpo')
    expect(entries.map(({ rule }) => rule).sort()).toEqual(city.job.algorithms.map(({ rule }) => rule).sort())
    expect(entries.find(({ rule }) => rule === 'W05')).toMatchObject({
      ...{ owner: 'MZJ', impactAssessment: 'PIA-2026-005', decider: 'MZ_ADJUDICATOR', expiresAfterDays: 60 },
      inputs: ['CivilAffairs.categories', 'PublicSecurity.birthDate'],
      explanation: { zh: expect.stringMatching(/十八周岁/), en: expect.stringMatching(/of age/) },
    })
    expect(await register('auditor')).toEqual(entries)
    const refused = await city.town.ask({ as: 'adjudicator', purpose: 'P08', query: '{ algorithmRegister { rule } }' })
    expect(codeOf(refused)).toBe('REFUSED')
  })

  it('counts by the month in which a thing happened, holds back fewer than ten like none, and gives a month once it is over', async () => {
    await past({ raised: '2026-09-30T23:59:59+08:00', count: 9 })
    await past({ raised: '2026-10-01T00:00:00+08:00', ended: '2026-10-31T23:59:59+08:00', count: 10 })
    await past({ raised: '2026-10-05T00:00:00+08:00', ended: '2026-11-01T00:00:00+08:00', count: 10 })
    await past({ raised: '2025-10-31T23:59:59+08:00', count: 10 })
    const counts = await countsOf('W02')
    expect(counts.filter(({ tasks }) => tasks !== null)).toEqual([
      { month: '2026-10', outcome: 'RAISED', tasks: 20 },
      { month: '2026-10', outcome: 'CONFIRMED', tasks: 10 },
    ])
    expect(new Set(counts.map(({ month }) => month)).size).toBe(12)
    expect([counts[0]?.month, counts.at(-1)?.month]).toEqual(['2026-10', '2025-11'])
    const silent = await countsOf('W05')
    expect(silent.every(({ tasks }) => tasks === null)).toBe(true)
    const query = '{ algorithmRegister { rule counts { month outcome tasks } } }'
    expect((await register('analyst', query)).find(({ rule }) => rule === 'W02')?.counts).toEqual(counts)
  })

  it('says the same of months that are over, whatever is decided since', async () => {
    await past({ raised: '2026-10-05T00:00:00+08:00', count: 10 })
    const before = await countsOf('W02')
    await city.registry.owner.query(
      `update worklist.task set state = 'DISMISSED', reason = 'DECLINED', decided_by = 'somebody', ended_at = $1`,
      [NOW],
    )
    expect(await countsOf('W02')).toEqual(before)
  })
})

describe('a task that ended', () => {
  it('is erased after three years with whom it was about, and one that is open is not', async () => {
    await past({ raised: '2023-01-01T00:00:00Z', ended: '2023-11-22T15:59:59Z' })
    await past({ raised: '2023-01-01T00:00:00Z', ended: '2023-11-22T16:00:00Z' })
    await past({ raised: '2023-01-01T00:00:00Z' })
    await city.raise()
    const kept = await city.registry.owner.query(
      'select t.ended_at from worklist.task t join worklist.about a on a.task_id = t.id order by 1',
    )
    expect(kept.rows.map(({ ended_at: at }) => at?.toISOString() ?? null)).toEqual(['2023-11-22T16:00:00.000Z', null])
    const { rows } = await city.registry.owner.query('select count(*)::int as count from worklist.about')
    expect(rows).toEqual([{ count: 2 }])
  })
})
