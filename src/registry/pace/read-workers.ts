// The register of child workers as a job reads it: whole, under its own system role, with an entry in the journal before and after.
import type { Day } from '../../clock.ts'
import {
  EVERYWHERE,
  type RegisteredWorkers,
  type WorkerRegister,
} from '../../departments/civil-affairs/worker-register.ts'
import { grantedTo, recordReading, type SystemJob } from './read-city.ts'

export interface WorkersJob extends SystemJob {
  readonly workerRegister: WorkerRegister
}

const SOURCES = ['MZJ']

/** Throws REFUSED without a policy that grants every one of these cells, SOURCE_UNAVAILABLE while civil affairs is out. */
export async function readWorkersAs(
  job: WorkersJob,
  day: Day,
  coordinates: readonly string[],
): Promise<RegisteredWorkers> {
  const reading = { ...grantedTo(job, coordinates), sources: SOURCES }
  await recordReading(job, { ...reading, status: 'STARTED', count: 0 })
  try {
    const held = await job.workerRegister.heldOn(day, EVERYWHERE)
    const count = held.state === 'FRESH' ? held.workers.length : 0
    await recordReading(job, { ...reading, status: 'FINISHED', count })
    return held
  } catch (error) {
    await recordReading(job, { ...reading, status: 'FAILED', count: 0 })
    throw error
  }
}
