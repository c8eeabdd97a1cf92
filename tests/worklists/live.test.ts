// `workListChanged` over a socket: who hears what, and by what it ends.
import { randomUUID } from 'node:crypto'
import { createClient } from 'graphql-sse'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenPolicies } from '../../src/activation/active-policies.ts'
import type { ActiveSet } from '../../src/activation/compile-bundle.ts'
import { LIMITS } from '../../src/request/limits.ts'
import { moveTo } from '../gateway/questions.ts'
import { fixedPolicies } from '../world/fixed-policies.ts'
import { openTown, tokenOf } from '../world/town.ts'
import { type Asked, type Events, openEvents } from './events.ts'
import { openSmallCity, type SmallCity, type Written, XIAOSHAN, XIHU } from './small-city.ts'

const NOW = '2026-11-23T10:00:00+08:00'
const TASK = 'task rule children place staff raisedAt expiresAt'
const FOLLOW = `subscription Follow($rule: TaskRule) { workListChanged(rule: $rule) { task open { ${TASK} } } }`
const LIST = `{ workList { nodes { ${TASK} } } }`
const DECIDE = `mutation Decide($task: ID!) { decideTask(task: $task, decision: CONFIRMED, reason: REFERRED) { task } }`

let city: SmallCity
let open: Events[] = []

beforeAll(async () => {
  city = await openSmallCity('worklists_live')
})
afterAll(() => city?.close())
beforeEach(async () => {
  await moveTo(city.town, NOW)
  await city.empty()
  for (const table of ['limit_child', 'limit_counter']) await city.registry.owner.query(`delete from registry.${table}`)
  await city.town.newEntries()
})
afterEach(() => {
  for (const events of open) events.leave()
  open = []
})

async function follow(asked: Partial<Asked> = {}) {
  const { url, site } = city.town
  const events = await openEvents({ url, issuer: site.issuer, query: FOLLOW, ...asked })
  open.push(events)
  return events
}

async function list(as = 'adjudicator'): Promise<{ task: string }[]> {
  return (await city.town.ask({ as, purpose: 'P08', query: LIST })).body.data.workList.nodes
}
const decide = (task: string, as = 'adjudicator') =>
  city.town.ask({ as, purpose: 'P08', query: DECIDE, variables: { task } })

/** A task as the job raises one: by the gateway's role, with whom it is about. */
async function raise({ of, rule = 'W02', place = null }: { of: string[]; rule?: string; place?: string | null }) {
  const task = randomUUID()
  const client = await city.town.pool('REGISTRY', 'hutong_gateway').connect()
  try {
    await client.query('begin')
    await client.query(
      `insert into worklist.task (id, rule, subject, place, occasion, raised_at, expires_at, state)
       values ($1, $2, $3, $4, '', $5, '2026-12-23T16:00:00Z', 'RAISED')`,
      [task, rule, place ?? of[0], place, NOW],
    )
    await client.query('insert into worklist.about (task_id, key) select $1, unnest($2::text[])', [task, of])
    await client.query('commit')
  } finally {
    client.release()
  }
  return task
}

async function gone(of: string[]) {
  await city.registry.owner.query('update worklist.about set gone_at = $2 where key = any($1)', [of, NOW])
}
const withdrawn = (task: string) =>
  city.registry.owner.query(
    `update worklist.task set state = 'WITHDRAWN', reason = 'HOLDS_NO_MORE', ended_at = $2 where id = $1`,
    [task, NOW],
  )

const passSeconds = (seconds: number) =>
  moveTo(city.town, new Date(city.town.clock.now().getTime() + seconds * 1_000).toISOString())

/** Lets time pass by the gateway's clock, in steps that keep the roster fresh, until the stream is over; gives the seconds it took. */
async function secondsUntilEnd(): Promise<number> {
  const before = city.town.clock.now().getTime()
  for (;;) {
    const ended = (await city.town.newEntries()).findLast(({ body }) => body.act === 'STREAM_ENDED')
    if (ended) return (Date.parse(String(ended.body.at)) - before) / 1_000
    await passSeconds(5)
  }
}

