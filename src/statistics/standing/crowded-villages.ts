// N02: villages with more than thirty left-behind or disadvantaged children, who need a second child director. That a village has more is all
// that is said of its children; which and how many stays with the county (work list W08).
import { invariant } from '../../errors.ts'
import { periodName } from '../period.ts'
import { changesSince, EXACT, type ShownCell, shownId, sourcesOf } from '../shown.ts'
import { countsForDirector } from '../snapshot/villages.ts'
import type { StandingTable } from './standing.ts'

/** 超过30人: thirty are not above (domain A8). */
const ABOVE = 30
const VILLAGE = 'VILLAGE'

// Those who work there on the day, as the roster has them; two posts of one person are one person.
const DIRECTORS = `
  select o.division, count(distinct a.person_id)::int as directors from roster.organisation o
  join roster.assignment a on a.role = 'VILLAGE' and a.valid_from <= $2 and (a.valid_to is null or a.valid_to > $2)
    and exists (select from unnest(a.divisions) d where rpad(d, 12, '0') = o.division)
  where o.kind = 'VILLAGE' and o.division = any($1) group by o.division`

export const CROWDED_VILLAGES: StandingTable = {
  name: 'CROWDED_VILLAGES',
  question: 'N02',
  is: {
    zh: '留守和困境儿童超过30人的村（社区），以及名册上的儿童主任人数；未列出的村不超过30人',
    en: 'villages with more than thirty left-behind or disadvantaged children, and how many child directors the roster has there; villages that are not listed have thirty or fewer',
  },
  counts: ['PublicSecurity.residenceDivision', 'CivilAffairs.categories'],
  async make({ client, snapshot, former, pack, villages, now }) {
    const above = [...villages].flatMap(([village, children]) => (children > ABOVE ? [village] : [])).sort()
    const { rows } = await client.query<{ division: string; directors: number }>(DIRECTORS, [above, snapshot.asOf])
    const directors = new Map(rows.map((row) => [row.division, row.directors]))
    const cells = above.map((village): ShownCell => {
      const dims = [{ dimension: VILLAGE, value: village }]
      return { dims, value: directors.get(village) ?? 0, suppressed: false, counted: null, among: null, unknown: null }
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
