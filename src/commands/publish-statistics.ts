// `hutong publish-statistics`: runs the job that publishes the standing tables, once a month, under its own role and policy.
import type { Command } from 'commander'
import { shanghaiDay } from '../clock.ts'
import { progressLine, withJobSite } from './job-site.ts'

export function publishStatisticsCommand(program: Command): void {
  program
    .command('publish-statistics')
    .description('publish the standing tables of this month, unless they are')
    .addHelpText('after', "\nWithout DATABASE_URL and officers it works on the demo, with the demo's own officers.")
    .action(publish)
}

async function publish(): Promise<void> {
  const [{ publishStatistics }, { COUNTED_DEPARTMENTS }] = await Promise.all([
    import('../statistics/job.ts'),
    import('../statistics/counts.ts'),
  ])
  const say = progressLine()
  const wish = { name: 'hutong statistics', departments: COUNTED_DEPARTMENTS, role: 'hutong_statistics' } as const
  const line = await withJobSite(wish, async (site) => {
    const isNew = await publishStatistics({
      ...{ ...site, registry: site.pool('REGISTRY', wish.role) },
      onProgress: ({ children, total, finish }) =>
        say({ done: `${children} of ${total} children looked at`, isFirst: children === 0, finish }),
    })
    return isNew ? `published as of ${shanghaiDay(site.clock.now())}` : 'this month is published already'
  })
  console.log(line)
}
