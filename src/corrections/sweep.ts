// The sweep: goes through all children, page by page, in the jobs' lane of each department, and opens a check ticket where two departments
// say different things. The ticket goes to the department whose datum it is; once that has confirmed its own, to the one that differs.
// What no longer differs is settled. It holds nothing but references; a run that was killed is simply run again.
import type { Pool, PoolClient } from 'pg'
import type { FieldTreatment } from '../audit/entry.ts'
import type { Journal } from '../audit/journal.ts'
import type { Timer } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import { contradictions, type EdgeRead, edgeReads } from '../departments/edge-reads.ts'
import { type Contradiction, missingAmong, type Witness } from '../departments/join-rows.ts'
import { CONTRADICTABLE, departmentsKnowing } from '../departments/joined.ts'
import type { SourcePace } from '../departments/pace/source-pace.ts'
import type { JobReader, TreatedRows } from '../departments/reader.ts'
import { GatewayError, invariant } from '../errors.ts'
import { maskNamed } from '../masking/masks.ts'
import type { GrantedLeaf } from '../plan/plan.ts'
import type { Grant, PolicySet } from '../policy/compile.ts'
import { confirmedOf, openTickets, settleOthers } from './check-tickets.ts'

export const SWEEP_ROLE = 'SYSTEM_CONTRADICTIONS'

/** The departments that say something of what can be contradicted. */
export const WITNESSES = departmentsKnowing(CONTRADICTABLE)

export interface PacedReader {
  readonly reader: JobReader
  readonly pace: SourcePace
}

export interface SweepJob {
  /** Pool of the role hutong_gateway. */
  readonly registry: Pool
  /** By department code; of every witness. */
  readonly readers: ReadonlyMap<string, PacedReader>
  readonly clock: Timer
  readonly journal: Journal
  readonly policies: PolicySet
  readonly newId: () => string
  readonly onProgress?: (progress: { readonly children: number; readonly total: number }) => void
}

export interface SweepResult {
  /** Children looked at. */
  readonly children: number
  readonly opened: number
  readonly settled: number
}

const PAGE = 200
const MOST_TRIES = 6
const FIRST_WAIT_MS = 1_000

/**
 * Throws REFUSED without a policy that grants the cells, SOURCE_UNAVAILABLE when a witness stays out; what was opened and settled until
 * then stands.
 */
export async function sweepContradictions(job: SweepJob): Promise<SweepResult> {
  const granted = grantedTo(job.policies)
  await record(job, granted, 'STARTED', 0)
  let result: SweepResult = { children: 0, opened: 0, settled: 0 }
  try {
    const total = await countChildren(job.registry)
    for (let after: string | null = null; ; ) {
      const page = await childrenAfter(job.registry, after)
      if (page.length === 0) break
      const { opened, settled } = await onePage(job, granted.leaves, page)
      const children: number = result.children + page.length
      result = { children, opened: result.opened + opened, settled: result.settled + settled }
      job.onProgress?.({ children: result.children, total })
      after = page.at(-1)?.childId ?? null
    }
  } catch (error) {
    await record(job, granted, 'FAILED', result.children)
    throw error
  }
  await record(job, granted, 'FINISHED', result.children)
  return result
}

interface Granted {
  readonly grant: Grant
  readonly leaves: readonly GrantedLeaf[]
}

// With a part of them it would take a witness's silence for agreement.
function grantedTo(policies: PolicySet): Granted {
  const grant = policies.grantFor(SWEEP_ROLE, 'P08')
  if (!grant) throw new GatewayError('REFUSED', `no policy for ${SWEEP_ROLE}`)
  const leaves = CONTRADICTABLE.map((coordinate): GrantedLeaf => {
    if (grant.decide('select', coordinate).effect === 'reveal') return { coordinate, mask: null, rows: [] }
    throw new GatewayError('REFUSED', `${coordinate} is not granted to ${SWEEP_ROLE}`)
  })
  return { grant, leaves }
}

interface SweptChild {
  readonly childId: string
  readonly keys: Readonly<Record<string, string>>
}

