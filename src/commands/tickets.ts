// `hutong tickets`: looks for contradictions between departments and opens a ticket for each, and says how departments answer.
import type { Command } from 'commander'
import { shanghaiDay, systemClock } from '../clock.ts'
import { ticketReport } from '../corrections/report.ts'
import type { ChildrenProgress } from '../registry/pace/read-children.ts'
import { readSettings } from '../settings.ts'
import { connectDatabases } from './connect.ts'
import { progressLine, withJobSite } from './job-site.ts'

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
  const { sweepContradictions, WITNESSES } = await import('../corrections/sweep.ts')
  const say = progressLine()
  const onProgress = ({ children, total, finish }: ChildrenProgress): void =>
    say({ done: `${children} of ${total} children looked at`, isFirst: children === 0, finish })
  const { children, opened, settled } = await withJobSite({ name: 'hutong sweep', departments: WITNESSES }, (site) =>
    sweepContradictions({ ...site, onProgress }),
  )
  process.stdout.write(`${children} children: ${opened} tickets opened, ${settled} settled\n`)
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