const codeOf = (event: unknown) =>
  (event as { errors?: { extensions: { code: string } }[] }).errors?.[0]?.extensions.code
const told = (task: string) => ({ data: { workListChanged: { task, open: expect.objectContaining({ task }) } } })
const over = (task: string) => ({ data: { workListChanged: { task, open: null } } })
const turn = () => new Promise((resolve) => setImmediate(resolve))
/** By what the last stream ended; waits for it. */
async function end() {
  for (;;) {
    const ended = (await city.town.newEntries()).findLast(({ body }) => body.act === 'STREAM_ENDED')
    if (ended) return ended.body.facts as Record<string, unknown>
    await turn()
  }
}

describe('a subscription', () => {
  it('is refused to whoever may not read the list, as the list is, before anything is read', async () => {
    for (const [as, purpose] of [
      ['village', 'P07'],
      ['hospital', 'P01'],
      ['jy', 'P06'],
    ] as const) {
      const events = await follow({ as, purpose })
      const query = await city.town.ask({ as, purpose, query: LIST })
      // The field stands elsewhere in the one document than in the other.
      const told = (body: unknown) => JSON.stringify(body).replace(/"column":\d+/, '')
      expect([events.status, told(events.body)], as).toEqual([query.status, told(query.body)])
      expect(events.status).toBe(403)
      expect((await city.town.newEntries()).map(({ kind }) => kind)).toEqual(['REFUSAL', 'REFUSAL'])
    }
  })

  it('is a stream and nothing else is, and only this one is there', async () => {
    const asked = await city.town.ask({ as: 'adjudicator', purpose: 'P08', query: FOLLOW })
    for (const { body } of [asked, await follow({ query: LIST })])
      expect(body.errors[0].extensions).toEqual({ code: 'BAD_INPUT', hint: 'STREAM' })
    expect(
      codeOf(
        (await follow({ query: 'subscription { a: workListChanged { task } b: workListChanged { task } }' })).body,
      ),
    ).toBe('BAD_INPUT')
    expect(codeOf((await follow({ query: 'subscription { enrolmentTasks { nodes { task } } }' })).body)).toBe('REFUSED')
    const off = 'subscription ($on: Boolean!) { workListChanged @include(if: $on) { task } }'
    expect(codeOf((await follow({ query: off, variables: { on: false } })).body)).toBe('BAD_INPUT')
    const said = await city.town.ask({
      ...{ as: 'adjudicator', purpose: 'P08' },
      query: '{ __schema { subscriptionType { fields { name } } } }',
    })
    expect(said.body.data.__schema.subscriptionType.fields).toEqual([{ name: 'workListChanged' }])
    const village = await city.town.ask({
      ...{ as: 'village', purpose: 'P07' },
      query: '{ __schema { subscriptionType { fields { name } } } }',
    })
    expect(village.body.data.__schema.subscriptionType).toBeNull()
  })

  it('tells of a task raised as the list shows it, and that it is there no more once decided, each on record like a query', async () => {
    const events = await follow()
    expect(events.status).toBe(200)
    expect((await city.town.newEntries()).map(({ kind }) => kind)).toEqual(['INTENT', 'OUTCOME'])
    const child = await city.child({})
    const task = await raise({ of: [child] })
    const event = await events.next()
    const [intent, outcome] = await city.town.newEntries()
    const [node] = await list()
    expect(event).toEqual({ data: { workListChanged: { task, open: node } } })
    expect(intent?.body).toMatchObject({ personId: 'demo-person-adjudicator', purpose: 'P08', subjectKind: 'list' })
    expect(intent?.body.fields).toContainEqual(['WorkTask.children', 'reveal'])
    expect(outcome?.body).toMatchObject({ status: 'RELEASED', resolved: [expect.any(String)] })
    await decide(task)
    expect(await events.next()).toEqual(over(task))
    events.leave()
    expect(await end()).toMatchObject({ events: 2, detail: 'the client went' })
  })

  it('tells of what the job raises, withdraws and ends, once each', async () => {
    const edge: Written = {
      GAJ: { birth_date: '2014-12-01' },
      MZJ: { household_aid_class: 'DIBAO_EDGE' },
      CLH: { kind: 'PHYSICAL', grade: 1 },
    }
    await city.registry.owner.query(`delete from roster.organisation where kind in ('STREET', 'VILLAGE')`)
    const child = await city.child(edge)
    const events = await follow()
    await city.raise()
    const [{ task } = { task: '' }] = await list()
    expect(await events.next()).toEqual(told(task))
    await city.raise()
    await city.change(child, 'MZJ', { household_aid_class: 'DIBAO' })
    await city.raise()
    expect(await events.next()).toEqual(over(task))
    await city.change(child, 'MZJ', { household_aid_class: 'DIBAO_EDGE' })
    await city.raise()
    const [{ task: other } = { task: '' }] = await list()
    expect(await events.next()).toEqual(told(other))
    await city.registry.owner.query('update worklist.task set expires_at = $1 where id = $2', [NOW, other])
    expect(await events.next()).toEqual(over(other))
  })

  it('is of one rule where one is named', async () => {
    const events = await follow({ variables: { rule: 'W05' } })
    const child = await city.child({})
    await raise({ of: [child] })
    const task = await raise({ of: [child], rule: 'W05' })
    expect(await events.next()).toEqual(told(task))
  })

  it('says a place where the task is about one', async () => {
    const events = await follow()
    const village = `${XIHU.slice(0, 9)}901`
    await city.bring([village])
    await raise({ of: ['330109901901'], rule: 'W07', place: '330109901901' })
    const task = await raise({ of: [village], rule: 'W07', place: village })
    expect(await events.next()).toMatchObject({
      data: { workListChanged: { task, open: { place: village, staff: 1 } } },
    })
  })

  it('is read by the client of graphql-sse', async () => {
    const { url, site } = city.town
    const token = await tokenOf(site.issuer, 'adjudicator')
    const client = createClient({
      url: `${url}/graphql`,
      headers: { authorization: `Bearer ${token}`, 'x-purpose': 'P08' },
      retryAttempts: 0,
    })
    const events = client.iterate({ query: FOLLOW })
    const first = events.next()
    await city.town.newEntries()
    const task = await raise({ of: [await city.child({})] }).then(async (task) => {
      // It may have been raised before the stream was open.
      await opened()
      return task
    })
    await city.registry.owner.query(`update worklist.task set expires_at = '2026-12-22T16:00:00Z' where id = $1`, [
      task,
    ])
    expect((await first).value).toEqual(told(task))
    client.dispose()
    expect(await end()).toMatchObject({ detail: 'the client went' })
  })
})

