// The sweep: goes through all children, page by page, in the jobs' lane of each department, and opens a check ticket where two departments
// say different things. The ticket goes to the department whose datum it is; once that has confirmed its own, to the one that differs.
// What no longer differs is settled. It holds nothing but references; a run that was killed is simply run again.
import type { Pool, PoolClient } from 'pg'
import type { FieldTreatment } from '../audit/entry.ts'
import type { Journal } from '../audit/journal.ts'
import type { Timer } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import { contradictions } from '../departments/edge-reads.ts'
import { type Contradiction, missingAmong, type Witness } from '../departments/join-rows.ts'
import { CONTRADICTABLE, departmentsKnowing } from '../departments/joined.ts'
import { GatewayError } from '../errors.ts'
import type { GrantedLeaf } from '../plan/plan.ts'
import type { Grant, PolicySet } from '../policy/compile.ts'
import { allChildren } from '../registry/pace/all-children.ts'
import {
  type ChildrenJob,
  type ChildrenProgress,
  type KeyedChild,
  type ReadPage,
  readChildren,
} from '../registry/pace/read-children.ts'
import { confirmedOf, openTickets, settleOthers } from './check-tickets.ts'

export const SWEEP_ROLE = 'SYSTEM_CONTRADICTIONS'

/** The departments that say something of what can be contradicted. */
export const WITNESSES = departmentsKnowing(CONTRADICTABLE)

export interface SweepJob {
  /** Pool of the role hutong_gateway. */
  readonly registry: Pool
  /** By department code; of every witness. */
  readonly readers: ChildrenJob<KeyedChild>['readers']
  readonly clock: Timer
  readonly journal: Journal
  readonly policies: PolicySet
  readonly newId: () => string
  readonly onProgress?: (progress: ChildrenProgress) => void
}

export interface SweepResult {
  /** Children looked at. */
  readonly children: number
  readonly opened: number
  readonly settled: number
}

/**
 * Throws REFUSED without a policy that grants the cells, SOURCE_UNAVAILABLE when a witness is stale or stays out for an hour; what was
 * opened and settled until then stands.
 */
export async function sweepContradictions(job: SweepJob): Promise<SweepResult> {
  const granted = grantedTo(job.policies)
  await record(job, granted, 'STARTED', 0)
  let result: SweepResult = { children: 0, opened: 0, settled: 0 }
  try {
    // Never less than all that the witnesses say: what one did not answer is not taken for agreement.
    for await (const page of readChildren(await allChildren(job, granted.leaves))) {
      const { opened, settled } = await onePage(job, granted.leaves, page)
      const children = result.children + page.children.length
      result = { children, opened: result.opened + opened, settled: result.settled + settled }
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

/** What differs, of one child. */
export interface Found {
  readonly childId: string
  readonly contradiction: Contradiction
}

async function onePage(job: SweepJob, leaves: readonly GrantedLeaf[], { children, told }: ReadPage<KeyedChild>) {
  const read = new Set(leaves.map(({ coordinate }) => coordinate))
  const witnessOf =
    ({ keys }: KeyedChild): Witness =>
    (department) => {
      const rows = told.get(department.code)
      return rows && { rows, key: keys[department.code] ?? '' }
    }
  // A record that cannot be read is no word of its department, neither for a contradiction nor against one.
  const heard = children.filter((child) => missingAmong(witnessOf(child), WITNESSES) === null)
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
