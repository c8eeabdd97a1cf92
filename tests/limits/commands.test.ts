// `hutong limits`, as the officer who was told of a lock uses it: who is locked, letting one in again with a record of it,
// and the weekly report of unrelated access. Nothing that is printed names a child.
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { CAST, CLASS_OF_45 } from '../../src/city/cast.ts'
import { limitsCommand } from '../../src/commands/limits.ts'
import { createPostgresStore } from '../../src/limits/postgres-store.ts'
import { weekNamed } from '../../src/limits/unrelated-access.ts'
import { CLOSE, codeOf, NOBODY, NOTE, OPEN, REASON, RENEW, REVIEW, WHO_CAN_SIGN } from '../gateway/emergency.ts'
import { byCitizenId, dayQuestion, type Subject } from '../gateway/questions.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import { clearLimits } from '../world/limits.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { numbered, strangers } from './strangers.ts'

let registry: OwnRegistry
let journals: FreshDatabases
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('limitswords')
  journals = await freshDatabases('hutong_limitsjournal')
  town = await openTown({
    databaseUrl: (code, url) => {
      if (code !== 'JOURNAL') return registry.databaseUrl(code, url)
      return journals.url('JOURNAL', 'hutong_journal_writer')
    },
  })
})
afterAll(async () => {
  await town.close()
  await registry.drop()
  await journals.drop()
})
afterEach(async () => {
  process.exitCode = undefined
  await clearLimits(town.pool('REGISTRY', 'hutong_gateway'))
})

async function run(...words: string[]): Promise<{ printed: string; exitCode: unknown }> {
  let printed = ''
  const take = (text: string | Uint8Array) => {
    printed += text
    return true
  }
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take),
    vi.spyOn(process.stderr, 'write').mockImplementation(take),
  ]
  const program = new Command('hutong').exitOverride()
  const opened: { close(): Promise<void> }[] = []
  limitsCommand(program, async () => ({
    clock: town.clock,
    openStore: async () => createPostgresStore(town.pool('REGISTRY', 'hutong_gateway')),
    openRegistry: () => town.pool('REGISTRY', 'hutong_gateway'),
    openEntries: () => journals.pool('JOURNAL', 'hutong_journal_writer'),
    async openJournal() {
      const pool = journals.pool('JOURNAL', 'hutong_journal_writer')
      const journal = await createPostgresJournal({ pool, clock: town.clock, statementTimeoutMs: 5_000 })
      opened.push(journal)
      return journal
    },
    close: async () => {
      await Promise.all(opened.map((one) => one.close()))
    },
  }))
  try {
    await program.parseAsync(['limits', ...words], { from: 'user' })
  } catch (error) {
    printed += error instanceof Error ? error.message : ''
    process.exitCode = 1
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return { printed, exitCode: process.exitCode }
}

function ask(subject: Subject, as = 'school') {
  return town.ask({ as, purpose: 'P05', query: dayQuestion(), variables: { subject, benefit: 'EDUCATION_AID' } })
}

async function lockSchool(): Promise<void> {
  for (let at = 0; at < 5; at += 1) await ask({ citizenId: numbered('20160910', 700 + at), fullName: `王${at}` })
}

async function acts(): Promise<readonly Record<string, unknown>[]> {
  const pool = journals.pool('JOURNAL', 'hutong_journal_writer')
  const { rows } = await pool.query<{ body: string }>(
    `select body from journal.entry where kind = 'ACT' and body like '%CALLER_UNLOCKED%'`,
  )
  return rows.map(({ body }) => JSON.parse(body) as Record<string, unknown>)
}

describe('hutong limits locked', () => {
  it('says that nobody is locked', async () => {
    expect(await run('locked')).toEqual({ printed: 'Nobody is locked.\n', exitCode: undefined })
  })

  it('names the person, the purpose, the pattern and the end, and no number', async () => {
    await lockSchool()
    const { printed } = await run('locked')
    expect(printed.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['person', 'organisation', 'purpose', 'pattern', 'look-ups', 'until'],
      ['demo-person-school', expect.any(String), 'P05', 'RUNNING_SEQUENCE', '5', '2026-11-23T03:00:00.000Z'],
      [''],
    ])
    expect(printed).not.toContain('20160910')
  })
})

