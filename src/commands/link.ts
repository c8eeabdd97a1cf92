// `hutong link`: runs the job that links, under its own role and policy; `--report` says what it has come to. Counts only.
import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type pg from 'pg'
import { createPostgresJournal } from '../audit/postgres-journal.ts'
import { systemClock } from '../clock.ts'
import type { DatabaseCode, RoleName } from '../database/databases.ts'
import { closePools } from '../database/pool.ts'
import { openSources } from '../departments/adapters/sources.ts'
import { boundsOf, openBounds } from '../departments/agreed-bounds.ts'
import { departmentOf } from '../departments/departments.ts'
import { createSourcePace } from '../departments/pace/source-pace.ts'
import { GatewayError } from '../errors.ts'
import { faultsOfParameters, LINKING_PARAMETERS } from '../linking/parameters.ts'
import type { Keys } from '../masking/key-file.ts'
import { linkingTokens } from '../masking/linking-token.ts'
import { type LinkingJob, type LinkResult, linkSources } from '../registry/links/job.ts'
import { byLinked, LINKED_DEPARTMENTS } from '../registry/links/read-sheets.ts'
import { linkingReport } from '../registry/links/report.ts'
import { pacedSource } from '../registry/links/within-bounds.ts'
import { createPostgresCounter } from '../registry/pace/postgres-counter.ts'
import { readSettings } from '../settings.ts'
import { type CommandDatabases, connectDatabases } from './connect.ts'
import { counted } from './counted.ts'
import { departmentPools, outLines, progressLine } from './job-site.ts'
import { keySite, withKeys } from './key-site.ts'
import { policiesInForce } from './policies-in-force.ts'
import { type CommandPolicies, neededPolicySettings } from './policy-settings.ts'

const STATEMENT_TIMEOUT_MS = 600_000
const WRITE_TIMEOUT_MS = 5_000

export function linkCommand(program: Command): void {
  program
    .command('link')
    .description('find out which records of the departments are one child; goes on where a run was stopped')
    .option('--report', 'link nothing; say how many records are linked, and how, and how many wait for a person')
    .addHelpText('after', "\nWithout DATABASE_URL and officers it works on the demo, with the demo's own officers.")
    .action(async ({ report }: { report?: true }) => (report ? printReport() : link()))
}

async function printReport(): Promise<void> {
  const databases = await connectDatabases(readSettings())
  const pool = databases.pool('REGISTRY', 'hutong_gateway', { max: 1, applicationName: 'hutong link', readOnly: true })
  const counts = await linkingReport(pool).finally(() => pool.end())
  process.stdout.write(counts.map(({ what, count }) => `${what.padEnd(36)}${String(count).padStart(10)}\n`).join(''))
}

async function link(): Promise<void> {
  const faults = faultsOfParameters(LINKING_PARAMETERS)
  if (faults.length > 0) throw new Error(`the parameters of linking are wrong: ${faults.join('; ')}`)
  const policies = await neededPolicySettings()
  await expectSheets(policies)
  const site = keySite()
  const databases = await connectDatabases(policies.settings)
  try {
    const counts = await withKeys(site, (keys) => runJob(policies, databases, keys))
    for (const department of LINKED_DEPARTMENTS) console.log(lineOf(department, counts[department]))
    if (Object.values(counts).some(({ stoppedBy }) => stoppedBy !== null)) process.exitCode = 1
  } finally {
    await closePools()
  }
}

/** `GAJ: 296 records looked at: 4 linked to a child, 1 founded a new child`; what was linked before is no news. */
function lineOf(department: string, result: LinkResult): string {
  const { records, linked, founded, asked, passedOver, renewed, contested, stoppedBy } = result
  const news = [
    [linked, 'linked to a child'],
    [founded, 'founded a new child'],
    [asked, 'left to a person'],
    [passedOver, 'keys passed over'],
    [renewed, 'now with other names or numbers'],
    [contested, 'numbers that another child holds'],
  ] as const
  const said = news.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []))
  const stopped = stoppedBy ? `; stopped: ${stoppedBy.detail}` : ''
  return `${department}: ${counted(records, 'record')} looked at: ${said.join(', ') || 'nothing new'}${stopped}`
}

// Told before anything is opened: a run that leaves a department out would found its children a second time.
async function expectSheets({ settings, demoServices }: CommandPolicies): Promise<void> {
  const services = demoServices ?? (await openSources(settings.sourcesFile))
  const served = LINKED_DEPARTMENTS.filter((code) => services[code])
  if (served.length === 0) return
  const detail = `${served.join(', ')}: HUTONG_SOURCES has it read at a service, which hands over no linking sheets`
  throw new GatewayError('SOURCE_UNAVAILABLE', detail)
}

async function runJob({ settings, trusted, isDemo }: CommandPolicies, databases: CommandDatabases, keys: Keys) {
  const open = (code: DatabaseCode, role: RoleName): pg.Pool =>
    databases.pool(code, role, { max: 2, applicationName: 'hutong link', statementTimeoutMs: STATEMENT_TIMEOUT_MS })
  const openDepartment = departmentPools('hutong link', databases)
  const pool = open('JOURNAL', 'hutong_journal_writer')
  const journal = await createPostgresJournal({ pool, clock: systemClock, statementTimeoutMs: WRITE_TIMEOUT_MS })
  try {
    const effects = { registry: open('REGISTRY', 'hutong_gateway'), clock: systemClock, journal }
    const { policies } = await policiesInForce(trusted, effects)
    const registry = open('REGISTRY', 'hutong_linker')
    return await linkSources({
      registry,
      sources: await pacedSources(settings.boundsFile, registry),
      departments: byLinked((code) => openDepartment(code, 'hutong_linker')),
      keyrings: byLinked((code) => keys.departments[code]),
      index: keys.registryIndex,
      token: linkingTokens(keys.registryIndex),
      // Made-up numbers are nobody's, but in the demo.
      acceptSynthetic: isDemo,
      clock: systemClock,
      journal,
      policies,
      parameters: LINKING_PARAMETERS,
      newId: randomUUID,
      onProgress: progressOf(),
      onOut: outLines(),
    })
  } finally {
    await journal.close()
  }
}

function progressOf(): NonNullable<LinkingJob['onProgress']> {
  const say = progressLine()
  return ({ department, step, records, total, finish }) => {
    if (total === 0) return
    const done = `${department}: ${records} of ${total} records ${step === 'KEYS' ? 'looked through' : 'compared'}`
    say({ done, isFirst: records === 0, finish })
  }
}

async function pacedSources(boundsFile: string | null, registry: pg.Pool): Promise<LinkingJob['sources']> {
  const agreed = await openBounds(boundsFile)
  const counter = createPostgresCounter(registry)
  return byLinked((source) => {
    const bounds = boundsOf(departmentOf(source), agreed[source])
    const pace = createSourcePace({ source, bounds, counter, clock: systemClock })
    return pacedSource({ bounds, pace, clock: systemClock })
  })
}