/** Until some stream has been opened, as the journal has it. */
async function opened() {
  for (;;) {
    const entries = await city.town.newEntries()
    if (entries.some(({ kind }) => kind === 'OUTCOME')) return
    await turn()
  }
}

describe('another county', () => {
  it('moves no event, nor their number and order', async () => {
    const [own, other] = [await city.child({}), await city.child({ hukou: XIAOSHAN })]
    const [here, there] = [await follow(), await follow({ as: 'other-adjudicator' })]
    const foreign = await raise({ of: [other] })
    expect(await there.next()).toEqual(told(foreign))
    const first = await raise({ of: [own] })
    expect(await here.next()).toEqual(told(first))
    await decide(foreign, 'other-adjudicator')
    expect(await there.next()).toEqual(over(foreign))
    await decide(first)
    expect(await here.next()).toEqual(over(first))
  })

  it('of a household over two learns of its own children alone', async () => {
    const [own, other] = [await city.child({}), await city.child({})]
    const task = await raise({ of: [own, other] })
    await city.registry.owner.query(`update registry.jurisdiction set division = $1 where child_id = $2`, [
      XIAOSHAN,
      other,
    ])
    const events = await follow()
    await gone([other])
    await gone([own])
    expect(await events.next()).toEqual(over(task))
    await withdrawn(task)
    const last = await raise({ of: [own], rule: 'W05' })
    expect(await events.next()).toEqual(told(last))
  })

  it('is told nothing of a task that its child had left before', async () => {
    const [own, other] = [await city.child({}), await city.child({ hukou: XIAOSHAN })]
    const task = await raise({ of: [own, other] })
    await gone([other])
    const events = await follow({ as: 'other-adjudicator' })
    await decide(task)
    await gone([own])
    const last = await raise({ of: [other], rule: 'W05' })
    expect(await events.next()).toEqual(told(last))
  })
})

