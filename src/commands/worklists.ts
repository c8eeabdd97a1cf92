// `hutong worklists`: raises what officers are asked to look at, and says how often each rule hit and was confirmed.
import type { Command } from 'commander'
import type { ChildrenProgress } from '../registry/pace/read-children.ts'
import { readSettings } from '../settings.ts'
import type { Weighed } from '../worklists/raise.ts'
import type { RuleCounts } from '../worklists/report.ts'
import { connectDatabases } from './connect.ts'
import { progressLine, withJobSite } from './job-site.ts'

export function workListsCommand(program: Command): void {
  const lists = program.command('worklists').description('what rules ask officers to look at, and what came of it')
  lists
    .command('raise')
    .description(
      'raise tasks where a rule of the register holds, withdraw those where it holds no more, end those past their time',
    )
    .addHelpText('after', "\nWithout DATABASE_URL and officers it works on the demo, with the demo's own officers.")
    .action(raise)
  lists.command('report').description('how often each rule hit, and how often a person confirmed it').action(report)
}

async function raise(): Promise<void> {
  const { raiseTasks, WORKING } = await import('../worklists/raise.ts')
  const say = progressLine()
  const onProgress = ({ children, total, finish }: ChildrenProgress): void =>
    say({ done: `${children} of ${total} children looked at`, isFirst: children === 0, finish })
  const weighed = await withJobSite({ name: 'hutong worklists', departments: WORKING }, (site) =>
    raiseTasks({ ...site, name: 'worklists', onProgress }),
  )
  process.stdout.write(weighed.map(weighedLine).join(''))
  if (weighed.some(({ lacks }) => lacks !== null)) process.exitCode = 1
}

const DID_NOT_RUN = {
  ENTRY: 'not in the register of algorithms',
  WORKERS: 'civil affairs’ register of child workers was not brought for a quarter (hutong child-workers)',
} as const

export function weighedLine({ rule, lacks, raised, withdrawn, expired }: Weighed): string {
  if (lacks) return `${rule}: ${DID_NOT_RUN[lacks]}, so it did not run\n`
  return `${rule}: ${raised} raised, ${withdrawn} withdrawn, ${expired} expired\n`
}

async function report(): Promise<void> {
  const { reportTasks } = await import('../worklists/report.ts')
  const databases = await connectDatabases(readSettings())
  const registry = databases.pool('REGISTRY', 'hutong_gateway', {
    ...{ max: 1, applicationName: 'hutong worklists', readOnly: true },
  })
  const counts = await reportTasks(registry).finally(() => registry.end())
  process.stdout.write(counts.map(countsLine).join(''))
}

function countsLine({ rule, hits, confirmed, dismissed, expired, withdrawn }: RuleCounts): string {
  return `${rule}: ${hits} hits, ${confirmed} confirmed, ${dismissed} dismissed, ${expired} expired, ${withdrawn} withdrawn\n`
}
