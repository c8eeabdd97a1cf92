// `hutong publish-statistics`: runs the job that publishes the standing tables, once a month, under its own role and policy.
import type { Command } from 'commander'
import { createPostgresJournal } from '../audit/postgres-journal.ts'
import { shanghaiDay, systemClock } from '../clock.ts'
import {
  type DatabaseCode,
  databaseName,
  databaseOf,
  keptRolePasswords,
  type RoleName,
  readRolePasswords,
  urlFor,
} from '../database/databases.ts'
import { closePools, openPool } from '../database/pool.ts'
import { readSettings } from '../settings.ts'
import { publishStatistics } from '../statistics/job.ts'
import { compiledPolicies } from './compiled-policies.ts'

const STATEMENT_TIMEOUT_MS = 600_000

export function publishStatisticsCommand(program: Command): void {
  program
    .command('publish-statistics')
    .description('publish the standing tables of this month, unless they are')
    .action(publish)
}

async function publish(): Promise<void> {
  const settings = readSettings(undefined, ['DATABASE_URL'])
  const file = settings.rolePasswordsFile
  const passwords = file === null ? await keptRolePasswords(settings.stateFolder) : await readRolePasswords(file)
  const open = (code: DatabaseCode, role: RoleName) =>
    openPool(
      urlFor(
        settings.databaseUrl ?? '',
        databaseName(settings.databasePrefix, databaseOf(code)),
        role,
        passwords[role],
      ),
      { max: 2, applicationName: 'hutong statistics', statementTimeoutMs: STATEMENT_TIMEOUT_MS },
    )
  try {
    const { policies } = await compiledPolicies(settings.policiesFolder)
    const pools = {
      registry: open('REGISTRY', 'hutong_statistics'),
      CLH: open('CLH', 'hutong_statistics'),
      WJW: open('WJW', 'hutong_statistics'),
    }
    const pool = open('JOURNAL', 'hutong_journal_writer')
    const journal = await createPostgresJournal({ pool, clock: systemClock, statementTimeoutMs: 5_000 })
    const job = { pools, clock: systemClock, journal, policies }
    const isNew = await publishStatistics(job).finally(() => journal.close())
    console.log(isNew ? `published as of ${shanghaiDay(systemClock.now())}` : 'this month is published already')
  } finally {
    await closePools()
  }
}
