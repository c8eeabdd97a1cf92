// Publishes the demo's statistics through the same job as in production, under its own role and with its own entries.
import { shanghaiDay } from '../clock.ts'
import type { DatabaseCode } from '../database/databases.ts'
import { closePools, openPool } from '../database/pool.ts'
import type { OpenGateway } from '../parts.ts'
import { publishStatistics } from '../statistics/job.ts'
import type { DemoSite } from './site.ts'

/** Whether today's tables are there: a demo that was killed may have stopped before it published them. */
export async function isPublishedToday({ rooms }: OpenGateway): Promise<boolean> {
  const { rows } = await rooms.registry.query<{ published: boolean }>(
    'SELECT EXISTS (SELECT FROM registry.statistic_cell WHERE as_of = $1) AS published',
    [shanghaiDay(rooms.clock.now())],
  )
  return rows[0]?.published === true
}

export async function publishDemoStatistics(site: DemoSite, { rooms, journal }: OpenGateway): Promise<void> {
  const open = (code: DatabaseCode) =>
    openPool(site.databaseUrl(code, 'hutong_statistics'), { max: 2, applicationName: 'hutong demo statistics' })
  const pools = { registry: open('REGISTRY'), CLH: open('CLH'), WJW: open('WJW') }
  try {
    await publishStatistics({ pools, clock: rooms.clock, journal, policies: rooms.policies })
  } finally {
    await closePools(Object.values(pools))
  }
}
