// N02: villages with more than thirty left-behind or disadvantaged children, who need a second child director. That a village has more is all
// that is said of its children; which and how many stays with the county (work list W08).
import type { RegisteredWorkers } from '../../departments/civil-affairs/worker-register.ts'
import { invariant } from '../../errors.ts'
import { periodName } from '../period.ts'
import { changesSince, EXACT, type ShownCell, shownId, sourcesOf } from '../shown.ts'
import { countsForDirector } from '../snapshot/villages.ts'
import type { StandingTable } from './standing.ts'

/** 超过30人: thirty are not above (domain A8). */
const ABOVE = 30
const VILLAGE = 'VILLAGE'

export const CROWDED_VILLAGES: StandingTable = {
  name: 'CROWDED_VILLAGES',
  question: 'N02',
  is: {
    zh: '留守和困境儿童超过30人的村（社区），以及民政名册上在任的儿童主任人数（没有名册时为空白）；未列出的村不超过30人',
    en: 'villages with more than thirty left-behind or disadvantaged children, and how many child directors civil affairs’ register has there (blank without a register); villages that are not listed have thirty or fewer',
  },
  counts: ['PublicSecurity.residenceDivision', 'CivilAffairs.categories', 'ChildWorker.division'],
  async make({ workers, snapshot, former, pack, villages, now }) {
    const above = [...villages].flatMap(([village, children]) => (children > ABOVE ? [village] : [])).sort()
    const cells = above.map((village): ShownCell => {
      const dims = [{ dimension: VILLAGE, value: village }]
      const value = directorsIn(village, workers)
      return { dims, value, suppressed: value === null, counted: null, among: null, unknown: null }
    })
    invariant(new Set(above).size === above.length, 'a village stands in the table once')
    return {
      id: shownId(snapshot.period, this.name, { rate: null, only: null }),
      ...{ period: periodName(snapshot.period), table: this.name, measure: 'CHILD_DIRECTORS', of: null },
      dimensions: [VILLAGE],
      definitions: [{ name: this.name, ...this.is, version: 1, sources: sourcesOf(countsForDirector.reads(pack)) }],
      ...{ asOf: snapshot.asOf, pack: snapshot.pack, publishedAt: now.toISOString(), isExact: true, method: EXACT },
      ...{ cells, notes: changesSince([], { snapshot, former }) },
    }
  },
}

/** Two posts of one person are one person; null where nobody knows. */
function directorsIn(village: string, workers: RegisteredWorkers): number | null {
  if (workers.state !== 'FRESH') return null
  const here = workers.workers.filter(({ division }) => division === village)
  return new Set(here.map(({ workerNo }) => workerNo)).size
}
