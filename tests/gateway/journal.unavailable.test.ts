// Promise 5: no read without a record. While the journal cannot be written (its table is locked, its connections die)
// nothing that was read leaves the gateway, refusals included; afterwards answers flow again and the chain is whole.
import { createHash } from 'node:crypto'
import { parse, print } from 'graphql'
import type pg from 'pg'
import type { Response } from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storedEntries } from '../../src/audit/stored-entries.ts'
import { verifyJournal } from '../../src/audit/verify.ts'
import { CAST } from '../../src/city/cast.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import { openTown, type Town, type TownOptions } from '../world/town.ts'

const PREFIX = 'hutong_journal_faults'

// A journal of its own: other test files write to the shared one meanwhile.
let databases: FreshDatabases
let owner: pg.Pool
let superuser: pg.Pool
const reads: string[] = []
const towns: Town[] = []

beforeAll(async () => {
  databases = await freshDatabases(PREFIX)
  owner = databases.pool('JOURNAL', 'hutong_owner')
  superuser = openPool(databases.serverUrl, { max: 1, applicationName: 'hutong test' })
})
afterAll(async () => {
  await Promise.all(towns.map((town) => town.close()))
  await closePools([superuser])
  await databases.drop()
})

async function townWith(options: Pick<TownOptions, 'journalTimeoutMs'>): Promise<Town> {
  const town = await openTown({
    ...options,
    databaseUrl: (code, url) => (code === 'JOURNAL' ? withDatabase(url, `${PREFIX}_journal`) : url),
    wrapSource: (code, source) => ({
      fetch(statement, keys, today) {
        reads.push(code)
        return source.fetch(statement, keys, today)
      },
    }),
  })
  towns.push(town)
  return town
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** One document per name, so that its intent can be found by the operation's hash. */
function questionNamed(name: string): string {
  return `query ${name}($subject: SubjectInput!) {
    eligibility(subject: $subject, benefit: MEDICAL_AID) { status tier displayName }
  }`
}

function ask(town: Town, name: string): Promise<Response> {
  const { citizenId, name: fullName } = CAST.stay
  const variables = { subject: { citizenId, fullName } }
  return town.ask({ as: 'hospital', purpose: 'P01', case: 'E-2026-0002', query: questionNamed(name), variables })
}

async function hasIntent(name: string): Promise<boolean> {
  const operation = createHash('sha256')
    .update(print(parse(questionNamed(name))))
    .digest('hex')
  const { rows } = await owner.query(`select 1 from journal.entry where kind = 'INTENT' and body like $1`, [
    `%"operation":"${operation}"%`,
  ])
  return rows.length > 0
}

async function whileLocked<Result>(mode: string, work: () => Promise<Result>): Promise<Result> {
  const client = await owner.connect()
  try {
    await client.query('begin')
    await client.query(`lock table journal.entry in ${mode} mode`)
    return await work()
  } finally {
    await client.query('rollback')
    client.release()
  }
}

function expectNothingLeft(response: Response): void {
  expect(response.status).toBe(503)
  expect(response.body).toEqual({ errors: [{ message: '服务暂不可用', extensions: { code: 'JOURNAL_UNAVAILABLE' } }] })
}

async function verified(): Promise<unknown> {
  return (await verifyJournal(storedEntries(owner))).findings
}

describe('while the table of the journal is locked', () => {
  it.each([
    ['writers', 'EXCLUSIVE', 'LockedToWriters'],
    ['everybody', 'ACCESS EXCLUSIVE', 'LockedToAll'],
  ])('against %s, what was read does not leave', async (_whom, mode, name) => {
    const town = await townWith({ journalTimeoutMs: 300 })
    await whileLocked(mode, async () => {
      reads.length = 0
      expectNothingLeft(await ask(town, name))
      expect(reads).toContain('GAJ')
    })
    expect(await hasIntent(name)).toBe(false)
    const after = await ask(town, `${name}After`)
    expect([after.status, after.body.data.eligibility.status]).toEqual([200, 'CONFIRMED'])
    expect(await hasIntent(`${name}After`)).toBe(true)
    expect(await verified()).toEqual([])
  })

  it('refusals do not leave either: a refusal without a record cannot be counted', async () => {
    const town = await townWith({ journalTimeoutMs: 300 })
    const refused = () => town.ask({ as: 'hospital', purpose: 'P01', query: '{ children { nodes { childRef } } }' })
    await whileLocked('EXCLUSIVE', async () => expectNothingLeft(await refused()))
    await town.newEntries()
    expect((await refused()).body.errors[0].extensions.code).toBe('REFUSED')
    expect((await town.newEntries()).map(({ kind }) => kind)).toEqual(['REFUSAL'])
  })

  it('an answer waits for its entry and leaves when it is durable', async () => {
    const town = await townWith({ journalTimeoutMs: 5_000 })
    let isAnswered = false
    const answer = await whileLocked('EXCLUSIVE', async () => {
      reads.length = 0
      const asked = ask(town, 'Waiting').finally(() => {
        isAnswered = true
      })
      await until(async () => reads.length > 0 && (await waitingWriters()) > 0)
      expect(isAnswered).toBe(false)
      expect(await hasIntent('Waiting')).toBe(false)
      return { asked }
    })
    expect((await answer.asked).status).toBe(200)
    expect(await hasIntent('Waiting')).toBe(true)
  })

  it('the door stays open, and many who wait are all told', async () => {
    const town = await townWith({ journalTimeoutMs: 300 })
    await whileLocked('EXCLUSIVE', async () => {
      const asked = Array.from({ length: 30 }, (_, at) => ask(town, `Crowd${at}`))
      expect((await fetch(`${town.url}/healthz`)).status).toBe(200)
      for (const response of await Promise.all(asked)) expectNothingLeft(response)
    })
    expect((await ask(town, 'CrowdAfter')).status).toBe(200)
    expect(await verified()).toEqual([])
  })
})

describe('when the journal loses its connections', () => {
  it('nothing leaves unrecorded, whenever they die', async () => {
    const town = await townWith({ journalTimeoutMs: 1_000 })
    const left: string[] = []
    for (let round = 0; round < 25; round += 1) {
      const names = Array.from({ length: 8 }, (_, at) => `Dying${round}x${at}`)
      const asked = names.map((name) => ask(town, name))
      // Later and later, so that the blow falls before, into and after the writing.
      for (let turn = 0; turn < round; turn += 1) await superuser.query('select 1')
      await killJournalConnections()
      const responses = await Promise.all(asked)
      responses.forEach((response, at) => {
        if (response.status === 200) left.push(names[at] ?? '')
        else expectNothingLeft(response)
      })
    }
    const unrecorded = []
    for (const name of left) if (!(await hasIntent(name))) unrecorded.push(name)
    expect(unrecorded).toEqual([])
    expect(left.length).toBeGreaterThan(0)
    expect(left.length).toBeLessThan(25 * 8)
    await until(async () => town.gateway.rooms.journal.health().pending === 0)
    expect(await verified()).toEqual([])
  })

  it('the first caller after a connection died at rest is answered', async () => {
    const town = await townWith({ journalTimeoutMs: 1_000 })
    expect((await ask(town, 'BeforeRest')).status).toBe(200)
    await until(async () => town.gateway.rooms.journal.health().pending === 0)
    await killJournalConnections()
    await until(async () => (await journalConnections()) === 0)
    expect((await ask(town, 'AfterRest')).status).toBe(200)
    expect(await hasIntent('AfterRest')).toBe(true)
  })
})

async function killJournalConnections(): Promise<void> {
  await superuser.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'hutong_journal_writer'`,
    [`${PREFIX}_journal`],
  )
}

async function journalConnections(): Promise<number> {
  const { rows } = await superuser.query<{ count: string }>(
    `select count(*) from pg_stat_activity where datname = $1 and usename = 'hutong_journal_writer'`,
    [`${PREFIX}_journal`],
  )
  return Number(rows[0]?.count ?? 0)
}

async function waitingWriters(): Promise<number> {
  const { rows } = await superuser.query<{ count: string }>(
    `select count(*) from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`,
    [`${PREFIX}_journal`],
  )
  return Number(rows[0]?.count ?? 0)
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}
