// The job that links. It runs under a system role with its own policy, reads the columns granted to it and no other, batch by
// batch, and leaves one entry per run and source before anything is read. Killed at any moment it goes on where it was.
import type { Pool } from 'pg'
import type { FieldTreatment } from '../../audit/entry.ts'
import type { Journal } from '../../audit/journal.ts'
import type { Timer } from '../../clock.ts'
import { inTransaction } from '../../database/transaction.ts'
import { SHEET_COLUMNS } from '../../departments/linking-sheet.ts'
import { type Finish, Forecast } from '../../departments/pace/forecast.ts'
import { GatewayError } from '../../errors.ts'
import type { LinkingParameters } from '../../linking/parameters.ts'
import type { Tokeniser } from '../../linking/tokens.ts'
import type { BlindIndexKey } from '../../masking/blind-index.ts'
import type { Keyring } from '../../masking/keyring.ts'
import type { Grant, PolicySet } from '../../policy/compile.ts'
import type { SourceOut } from '../pace/read-in-bounds.ts'
import { CALLS, mostOf, oneBatch, readingOf } from './batch.ts'
import { countAfter, LINKED_DEPARTMENTS, type LinkedDepartment } from './read-sheets.ts'
import { NO_COUNTS, position, type RunCounts, type RunStep, sumOf, takeUpRun } from './runs.ts'
import { hasLinksWithoutKeys } from './store.ts'
import { type PacedSource, withinBounds } from './within-bounds.ts'

export const LINKING_ROLE = 'SYSTEM_LINK'

export interface LinkingJob {
  /** Pools of the role hutong_linker. */
  readonly registry: Pool
  readonly departments: Readonly<Record<LinkedDepartment, Pool>>
  /** The bounds of each department, as all who ask it share them. */
  readonly sources: Readonly<Record<LinkedDepartment, PacedSource>>
  readonly keyrings: Readonly<Record<LinkedDepartment, Keyring>>
  readonly index: BlindIndexKey
  readonly token: Tokeniser
  readonly acceptSynthetic: boolean
  readonly clock: Timer
  readonly journal: Journal
  readonly policies: PolicySet
  readonly parameters: LinkingParameters
  readonly newId: () => string
  /** Told before the first batch of a source and after each. */
  readonly onProgress?: (progress: LinkingProgress) => void
  /** Told each time that a batch waits for a source that is out. */
  readonly onOut?: (out: SourceOut) => void
}

export interface LinkingProgress {
  readonly department: LinkedDepartment
  readonly step: RunStep
  /** Records gone through in this run, of those that were there when it began. */
  readonly records: number
  readonly total: number
  /** When this step will be done with the source. Rejects with SourceBusy when that cannot be counted. */
  finish(): Promise<Finish>
}

/** Why a source was not gone through to its end; what was done stands, and the next run goes on there. */
export interface LinkResult extends RunCounts {
  readonly stoppedBy: GatewayError | null
}

/**
 * Links every record that is not linked yet. A source that is out, or whose answer cannot be used, is stopped at, and the others are gone
 * through as far as they need nothing of it. Throws REFUSED without a policy that grants something.
 */
export async function linkSources(job: LinkingJob): Promise<Readonly<Record<LinkedDepartment, LinkResult>>> {
  const { grant, granted } = grantedTo(job.policies)
  for (const department of LINKED_DEPARTMENTS) await record(job, { grant, granted, department, status: 'STARTED' })
  const results = new Map<LinkedDepartment, LinkResult>()
  const done = new Set<LinkedDepartment>()
  const countOf = (department: LinkedDepartment): number => results.get(department)?.records ?? 0
  try {
    // Keys first, and of all sources: a record must find those that were linked before linking had a history.
    for (const department of LINKED_DEPARTMENTS) {
      const { renewed, contested, stoppedBy } = await runThrough(job, { granted, department, step: 'KEYS' })
      results.set(department, { ...NO_COUNTS, renewed, contested, stoppedBy })
    }
    const hidden = await firstHidden(job.registry, results)
    for (const department of LINKED_DEPARTMENTS) {
      const before = results.get(department) ?? { ...NO_COUNTS, stoppedBy: null }
      const stoppedBy = before.stoppedBy ?? hidden
      const result = stoppedBy
        ? { ...before, stoppedBy }
        : resultOf(before, await runThrough(job, { granted, department, step: 'LINK' }))
      results.set(department, result)
      done.add(department)
      const status = result.stoppedBy ? 'FAILED' : 'FINISHED'
      await record(job, { grant, granted, department, status, count: countOf(department) })
    }
  } catch (error) {
    for (const department of LINKED_DEPARTMENTS.filter((each) => !done.has(each))) {
      await record(job, { grant, granted, department, status: 'FAILED', count: countOf(department) })
    }
    throw error
  }
  return Object.fromEntries(results) as Record<LinkedDepartment, LinkResult>
}

