// `hutong link`: runs the job that links, under its own role and policy; `--report` says what it has come to. Counts only.
import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type pg from 'pg'
import type { ActivePolicies } from '../activation/active-policies.ts'
import { openPolicies } from '../activation/open-policies.ts'
import { createPostgresJournal } from '../audit/postgres-journal.ts'
import { systemClock } from '../clock.ts'
import type { DatabaseCode, RoleName } from '../database/databases.ts'
import { closePools } from '../database/pool.ts'
import { faultsOfParameters, LINKING_PARAMETERS } from '../linking/parameters.ts'
import type { Keys } from '../masking/key-file.ts'
import { linkingTokens } from '../masking/linking-token.ts'
import { type LinkingJob, linkSources } from '../registry/links/job.ts'
import { LINKED_DEPARTMENTS, type LinkedDepartment } from '../registry/links/read-sheets.ts'
import { linkingReport } from '../registry/links/report.ts'
import { readSettings, type Settings, SettingsError } from '../settings.ts'
import { bundleCompiler } from './bundle-compiler.ts'
import { type CommandDatabases, connectDatabases } from './connect.ts'
import { withKeys } from './key-site.ts'

const STATEMENT_TIMEOUT_MS = 600_000
const WRITE_TIMEOUT_MS = 5_000

export function linkCommand(program: Command): void {
  program
    .command('link')
    .description('find out which records of the departments are one child; goes on where a run was stopped')
    .option('--report', 'link nothing; say how many records are linked, and how, and how many wait for a person')
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
  const settings = readSettings(undefined, ['DATABASE_URL', 'HUTONG_OFFICERS', 'HUTONG_OFFICERS_FILE'])
  const { keyFile } = settings
  if (keyFile === null) throw new SettingsError(['HUTONG_KEY_FILE is needed'])
  const databases = await connectDatabases(settings)
  try {
    const counts = await withKeys({ settings, keyFile }, (keys) => runJob(settings, databases, keys))
    for (const department of LINKED_DEPARTMENTS) {
      const { records, linked, founded, asked, passedOver } = counts[department]
      const over = passedOver > 0 ? `, ${passedOver} keys passed over` : ''
      console.log(
        `${department}: ${records} records; ${linked} linked, ${founded} new children, ${asked} before a person${over}`,
      )
    }
  } finally {
    await closePools()
  }
}

async function runJob(settings: Settings, databases: CommandDatabases, keys: Keys) {
  const open = (code: DatabaseCode, role: RoleName, statementTimeoutMs = STATEMENT_TIMEOUT_MS): pg.Pool =>
    databases.pool(code, role, { max: 2, applicationName: 'hutong link', statementTimeoutMs })
  const pool = open('JOURNAL', 'hutong_journal_writer')
  const journal = await createPostgresJournal({ pool, clock: systemClock, statementTimeoutMs: WRITE_TIMEOUT_MS })
  try {
    const effects = { registry: open('REGISTRY', 'hutong_gateway'), clock: systemClock, journal, log: logLine }
    const { policies } = (await policiesOf(settings, effects)).current()
    const of = <Each>(each: (code: LinkedDepartment) => Each): Record<LinkedDepartment, Each> =>
      Object.fromEntries(LINKED_DEPARTMENTS.map((code) => [code, each(code)])) as Record<LinkedDepartment, Each>
    return await linkSources({
      registry: open('REGISTRY', 'hutong_linker'),
      departments: of((code) => open(code, 'hutong_linker')),
      keyrings: of((code) => keys.departments[code]),
      index: keys.registryIndex,
      token: linkingTokens(keys.registryIndex),
      // Only a production's registry is linked by command; no number of it is made up.
      acceptSynthetic: false,
      clock: systemClock,
      journal,
      policies,
      parameters: LINKING_PARAMETERS,
      newId: randomUUID,
      onProgress: progressLine(),
    })
  } finally {
    await journal.close()
  }
}

const PROGRESS_MS = 2_000

// A line every two seconds, on the side of the errors: what is printed in the end can go into a file.
function progressLine(): NonNullable<LinkingJob['onProgress']> {
  let last = systemClock.now().getTime()
  return (department, step, records) => {
    const now = systemClock.now().getTime()
    if (now - last < PROGRESS_MS) return
    last = now
    console.error(`${department}: ${records} records ${step === 'KEYS' ? 'looked through' : 'compared'} …`)
  }
}

function logLine(event: object): void {
  console.error(JSON.stringify(event))
}

// The job's own policy counts only when it is in force like every other: signed by two officers.
async function policiesOf(
  { officers, officersFile, policiesNotBefore }: Settings,
  effects: Parameters<typeof openPolicies>[1],
): Promise<ActivePolicies> {
  const open = await openPolicies({ officers, officersFile: officersFile ?? '', policiesNotBefore }, effects)
  const policies = open(await bundleCompiler())
  await policies.refresh()
  return policies
}
