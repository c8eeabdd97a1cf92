// The job that publishes the standing tables. It runs under a system role with its own policy, reads the columns granted
// to it and no other, and writes cells that have already passed disclosure control: a count held back is stored nowhere.
import { randomUUID } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import type { FieldTreatment, JobBody } from '../audit/entry.ts'
import type { Journal } from '../audit/journal.ts'
import { type Day, shanghaiDay } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import { GatewayError } from '../errors.ts'
import type { Grant, PolicySet } from '../policy/compile.ts'
import type { Cell } from './cells.ts'
import { type Counting, countByDistrictAndCategory, countEdgeNotCovered } from './counts.ts'
import { heldBack, METHOD, THRESHOLD } from './disclosure-control.ts'
import { type TableId, TOTAL } from './tables.ts'

export const STATISTICS_ROLE = 'SYSTEM_STATISTICS'

/** `registry` is a pool of the role hutong_statistics. */
export interface StatisticsJob extends Counting {
  readonly journal: Journal
  readonly policies: PolicySet
  /** Drops what was published before: only where the whole city was made anew. */
  readonly startsAnew?: boolean
}

const READS: Readonly<Record<string, readonly string[]>> = {
  MZJ: ['CivilAffairs.categories', 'CivilAffairs.householdAidClass'],
  GAJ: ['PublicSecurity.hukouDivision'],
  CLH: ['Disability.severe'],
  WJW: ['Health.illnessAttested'],
}

/**
 * Publishes every table once a month; a second run in the month does nothing, for two exact tables a few children apart
 * would tell of those few, and a published table keeps its bytes. True when it published. Throws REFUSED without a policy,
 * SOURCE_UNAVAILABLE for a department that is stale or stays out: then nothing is published, and the next run tries again.
 */
export async function publishStatistics(job: StatisticsJob): Promise<boolean> {
  const granted = grantedTo(job.policies)
  const day = shanghaiDay(job.clock.now())
  if (!job.startsAnew && (await isPublished(job.registry, day))) return false
  await record(job, granted, { status: 'STARTED', count: 0 })
  try {
    const tables = await countAll(job, day)
    const published = await inTransaction(job.registry, (client) => publish(client, job, { day, tables }))
    await record(job, granted, { status: 'FINISHED', count: published })
    return published > 0
  } catch (error) {
    await record(job, granted, { status: 'FAILED', count: 0 })
    throw error
  }
}

function grantedTo(policies: PolicySet): Grant {
  const grant = policies.grantFor(STATISTICS_ROLE, 'P09')
  if (!grant) throw new GatewayError('REFUSED', `no policy for ${STATISTICS_ROLE}`)
  for (const coordinate of Object.values(READS).flat()) {
    if (grant.decide('select', coordinate).effect !== 'reveal')
      throw new GatewayError('REFUSED', `${coordinate} is not granted to ${STATISTICS_ROLE}`)
  }
  return grant
}

interface Table {
  readonly id: TableId
  readonly cells: readonly Cell[]
}

// All of them before any is published: they stand for one month together.
async function countAll(job: StatisticsJob, day: Day): Promise<readonly Table[]> {
  return [
    {
      id: 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY',
      cells: await countByDistrictAndCategory(job.registry, day),
    },
    { id: 'EDGE_NOT_COVERED_BY_DISTRICT', cells: await countEdgeNotCovered(job, day) },
  ]
}

async function isPublished(registry: Pool | PoolClient, day: Day): Promise<boolean> {
  const { rows } = await registry.query<{ published: boolean }>(
    `select exists (select from registry.statistic_cell where as_of >= $1) as published`,
    [`${day.slice(0, 8)}01`],
  )
  return rows[0]?.published === true
}

/** By count the cells that were published, never the children: a count that is held back stands nowhere. */
async function record(
  { journal, clock }: StatisticsJob,
  grant: Grant,
  ended: Pick<JobBody, 'status' | 'count'>,
): Promise<void> {
  for (const [source, coordinates] of Object.entries(READS)) {
    await journal.append('JOB', {
      ...{ entryId: randomUUID(), at: clock.now().toISOString(), job: 'publish-statistics', role: STATISTICS_ROLE },
      ...{ source, policyIds: grant.policyIds, policyVersion: grant.version },
      fields: coordinates.map((coordinate): FieldTreatment => [coordinate, 'reveal']),
      ...ended,
    })
  }
}

// The number is the lock's name in the database; any constant serves, as long as every Hutong uses the same.
const PUBLISHING_LOCK = 4_830_577_128

interface Publication {
  readonly day: Day
  readonly tables: readonly Table[]
}

/** Gives how many cells it published: none where another run was first, which may have been while this one waited for a source. */
async function publish(
  client: PoolClient,
  { clock, startsAnew }: StatisticsJob,
  { day, tables }: Publication,
): Promise<number> {
  await client.query('select pg_advisory_xact_lock($1)', [PUBLISHING_LOCK])
  if (startsAnew) await client.query('delete from registry.statistic_cell')
  else if (await isPublished(client, day)) return 0
  const publishedAt = clock.now()
  for (const { id, cells } of tables) {
    const held = suppressed(cells)
    for (const [position, cell] of cells.entries()) {
      const isHeld = held.has(position)
      await client.query(
        `insert into registry.statistic_cell (table_id, as_of, position, dimensions, value, suppressed, method, published_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [id, day, position, cell.dimensions, isHeld ? null : cell.value, isHeld, METHOD, publishedAt],
      )
    }
  }
  return tables.reduce((sum, { cells }) => sum + cells.length, 0)
}

/** Column by column: the districts of one column add up to its total. */
export function suppressed(cells: readonly Cell[]): Set<number> {
  const held = new Set<number>()
  const columns = new Set(cells.map((cell) => columnOf(cell)))
  for (const column of columns) {
    const own = cells.map((cell, position) => ({ ...cell, position })).filter((cell) => columnOf(cell) === column)
    const total = own.find((cell) => cell.dimensions[0] === TOTAL)
    if (total && total.value < THRESHOLD) held.add(total.position)
    const parts = own.filter((cell) => cell.dimensions[0] !== TOTAL)
    for (const position of heldBack(parts, total?.value ?? 0)) held.add(position)
  }
  return held
}

function columnOf(cell: Cell): string {
  return cell.dimensions.slice(1).join('|')
}
