// The two commands an auditor uses, on a real database, by what they print and how they exit.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { FixedClock } from '../../src/clock.ts'
import { journalShowCommand } from '../../src/commands/journal-show.ts'
import { journalVerifyCommand } from '../../src/commands/journal-verify.ts'
import { AT, intent, numberedId, outcome } from './bodies.ts'
import { type JournalDatabase, startJournalDatabase } from './journal-database.ts'

let database: JournalDatabase
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hutong-heads-'))
  database = await startJournalDatabase()
  await write(1, async (journal) => {
    await journal.append('INTENT', intent(1))
    await journal.append('OUTCOME', outcome(1))
  })
}, 60_000)

afterAll(async () => {
  await database.stop()
  await rm(folder, { recursive: true })
})

afterEach(() => {
  process.exitCode = undefined
})

async function write(
  process: number,
  work: (journal: Awaited<ReturnType<typeof createPostgresJournal>>) => Promise<void>,
): Promise<void> {
  const options = { pool: database.writerPool(), clock: new FixedClock(AT), statementTimeoutMs: 2_000 }
  const journal = await createPostgresJournal({ ...options, processId: numberedId(process) })
  await work(journal)
  await journal.close()
}

async function run(...words: string[]): Promise<{ printed: string; exitCode: unknown }> {
  let printed = ''
  const take = (text: string | Uint8Array) => {
    printed += text
    return true
  }
  const spies = [vi.spyOn(process.stdout, 'write').mockImplementation(take)]
  spies.push(vi.spyOn(process.stderr, 'write').mockImplementation(take))
  const program = new Command('hutong').exitOverride()
  // The commands end the pool they asked for.
  const connect = async () => database.writerPool()
  journalVerifyCommand(program, connect)
  journalShowCommand(program, connect)
  try {
    await program.parseAsync(['journal', ...words], { from: 'user' })
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return { printed, exitCode: process.exitCode }
}

async function asThief(statement: string): Promise<void> {
  await database.owner.query('alter table journal.entry disable trigger entry_append_only')
  await database.owner.query(statement)
  await database.owner.query('alter table journal.entry enable always trigger entry_append_only')
}

test('refuses a file of heads that is none', async () => {
  const file = path.join(folder, 'no-heads.json')
  await writeFile(file, '[{"process": 1}]')
  expect(await run('verify', '--against', file)).toMatchObject({ exitCode: 2 })
  expect(await run('verify', '--against', path.join(folder, 'absent.json'))).toMatchObject({ exitCode: 2 })
})

test('says that a whole journal is whole, and keeps its heads', async () => {
  const file = path.join(folder, 'heads.json')
  const { printed, exitCode } = await run('verify', '--save-heads', file)
  expect(printed).toContain('2 entries in 1 chain: every entry and link holds')
  expect(exitCode).toBe(0)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject([{ process: numberedId(1), sequence: 2 }])
  expect(await run('verify', '--against', file)).toMatchObject({ exitCode: 0 })
})

test('exits otherwise for an intent without outcome, a missing and an altered entry', async () => {
  await write(2, (journal) => journal.append('INTENT', intent(2)))
  const open = await run('verify')
  expect(open.exitCode).toBe(5)
  expect(open.printed).toContain(`intent ${numberedId(2)} has no outcome: its answer may have been released`)

  const file = path.join(folder, 'before.json')
  await run('verify', '--save-heads', file)
  await asThief(`delete from journal.entry where process = '${numberedId(2)}'`)
  expect(await run('verify', '--against', file)).toMatchObject({ exitCode: 4 })

  await asThief(`update journal.entry set body = replace(body, 'P01', 'P02')`)
  const unsaved = path.join(folder, 'unsaved.json')
  const altered = await run('verify', '--against', file, '--save-heads', unsaved)
  expect(altered.exitCode).toBe(3)
  expect(altered.printed).toContain(`${numberedId(1)} 1 was altered after it was written`)
  await expect(readFile(unsaved)).rejects.toThrow('ENOENT')
  await asThief(`update journal.entry set body = replace(body, 'P02', 'P01')`)
})

test('refuses a count that is none', async () => {
  await expect(run('show', '--last', '0')).rejects.toMatchObject({ code: 'commander.invalidArgument' })
})

test('shows the newest entries of all chains, newest first, without what would steer a terminal', async () => {
  await write(3, (journal) => journal.append('INTENT', { ...intent(3), caseNumber: '\u001b[2Jcase\u009b\u202e' }))
  const all = (await run('show')).printed
  expect(all).toMatch(/^2026-11-23T02:00:00Z {2}(INTENT|OUTCOME)/)
  expect(all).toContain('Child.displayName = name')
  expect(all).toContain('?[2Jcase??')
  expect(all).not.toMatch(/[^\P{C}\n]/u)
  const last = (await run('show', '--last', '1')).printed
  expect(last.match(/ {2}(INTENT|OUTCOME) {2}/g)?.length).toBe(1)
})

test('shows the lists among the facts of an act line by line, the first of them, and all when asked', async () => {
  const changes = Array.from({ length: 7 }, (_, at) => `gained VILLAGE P07 select Guardian.field${at}: refuse > reveal`)
  await write(4, (journal) =>
    journal.append('ACT', {
      entryId: numberedId(4),
      at: AT,
      act: 'POLICY_ACTIVATED',
      personId: null,
      organisationId: null,
      subjects: [],
      policyVersion: 'v',
      facts: { changes, gained: 7, signedBy: ['author:a', 'dpo:b'] },
    }),
  )
  const act = async (...words: string[]) => {
    const { printed } = await run('show', ...words)
    return printed.split('\n\n').find((entry) => entry.includes('POLICY_ACTIVATED')) ?? ''
  }
  const short = await act()
  expect(short.split('\n').slice(4, 16)).toEqual([
    '    facts',
    '      changes           7, the first 5 of them; all with --full',
    ...changes.slice(0, 5).map((change) => `        ${change}`),
    '      gained            7',
    '      signedBy          2',
    '        author:a',
    '        dpo:b',
    '    organisationId  -',
  ])
  const full = await act('--full')
  for (const change of changes) expect(full).toContain(`        ${change}\n`)
  expect(full).not.toContain('--full')
})
