// `hutong publish-statistics`: runs the job that makes the snapshot of the quarter and publishes its standing tables.
import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { progressLine, withJobSite } from './job-site.ts'

export function publishStatisticsCommand(program: Command): void {
  program
    .command('publish-statistics')
    .description('make the snapshot of this quarter and publish its standing tables, unless they are')
    .addHelpText('after', "\nWithout DATABASE_URL and officers it works on the demo, with the demo's own officers.")
    .action(publish)
}

async function publish(): Promise<void> {
  const [{ COUNTED_DEPARTMENTS, publishStatistics }, { periodName }] = await Promise.all([
    import('../statistics/job.ts'),
    import('../statistics/period.ts'),
  ])
  const say = progressLine()
  const wish = { name: 'hutong statistics', departments: COUNTED_DEPARTMENTS } as const
  const line = await withJobSite(wish, async (site) => {
    const published = await publishStatistics({
      ...{
        ...site,
        registry: site.pool('REGISTRY', 'hutong_statistics'),
        name: 'publish-statistics',
        nonce: randomBytes,
      },
      onProgress: ({ children, total, finish }) =>
        say({ done: `${children} of ${total} children looked at`, isFirst: children === 0, finish }),
    })
    if (!published) return 'this quarter is published already'
    const { period, asOf, children, tables } = published
    return `${periodName(period)} published as of ${asOf}: ${children} children in the snapshot, ${tables} standing tables`
  })
  console.log(line)
}
