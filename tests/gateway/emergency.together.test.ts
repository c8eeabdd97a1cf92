// A grant, its notices and its journal entry stand together or not at all; and the notices hold nothing about a child.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { suspendOverdue } from '../../src/emergency/suspend.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import {
  ACKNOWLEDGE,
  CLOSE,
  codeOf,
  type EmergencyTown,
  NOTE,
  openEmergencyTown,
  REASON,
  RENEW,
  REVIEW,
} from './emergency.ts'
import { until } from './journal-faults.ts'

let town: EmergencyTown
let journal: FreshDatabases

beforeAll(async () => {
  journal = await freshDatabases('hutong_glassjournal')
  town = await openEmergencyTown('together', { journalTimeoutMs: 400 }, { JOURNAL: 'hutong_glassjournal_journal' })
})
afterAll(async () => {
  await town.close()
  await journal.drop()
})

async function counts(): Promise<{ grants: number; notices: number }> {
  const { rows } = await town.owner.query<{ grants: number; notices: number }>(
    `select (select count(*)::int from emergency.access_grant) as grants,
       (select count(*)::int from notices.notice) as notices`,
  )
  return rows[0] as { grants: number; notices: number }
}

async function expectNothingOpened(open: () => Promise<{ status: number }>): Promise<void> {
  const before = await counts()
  expect((await open()).status).toBe(503)
  expect(await counts()).toEqual(before)
}

describe('no grant opens', () => {
  it('when its notice cannot be made durable', async () => {
    await town.owner.query('revoke insert on notices.notice from hutong_gateway')
    await expectNothingOpened(() => town.open('social-worker', 'institutionWard'))
    await town.owner.query('grant insert on notices.notice to hutong_gateway')
    // What the journal says of it is an intent that came to nothing.
    const statuses = (await town.newEntries()).map(({ kind, body }) => [kind, body.status ?? null])
    expect(statuses).toEqual([
      ['INTENT', null],
      ['OUTCOME', 'ABORTED'],
    ])
  })

  it('when the second of its two notices cannot be written', async () => {
    await town.owner.query(
      `alter table notices.notice add constraint no_second check (recipients[1] <> 'demo-person-second-person') not valid`,
    )
    await expectNothingOpened(() => town.open('social-worker', 'institutionWard'))
    await town.owner.query('alter table notices.notice drop constraint no_second')
  })

  it('while the journal cannot be written at all', async () => {
    await whileJournalLocked(() => expectNothingOpened(() => town.open('social-worker', 'institutionWard')))
  })

  it('when the journal takes the intent and not the act', async () => {
    // The opening waits for this lock between its intent and its act.
    const holder = await town.owner.connect()
    await holder.query('begin')
    await holder.query("select pg_advisory_xact_lock(hashtextextended('emergency of demo-person-social-worker', 0))")
    const before = await counts()
    const opening = town.open('social-worker', 'institutionWard')
    const asked = opening.then(({ status }) => status)
    await until(async () => {
      const { rows } = await town.owner.query("select 1 from pg_locks where locktype = 'advisory' and not granted")
      return rows.length > 0
    })
    await whileJournalLocked(async () => {
      await holder.query('commit')
      expect(await asked).toBe(503)
    })
    holder.release()
    expect(await counts()).toEqual(before)
  })

  it('where there is no second person to tell, or no officer', async () => {
    const before = await counts()
    for (const person of ['demo-person-second-person', 'demo-person-dpo']) {
      await town.registry.loader.query("update roster.assignment set valid_to = '2026-01-01' where person_id = $1", [
        person,
      ])
      await town.gateway.rooms.roster.refresh()
      const refused = await town.open('social-worker', 'institutionWard')
      expect([refused.status, codeOf(refused)]).toEqual([403, 'REFUSED'])
      await town.registry.loader.query('update roster.assignment set valid_to = null where person_id = $1', [person])
      await town.gateway.rooms.roster.refresh()
    }
    expect(await counts()).toEqual(before)
  })
})

async function whileJournalLocked(work: () => Promise<void>): Promise<void> {
  const owner = journal.pool('JOURNAL', 'hutong_owner')
  const client = await owner.connect()
  try {
    await client.query('begin')
    await client.query('lock table journal.entry in exclusive mode')
    await work()
  } finally {
    await client.query('rollback')
    client.release()
  }
}

