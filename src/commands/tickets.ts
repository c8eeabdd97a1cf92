// `hutong tickets`: looks for contradictions between departments and opens a ticket for each, and says how departments answer.
import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type pg from 'pg'
import { createPostgresJournal } from '../audit/postgres-journal.ts'
import { shanghaiDay, systemClock } from '../clock.ts'
import { ticketReport } from '../corrections/report.ts'
import type { SweepJob, SweepResult } from '../corrections/sweep.ts'
import type { DatabaseCode, RoleName } from '../database/databases.ts'
import { closePools } from '../database/pool.ts'
import type { Keys } from '../masking/key-file.ts'
import { readSettings } from '../settings.ts'
import { type CommandDatabases, connectDatabases } from './connect.ts'
import { keySite, withKeys } from './key-site.ts'
import { type CommandPolicies, neededPolicySettings } from './policy-settings.ts'

const STATEMENT_TIMEOUT_MS = 60_000
const WRITE_TIMEOUT_MS = 5_000
const PROGRESS_MS = 2_000

export function ticketsCommand(program: Command): void {
  const tickets = program.command('tickets').description('what departments have to check, and how they answer')
  tickets
    .command('sweep')
    .description('open a ticket where two departments say different things of a child; settle those that no longer do')
    .addHelpText('after', "\nWithout DATABASE_URL and officers it works on the demo, with the demo's own officers.")
    .action(sweep)
  tickets
    .command('report')
    .description('open, overdue and answered tickets of each department; counts only')
    .action(report)
}

async function sweep(): Promise<void> {
  const policies = await neededPolicySettings()
  const databases = await connectDatabases(policies.settings)
  try {
    const { children, opened, settled } = await withKeys(keySite(), (keys) => runSweep(policies, databases, keys))
    process.stdout.write(`${children} children: ${opened} tickets opened, ${settled} settled\n`)
  } finally {
    await closePools()
  }
}

async function runSweep(policies: CommandPolicies, databases: CommandDatabases, keys: Keys): Promise<SweepResult> {
  const open = (code: DatabaseCode, role: RoleName): pg.Pool =>
    databases.pool(code, role, { max: 2, applicationName: 'hutong sweep', statementTimeoutMs: STATEMENT_TIMEOUT_MS })
  const [{ sweepContradictions }, { policiesInForce }] = await Promise.all([
    import('../corrections/sweep.ts'),
    import('./policies-in-force.ts'),
  ])
  const pool = open('JOURNAL', 'hutong_journal_writer')
  const journal = await createPostgresJournal({ pool, clock: systemClock, statementTimeoutMs: WRITE_TIMEOUT_MS })
  try {
    const registry = open('REGISTRY', 'hutong_gateway')
    const readers = await readersOf(policies, { registry, open, keys })
    const closeAll = () => Promise.all([...readers.values()].map((each) => each.close()))
    return await sweepContradictions({
      ...{ registry, journal, clock: systemClock, newId: randomUUID },
      policies: await policiesInForce(policies.trusted, { registry, clock: systemClock, journal, log: logLine }),
      readers,
      onProgress: progressLine(),
    }).finally(closeAll)
  } finally {
    await journal.close()
  }
}

interface Opened {
  readonly registry: pg.Pool
  readonly open: (code: DatabaseCode, role: RoleName) => pg.Pool
  readonly keys: Keys
}

async function readersOf({ settings }: CommandPolicies, { registry, open, keys }: Opened) {
  const { WITNESSES } = await import('../corrections/sweep.ts')
  const { jobReaders } = await import('./job-readers.ts')
  return jobReaders(WITNESSES, { settings, registry, open, keys, clock: systemClock })
}

function progressLine(): NonNullable<SweepJob['onProgress']> {
  let last = systemClock.now().getTime()
  return ({ children, total }) => {
    const now = systemClock.now().getTime()
    if (now - last < PROGRESS_MS) return
    last = now
    process.stderr.write(`${children} of ${total} children looked at …\n`)
  }
}

function logLine(event: object): void {
  console.error(JSON.stringify(event))
}

async function report(): Promise<void> {
  const databases = await connectDatabases(readSettings())
  const now = systemClock.now()
  const registry = databases.pool('REGISTRY', 'hutong_gateway', {
    max: 1,
    applicationName: 'hutong tickets',
    readOnly: true,
  })
  const rows = await ticketReport(registry, { now, today: shanghaiDay(now) }).finally(() => registry.end())
  if (rows.length === 0) process.stdout.write('no tickets\n')
  for (const { source, open, overdue, answered, inTime } of rows) {
    process.stdout.write(
      `${source}: ${open} open, ${overdue} overdue; in ninety days ${answered} answered, ${inTime} of them in time\n`,
    )
  }
}
