// A journal of its own for faults that would stop every other gateway of the tests too: gateways that write to it, ways
// to lock it and to cut its connections, and the question whether an answer's intent stands in it.
import { createHash } from 'node:crypto'
import { parse, print } from 'graphql'
import type pg from 'pg'
import type { Response } from 'supertest'
import { expect, inject } from 'vitest'
import { subjectPseudonym } from '../../src/audit/entry.ts'
import { storedEntries } from '../../src/audit/stored-entries.ts'
import { verifyJournal } from '../../src/audit/verify.ts'
import { CAST } from '../../src/city/cast.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import { readKeyFile } from '../../src/masking/key-file.ts'
import { freshDatabases } from '../world/database.ts'
import { openTown, type Town } from '../world/town.ts'

export interface FaultyJournal {
  readonly owner: pg.Pool
  /** A gateway that writes to this journal; closed with it. */
  town(journalTimeoutMs: number): Promise<Town>
  /** Departments that were read since the last call. */
  takeReads(): string[]
  hasIntent(name: string): Promise<boolean>
  whileLocked<Result>(mode: string, work: () => Promise<Result>): Promise<Result>
  cutConnections(): Promise<void>
  /** Connections of writers; those that wait for a lock alone, if so asked. */
  connections(which?: 'waiting'): Promise<number>
  /** Faults of the chains. */
  findings(): Promise<unknown>
  close(): Promise<void>
}

export async function openFaultyJournal(prefix: string): Promise<FaultyJournal> {
  const databases = await freshDatabases(prefix)
  const owner = databases.pool('JOURNAL', 'hutong_owner')
  const superuser = openPool(databases.serverUrl, { max: 1, applicationName: 'hutong test' })
  const towns: Town[] = []
  let reads: string[] = []
  return {
    owner,
    async town(journalTimeoutMs) {
      const town = await openTown({
        journalTimeoutMs,
        databaseUrl: (code, url) => (code === 'JOURNAL' ? withDatabase(url, `${prefix}_journal`) : url),
        wrapSource: (code, source) => ({
          fetch(statement, keys, today) {
            reads.push(code)
            return source.fetch(statement, keys, today)
          },
        }),
      })
      towns.push(town)
      return town
    },
    takeReads() {
      const taken = reads
      reads = []
      return taken
    },
    hasIntent: (name) => hasIntent(owner, name),
    whileLocked: (mode, work) => whileLocked(owner, mode, work),
    async cutConnections() {
      await superuser.query(`select pg_terminate_backend(pid) ${WRITERS}`, [`${prefix}_journal`])
    },
    async connections(which) {
      const waiting = which === 'waiting' ? `and wait_event_type = 'Lock'` : ''
      const { rows } = await superuser.query(`select 1 ${WRITERS} ${waiting}`, [`${prefix}_journal`])
      return rows.length
    },
    findings: async () => (await verifyJournal(storedEntries(owner))).findings,
    async close() {
      await Promise.all(towns.map((town) => town.close()))
      await closePools([superuser])
      await databases.drop()
    },
  }
}

const WRITERS = `from pg_stat_activity where datname = $1 and usename = 'hutong_journal_writer'`

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** One document per name, so that its intent can be found by the operation's keyed name. */
function questionNamed(name: string): string {
  return `query ${name}($subject: SubjectInput!) {
    eligibility(subject: $subject, benefit: MEDICAL_AID) { status tier displayName }
  }`
}

export function ask(town: Town, name: string): Promise<Response> {
  const { citizenId, name: fullName } = CAST.stay
  const variables = { subject: { citizenId, fullName } }
  return town.ask({ as: 'hospital', purpose: 'P01', case: 'E-2026-0002', query: questionNamed(name), variables })
}

async function hasIntent(owner: pg.Pool, name: string): Promise<boolean> {
  const hash = createHash('sha256')
    .update(print(parse(questionNamed(name))))
    .digest('hex')
  const { journalSubject } = await readKeyFile(inject('town').keyFile)
  const operation = subjectPseudonym(journalSubject, `operation ${hash}`)
  const { rows } = await owner.query(`select 1 from journal.entry where kind = 'INTENT' and body like $1`, [
    `%"operation":"${operation}"%`,
  ])
  return rows.length > 0
}

async function whileLocked<Result>(owner: pg.Pool, mode: string, work: () => Promise<Result>): Promise<Result> {
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

export function expectNothingLeft(response: Response): void {
  expect(response.status).toBe(503)
  expect(response.body).toEqual({ errors: [{ message: '服务暂不可用', extensions: { code: 'JOURNAL_UNAVAILABLE' } }] })
}

export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}