describe('notices', () => {
  it('go to the officer and to the second person at once, and hold nothing about a child', async () => {
    await town.afresh()
    const grant = await town.grantFor('institutionWard')
    await town.act('second-person', RENEW, { grant })
    const { rows } = await town.owner.query<{ all: string; id: string; kind: string; recipients: string[] }>(
      'select id, kind, recipients, state, to_jsonb(n)::text as all from notices.notice n order by occurred_at, kind, recipients',
    )
    expect(rows.map(({ kind, recipients }) => [kind, recipients])).toEqual([
      ['EMERGENCY_OPENED', ['demo-person-dpo', 'demo-person-second-person']],
      ['EMERGENCY_OPENED', ['demo-person-second-person', 'demo-person-dpo']],
      ['EMERGENCY_RENEWED', ['demo-person-dpo']],
    ])
    const { rows: kept } = await town.owner.query<Record<string, string>>(
      'select child_id, subject, named_subject from emergency.access_grant',
    )
    const { citizenId, name, studentNo, id } = CAST.institutionWard
    const secrets = [citizenId, name, studentNo, id, REASON, ...Object.values(kept[0] ?? {})]
    for (const { all } of rows) for (const secret of secrets) expect(all).not.toContain(String(secret))
  })

  it('are acknowledged by a recipient, once for all, and by nobody else', async () => {
    await town.afresh()
    await town.grantFor('institutionWard')
    const { rows } = await town.owner.query<{ id: string }>('select id from notices.notice order by recipients')
    const notice = String(rows[0]?.id)
    for (const as of ['other-second-person', 'social-worker'] as const) {
      expect(codeOf(await town.act(as, ACKNOWLEDGE, { notice }))).toBe('REFUSED')
    }
    const made = '3f0c7c52-8f7a-4a50-9a53-0f6f4f1c2f11'
    expect(codeOf(await town.act('dpo', ACKNOWLEDGE, { notice: made }))).toBe('REFUSED')
    const first = await town.act('dpo', ACKNOWLEDGE, { notice })
    await town.at('2026-11-22T08:05:00+08:00')
    const again = await town.act('second-person', ACKNOWLEDGE, { notice })
    expect([first.status, again.text]).toEqual([200, first.text])
    const { rows: after } = await town.owner.query('select state, acknowledged_by from notices.notice where id = $1', [
      notice,
    ])
    expect(after).toEqual([{ state: 'ACKNOWLEDGED', acknowledged_by: 'demo-person-dpo' }])
  })

  it('of a grant are heard by whoever renews or reviews it', async () => {
    await town.afresh()
    const grant = await town.grantFor('institutionWard')
    await town.act('dpo', REVIEW, { grant, verdict: 'JUSTIFIED', note: NOTE })
    const { rows } = await town.owner.query('select distinct state, acknowledged_by from notices.notice')
    expect(rows).toEqual([{ state: 'ACKNOWLEDGED', acknowledged_by: 'demo-person-dpo' }])
  })
})

describe('closing', () => {
  it('is for whoever opened it, while it is open, and ends it at once', async () => {
    await town.afresh()
    const grant = await town.grantFor('institutionWard')
    expect(codeOf(await town.act('doctor', CLOSE, { grant }))).toBe('REFUSED')
    await town.newEntries()
    expect((await town.act('social-worker', CLOSE, { grant })).status).toBe(200)
    const acts = (await town.newEntries()).filter(({ kind }) => kind === 'ACT').map(({ body }) => body.act)
    expect(acts).toEqual(['EMERGENCY_CLOSED'])
    expect((await town.read('social-worker', grant)).text).toContain('NONE_CONFIRMED')
    expect(codeOf(await town.act('social-worker', CLOSE, { grant }))).toBe('REFUSED')
  })
})

describe('the gateway’s own round', () => {
  it('suspends after 24 hours without anybody asking, once, with one entry and one notice', async () => {
    await town.afresh()
    const grant = await town.grantFor('institutionWard')
    await town.newEntries()
    const { rooms } = town.gateway
    expect(await suspendOverdue(rooms, new Date('2026-11-22T23:59:59Z'))).toBe(0)
    await town.at('2026-11-23T08:00:00+08:00')
    // Two processes look at the same moment.
    const both = await Promise.all([0, 1].map(() => suspendOverdue(rooms, new Date('2026-11-23T00:00:00Z'))))
    expect(both.sort()).toEqual([0, 1])
    expect(await suspendOverdue(rooms, new Date('2026-11-24T00:00:00Z'))).toBe(0)
    const entries = await town.newEntries()
    expect(entries.map(({ body }) => [body.act, body.personId])).toEqual([['EMERGENCY_SUSPENDED', null]])
    const { rows } = await town.owner.query("select about from notices.notice where kind = 'EMERGENCY_SUSPENDED'")
    expect(rows).toEqual([{ about: grant }])
  })

  it('suspends nobody while that cannot be put on record', async () => {
    await town.owner.query('truncate emergency.suspension')
    await whileJournalLocked(async () => {
      await expect(suspendOverdue(town.gateway.rooms, new Date('2026-11-23T00:00:00Z'))).rejects.toThrow()
    })
    const { rows } = await town.owner.query('select from emergency.suspension')
    expect(rows).toEqual([])
  })
})
