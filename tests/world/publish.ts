// Makes the quarter's snapshot and publishes the standing tables for a test, by the job itself, from the departments.
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import type { Journal } from '../../src/audit/journal.ts'
import type { Timer } from '../../src/clock.ts'
import { type JobReaderParts, jobReaders } from '../../src/commands/job-readers.ts'
import { type DatabaseCode, type RoleName, readerOf } from '../../src/database/databases.ts'
import { createWorkerRegister } from '../../src/departments/civil-affairs/worker-register.ts'
import type { RulePack } from '../../src/eligibility/rule-pack.ts'
import type { Keys } from '../../src/masking/key-file.ts'
import type { PolicySet } from '../../src/policy/compile.ts'
import { COUNTED_DEPARTMENTS, publishStatistics, type StatisticsJob } from '../../src/statistics/job.ts'

const PATIENT_BOUNDS = fileURLToPath(new URL('patient-bounds.yaml', import.meta.url))

export interface Publishing extends Partial<Pick<JobReaderParts, 'boundsFile'>> {
  readonly pool: (code: DatabaseCode, role: RoleName) => pg.Pool
  readonly services: JobReaderParts['services']
  readonly keys: Keys
  readonly clock: Timer
  readonly journal: Journal
  readonly policies: PolicySet
  readonly packs: readonly RulePack[]
}

export interface OpenJob extends StatisticsJob {
  close(): Promise<void>
}

export async function statisticsJob(publishing: Publishing): Promise<OpenJob> {
  const { pool, keys, services, boundsFile = PATIENT_BOUNDS, ...parts } = publishing
  const readers = await jobReaders(COUNTED_DEPARTMENTS, {
    ...{ services, boundsFile, registry: pool('REGISTRY', 'hutong_gateway'), clock: parts.clock },
    ...{ open: pool, keys },
  })
  let ids = 0
  return {
    ...parts,
    ...{
      readers,
      registry: pool('REGISTRY', 'hutong_statistics'),
      workerRegister: createWorkerRegister(pool('MZJ', readerOf('MZJ'))),
      key: keys.journalSubject,
      name: 'publish-statistics',
    },
    newId: () => {
      ids += 1
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`
    },
    nonce: (bytes) => Buffer.alloc(bytes, 7),
    close: async () => {
      await Promise.all([...readers.values()].map((reader) => reader.close()))
    },
  }
}

/** True when it published. */
export async function publish(publishing: Publishing): Promise<boolean> {
  const job = await statisticsJob(publishing)
  try {
    return (await publishStatistics(job)) !== null
  } finally {
    await job.close()
  }
}
