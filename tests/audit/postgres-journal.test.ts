// The journal on a real PostgreSQL: what it does when writing fails, and that the chain is whole afterwards.
import type { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Journal } from '../../src/audit/journal.ts'
import { prepareIntent } from '../../src/audit/journal.ts'
import { createPostgresJournal, type PostgresJournalOptions } from '../../src/audit/postgres-journal.ts'
import { verifyJournal } from '../../src/audit/verify.ts'
import { FixedClock } from '../../src/clock.ts'
import { AT, intent, numberedId, outcome } from './bodies.ts'
import { chainOf, type JournalDatabase, startJournalDatabase } from './journal-database.ts'

const clock = new FixedClock(AT)
const UNAVAILABLE = { code: 'JOURNAL_UNAVAILABLE' }
let database: JournalDatabase
let journals: Journal[] = []
let chains = 0

beforeAll(async () => {
  database = await startJournalDatabase()
}, 60_000)

afterAll(() => database.stop())

afterEach(async () => {
  await Promise.allSettled(journals.map((journal) => journal.close()))
  journals = []
})

async function openJournal(more: Partial<PostgresJournalOptions> = {}): Promise<{ journal: Journal; id: string }> {
  chains += 1
  const id = numberedId(900_000 + chains)
  const options = { pool: database.writerPool(), clock, processId: id, statementTimeoutMs: 2_000, ...more }
  const journal = await createPostgresJournal(options)
  journals.push(journal)
  return { journal, id: options.processId }
}

async function entryIds(process: string): Promise<string[]> {
  const { rows } = await database.owner.query<{ id: string }>(
    `select coalesce(body::json ->> 'entryId', 'outcome of ' || (body::json ->> 'intentId')) as id
     from journal.entry where process = $1 order by sequence`,
    [process],
  )
  return rows.map((row) => row.id)
}

async function expectWholeChain(process: string, entries: number): Promise<void> {
  const own = await chainOf(database.owner, process)
  const report = await verifyJournal(own)
  expect(report.findings).toEqual([])
  expect(own.length).toBe(entries)
}

/** Holds the table against every writer until the work is done. */
async function whileLocked(work: () => Promise<void>): Promise<void> {
  const client = await database.owner.connect()
  try {
    await client.query('begin')
    await client.query('lock table journal.entry in access exclusive mode')
    await work()
  } finally {
    await client.query('rollback')
    client.release()
  }
}

test('does not open on a session that acknowledges before the disk has it', async () => {
  const pool = database.writerPool()
  pool.on('connect', (client) => void client.query('set synchronous_commit = off'))
  await expect(openJournal({ pool })).rejects.toThrow('synchronous_commit')
})

test('rejects after the time limit while the table is locked, and carries on afterwards', async () => {
  const { journal, id } = await openJournal({ statementTimeoutMs: 100 })
  await journal.append('INTENT', intent(1))
  await whileLocked(async () => {
    await expect(journal.append('INTENT', intent(2))).rejects.toMatchObject(UNAVAILABLE)
    // The end of the chain is in doubt by now, and cannot be read either.
    await expect(journal.append('INTENT', intent(3))).rejects.toMatchObject(UNAVAILABLE)
  })
  await journal.append('INTENT', intent(4))
  expect(await entryIds(id)).toEqual([numberedId(1), numberedId(4)])
  await expectWholeChain(id, 2)
})

