// Who registers what: each wish that cannot hold is refused and leaves nothing, an act that cannot be recorded does not
// happen, and no role can rewrite what was registered.
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Journal } from '../../src/audit/journal.ts'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { FixedClock } from '../../src/clock.ts'
import { documentIdOf, hashOfText } from '../../src/document-id.ts'
import {
  endOperation,
  ensureRegistered,
  type RegistrationWish,
  registerOperation,
} from '../../src/operations/register.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { type Desk, HOSPITAL, openDesk, QUESTION, VARIABLES } from './desk.ts'

const WISH: RegistrationWish = {
  name: 'hospital-one',
  document: QUESTION,
  organisationId: HOSPITAL,
  organisationKind: 'HOSPITAL',
  purpose: 'P01',
  role: 'HOSP_CLERK',
  approvedBy: 'demo-person-analyst',
  approval: 'TEST-2026-1',
  validFrom: '2026-11-23',
  validTo: '2027-11-23',
}
const DENIED = { code: '42501' }

let desk: Desk
let journal: Journal
let journalPool: pg.Pool
const processId = randomUUID()
const clock = new FixedClock(TEST_MOMENT)

beforeAll(async () => {
  desk = await openDesk('register')
  journalPool = desk.town.pool('JOURNAL', 'hutong_journal_writer')
  journal = await createPostgresJournal({ pool: journalPool, clock, processId, statementTimeoutMs: 5_000 })
})
afterAll(async () => {
  await journal.close()
  await desk.close()
})
beforeEach(async () => {
  const owner = desk.town.pool('REGISTRY', 'hutong_owner')
  await owner.query('truncate operations.operation, operations.registration')
  await newActs()
})

const parts = () => ({ registry: desk.registry.loader, journal, clock, newId: randomUUID })
const registerOne = (change: Partial<RegistrationWish> = {}) => registerOperation(parts(), { ...WISH, ...change })

let seenActs = 0
async function newActs(): Promise<Record<string, unknown>[]> {
  const { rows } = await journalPool.query<{ sequence: number; body: string }>(
    `select sequence, body from journal.entry where process = $1 and kind = 'ACT' and sequence > $2 order by sequence`,
    [processId, seenActs],
  )
  seenActs = rows.at(-1)?.sequence ?? seenActs
  return rows.map(({ body }) => JSON.parse(body) as Record<string, unknown>)
}

async function count(): Promise<number> {
  const { rows } = await desk.registry.loader.query<{ count: number }>(
    'select (select count(*) from operations.operation) + (select count(*) from operations.registration) as count',
  )
  return Number(rows[0]?.count)
}

describe('a wish that cannot hold', () => {
  it.each<[string, Partial<RegistrationWish>, string]>([
    ['ends on the day it begins', { validTo: '2026-11-23' }, 'ends before it begins'],
    ['is over already', { validFrom: '2025-01-01', validTo: '2026-11-23' }, 'or before today'],
    ['holds for longer than three years', { validTo: '2029-11-24' }, 'longer than three years'],
    ['is for an organisation that nobody knows', { organisationId: 'hospital-x' }, 'no such organisation'],
    ['is for a school, its operation for hospitals', { organisationId: '1233019999000XX17H' }, 'for a HOSPITAL'],
    ['was approved by nobody we know', { approvedBy: 'somebody' }, 'no such person'],
  ])('is refused and leaves nothing: it %s', async (_what, change, words) => {
    await expect(registerOne(change)).rejects.toThrow(words)
    expect(await count()).toBe(0)
    expect(await newActs()).toEqual([])
  })

  it('is refused when the very same stands already, and not when it has ended', async () => {
    const id = await registerOne()
    await expect(registerOne()).rejects.toThrow(`registered already, as ${id} until 2027-11-23`)
    await registerOne({ organisationId: null })
    await registerOne({ role: null })
    await endOperation(parts(), { id, endedBy: 'demo-person-analyst' })
    expect(await registerOne()).not.toBe(id)
  })

  it('is left as it is by whoever only makes sure', async () => {
    await ensureRegistered(parts(), WISH)
    await ensureRegistered(parts(), WISH)
    expect(await newActs()).toHaveLength(1)
  })
})

