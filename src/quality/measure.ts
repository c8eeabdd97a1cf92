// The job of the monthly report: every record of every department that the registry links, batch by batch in the jobs' lane, however many
// days a narrow source takes. Killed at any moment it goes on where its counts end; a month that was read is not read again.
import type { Pool } from 'pg'
import type { FieldTreatment, JobBody } from '../audit/entry.ts'
import type { Journal } from '../audit/journal.ts'
import { shanghaiDay, type Timer } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import type { ColumnCodes } from '../departments/column-codes.ts'
import { SourceStale } from '../departments/source-fault.ts'
import { GatewayError } from '../errors.ts'
import type { Grant, PolicySet } from '../policy/compile.ts'
import {
  type JobProgress,
  type KeysInOrder,
  type PacedReader,
  progressBefore,
  readInBounds,
} from '../registry/pace/read-in-bounds.ts'
import { faultsIn } from './faults.ts'
import { type Probes, probesOf } from './probes.ts'
import { addBatch, addFaults, beginReport, finishReport, leaveReport, type Month, openFaults } from './store.ts'

export const QUALITY_ROLE = 'SYSTEM_QUALITY'
/** What a policy grants to the job: not cells, but whether they are there and of the agreed form. */
const PROBE = 'RecordProbe.cell'

export interface MeasuredSource extends PacedReader {
  readonly codes: ColumnCodes
  /** True where the source hands over this column of the department. */
  readonly hands: (column: string) => boolean
}

export interface QualityJob {
  /** Pool of the role hutong_gateway. */
  readonly registry: Pool
  readonly sources: readonly MeasuredSource[]
  readonly clock: Timer
  readonly journal: Journal
  readonly policies: PolicySet
  /** True where numbers of the unassigned code 330199 are people. */
  readonly acceptSynthetic: boolean
  readonly newId: () => string
  /** Told before the first batch of a source, and when the work on a batch is done. */
  readonly onProgress?: (progress: SourceProgress) => void
}

export interface SourceProgress extends JobProgress {
  readonly source: string
  /** True before anything is read. */
  readonly isFirst: boolean
}

/** `BEFORE`: was read for this month already. */
export type Measured = { readonly source: string; readonly state: 'READ' | 'BEFORE' | 'STALE' | 'OUT' }

/** Throws REFUSED without a policy that grants the probe; a source that is out or stale is said to be so, and the others go on. */
export async function measureQuality(job: QualityJob): Promise<readonly Measured[]> {
  const grant = grantedTo(job.policies)
  const month = `${shanghaiDay(job.clock.now()).slice(0, 8)}01`
  const measured = await Promise.allSettled(job.sources.map((source) => measureSource(job, grant, { source, month })))
  return measured.map((each) => {
    if (each.status === 'rejected') throw each.reason
    return each.value
  })
}

function grantedTo(policies: PolicySet): Grant {
  const grant = policies.grantFor(QUALITY_ROLE, 'P08')
  if (!grant) throw new GatewayError('REFUSED', `no policy for ${QUALITY_ROLE}`)
  if (grant.decide('input', PROBE).effect === 'reveal') return grant
  throw new GatewayError('REFUSED', `${PROBE} is not granted to ${QUALITY_ROLE}`)
}

interface Measuring {
  readonly source: MeasuredSource
  readonly month: string
}

async function measureSource(job: QualityJob, grant: Grant, { source, month }: Measuring): Promise<Measured> {
  const { code } = source.reader.department
  const of: Month = { month, source: code }
  if (!(await beginReport(job.registry, of, job.clock.now()))) return { source: code, state: 'BEFORE' }
  const probes = probesOf(source.reader.department, {
    ...{ codes: source.codes, hands: source.hands, acceptSynthetic: job.acceptSynthetic },
  })
  await record(job, grant, { source: code, probes, status: 'STARTED', count: 0 })
  let count = 0
  try {
    for await (const records of readSource(job, source, { of, probes })) count += records
  } catch (error) {
    await record(job, grant, { source: code, probes, status: 'FAILED', count })
    if (!(error instanceof GatewayError) || error.code !== 'SOURCE_UNAVAILABLE') throw error
    const state = error instanceof SourceStale ? 'STALE' : 'OUT'
    await leaveReport(job.registry, of, state)
    return { source: code, state }
  }
  await record(job, grant, { source: code, probes, status: 'FINISHED', count })
  return { source: code, state: 'READ' }
}

/** Gives how many records each batch had. */
async function* readSource(
  { registry, clock, onProgress }: QualityJob,
  { reader, pace, bounds, onOut }: MeasuredSource,
  { of, probes }: { readonly of: Month; readonly probes: Probes },
): AsyncGenerator<number> {
  const job = {
    ...{ name: `quality ${of.month.slice(0, 7)} ${of.source}`, statement: probes.statement, pool: registry },
    ...{ keys: await linkedKeys(registry, of.source), reader, pace, bounds, clock },
    ...(onOut ? { onOut } : {}),
  }
  // Where that cannot be counted for a moment, the work goes on all the same.
  const tell = async (counting: Promise<JobProgress>, isFirst: boolean): Promise<void> => {
    const progress = await counting.catch(() => null)
    if (progress) onProgress?.({ source: of.source, isFirst, ...progress })
  }
  await tell(progressBefore(job), true)
  for await (const batch of readInBounds(job)) {
    await inTransaction(registry, async (client) => {
      await addBatch(client, of, {
        faults: faultsIn(batch, probes),
        records: batch.rows.size,
        asOf: batch.asOf,
      })
      await batch.keep(client)
    })
    await tell(batch.progress(), false)
    yield batch.rows.size
  }
  await inTransaction(registry, async (client) => {
    if (await finishReport(client, of, clock.now())) await addFaults(client, of, await openFaults(client, of.source))
  })
}

async function linkedKeys(registry: Pool, source: string): Promise<KeysInOrder> {
  const { rows } = await registry.query<{ count: number }>(
    'select count(*)::int as count from registry.source_link where department = $1',
    [source],
  )
  return {
    total: rows[0]?.count ?? 0,
    async after(key, most) {
      const page = await registry.query<{ key: string }>(
        `select subject_key as key from registry.source_link
         where department = $1 and ($2::uuid is null or subject_key > $2) order by subject_key limit $3`,
        [source, key, most],
      )
      return page.rows.map((row) => row.key)
    },
  }
}

interface Entry extends Pick<JobBody, 'source' | 'status' | 'count'> {
  readonly probes: Probes
}

function record({ journal, clock, newId }: QualityJob, grant: Grant, { probes, ...entry }: Entry): Promise<void> {
  return journal.append('JOB', {
    ...{ entryId: newId(), at: clock.now().toISOString(), job: 'quality', role: QUALITY_ROLE },
    ...{ policyIds: grant.policyIds, policyVersion: grant.version },
    fields: [...new Set(probes.fieldOf.values())].map((field): FieldTreatment => [field, 'probe']),
    ...entry,
  })
}
