// `hutong emergencies report --month 2026-11`: how often each unit used break-glass, for whoever oversees it.
import { type Command, InvalidArgumentError } from 'commander'
import type { Pool } from 'pg'
import { type Day, isDay } from '../clock.ts'
import { monthlyCounts, type UnitCount } from '../emergency/report.ts'
import { readSettings } from '../settings.ts'
import { connectDatabases } from './connect.ts'

/** The command ends the pool. */
export async function connectEmergencies(): Promise<Pool> {
  const databases = await connectDatabases(readSettings())
  return databases.pool('REGISTRY', 'hutong_gateway', { max: 1, applicationName: 'hutong emergencies', readOnly: true })
}

export function emergenciesCommand(program: Command, connect: () => Promise<Pool>): void {
  program
    .command('emergencies')
    .description('look at the use of emergency grants')
    .command('report')
    .description('per unit: grants of one month, their renewals, reads, verdicts and suspensions')
    .requiredOption('--month <month>', 'for example 2026-11', firstDayOf)
    .action(async ({ month }: { month: Day }) => {
      const pool = await connect()
      const counts = await monthlyCounts(pool, month).finally(() => pool.end())
      process.stdout.write(describe(counts))
    })
}

function firstDayOf(month: string): Day {
  const day = `${month}-01`
  if (!isDay(day)) throw new InvalidArgumentError('a month is written like 2026-11')
  return day
}

const COLUMNS: readonly (keyof UnitCount)[] = [
  ...(['organisation', 'unit', 'opened', 'renewed', 'reads'] as const),
  ...(['justified', 'unjustified', 'unreviewed', 'suspensions'] as const),
]

function describe(counts: readonly UnitCount[]): string {
  if (counts.length === 0) return 'No grant was opened in this month.\n'
  const rows = [COLUMNS, ...counts.map((count) => COLUMNS.map((column) => count[column]))]
  return `${rows.map((row) => row.join('\t')).join('\n')}\n`
}