describe('an act', () => {
  it('is recorded with who, for whom, for what and until when, and holds from the next look', async () => {
    const id = await registerOne()
    expect(await newActs()).toMatchObject([
      {
        act: 'OPERATION_REGISTERED',
        at: '2026-11-23T02:00:00.000Z',
        personId: 'demo-person-analyst',
        organisationId: HOSPITAL,
        subjects: [],
        facts: {
          registrationId: id,
          documentId: documentIdOf(hashOfText(QUESTION)),
          name: 'hospital-one',
          purpose: 'P01',
          role: 'HOSP_CLERK',
          approval: 'TEST-2026-1',
          validFrom: '2026-11-23',
          validTo: '2027-11-23',
        },
      },
    ])
    await desk.refresh()
    expect((await desk.post({ query: QUESTION, variables: VARIABLES })).status).toBe(200)
    await endOperation(parts(), { id, endedBy: 'demo-person-auditor' })
    expect(await newActs()).toMatchObject([
      { act: 'OPERATION_ENDED', personId: 'demo-person-auditor', facts: { registrationId: id, purpose: 'P01' } },
    ])
    await desk.refresh()
    await desk.refusal({ query: QUESTION, variables: VARIABLES })
  })

  it('ends nothing twice, nothing that is not there, and nothing by nobody', async () => {
    const id = await registerOne()
    const end = (endedBy: string, which = id) => endOperation(parts(), { id: which, endedBy })
    await expect(end('somebody')).rejects.toThrow('no such person')
    await expect(end('demo-person-auditor', randomUUID())).rejects.toThrow('no registration of that id')
    await end('demo-person-auditor')
    await expect(end('demo-person-auditor')).rejects.toThrow('ended already')
    expect((await newActs()).map(({ act }) => act)).toEqual(['OPERATION_REGISTERED', 'OPERATION_ENDED'])
  })

  it('does not happen when it cannot be recorded', async () => {
    const id = await registerOne()
    const closed = await createPostgresJournal({ pool: journalPool, clock, statementTimeoutMs: 5_000 })
    await closed.close()
    const without = { ...parts(), journal: closed }
    const before = await count()
    await expect(registerOperation(without, { ...WISH, role: null })).rejects.toMatchObject({
      code: 'JOURNAL_UNAVAILABLE',
    })
    await expect(endOperation(without, { id, endedBy: 'demo-person-auditor' })).rejects.toMatchObject({
      code: 'JOURNAL_UNAVAILABLE',
    })
    expect(await count()).toBe(before)
    await desk.refresh()
    expect((await desk.post({ query: QUESTION, variables: VARIABLES })).status).toBe(200)
  })
})

describe('what was registered', () => {
  it('is rewritten by no role but the owner: the importer ends, the gateway only looks', async () => {
    await registerOne()
    const loader = desk.registry.loader
    const gateway = desk.town.pool('REGISTRY', 'hutong_gateway')
    for (const statement of [
      `update operations.registration set valid_to = '2100-01-01'`,
      `update operations.registration set organisation_id = 'x'`,
      `update operations.operation set document = 'x'`,
      'delete from operations.registration',
      'delete from operations.operation',
      'truncate operations.registration',
    ]) {
      await expect(loader.query(statement), statement).rejects.toMatchObject(DENIED)
      await expect(gateway.query(statement), statement).rejects.toMatchObject(DENIED)
    }
    const end = `update operations.registration set ended_at = now(), ended_by = 'x'`
    await expect(gateway.query(end)).rejects.toMatchObject(DENIED)
    await expect(
      gateway.query('insert into operations.operation select * from operations.operation'),
    ).rejects.toMatchObject(DENIED)
    await expect(gateway.query('select approved_by from operations.registration')).rejects.toMatchObject(DENIED)
  })

  it.each([
    ['both an organisation and a kind', { organisation_kind: 'HOSPITAL' }],
    ['neither', { organisation_id: null }],
    ['no days', { valid_to: '2026-11-23' }],
    ['an end without a person', { ended_at: '2026-11-23' }],
    ['a document that is not stored', { hash: '0'.repeat(64) }],
  ])('is never stored with %s, whoever writes it', async (_what, change) => {
    await registerOne()
    const row = `select (jsonb_populate_record(r, $1)).* from operations.registration r`
    await expect(
      desk.registry.loader.query(`insert into operations.registration ${row}`, [
        JSON.stringify({ id: randomUUID(), ...change }),
      ]),
    ).rejects.toMatchObject({ code: /^23(514|503)$/ })
  })
})