test('rejects every waiter of a failed group and none of the next', async () => {
  const { journal, id } = await openJournal()
  await database.owner.query(`alter table journal.entry add constraint no_two check (body not like '%encounter-2"%')`)
  try {
    const group = [1, 2, 3].map((number) => journal.append('INTENT', intent(number)))
    const settled = await Promise.allSettled(group)
    expect(settled.map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected'])
    await Promise.all([4, 5].map((number) => journal.append('INTENT', intent(number))))
  } finally {
    await database.owner.query('alter table journal.entry drop constraint no_two')
  }
  expect(await entryIds(id)).toEqual([numberedId(4), numberedId(5)])
  await expectWholeChain(id, 2)
})

test('goes on with a whole chain when its connection is killed between groups', async () => {
  const { journal, id } = await openJournal()
  await journal.append('INTENT', intent(1))
  await terminateWriters()
  await journal.append('INTENT', intent(2)).catch(() => undefined)
  await journal.append('INTENT', intent(3))
  expect(await entryIds(id)).toContain(numberedId(3))
  await expectWholeChain(id, (await entryIds(id)).length)
})

test('does not write an entry twice when its group was committed but the acknowledgement was lost', async () => {
  const { pool, loseNextAcknowledgement } = forgetfulPool()
  const { journal, id } = await openJournal({ pool, retryDelayMs: 10 })
  await journal.append('INTENT', intent(1))
  loseNextAcknowledgement()
  journal.appendLater('OUTCOME', outcome(1))
  await expect(journal.append('INTENT', intent(2))).rejects.toMatchObject(UNAVAILABLE)
  expect(journal.health()).toEqual({ pending: 1, failed: 1 })
  await journal.append('INTENT', intent(3))
  await vi.waitFor(() => expect(journal.health()).toEqual({ pending: 0, failed: 0 }))
  // Intent 2 is on disk though its caller was refused: the journal may say too much, never too little.
  expect(await entryIds(id)).toEqual([numberedId(1), numberedId(2), `outcome of ${numberedId(1)}`, numberedId(3)])
  await expectWholeChain(id, 4)
})

test('takes its place behind a group that an old backend commits late', async () => {
  const { journal, id } = await openJournal({ statementTimeoutMs: 3_000 })
  await journal.append('INTENT', intent(1))
  const copy = await createPostgresJournal({
    pool: database.writerPool(),
    clock,
    processId: id,
    statementTimeoutMs: 3_000,
  })
  await copy.append('INTENT', intent(2))
  await copy.close()
  await journal.append('INTENT', intent(3))
  expect(await entryIds(id)).toEqual([1, 2, 3].map(numberedId))
  await expectWholeChain(id, 3)
})

test('refuses to write behind a chain whose end was changed', async () => {
  const { journal, id } = await openJournal({ statementTimeoutMs: 100 })
  await journal.append('INTENT', intent(1))
  await whileLocked(() => expect(journal.append('INTENT', intent(2))).rejects.toMatchObject(UNAVAILABLE))
  await database.owner.query('alter table journal.entry disable trigger entry_append_only')
  await database.owner.query('delete from journal.entry where process = $1', [id])
  await database.owner.query('alter table journal.entry enable always trigger entry_append_only')
  await expect(journal.append('INTENT', intent(3))).rejects.toMatchObject(UNAVAILABLE)
  expect(await entryIds(id)).toEqual([])
})

test('rejects at once when too many are waiting', async () => {
  const { journal } = await openJournal({ maxWaiting: 3 })
  const waiting = [1, 2, 3].map((number) => journal.append('INTENT', intent(number)))
  await expect(journal.append('INTENT', intent(4))).rejects.toMatchObject(UNAVAILABLE)
  await Promise.all(waiting)
})

test('refuses openly to keep more than it may', async () => {
  const { journal } = await openJournal({ maxKept: 1 })
  journal.appendLater('OUTCOME', outcome(1))
  expect(() => journal.appendLater('OUTCOME', outcome(2))).toThrow('too many entries are kept')
})

test('rejects what it cannot encode and writes the others', async () => {
  const { journal, id } = await openJournal()
  const bad = journal.append('INTENT', { ...intent(1), count: 0.5 })
  await Promise.all([expect(bad).rejects.toThrow('whole numbers'), journal.append('INTENT', intent(2))])
  await expectWholeChain(id, 1)
})

test('keeps an entry that nobody waits for until the database is back', async () => {
  const { journal, id } = await openJournal({ statementTimeoutMs: 100, lingerMs: 1, retryDelayMs: 10 })
  await whileLocked(async () => {
    journal.appendLater('OUTCOME', outcome(1))
    await vi.waitFor(() => expect(journal.health()).toEqual({ pending: 1, failed: 1 }))
  })
  await vi.waitFor(() => expect(journal.health()).toEqual({ pending: 0, failed: 0 }), 5_000)
  expect(await entryIds(id)).toEqual([`outcome of ${numberedId(1)}`])
})

test('writes what is kept before it closes, and takes nothing afterwards', async () => {
  const { journal, id } = await openJournal({ lingerMs: 60_000 })
  for (let number = 1; number <= 1_200; number += 1) journal.appendLater('OUTCOME', outcome(number))
  await journal.close()
  await expect(journal.append('INTENT', intent(1))).rejects.toMatchObject(UNAVAILABLE)
  expect(() => journal.appendLater('OUTCOME', outcome(1))).toThrow('closed')
  expect((await entryIds(id)).length).toBe(1_200)
})

test('says on closing how many entries it could not write', async () => {
  const { journal } = await openJournal({ statementTimeoutMs: 100, lingerMs: 60_000 })
  await whileLocked(async () => {
    journal.appendLater('OUTCOME', outcome(1))
    await expect(journal.close()).rejects.toThrow('1 entries could not be written')
  })
})

test('keeps one whole chain under 64 callers', async () => {
  const { journal, id } = await openJournal({ maxGroupRows: 32 })
  let next = 0
  const caller = async () => {
    while (next < 1_000) {
      next += 1
      const number = next
      await journal.append('INTENT', intent(number))
      journal.appendLater('OUTCOME', outcome(number))
    }
  }
  await Promise.all(Array.from({ length: 64 }, caller))
  await journal.close()
  await expectWholeChain(id, 2_000)
  const own = await chainOf(database.owner, id)
  expect((await verifyJournal(own)).unanswered.count).toBe(0)
})

test('stores a prepared intent exactly as the whole one', async () => {
  const { journal, id } = await openJournal()
  const whole = intent(1)
  await journal.append('INTENT', whole)
  await journal.append('INTENT', { prepared: prepareIntent(whole), variable: whole })
  const { rows } = await database.owner.query<{ bodies: string }>(
    'select count(distinct body) as bodies from journal.entry where process = $1',
    [id],
  )
  expect(Number(rows[0]?.bodies)).toBe(1)
})

test('carries on the chain of its process id', async () => {
  const { journal, id } = await openJournal()
  await journal.append('INTENT', intent(1))
  await journal.close()
  const again = await openJournal({ processId: id })
  await again.journal.append('INTENT', intent(2))
  await expectWholeChain(id, 2)
})

async function terminateWriters(): Promise<void> {
  const client = await database.writerPool(1).connect()
  try {
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where usename = 'hutong_journal_writer' and pid <> pg_backend_pid()`,
    )
  } finally {
    client.release()
  }
}

/** A pool whose next insert is carried out by the server while the connection breaks before the answer arrives. */
function forgetfulPool(): { pool: Pool; loseNextAcknowledgement: () => void } {
  const pool = database.writerPool()
  let isLosing = false
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...parts: unknown[]) => Promise<unknown>
    const forgetful = async (...parts: unknown[]) => {
      const result = await query(...parts)
      const isInsert = typeof parts[0] === 'object' && JSON.stringify(parts[0]).includes('insert into')
      if (!isLosing || !isInsert) return result
      isLosing = false
      throw new Error('Connection terminated unexpectedly')
    }
    Object.assign(client, { query: forgetful })
  })
  return {
    pool,
    loseNextAcknowledgement: () => {
      isLosing = true
    },
  }
}