describe('a right that ends', () => {
  const assignment = `update roster.assignment set valid_to = $1 where person_id = 'demo-person-adjudicator' and role = 'MZ_ADJUDICATOR'`
  const assigned = async (until: string | null) => {
    await city.registry.owner.query(assignment, [until])
    await city.town.gateway.rooms.roster.refresh()
  }
  afterEach(() => assigned(null))

  it('ends the stream by the next event, with one error and nothing after it', async () => {
    const events = await follow()
    const child = await city.child({})
    await assigned('2026-11-23')
    await raise({ of: [child] })
    expect((await events.rest()).map((event) => codeOf(event) ?? event)).toEqual(['REFUSED', 'complete'])
    expect(await end()).toMatchObject({ events: 0, code: 'REFUSED', detail: 'no such assignment' })
  })

  it('ends it within a minute where nothing happens', async () => {
    const events = await follow()
    for (let at = 0; at < 13; at += 1) await passSeconds(5)
    await assigned('2026-11-23')
    expect(await secondsUntilEnd()).toBeLessThanOrEqual(60)
    expect((await events.rest()).map((event) => codeOf(event) ?? event)).toEqual(['REFUSED', 'complete'])
  })

  it('is a token that is over as well', async () => {
    const events = await follow()
    await moveTo(city.town, '2026-11-23T10:16:00+08:00')
    expect(await secondsUntilEnd()).toBeLessThanOrEqual(60)
    expect((await events.rest()).map((event) => codeOf(event) ?? event)).toEqual(['UNAUTHENTICATED', 'complete'])
  })

  it('is a county that is left: what changes there is told no more', async () => {
    const events = await follow()
    const [xihu, xiaoshan] = [await city.child({}), await city.child({ hukou: XIAOSHAN })]
    const divisions = (of: string) =>
      city.registry.owner.query(
        `update roster.assignment set divisions = $1 where person_id = 'demo-person-adjudicator' and role = 'MZ_ADJUDICATOR'`,
        [[of]],
      )
    await divisions('330109')
    await city.town.gateway.rooms.roster.refresh()
    await raise({ of: [xihu] })
    const task = await raise({ of: [xiaoshan] })
    expect(await events.next()).toEqual(told(task))
    await divisions('330106')
    await city.town.gateway.rooms.roster.refresh()
  })
})