function resultOf(before: LinkResult, run: LinkResult): LinkResult {
  return { ...sumOf(before, run), stoppedBy: run.stoppedBy }
}

// Where records that are linked could not be given their keys, others would found their children a second time.
async function firstHidden(
  registry: Pool,
  results: ReadonlyMap<LinkedDepartment, LinkResult>,
): Promise<GatewayError | null> {
  for (const [department, { stoppedBy }] of results) {
    if (stoppedBy && (await hasLinksWithoutKeys(registry, department))) return stoppedBy
  }
  return null
}

function grantedTo(policies: PolicySet): { grant: Grant; granted: readonly string[] } {
  const grant = policies.grantFor(LINKING_ROLE, 'P08')
  if (!grant) throw new GatewayError('REFUSED', `no policy for ${LINKING_ROLE}`)
  const granted = Object.keys(SHEET_COLUMNS).filter(
    (coordinate) => grant.decide('input', coordinate).effect === 'reveal',
  )
  if (granted.length === 0) throw new GatewayError('REFUSED', `nothing is granted to ${LINKING_ROLE}`)
  return { grant, granted }
}

interface Entry {
  readonly grant: Grant
  readonly granted: readonly string[]
  readonly department: LinkedDepartment
  readonly status: 'STARTED' | 'FINISHED' | 'FAILED'
  readonly count?: number
}

async function record(
  { journal, clock, newId }: LinkingJob,
  { grant, granted, department, status, count = 0 }: Entry,
): Promise<void> {
  await journal.append('JOB', {
    entryId: newId(),
    at: clock.now().toISOString(),
    job: 'link',
    role: LINKING_ROLE,
    source: department,
    policyIds: grant.policyIds,
    policyVersion: grant.version,
    fields: granted.map((coordinate): FieldTreatment => [coordinate, 'token']),
    status,
    count,
  })
}

export interface Run {
  readonly granted: readonly string[]
  readonly department: LinkedDepartment
  readonly step: RunStep
}

async function runThrough(job: LinkingJob, run: Run): Promise<LinkResult> {
  let counts = NO_COUNTS
  try {
    for await (const batch of batchesThrough(job, run)) counts = sumOf(counts, batch)
    return { ...counts, stoppedBy: null }
  } catch (cause) {
    if (cause instanceof GatewayError && cause.code === 'SOURCE_UNAVAILABLE') return { ...counts, stoppedBy: cause }
    throw cause
  }
}

async function* batchesThrough(job: LinkingJob, run: Run): AsyncGenerator<RunCounts> {
  const { department, step } = run
  const parameters = job.parameters.version
  await takeUpRun(job.registry, { id: job.newId(), department, step, parameters, at: job.clock.now() })
  const forecast = new Forecast({ ...job.sources[department], clock: job.clock })
  const total = await withinBounds(job, [department], async () =>
    countAfter(readingOf(job, run, department), await position(job.registry, run)),
  )
  let records = 0
  const tell = (): void => {
    const calls = Math.ceil(Math.max(0, total - records) / mostOf(job, run, department)) * CALLS[step]
    const progress = { department, step, records, total }
    job.onProgress?.({ ...progress, finish: () => forecast.finish(calls) })
  }
  tell()
  for (;;) {
    const asked = step === 'KEYS' ? [department] : LINKED_DEPARTMENTS
    const batch = await withinBounds(job, asked, () =>
      inTransaction(job.registry, (client) => oneBatch(job, run, client)),
    )
    if (batch === null) return
    yield batch.counts
    records += batch.counts.records
    forecast.done(CALLS[step])
    tell()
    if (batch.isLast) return
  }
}
