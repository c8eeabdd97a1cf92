// Publishes the standing tables for a test, by the job itself, from the departments' databases.
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import type { Journal } from '../../src/audit/journal.ts'
import type { Timer } from '../../src/clock.ts'
import { type JobReaderParts, jobReaders } from '../../src/commands/job-readers.ts'
import type { DatabaseCode, RoleName } from '../../src/database/databases.ts'
import type { Keys } from '../../src/masking/key-file.ts'
import type { PolicySet } from '../../src/policy/compile.ts'
import { COUNTED_DEPARTMENTS } from '../../src/statistics/counts.ts'
import { publishStatistics, type StatisticsJob } from '../../src/statistics/job.ts'

const PATIENT_BOUNDS = fileURLToPath(new URL('patient-bounds.yaml', import.meta.url))

export interface Publishing extends Partial<Pick<JobReaderParts, 'services' | 'boundsFile'>> {
  readonly pool: (code: DatabaseCode, role: RoleName) => pg.Pool
  readonly keys: Keys
  readonly clock: Timer
  readonly journal: Journal
  readonly policies: PolicySet
}

export async function statisticsJob(publishing: Publishing): Promise<StatisticsJob> {
  const { pool, keys, services = {}, boundsFile = PATIENT_BOUNDS, ...parts } = publishing
  const readers = await jobReaders(COUNTED_DEPARTMENTS, {
    ...{ services, boundsFile, registry: pool('REGISTRY', 'hutong_gateway'), clock: parts.clock },
    ...{ open: pool, role: 'hutong_statistics', keys },
  })
  return { ...parts, readers, registry: pool('REGISTRY', 'hutong_statistics') }
}

/** True when it published. */
export async function publish(publishing: Publishing): Promise<boolean> {
  return publishStatistics(await statisticsJob(publishing))
}
