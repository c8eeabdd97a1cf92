// What a command that runs a job over the departments works with: the policies in force, the registry, the journal and a reader of each
// department in the jobs' lane. What is heavy is loaded when a job begins: no other command waits for it.

import { type KeyObject, randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { ActivePack } from '../activation/compile-bundle.ts'
import type { Journal } from '../audit/journal.ts'
import { createPostgresJournal } from '../audit/postgres-journal.ts'
import { shanghaiMinute, systemClock, type Timer } from '../clock.ts'
import { type DatabaseCode, type RoleName, readerOf } from '../database/databases.ts'
import { closePools } from '../database/pool.ts'
import { openSources, type Services, withoutService } from '../departments/adapters/sources.ts'
import { MOST_ANSWER_BYTES } from '../departments/bounds.ts'
import { createWorkerRegister, type WorkerRegister } from '../departments/civil-affairs/worker-register.ts'
import type { Department, DepartmentCode } from '../departments/departments.ts'
import { type Finish, wordsOf } from '../departments/pace/forecast.ts'
import type { Keys } from '../masking/key-file.ts'
import type { PolicySet } from '../policy/compile.ts'
import type { SourceOut } from '../registry/pace/read-in-bounds.ts'
import { lackingSetting } from '../settings.ts'
import type { Algorithm } from '../worklists/algorithm.ts'
import { type CommandDatabases, connectDatabases } from './connect.ts'
import { counted } from './counted.ts'
import type { OpenedReader } from './job-readers.ts'
import { keySite, withKeys } from './key-site.ts'
import { type CommandPolicies, neededPolicySettings } from './policy-settings.ts'

const STATEMENT_TIMEOUT_MS = 600_000
const DEPARTMENT_TIMEOUT_MS = 60_000
const WRITE_TIMEOUT_MS = 5_000
const PROGRESS_MS = 2_000

export interface JobSite {
  /** Pool of the role hutong_gateway. */
  readonly registry: pg.Pool
  readonly readers: ReadonlyMap<DepartmentCode, OpenedReader>
  readonly workerRegister: WorkerRegister
  /** Of the city's own databases; closed with the site. */
  pool(code: DatabaseCode, role: RoleName): pg.Pool
  readonly clock: Timer
  readonly journal: Journal
  readonly policies: PolicySet
  readonly packs: readonly ActivePack[]
  readonly algorithms: readonly Algorithm[]
  /** What digests that a job keeps are made with. */
  readonly key: KeyObject
  /** True where made-up numbers are people: in the demo. */
  readonly acceptSynthetic: boolean
  readonly newId: () => string
}

export interface JobWish {
  /** What the databases see. */
  readonly name: string
  readonly departments: readonly Department[]
}

/** Closes whatever it opened. */
export async function withJobSite<Result>(wish: JobWish, work: (site: JobSite) => Promise<Result>): Promise<Result> {
  const policies = await neededPolicySettings()
  const services = await servicesOf(wish.departments, policies)
  const databases = await connectDatabases(policies.settings)
  const parts = { ...wish, policies, services, databases }
  try {
    return await withKeys(keySite(), (keys) => withReaders({ ...parts, keys }, work))
  } finally {
    await closePools()
  }
}

// Told before anything is opened: a job that leaves a department out says something else than it seems to.
async function servicesOf(
  departments: readonly Department[],
  { settings, demoServices }: CommandPolicies,
): Promise<Services> {
  const services = demoServices ?? (await openSources(settings.sourcesFile))
  const missing = departments.filter(({ code }) => withoutService(services).includes(code))
  if (missing.length === 0) return services
  if (demoServices) throw new Error('the services of the bureaux are there while the demo runs: npm run demo')
  throw lackingSetting('HUTONG_SOURCES')
}

interface Parts extends JobWish {
  readonly policies: CommandPolicies
  readonly services: Services
  readonly databases: CommandDatabases
  readonly keys: Keys
}

async function withReaders<Result>(
  { name, policies: { settings, trusted, isDemo }, services, databases, departments, keys }: Parts,
  work: (site: JobSite) => Promise<Result>,
): Promise<Result> {
  const own = (code: DatabaseCode, as: RoleName): pg.Pool =>
    databases.pool(code, as, { max: 2, applicationName: name, statementTimeoutMs: STATEMENT_TIMEOUT_MS })
  const [{ jobReaders }, { policiesInForce }] = await Promise.all([
    import('./job-readers.ts'),
    import('./policies-in-force.ts'),
  ])
  const pool = own('JOURNAL', 'hutong_journal_writer')
  const journal = await createPostgresJournal({ pool, clock: systemClock, statementTimeoutMs: WRITE_TIMEOUT_MS })
  try {
    const registry = own('REGISTRY', 'hutong_gateway')
    const inForce = await policiesInForce(trusted, { registry, clock: systemClock, journal })
    const readers = await jobReaders(departments, {
      ...{ boundsFile: settings.boundsFile, services, registry, keys, clock: systemClock },
      open: departmentPools(name, databases),
      onOut: outLines(),
    })
    return await work({
      ...{ registry, readers, pool: own, journal, clock: systemClock, newId: randomUUID, acceptSynthetic: isDemo },
      workerRegister: createWorkerRegister(own('MZJ', readerOf('MZJ'))),
      key: keys.journalSubject,
      ...inForce,
    }).finally(() => Promise.all([...readers.values()].map((each) => each.close())))
  } finally {
    await journal.close()
  }
}

/** Whatever a department sends, and however long it takes, is bounded. */
export function departmentPools(name: string, databases: CommandDatabases) {
  return (code: DatabaseCode, role: RoleName, mostBytes = MOST_ANSWER_BYTES): pg.Pool =>
    databases.pool(code, role, {
      ...{ max: 2, applicationName: name, statementTimeoutMs: DEPARTMENT_TIMEOUT_MS, mostBytes },
    })
}

// Of each source no oftener than every two seconds: several of its batches may wait.
/** Says of each source that it is out. */
export function outLines(): (out: SourceOut) => void {
  const last = new Map<string, number>()
  return (out) => {
    const now = systemClock.now().getTime()
    if (now - (last.get(out.source) ?? 0) < PROGRESS_MS) return
    last.set(out.source, now)
    process.stderr.write(`${wordsOfOut(out)}\n`)
  }
}

/** `YBJ is out since 2026-11-24 08:05 (UTC+8): 200 records wait; it is asked again until 2026-11-24 09:05`. */
export function wordsOfOut({ source, since, until, waiting }: SourceOut): string {
  const wait = waiting === null ? '' : ` ${counted(waiting, 'record')} ${waiting === 1 ? 'waits' : 'wait'};`
  return `${source} is out since ${shanghaiMinute(since)} (UTC+8):${wait} it is asked again until ${shanghaiMinute(until)}`
}

export interface Progress {
  /** `GAJ: 100 of 300 records`. */
  readonly done: string
  readonly isFirst: boolean
  finish(): Promise<Finish>
}

/**
 * Says how far a job is, and when it will be done: before it begins where that is known, then no oftener than every two seconds.
 * On the side of the errors: what is printed in the end can go into a file.
 */
export function progressLine(): (progress: Progress) => void {
  let last = systemClock.now().getTime()
  return ({ done, isFirst, finish }) => {
    const now = systemClock.now().getTime()
    if (!isFirst && now - last < PROGRESS_MS) return
    last = now
    // Where that cannot be counted for a moment, the rest is said all the same.
    void finish()
      .then(wordsOf, () => '')
      .then((words) => {
        if (words !== '') process.stderr.write(`${done}, ${words}\n`)
        else if (!isFirst) process.stderr.write(`${done} …\n`)
      })
  }
}
