// Publishes the demo's statistics through the same job as in production, under its own role and with its own entries.
import type { DatabaseCode } from '../database/databases.ts'
import { closePools, openPool } from '../database/pool.ts'
import type { OpenGateway } from '../parts.ts'
import { publishStatistics } from '../statistics/job.ts'
import type { DemoSite } from './site.ts'

/** `startsAnew`: the city was built anew, and what was published of the former one means nothing. */
export async function publishDemoStatistics(
  site: DemoSite,
  { rooms, journal }: OpenGateway,
  startsAnew: boolean,
): Promise<void> {
  const open = (code: DatabaseCode) =>
    openPool(site.databaseUrl(code, 'hutong_statistics'), { max: 2, applicationName: 'hutong demo statistics' })
  const pools = { registry: open('REGISTRY'), CLH: open('CLH'), WJW: open('WJW') }
  try {
    await publishStatistics({ pools, clock: rooms.clock, journal, policies: rooms.policies, startsAnew })
  } finally {
    await closePools(Object.values(pools))
  }
}