describe('a stream', () => {
  it('has four places for a person, each free again when its client has gone', async () => {
    const four = [await follow(), await follow(), await follow(), await follow()]
    const fifth = await follow()
    expect([fifth.status, codeOf(fifth.body)]).toEqual([429, 'TOO_MANY'])
    expect((await follow({ as: 'other-adjudicator' })).status).toBe(200)
    expect((await city.town.newEntries()).find(({ kind }) => kind === 'REFUSAL')?.body).toMatchObject({
      detail: 'too many streams of one person',
    })
    four[0]?.leave()
    await end()
    expect((await follow()).status).toBe(200)
  })

  it('misses nothing while the gateway cannot hear', async () => {
    const events = await follow()
    const child = await city.child({})
    const first = await raise({ of: [child] })
    expect(await events.next()).toEqual(told(first))
    await city.town
      .pool('REGISTRY', 'hutong_gateway')
      .query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity where query like 'listen%' and datname = current_database()`,
      )
    const second = await raise({ of: [child], rule: 'W05' })
    while (!city.town.events.some(({ event }) => event === 'bell-failed')) await turn()
    await passSeconds(5)
    expect(await events.next()).toEqual(told(second))
  })

  it('ends with one error for a client that does not read, and keeps nothing for it', async () => {
    const wide = Array.from({ length: 390 }, (_, at) => `${'x'.repeat(60)}${at}: task`).join(' ')
    const events = await follow({ query: `subscription { workListChanged { open { ${wide} } } }` })
    const child = await city.child({})
    await city.registry.owner.query(
      `with raised as (
         insert into worklist.task (id, rule, subject, occasion, raised_at, expires_at, state)
         select gen_random_uuid(), 'W02', gen_random_uuid(), '', $1, '2026-12-23T16:00:00Z', 'RAISED' from generate_series(1, 400) returning id)
       insert into worklist.about (task_id, key) select id, $2 from raised`,
      [NOW, child],
    )
    // The clock stands still: who does not read is waited for until it is moved.
    const waited = () => (city.town.clock.nextWaited()?.getTime() ?? 0) - city.town.clock.now().getTime()
    while (waited() !== LIMITS.streamDrainMs) await turn()
    city.town.clock.moveTo(new Date(city.town.clock.now().getTime() + LIMITS.streamDrainMs))
    const ended = await end()
    expect(ended).toMatchObject({ code: 'TOO_COSTLY', detail: 'the client does not read' })
    expect(ended.events).toBeLessThan(400)
    const rest = await events.rest()
    expect(rest).toHaveLength(Number(ended.events) + 3)
    expect([codeOf(rest.at(-2)), rest.at(-1)]).toEqual(['TOO_COSTLY', 'complete'])
  })

  it('says that it is there every fifteen seconds', async () => {
    const { url, site } = city.town
    const token = await tokenOf(site.issuer, 'adjudicator')
    const headers = { authorization: `Bearer ${token}`, 'x-purpose': 'P08', accept: 'text/event-stream' }
    const leaving = new AbortController()
    const response = await fetch(`${url}/graphql`, {
      ...{ method: 'POST', signal: leaving.signal, body: JSON.stringify({ query: FOLLOW }) },
      headers: { ...headers, 'content-type': 'application/json' },
    })
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const reader = response.body?.getReader()
    const read = async () => Buffer.from((await reader?.read())?.value ?? []).toString()
    expect(await read()).toBe(':\n\n')
    for (let at = 0; at < 3; at += 1) await passSeconds(5)
    expect(await read()).toBe(':\n\n')
    leaving.abort()
  })
})

describe('a second gateway', () => {
  it('rings the first, and neither shows, decides nor tells of tasks of a rule that its register lacks', async () => {
    const other = await openTown({ databaseUrl: city.registry.databaseUrl, activation: withoutW05 })
    try {
      const [here, there] = [await follow(), await follow({ url: other.url })]
      const child = await city.child({})
      const hidden = await raise({ of: [child], rule: 'W05' })
      expect(await here.next()).toEqual(told(hidden))
      const task = await raise({ of: [child] })
      expect(await here.next()).toEqual(told(task))
      expect(await there.next()).toEqual(told(task))
      const ask = (query: string, variables = {}) => other.ask({ as: 'adjudicator', purpose: 'P08', query, variables })
      expect((await ask(LIST)).body.data.workList.nodes).toMatchObject([{ task }])
      const [foreign, absent] = [await ask(DECIDE, { task: hidden }), await ask(DECIDE, { task: randomUUID() })]
      expect([foreign.status, foreign.text]).toEqual([403, absent.text])
      await ask(DECIDE, { task })
      expect(await here.next()).toEqual(over(task))
      expect(await there.next()).toEqual(over(task))
    } finally {
      await other.close()
    }
  })
})

/** The repository's policies and a register of algorithms in which W05 does not stand. */
async function withoutW05(): Promise<OpenPolicies> {
  const open = await fixedPolicies()
  return (compile) => {
    const active = open(compile)
    const less = (set: ActiveSet) => ({ ...set, algorithms: set.algorithms.filter(({ rule }) => rule !== 'W05') })
    return { ...active, current: () => less(active.current()), last: () => less(active.last()) }
  }
}

describe('a gateway that closes', () => {
  it('ends its streams with one error', async () => {
    const events = await follow()
    await city.town.gateway.close()
    expect((await events.rest()).map((event) => codeOf(event) ?? event)).toEqual(['UNAVAILABLE', 'complete'])
    expect(await end()).toMatchObject({ detail: 'the gateway closes' })
  })
})
