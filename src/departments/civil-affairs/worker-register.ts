// The register of child workers as it is read: who holds a post on a day. It is about members of staff by number, and knows no child.
import type { Pool } from 'pg'
import { addDays, type Day, startOfDay } from '../../clock.ts'
import { GatewayError } from '../../errors.ts'
import { atSource } from '../at-source.ts'
import { MissingCell } from '../missing-cell.ts'

export interface ChildWorker {
  /** Tells two posts of one person from those of two; shown to nobody. */
  readonly workerNo: string
  readonly post: 'SUPERVISOR' | 'DIRECTOR'
  /** Twelve digits. */
  readonly division: string
  readonly fullTime: boolean
  readonly certified: boolean
  readonly trainedThisYear: boolean
}

/** UNAVAILABLE: no register was ever brought. STALE: the last one is too old to say that somebody is not there. */
export type RegisteredWorkers =
  | { readonly state: 'FRESH'; readonly workers: readonly ChildWorker[] }
  | { readonly state: 'STALE' | 'UNAVAILABLE' }

/** Divisions from the lowest to the highest code, position by position. */
export interface DivisionBounds {
  readonly lowest: readonly string[]
  readonly highest: readonly string[]
}

/** Rejects with SOURCE_UNAVAILABLE while civil affairs is out. */
export interface WorkerRegister {
  heldOn(day: Day, within: DivisionBounds): Promise<RegisteredWorkers>
}

/** In place of a register that nobody keeps here. */
export const NO_REGISTER: WorkerRegister = { heldOn: async () => ({ state: 'UNAVAILABLE' }) }

/** Of the whole city. */
export const EVERYWHERE: DivisionBounds = { lowest: ['000000000000'], highest: ['999999999999'] }

/** Civil affairs brings the register once a quarter at least. */
const FRESH_FOR_DAYS = 92

// In an order of what may be shown: that of the numbers would tell of them.
const HELD = `
  select worker_no as "workerNo", post, division, full_time as "fullTime", coalesce(certified_until >= $1, false) as certified,
    coalesce(date_trunc('year', trained_on) = date_trunc('year', $1::date), false) as "trainedThisYear"
  from civil_affairs.child_worker w
  where superseded_at is null and appointed_from <= $1 and (ended_on is null or ended_on > $1)
    and exists (select from unnest($2::char(12)[], $3::char(12)[]) d(lowest, highest) where w.division between d.lowest and d.highest)
  order by division, certified, "fullTime", "trainedThisYear", worker_no`

export function createWorkerRegister(reader: Pool): WorkerRegister {
  return {
    heldOn: (day, { lowest, highest }) =>
      atSource('civil affairs', async () => {
        const takenAt = await lastTaken(reader)
        if (takenAt === null) return { state: 'UNAVAILABLE' }
        if (takenAt < startOfDay(addDays(day, -FRESH_FOR_DAYS))) return { state: 'STALE' }
        const { rows } = await reader.query<ChildWorker>({
          ...{ name: 'child-workers', text: HELD, values: [day, lowest, highest] },
        })
        return { state: 'FRESH', workers: rows }
      }),
  }
}

async function lastTaken(reader: Pool): Promise<Date | null> {
  const { rows } = await reader.query<{ takenAt: Date | null }>({
    name: 'child-worker-file',
    text: 'select max(taken_at) as "takenAt" from civil_affairs.worker_file',
  })
  return rows[0]?.takenAt ?? null
}

/** For whoever is shown them: what stands in their place where the register cannot be believed. */
export async function shownWorkers(
  register: WorkerRegister,
  day: Day,
  within: DivisionBounds,
): Promise<readonly ChildWorker[] | MissingCell> {
  try {
    const held = await register.heldOn(day, within)
    if (held.state === 'FRESH') return held.workers
    return held.state === 'STALE'
      ? new MissingCell('STALE', 'MZJ')
      : new MissingCell('UNAVAILABLE', 'MZJ', 'NOT_CONNECTED')
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'SOURCE_UNAVAILABLE') throw error
    return new MissingCell('UNAVAILABLE', 'MZJ')
  }
}
