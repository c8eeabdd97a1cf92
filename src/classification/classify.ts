// Goes through all children and weighs the findings of rule packs on the cells that the job is granted. A finding proposes; what is made of
// it is for whoever runs the job, and in the end for a person.
import type { Pool } from 'pg'
import type { FieldTreatment } from '../audit/entry.ts'
import type { Journal } from '../audit/journal.ts'
import { type Day, shanghaiDay, type Timer } from '../clock.ts'
import type { Department } from '../departments/department.ts'
import { cellsOf } from '../departments/edge-reads.ts'
import type { Witness } from '../departments/join-rows.ts'
import { departmentsKnowing } from '../departments/joined.ts'
import { type Found, find } from '../eligibility/find.ts'
import type { RulePack } from '../eligibility/rule-pack.ts'
import { GatewayError } from '../errors.ts'
import type { GrantedLeaf } from '../plan/plan.ts'
import type { Grant, PolicySet } from '../policy/compile.ts'
import { type Cells, FACT_LEAVES, factsFrom } from '../registry/findings/facts.ts'
import { knownCells } from '../registry/findings/read.ts'
import { allChildren } from '../registry/pace/all-children.ts'
import {
  type ChildrenJob,
  type ChildrenProgress,
  type KeyedChild,
  type ReadPage,
  readChildren,
} from '../registry/pace/read-children.ts'

export const CLASSIFY_ROLE = 'SYSTEM_CLASSIFY'

/** The departments that tell what a finding may be weighed on. */
export const CLASSIFYING: readonly Department[] = departmentsKnowing(FACT_LEAVES)

export interface CityJob {
  /** Pool of the role hutong_gateway. */
  readonly registry: Pool
  /** By department code; of every department of CLASSIFYING. */
  readonly readers: ChildrenJob<KeyedChild>['readers']
  readonly clock: Timer
  readonly journal: Journal
  readonly policies: PolicySet
  readonly newId: () => string
  /** What it is for, as the journal names it. */
  readonly name: string
  readonly onProgress?: (progress: ChildrenProgress) => void
}

/** One child with the cells that were asked for; undefined where nothing is known of one. */
export interface ReadChild {
  readonly childId: string
  readonly cells: Cells
}

/** One child, and by pack, in their order, what was found. */
export interface Classified extends ReadChild {
  readonly found: readonly (readonly Found[])[]
}

/** All children page by page, weighed on the day of the run, or on another. Throws as `readCity`. */
export async function* classify(job: CityJob, packs: readonly RulePack[], on?: Day): AsyncGenerator<Classified[]> {
  const day = on ?? shanghaiDay(job.clock.now())
  for await (const page of readCity(job, FACT_LEAVES)) {
    yield page.map(({ childId, cells }) => {
      // The job is granted cells alone: what was decided once and holds no longer it does not know.
      const person = factsFrom(cells, null)
      return { childId, cells, found: packs.map((pack) => find(pack, person, day)) }
    })
  }
}

/**
 * All children page by page, each with these cells. Throws REFUSED without a policy that grants every one of them, SOURCE_UNAVAILABLE when
 * a department is stale or stays out for an hour.
 */
export async function* readCity(job: CityJob, coordinates: readonly string[]): AsyncGenerator<ReadChild[]> {
  const granted = grantedTo(job.policies, coordinates)
  await record(job, granted, 'STARTED', 0)
  let count = 0
  try {
    for await (const page of readChildren(await allChildren(job, granted.leaves))) {
      count += page.children.length
      yield childrenOf(page, new Set(coordinates))
    }
  } catch (error) {
    await record(job, granted, 'FAILED', count)
    throw error
  }
  await record(job, granted, 'FINISHED', count)
}

interface Granted {
  readonly grant: Grant
  readonly leaves: readonly GrantedLeaf[]
}

function grantedTo(policies: PolicySet, coordinates: readonly string[]): Granted {
  const grant = policies.grantFor(CLASSIFY_ROLE, 'P08')
  if (!grant) throw new GatewayError('REFUSED', `no policy for ${CLASSIFY_ROLE}`)
  const leaves = coordinates.map((coordinate): GrantedLeaf => {
    const decision = grant.decide('select', coordinate)
    if (decision.effect === 'reveal') return { coordinate, mask: null, rows: [] }
    if (decision.effect === 'mask') return { coordinate, mask: decision.mask, rows: [] }
    throw new GatewayError('REFUSED', `${coordinate} is not granted to ${CLASSIFY_ROLE}`)
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
    return { childId, cells: knownCells(cellsOf({ read, witness, withheld: NONE })) }
  })
}

async function record(
  { name, journal, clock, newId }: CityJob,
  { grant, leaves }: Granted,
  status: 'STARTED' | 'FINISHED' | 'FAILED',
  count: number,
): Promise<void> {
  for (const { code } of departmentsKnowing(leaves.map(({ coordinate }) => coordinate))) {
    await journal.append('JOB', {
      ...{ entryId: newId(), at: clock.now().toISOString(), job: name, role: CLASSIFY_ROLE, source: code },
      ...{ policyIds: grant.policyIds, policyVersion: grant.version, status, count },
      fields: leaves.map(({ coordinate, mask }): FieldTreatment => [coordinate, mask ?? 'reveal']),
    })
  }
}
