// Every child of the city with the cells that a job is granted: the one way in which jobs read children, each under its own system role.

import type { Pool } from 'pg'
import type { FieldTreatment } from '../../audit/entry.ts'
import type { Journal } from '../../audit/journal.ts'
import type { Timer } from '../../clock.ts'
import { UNREADABLE } from '../../departments/cell-form.ts'
import { cellsOf } from '../../departments/edge-reads.ts'
import type { Witness } from '../../departments/join-rows.ts'
import { departmentsKnowing } from '../../departments/joined.ts'
import { GatewayError } from '../../errors.ts'
import type { Purpose } from '../../identity/caller.ts'
import type { GrantedLeaf } from '../../plan/plan.ts'
import type { Grant, PolicySet } from '../../policy/compile.ts'
import type { Cells } from '../findings/facts.ts'
import { knownCells } from '../findings/read.ts'
import { allChildren } from './all-children.ts'
import {
  type ChildrenJob,
  type ChildrenProgress,
  type KeyedChild,
  type ReadPage,
  readChildren,
} from './read-children.ts'

export interface CityJob {
  /** Pool of a role that reads which children there are and under which keys. */
  readonly registry: Pool
  /** By department code; of every department that is read. */
  readonly readers: ChildrenJob<KeyedChild>['readers']
  readonly clock: Timer
  readonly journal: Journal
  readonly policies: PolicySet
  readonly newId: () => string
  /** What it is for, as the journal names it. */
  readonly name: string
  readonly onProgress?: (progress: ChildrenProgress) => void
}

/** Under whose policy the city is read. */
export interface SystemJob extends CityJob {
  readonly role: string
  readonly purpose: Purpose
}

/** One child with the cells that were asked for; undefined where nothing is known of one. */
export interface ReadChild {
  readonly childId: string
  readonly cells: Cells
  /** Codes of the departments whose record of it cannot be read. */
  readonly unreadable: readonly string[]
}

/**
 * All children page by page, each with these cells. Throws REFUSED without a policy that grants every one of them, SOURCE_UNAVAILABLE when
 * a department is stale or stays out for an hour.
 */
export async function* readCityAs(job: SystemJob, coordinates: readonly string[]): AsyncGenerator<ReadChild[]> {
  const granted = grantedTo(job, coordinates)
  const sources = departmentsKnowing(coordinates).map(({ code }) => code)
  const record = (status: JobStatus, count: number) => recordReading(job, { ...granted, sources, status, count })
  await record('STARTED', 0)
  let count = 0
  try {
    for await (const page of readChildren(await allChildren(job, granted.leaves))) {
      count += page.children.length
      yield childrenOf(page, new Set(coordinates))
    }
  } catch (error) {
    await record('FAILED', count)
    throw error
  }
  await record('FINISHED', count)
}

interface Granted {
  readonly grant: Grant
  readonly leaves: readonly GrantedLeaf[]
}

/** Throws REFUSED without a policy that grants every one of them. */
export function grantedTo({ policies, role, purpose }: SystemJob, coordinates: readonly string[]): Granted {
  const grant = policies.grantFor(role, purpose)
  if (!grant) throw new GatewayError('REFUSED', `no policy for ${role}`)
  const leaves = coordinates.map((coordinate): GrantedLeaf => {
    const decision = grant.decide('select', coordinate)
    if (decision.effect === 'reveal') return { coordinate, mask: null, rows: [] }
    if (decision.effect === 'mask') return { coordinate, mask: decision.mask, rows: [] }
    throw new GatewayError('REFUSED', `${coordinate} is not granted to ${role}`)
  })
  return { grant, leaves }
}

const NONE: ReadonlySet<string> = new Set()

function childrenOf({ children, told }: ReadPage<KeyedChild>, read: ReadonlySet<string>): ReadChild[] {
  return children.map(({ childId, keys }) => {
    const witness: Witness = ({ code }) => {
      const rows = told.get(code)
      return rows && { rows, key: keys[code] ?? '' }
    }
    const unreadable = [...told].flatMap(([code, { rows }]) =>
      rows.get(keys[code] ?? '') === UNREADABLE ? [code] : [],
    )
    return { childId, unreadable, cells: knownCells(cellsOf({ read, witness, withheld: NONE })) }
  })
}

type JobStatus = 'STARTED' | 'FINISHED' | 'FAILED'

interface JobReading extends Granted {
  readonly sources: readonly string[]
  readonly status: JobStatus
  readonly count: number
}

/** An entry of the journal for each source. */
export async function recordReading(
  { name, role, journal, clock, newId }: SystemJob,
  { grant, leaves, sources, status, count }: JobReading,
): Promise<void> {
  for (const source of sources) {
    await journal.append('JOB', {
      ...{ entryId: newId(), at: clock.now().toISOString(), job: name, role, source },
      ...{ policyIds: grant.policyIds, policyVersion: grant.version, status, count },
      fields: leaves.map(({ coordinate, mask }): FieldTreatment => [coordinate, mask ?? 'reveal']),
    })
  }
}
