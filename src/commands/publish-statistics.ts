// `hutong publish-statistics`: runs the job that publishes the standing tables, once a month, under its own role and policy.
import type { Command } from 'commander'
import type { Journal } from '../audit/journal.ts'
import { createPostgresJournal } from '../audit/postgres-journal.ts'
import { shanghaiDay, systemClock } from '../clock.ts'
import type { DatabaseCode, RoleName } from '../database/databases.ts'
import { closePools } from '../database/pool.ts'
import { publishStatistics } from '../statistics/job.ts'
import { connectDatabases } from './connect.ts'
import { policiesInForce } from './policies-in-force.ts'
import { neededPolicySettings } from './policy-settings.ts'

const STATEMENT_TIMEOUT_MS = 600_000

export function publishStatisticsCommand(program: Command): void {
  program
    .command('publish-statistics')
    .description('publish the standing tables of this month, unless they are')
    .addHelpText('after', "\nWithout DATABASE_URL and officers it works on the demo, with the demo's own officers.")
    .action(publish)
}

async function publish(): Promise<void> {
  const { settings, trusted } = await neededPolicySettings()
  const databases = await connectDatabases(settings)
  const open = (code: DatabaseCode, role: RoleName) =>
    databases.pool(code, role, {
      max: 2,
      applicationName: 'hutong statistics',
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    })
  try {
    const pools = {
      registry: open('REGISTRY', 'hutong_statistics'),
      CLH: open('CLH', 'hutong_statistics'),
      WJW: open('WJW', 'hutong_statistics'),
    }
    const pool = open('JOURNAL', 'hutong_journal_writer')
    const journal = await createPostgresJournal({ pool, clock: systemClock, statementTimeoutMs: 5_000 })
    const isNew = await publishedWith(journal, async () => {
      const effects = { registry: open('REGISTRY', 'hutong_gateway'), clock: systemClock, journal, log: logLine }
      const policies = await policiesInForce(trusted, effects)
      return publishStatistics({ pools, clock: systemClock, journal, policies })
    })
    console.log(isNew ? `published as of ${shanghaiDay(systemClock.now())}` : 'this month is published already')
  } finally {
    await closePools()
  }
}

async function publishedWith(journal: Journal, work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work()
  } finally {
    await journal.close()
  }
}

function logLine(event: object): void {
  console.error(JSON.stringify(event))
}
