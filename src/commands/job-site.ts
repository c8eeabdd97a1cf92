// What a command that runs a job over the departments works with: the policies in force, the registry, the journal and a reader of each
// department in the jobs' lane. What is heavy is loaded when a job begins: no other command waits for it.
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Journal } from '../audit/journal.ts'
import { createPostgresJournal } from '../audit/postgres-journal.ts'
import { systemClock, type Timer } from '../clock.ts'
import type { DatabaseCode, RoleName } from '../database/databases.ts'
import { closePools } from '../database/pool.ts'
import { openSources, type Services, withoutService } from '../departments/adapters/sources.ts'
import type { Department, DepartmentCode } from '../departments/departments.ts'
import type { Keys } from '../masking/key-file.ts'
import type { PolicySet } from '../policy/compile.ts'
import { lackingSetting } from '../settings.ts'
import { type CommandDatabases, connectDatabases } from './connect.ts'
import type { OpenedReader } from './job-readers.ts'
import { keySite, withKeys } from './key-site.ts'
import { type CommandPolicies, neededPolicySettings } from './policy-settings.ts'

const STATEMENT_TIMEOUT_MS = 60_000
const WRITE_TIMEOUT_MS = 5_000
const PROGRESS_MS = 2_000

export interface JobSite {
  /** Pool of the role hutong_gateway. */
  readonly registry: pg.Pool
  readonly readers: ReadonlyMap<DepartmentCode, OpenedReader>
  readonly clock: Timer
  readonly journal: Journal
  readonly policies: PolicySet
  /** True where made-up numbers are people: in the demo. */
  readonly acceptSynthetic: boolean
  readonly newId: () => string
}

/** `name` is what the databases see. Closes whatever it opened. */
export async function withJobSite<Result>(
  { name, departments }: { readonly name: string; readonly departments: readonly Department[] },
  work: (site: JobSite) => Promise<Result>,
): Promise<Result> {
  const policies = await neededPolicySettings()
  const services = await servicesOf(departments, policies)
  const databases = await connectDatabases(policies.settings)
  const parts = { name, policies, services, databases, departments }
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

interface Parts {
  readonly name: string
  readonly policies: CommandPolicies
  readonly services: Services
  readonly databases: CommandDatabases
  readonly departments: readonly Department[]
  readonly keys: Keys
}

async function withReaders<Result>(
  { name, policies: { settings, trusted, isDemo }, services, databases, departments, keys }: Parts,
  work: (site: JobSite) => Promise<Result>,
): Promise<Result> {
  // Without the bound a job would read whatever a department sends.
  const open = (code: DatabaseCode, role: RoleName, mostBytes?: number): pg.Pool =>
    databases.pool(code, role, {
      ...{ max: 2, applicationName: name, statementTimeoutMs: STATEMENT_TIMEOUT_MS },
      ...(mostBytes === undefined ? {} : { mostBytes }),
    })
  const [{ jobReaders }, { policiesInForce }] = await Promise.all([
    import('./job-readers.ts'),
    import('./policies-in-force.ts'),
  ])
  const pool = open('JOURNAL', 'hutong_journal_writer')
  const journal = await createPostgresJournal({ pool, clock: systemClock, statementTimeoutMs: WRITE_TIMEOUT_MS })
  try {
    const registry = open('REGISTRY', 'hutong_gateway')
    const policies = await policiesInForce(trusted, { registry, clock: systemClock, journal, log: logLine })
    const readers = await jobReaders(departments, {
      ...{ boundsFile: settings.boundsFile, services, registry, open, keys, clock: systemClock },
    })
    return await work({
      ...{ registry, readers, journal, clock: systemClock, newId: randomUUID, acceptSynthetic: isDemo },
      policies,
    }).finally(() => Promise.all([...readers.values()].map((each) => each.close())))
  } finally {
    await journal.close()
  }
}

function logLine(event: object): void {
  console.error(JSON.stringify(event))
}

/** Says a line on the side of the errors, but no oftener than every two seconds: what is printed in the end can go into a file. */
export function progressLine(): (line: () => string) => void {
  let last = systemClock.now().getTime()
  return (line) => {
    const now = systemClock.now().getTime()
    if (now - last < PROGRESS_MS) return
    last = now
    process.stderr.write(`${line()}\n`)
  }
}
