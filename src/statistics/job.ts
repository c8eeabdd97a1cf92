// The job that publishes the standing tables. It runs under a system role with its own policy, reads the columns granted
// to it and no other, and writes cells that have already passed disclosure control: a count held back is stored nowhere.
import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { FieldTreatment } from '../audit/entry.ts'
import type { Journal } from '../audit/journal.ts'
import { type Clock, type Day, shanghaiDay } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { Grant, PolicySet } from '../policy/compile.ts'
import type { Cell } from './cells.ts'
import { countByDistrictAndCategory, countEdgeNotCovered } from './counts.ts'
import { heldBack, METHOD, THRESHOLD } from './disclosure-control.ts'
import { type TableId, TOTAL } from './tables.ts'

export const STATISTICS_ROLE = 'SYSTEM_STATISTICS'

export interface StatisticsJob {
  /** Pools of the role hutong_statistics. */
  readonly pools: { readonly registry: Pool; readonly CLH: Pool; readonly WJW: Pool }
  readonly clock: Clock
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
 * would tell of those few, and a published table keeps its bytes. True when it published. Throws REFUSED without a policy.
 */
export async function publishStatistics(job: StatisticsJob): Promise<boolean> {
  const grant = job.policies.grantFor(STATISTICS_ROLE, 'P09')
  if (!grant) throw new GatewayError('REFUSED', `no policy for ${STATISTICS_ROLE}`)
  const day = shanghaiDay(job.clock.now())
  if (job.startsAnew) await job.pools.registry.query('delete from registry.statistic_cell')
  else if (await isPublished(job, day)) return false
  for (const [source, coordinates] of Object.entries(READS)) {
    await job.journal.append('JOB', entryFor(job, { grant, source, coordinates }))
  }
  await publish(job, {
    table: 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY',
    day,
    cells: await countByDistrictAndCategory(job.pools.registry, day),
  })
  await publish(job, { table: 'EDGE_NOT_COVERED_BY_DISTRICT', day, cells: await countEdgeNotCovered(job.pools, day) })
  return true
}

async function isPublished({ pools }: StatisticsJob, day: Day): Promise<boolean> {
  const { rows } = await pools.registry.query<{ published: boolean }>(
    `select exists (select from registry.statistic_cell where as_of >= $1) as published`,
    [`${day.slice(0, 8)}01`],
  )
  return rows[0]?.published === true
}

interface Run {
  readonly grant: Grant
  readonly source: string
  readonly coordinates: readonly string[]
}

function entryFor({ clock }: StatisticsJob, { grant, source, coordinates }: Run) {
  const fields = coordinates.map((coordinate): FieldTreatment => {
    const decision = grant.decide('select', coordinate)
    if (decision.effect !== 'reveal')
      throw new GatewayError('REFUSED', `${coordinate} is not granted to ${STATISTICS_ROLE}`)
    return [coordinate, 'reveal']
  })
  return {
    entryId: randomUUID(),
    at: clock.now().toISOString(),
    job: 'publish-statistics',
    role: STATISTICS_ROLE,
    source,
    policyIds: grant.policyIds,
    policyVersion: grant.version,
    fields,
    status: 'STARTED' as const,
    count: 0,
  }
}

interface Publication {
  readonly table: TableId
  readonly day: Day
  readonly cells: readonly Cell[]
}

async function publish({ pools, clock }: StatisticsJob, { table, day, cells }: Publication): Promise<void> {
  const held = suppressed(cells)
  const client = await pools.registry.connect()
  try {
    await client.query('begin')
    await client.query('delete from registry.statistic_cell where table_id = $1 and as_of = $2', [table, day])
    for (const [position, cell] of cells.entries()) {
      const isHeld = held.has(position)
      await client.query(
        `insert into registry.statistic_cell (table_id, as_of, position, dimensions, value, suppressed, method, published_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [table, day, position, cell.dimensions, isHeld ? null : cell.value, isHeld, METHOD, clock.now()],
      )
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
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
