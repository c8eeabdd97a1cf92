// `hutong quality`: the monthly report on what departments hold, and the job that makes it. Counts only.
import { type Command, InvalidArgumentError } from 'commander'
import { type CountOfMonth, qualityReport, type SourceReport } from '../quality/report.ts'
import { readSettings } from '../settings.ts'
import { connectDatabases } from './connect.ts'
import { progressLine, withJobSite } from './job-site.ts'

export function qualityCommand(program: Command): void {
  const quality = program
    .command('quality')
    .description('how good is what departments hold: missing, malformed, stale …')
  quality
    .command('run')
    .description('look at every record of every department, once a month; goes on where a run was stopped')
    .addHelpText(
      'after',
      "\nRun `hutong link` and `hutong tickets sweep` first: what is unlinked and contradicted is counted as they left it.\nWithout DATABASE_URL and officers it works on the demo, with the demo's own officers.",
    )
    .action(run)
  quality
    .command('report')
    .description('what was found, by department, field and fault, with the month before')
    .option('--month <month>', 'such as 2026-11; the newest unless said', firstDay)
    .action(report)
}

function firstDay(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return `${text}-01`
  throw new InvalidArgumentError('expected a month, for example 2026-11')
}

async function run(): Promise<void> {
  const [{ measureQuality }, { DEPARTMENTS }] = await Promise.all([
    import('../quality/measure.ts'),
    import('../departments/departments.ts'),
  ])
  const say = progressLine()
  const measured = await withJobSite({ name: 'hutong quality', departments: DEPARTMENTS }, (site) =>
    measureQuality({
      ...site,
      sources: [...site.readers.values()],
      onProgress: ({ source, done, total, isFirst, finish }) =>
        say({ done: `${source}: ${done} of ${total} records`, isFirst, finish: async () => finish }),
    }),
  )
  for (const { source, state } of measured) process.stdout.write(`${source}: ${STATES[state]}\n`)
  if (measured.some(({ state }) => state === 'OUT' || state === 'STALE')) process.exitCode = 1
}

const STATES = {
  READ: 'looked at',
  BEFORE: 'was looked at this month already',
  STALE: 'not looked at: what it has was loaded too long ago',
  OUT: 'not looked at: it was out for an hour, or never open to jobs',
} as const

async function report({ month = null }: { readonly month?: string | null }): Promise<void> {
  const databases = await connectDatabases(readSettings())
  const registry = databases.pool('REGISTRY', 'hutong_gateway', {
    ...{ max: 1, applicationName: 'hutong quality', readOnly: true },
  })
  const sources = await qualityReport(registry, month).finally(() => registry.end())
  const [first] = sources
  process.stdout.write(first ? `report of ${first.month}\n` : 'no report\n')
  for (const source of sources) process.stdout.write(linesOf(source).join(''))
}

function linesOf({ source, state, asOf, records, counts }: SourceReport): string[] {
  const upTo = asOf === null ? '' : `, as of ${asOf.toISOString()}`
  return [`${source}: ${records} records${upTo}${state === 'READ' ? '' : `, ${state}`}\n`, ...counts.map(lineOf)]
}

function lineOf({ fault, field, records, before }: CountOfMonth): string {
  const trend = before === null ? '' : ` (${before} before)`
  return `  ${fault.toLowerCase().padEnd(14)}${String(records).padStart(8)}${trend.padEnd(18)} ${field}`
    .trimEnd()
    .concat('\n')
}
