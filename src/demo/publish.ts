// Publishes the demo's statistics through the same job as in production, under its own role and with its own entries.
import type pg from 'pg'
import { systemClock } from '../clock.ts'
import { jobReaders } from '../commands/job-readers.ts'
import type { DatabaseCode, RoleName } from '../database/databases.ts'
import { closePools, openPool } from '../database/pool.ts'
import { readKeyFile } from '../masking/key-file.ts'
import type { OpenGateway } from '../parts.ts'
import { COUNTED_DEPARTMENTS } from '../statistics/counts.ts'
import { publishStatistics } from '../statistics/job.ts'
import type { DemoSite } from './site.ts'

const ROLE: RoleName = 'hutong_statistics'

/** `startsAnew`: the city was built anew, and what was published of the former one means nothing. */
export async function publishDemoStatistics(
  site: DemoSite,
  { rooms, journal }: OpenGateway,
  startsAnew: boolean,
): Promise<void> {
  const pools: pg.Pool[] = []
  const open = (code: DatabaseCode, role: RoleName, mostBytes?: number): pg.Pool => {
    const pool = openPool(site.databaseUrl(code, role), {
      ...{ max: 2, applicationName: 'hutong demo statistics' },
      ...(mostBytes === undefined ? {} : { mostBytes }),
    })
    pools.push(pool)
    return pool
  }
  try {
    const clock = systemClock
    const readers = await jobReaders(COUNTED_DEPARTMENTS, {
      ...{ services: {}, boundsFile: null, registry: rooms.registry, open, role: ROLE, clock },
      keys: await readKeyFile(site.keyFile),
    })
    await publishStatistics({
      registry: open('REGISTRY', ROLE),
      readers,
      clock,
      journal,
      policies: rooms.policies,
      startsAnew,
    })
  } finally {
    await closePools(pools)
  }
}