describe('hutong limits lift', () => {
  const words = ['--by', 'demo-person-auditor', '--reason', 'explained']

  it('lets the person in again, once it stands in the journal who decided and why', async () => {
    await lockSchool()
    expect((await ask(byCitizenId(CAST.pupil))).status).toBe(429)
    const { printed } = await run('lift', 'demo-person-school', ...words)
    expect(printed).toBe('demo-person-school may ask again for P05\n')
    expect(await acts()).toMatchObject([
      {
        act: 'CALLER_UNLOCKED',
        personId: 'demo-person-auditor',
        subjects: [],
        facts: { lockedPerson: 'demo-person-school', purpose: 'P05', pattern: 'RUNNING_SEQUENCE', reason: 'explained' },
      },
    ])
    expect((await ask(byCitizenId(CAST.pupil))).status).toBe(200)
    // The misses that made the pattern are forgotten with the lock; those of the hour still count.
    expect((await ask({ citizenId: numbered('20160910', 705), fullName: '王' })).status).toBe(200)
    expect((await run('locked')).printed).toBe('Nobody is locked.\n')
  })

  it('says by its exit code that the person is not locked', async () => {
    const { exitCode } = await run('lift', 'demo-person-school', ...words)
    expect(exitCode).toBe(3)
  })

  it.each([
    ['the locked person', ['--by', 'demo-person-school', '--reason', 'explained'], /nobody lifts a lock of their own/],
    ['nobody on the staff', ['--by', 'a passer-by', '--reason', 'explained'], /no member of staff/],
    ['nobody at all', ['--reason', 'explained'], /required option/],
    ['an officer without a reason', ['--by', 'demo-person-auditor'], /required option/],
    ['an officer with a story', ['--by', 'demo-person-auditor', '--reason', '查询周小满'], /Allowed choices/],
  ])('refuses when it is decided by %s', async (_who, options, told) => {
    await lockSchool()
    const before = await acts()
    const { printed, exitCode } = await run('lift', 'demo-person-school', ...options)
    expect(printed).toMatch(told)
    expect(exitCode).toBe(1)
    expect((await ask(byCitizenId(CAST.pupil))).status).toBe(429)
    expect(await acts()).toEqual(before)
  })

  it('leaves the lock where the journal cannot be written', async () => {
    await lockSchool()
    const owner = journals.pool('JOURNAL', 'hutong_owner')
    await owner.query('revoke insert on journal.entry from hutong_journal_writer')
    const { exitCode } = await run('lift', 'demo-person-school', ...words)
    await owner.query('grant insert on journal.entry to hutong_journal_writer')
    expect(exitCode).toBe(1)
    expect((await ask(byCitizenId(CAST.pupil))).status).toBe(429)
  })
})

function glass(as: string, query: string, variables: Readonly<Record<string, unknown>>, grant?: string) {
  return town.ask({ as, purpose: 'P12', query, variables, ...(grant === undefined ? {} : { case: grant }) })
}

/** One that goes right: opened, asked, reviewed as justified, closed. */
async function emergency(as: string, subject: Subject): Promise<string> {
  const opened = await glass(as, OPEN, { subject, reason: REASON })
  const grant = String(opened.body.data.openEmergency.grant)
  const done = [
    await glass(as, WHO_CAN_SIGN, {}, grant),
    await glass('second-person', REVIEW, { grant, verdict: 'JUSTIFIED', note: NOTE }),
    await glass(as, CLOSE, { grant }),
  ]
  expect(done.map(({ status, body }) => [status, body.errors])).toEqual(done.map(() => [200, undefined]))
  return grant
}

describe('hutong limits report', () => {
  it('counts per person and unit what missed the relation, and names no child', async () => {
    const [own] = CLASS_OF_45
    for (const subject of strangers(3)) await ask(subject, 'other-school')
    await ask(byCitizenId(CAST.otherPupil), 'other-school')
    if (own) await ask(byCitizenId(own), 'other-school')
    await town.newEntries()
    const { printed } = await run('report', '--week', '2026-W48')
    const rows = printed
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/))
    expect(rows[0]).toEqual(['person', 'organisation', 'unit', 'purpose', 'look-ups', 'missed', 'refused', 'unclear'])
    expect(rows.find(([person]) => person === 'demo-person-other-school')).toEqual([
      ...['demo-person-other-school', expect.any(String), 'AID', 'P05', '5', '4', '0', '0'],
    ])
    for (const { citizenId, fullName } of strangers(3)) {
      expect(printed).not.toContain(citizenId)
      expect(printed).not.toContain(fullName)
    }
  })

  it('counts an emergency once, at its opening, and as no miss, whether or not there is such a child', async () => {
    const rowsOfP12 = async () => {
      await town.newEntries()
      const { printed } = await run('report', '--week', '2026-W48')
      const rows = printed
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ {2,}/))
      return rows.filter(([, , , purpose]) => purpose === 'P12').map(([person, , , , ...counts]) => [person, ...counts])
    }
    const grant = await emergency('social-worker', byCitizenId(CAST.institutionWard))
    await emergency('doctor', NOBODY)
    expect(await rowsOfP12()).toEqual([])
    // Somebody else's grant, and one that nobody opened: the doctor's two misses, beside the one opening.
    for (const named of [grant, '3f0c7c52-8f7a-4a50-9a53-0f6f4f1c2f11']) {
      const read = await glass('doctor', WHO_CAN_SIGN, {}, named)
      expect(read.body.data.emergencySubject.status).toBe('NONE_CONFIRMED')
    }
    expect(codeOf(await glass('other-second-person', RENEW, { grant }))).toBe('REFUSED')
    expect(await rowsOfP12()).toEqual([['demo-person-doctor', '3', '2', '0', '0']])
  })

  it('says so when nobody missed in that week', async () => {
    expect((await run('report', '--week', '2026-W46')).printed).toBe('No look-up of this week missed.\n')
  })

  it.each(['2026-48', '2026-W00', '2026-W54', '2027-W53', 'W48'])('refuses %s, which is no week', async (week) => {
    expect((await run('report', '--week', week)).printed).toMatch(/a week of the calendar/)
  })

  it.each([
    ['2026-W01', '2025-12-28T16:00:00.000Z'],
    ['2026-W48', '2026-11-22T16:00:00.000Z'],
    ['2026-W53', '2026-12-27T16:00:00.000Z'],
    ['2027-W01', '2027-01-03T16:00:00.000Z'],
  ])('begins %s on its Monday in Shanghai', (week, from) => {
    expect(weekNamed(week)?.from.toISOString()).toBe(from)
  })
})
