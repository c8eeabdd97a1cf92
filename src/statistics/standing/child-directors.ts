// N03: how many child directors hold the certificate, by street, beside the share that is wanted. What is counted are public posts and nobody's
// children, so that each number is exact: whether a post is filled, and by somebody who is qualified, is what the public may know of it
// (docs/statistics.md). Who that is stands nowhere here.
import type { PoolClient } from 'pg'
import type { ChildWorker } from '../../departments/civil-affairs/worker-register.ts'
import type { RulePack } from '../../eligibility/rule-pack.ts'
import { periodName } from '../period.ts'
import { changesSince, EXACT, type ShownCell, type ShownNote, shownId } from '../shown.ts'
import { TOTAL } from './by-county.ts'
import type { StandingTable } from './standing.ts'

/** What is read of the register. */
export const WORKER_LEAVES = ['ChildWorker.certified', 'ChildWorker.division', 'ChildWorker.fullTime']

const STREET = 'STREET'
const FIGURE = 'FIGURE'
const STREET_DIGITS = 9
const THOUSAND = 1_000

// The draft names the share of 2035; the final text has one of 2030 besides.
const IN_2030: ShownNote = {
  code: 'TARGET_2030',
  zh: '目标：到2030年持证比例不低于50%',
  en: 'wanted by 2030: half of all child directors certified',
}
const IN_2035: ShownNote = {
  code: 'TARGET_2035',
  zh: '目标：到2035年持证比例不低于60%',
  en: 'wanted by 2035: six in ten of all child directors certified',
}
const NOBODY: ShownNote = {
  code: 'POSTS_COUNTED',
  zh: '数的是岗位与人员，不是儿童，数字未作改动；空白为该处没有可计的人员或村（居）',
  en: 'posts and workers are counted and no children, exactly; what is blank has nobody, or no village, to count',
}

export function targetsOf({ basis }: Pick<RulePack, 'basis'>): ShownNote[] {
  return basis.status === 'DRAFT' ? [IN_2035] : [IN_2030, IN_2035]
}

export const CERTIFIED_DIRECTORS: StandingTable = {
  name: 'CERTIFIED_DIRECTORS_BY_STREET',
  question: 'N03',
  is: {
    zh: '在任儿童主任中持证（证书在有效期内）和专职的比例，以及有儿童主任的村（居）比例，按乡镇（街道）；一人兼任多村计一次',
    en: 'of the child directors in post, the share with a certificate that runs and the share that work full time, and the share of villages that have one, by street; who has several villages counts once',
  },
  counts: WORKER_LEAVES,
  async make({ client, snapshot, former, pack, workers, now }) {
    if (workers.state !== 'FRESH') return null
    const directors = workers.workers.filter(({ post }) => post === 'DIRECTOR')
    const places = await villagesByStreet(client)
    const byStreet = Map.groupBy(directors, ({ division }) => streetOf(division))
    const streets = [...new Set([...places.keys(), ...byStreet.keys()])].sort()
    return {
      id: shownId(snapshot.period, this.name, { rate: null, only: null }),
      ...{ period: periodName(snapshot.period), table: this.name, measure: 'CHILD_DIRECTORS', of: null },
      dimensions: [STREET, FIGURE],
      definitions: [{ name: this.name, ...this.is, version: 1, sources: ['MZJ'] }],
      ...{ asOf: snapshot.asOf, pack: snapshot.pack, publishedAt: now.toISOString(), isExact: true, method: EXACT },
      cells: [
        ...streets.flatMap((street) => cellsOf(street, byStreet.get(street) ?? [], places.get(street) ?? [])),
        ...cellsOf(TOTAL, directors, [...places.values()].flat()),
      ],
      notes: [...targetsOf(pack), NOBODY, ...changesSince([], { snapshot, former })],
    }
  },
}

function streetOf(division: string): string {
  return division.slice(0, STREET_DIGITS)
}

/** Every street of the roster, with its villages. */
async function villagesByStreet(client: PoolClient): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ division: string; kind: string }>(
    `select distinct division, kind from roster.organisation where kind in ('STREET', 'VILLAGE') order by division`,
  )
  const places = new Map<string, string[]>()
  for (const { division, kind } of rows) {
    const villages = places.get(streetOf(division)) ?? []
    places.set(streetOf(division), kind === 'VILLAGE' ? [...villages, division] : villages)
  }
  return places
}

function cellsOf(street: string, directors: readonly ChildWorker[], villages: readonly string[]): ShownCell[] {
  const staffed = new Set(directors.map(({ division }) => division))
  const all = peopleIn(directors)
  const share = (figure: string, counted: number, among: number): ShownCell => {
    const value = among === 0 ? null : Math.round((counted / among) * THOUSAND) / THOUSAND
    const dims = [
      { dimension: STREET, value: street },
      { dimension: FIGURE, value: figure },
    ]
    return { dims, value, suppressed: value === null, counted, among, unknown: null }
  }
  return [
    share('CERTIFIED', peopleIn(directors.filter(({ certified }) => certified)), all),
    share('FULL_TIME', peopleIn(directors.filter(({ fullTime }) => fullTime)), all),
    share('VILLAGES_WITH_DIRECTOR', villages.filter((village) => staffed.has(village)).length, villages.length),
  ]
}

function peopleIn(workers: readonly ChildWorker[]): number {
  return new Set(workers.map(({ workerNo }) => workerNo)).size
}