async function childrenAfter(registry: Pool, after: string | null): Promise<SweptChild[]> {
  const { rows } = await registry.query<{ child_id: string; keys: Record<string, string> }>({
    name: 'sweep-children',
    text: `select child_id, jsonb_object_agg(department, subject_key) as keys from registry.source_link
      where child_id in (select id from registry.child where id > $1 order by id limit $2) group by child_id order by child_id`,
    values: [after ?? '00000000-0000-0000-0000-000000000000', PAGE],
  })
  return rows.map(({ child_id: childId, keys }) => ({ childId, keys }))
}

async function countChildren(registry: Pool): Promise<number> {
  const { rows } = await registry.query<{ count: number }>('select count(*)::int as count from registry.child')
  return rows[0]?.count ?? 0
}

/** What differs, of one child. */
export interface Found {
  readonly childId: string
  readonly contradiction: Contradiction
}

async function onePage(job: SweepJob, leaves: readonly GrantedLeaf[], page: readonly SweptChild[]) {
  const reads = edgeReads(leaves, maskNamed)
  const told = new Map(
    await Promise.all(reads.map(async (read) => [read.department, await readPage(job, read, page)] as const)),
  )
  const read = new Set(leaves.map(({ coordinate }) => coordinate))
  const witnessOf =
    ({ keys }: SweptChild): Witness =>
    (department) => {
      const rows = told.get(department)
      return rows && { rows, key: keys[department.code] ?? '' }
    }
  // A record that cannot be read is no word of its department, neither for a contradiction nor against one.
  const heard = page.filter((child) => missingAmong(witnessOf(child), WITNESSES) === null)
  const found = heard.flatMap((child): Found[] =>
    contradictions(read, witnessOf(child)).map((contradiction) => ({ childId: child.childId, contradiction })),
  )
  const now = job.clock.now()
  const childIds = heard.map(({ childId }) => childId)
  return inTransaction(job.registry, (client) => write(client, job, { found, childIds, now }))
}

async function write(
  client: PoolClient,
  { newId }: SweepJob,
  {
    found,
    childIds,
    now,
  }: { readonly found: readonly Found[]; readonly childIds: readonly string[]; readonly now: Date },
): Promise<{ opened: number; settled: number }> {
  const settled = await settleOthers(client, { found, childIds, now })
  const confirmed = await confirmedOf(client, { childIds, now })
  return { opened: await openTickets(client, { found, confirmed, now, newId }), settled }
}

// Never less than all of it: what a witness did not answer is not taken for agreement.
async function readPage(
  job: SweepJob,
  { department, statement }: EdgeRead,
  page: readonly SweptChild[],
): Promise<TreatedRows> {
  const paced = job.readers.get(department.code)
  invariant(paced, `${department.code} has a reader`)
  const keys = page.flatMap((child) => child.keys[department.code] ?? [])
  if (keys.length === 0) return { state: 'FRESH', asOf: job.clock.now(), rows: new Map(), malformed: [] }
  for (let tries = 1, waitMs = FIRST_WAIT_MS; ; tries += 1, waitMs *= 2) {
    await paced.pace.readyForJob()
    const rows = await paced.reader.read(statement, keys)
    if (rows.state === 'FRESH') return rows
    if (rows.state === 'STALE' || tries === MOST_TRIES)
      throw new GatewayError('SOURCE_UNAVAILABLE', `${department.code} gave no fresh answer`)
    await job.clock.waitUntil(new Date(job.clock.now().getTime() + waitMs))
  }
}

async function record(
  { journal, clock, newId }: SweepJob,
  { grant, leaves }: Granted,
  status: 'STARTED' | 'FINISHED' | 'FAILED',
  count: number,
): Promise<void> {
  for (const { code } of WITNESSES) {
    await journal.append('JOB', {
      entryId: newId(),
      at: clock.now().toISOString(),
      job: 'contradictions',
      role: SWEEP_ROLE,
      source: code,
      policyIds: grant.policyIds,
      policyVersion: grant.version,
      fields: leaves.map(({ coordinate }): FieldTreatment => [coordinate, 'reveal']),
      status,
      count,
    })
  }
}
