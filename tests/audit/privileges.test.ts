// Append-only by the database itself: by grant for the gateway's role, by trigger even for the owner.
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { FixedClock } from '../../src/clock.ts'
import { AT, intent, numberedId } from './bodies.ts'
import { type JournalDatabase, startJournalDatabase } from './journal-database.ts'

const CHANGES = [
  `update journal.entry set body = '{}'`,
  'update journal.entry set sequence = sequence where false',
  'delete from journal.entry',
  'truncate journal.entry',
  `insert into journal.entry select * from journal.entry
   on conflict on constraint entry_process_sequence_pk do update set body = '{}'`,
  'delete from only journal.entry where false',
]
const OWNERS_WORK = [
  'alter table journal.entry disable trigger entry_append_only',
  'drop table journal.entry',
  'create table journal.other ()',
  'grant update on journal.entry to hutong_journal_writer',
]

let database: JournalDatabase
let writer: Pool

beforeAll(async () => {
  database = await startJournalDatabase()
  writer = database.writerPool()
  const options = { pool: writer, clock: new FixedClock(AT), processId: numberedId(1), statementTimeoutMs: 2_000 }
  const journal = await createPostgresJournal(options)
  await journal.append('INTENT', intent(1))
  await journal.close()
}, 60_000)

afterAll(() => database.stop())

test.each(CHANGES)('refuses the writing role: %s', async (statement) => {
  await expect(writer.query(statement)).rejects.toMatchObject({ code: '42501' })
})

test.each(OWNERS_WORK)('refuses the writing role what is the owner’s: %s', async (statement) => {
  // PostgreSQL answers an ungranted `grant` with a warning where the role holds other rights; nothing is granted.
  await writer.query(statement).catch((error: unknown) => expect(error).toMatchObject({ code: '42501' }))
  await expect(writer.query(`update journal.entry set body = '{}'`)).rejects.toMatchObject({ code: '42501' })
})

test.each(CHANGES)('refuses the owner as well: %s', async (statement) => {
  await expect(database.owner.query(statement)).rejects.toThrow('append-only')
})

test('refuses a change in a session that plays a replica', async () => {
  const { rows } = await database.owner.query<{ mode: string }>(
    `select tgenabled as mode from pg_trigger where tgname = 'entry_append_only'`,
  )
  expect(rows).toEqual([{ mode: 'A' }])
})

test('lets the writing role read and add, so that it can find the end of its chain', async () => {
  expect((await writer.query('select * from journal.entry')).rowCount).toBe(1)
})

test('says in the database what every column holds', async () => {
  const { rows } = await database.owner.query(
    `select attname from pg_attribute where attrelid = 'journal.entry'::regclass and attnum > 0
     and col_description(attrelid, attnum) is null`,
  )
  expect(rows).toEqual([])
})
