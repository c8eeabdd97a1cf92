// Publishes the demo's statistics through the same job as in production, under its own role and with its own entries.
import { randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { systemClock } from '../clock.ts'
import { jobReaders } from '../commands/job-readers.ts'
import { type DatabaseCode, type RoleName, readerOf } from '../database/databases.ts'
import { closePools, openPool } from '../database/pool.ts'
import type { Services } from '../departments/adapters/sources.ts'
import { createWorkerRegister } from '../departments/civil-affairs/worker-register.ts'
import { readKeyFile } from '../masking/key-file.ts'
import type { OpenGateway } from '../parts.ts'
import { COUNTED_DEPARTMENTS, publishStatistics } from '../statistics/job.ts'
import type { DemoSite } from './site.ts'

/** Once a quarter; a city that was built anew has no snapshot, and gets one. */
export async function publishDemoStatistics(
  site: DemoSite,
  { rooms, journal }: OpenGateway,
  services: Services,
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
  const clock = systemClock
  const keys = await readKeyFile(site.keyFile)
  const parts = { services, boundsFile: null, registry: rooms.registry, open, keys, clock }
  const readers = await jobReaders(COUNTED_DEPARTMENTS, parts)
  try {
    await publishStatistics({
      ...{ registry: open('REGISTRY', 'hutong_statistics'), readers, clock, journal, key: keys.journalSubject },
      ...{ policies: rooms.policies, packs: rooms.packs, newId: randomUUID, nonce: randomBytes },
      workerRegister: createWorkerRegister(open('MZJ', readerOf('MZJ'))),
      name: 'publish-statistics',
    })
  } finally {
    await Promise.all([...readers.values()].map((reader) => reader.close()))
    await closePools(pools)
  }
}
