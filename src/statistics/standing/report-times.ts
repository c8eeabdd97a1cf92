// N09: how long mandatory reports wait until the competent county acknowledges them. What is counted are reports, which are about children and
// by people: they are protected like children are, and no case, school or hospital is told apart.
import type { CellAggregate } from '../../disclosure/aggregate.ts'
import { recordKey } from '../../disclosure/draws.ts'
import type { MeasureKind } from '../../disclosure/table-form.ts'
import { treat } from '../../disclosure/treat.ts'
import { cellSecret } from '../keys.ts'
import { periodName } from '../period.ts'
import { changesSince, DOES_NOT_ADD_UP, PERTURBED, type ShownCell, shownId } from '../shown.ts'
import type { StandingSite, StandingTable } from './standing.ts'

interface ReportRow {
  readonly number: string
  readonly county: string
  /** Null while nobody has acknowledged it. */
  readonly hours: number | null
}

// A year, for a county has few in a quarter.
const REPORTS = `
  select number, left(county, 6) as county,
    (extract(epoch from acknowledged_at - filed_at) / 3600)::float8 as hours
  from report.mandatory_report where filed_at <= $1 and filed_at > $1 - interval '1 year'`

const HOURS_STEP = 1
const A_DAY = 24
const A_YEAR = 366 * A_DAY
const COUNTY = 'COUNTY'
const THOUSAND = 1_000

export const REPORT_TIMES: StandingTable = {
  name: 'REPORT_TIMES_BY_COUNTY',
  question: 'N09',
  quarters: [2, 4],
  counts: [],
  is: {
    zh: '近一年强制报告从提交到受理：小时数的中位数、第90百分位数，24小时内受理的比例；未受理的计入未满足',
    en: 'mandatory reports of the last year, from filing to acknowledgement: median and ninetieth percentile of hours, and the share within 24 hours; those not acknowledged count as not within',
  },
  async make(site) {
    const { client, snapshot, now } = site
    const { rows } = await client.query<ReportRow>(REPORTS, [now])
    const byCounty = Map.groupBy(rows, ({ county }) => county)
    const counties = (snapshot.menu.lists[COUNTY] ?? []).filter((county) => /^\d{6}$/.test(county))
    return {
      id: shownId(snapshot.period, this.name, { rate: null, only: null }),
      ...{ period: periodName(snapshot.period), table: this.name, measure: 'REPORTS', of: null },
      dimensions: [COUNTY, 'FIGURE'],
      definitions: [{ name: this.name, ...this.is, version: 1, sources: ['GATEWAY'] }],
      ...{
        asOf: snapshot.asOf,
        pack: snapshot.pack,
        publishedAt: now.toISOString(),
        isExact: false,
        method: PERTURBED,
      },
      cells: counties.flatMap((county) => cellsOf(county, byCounty.get(county) ?? [], site)),
      notes: [DOES_NOT_ADD_UP, ...changesSince([COUNTY], site)],
    }
  },
}

function cellsOf(county: string, reports: readonly ReportRow[], site: StandingSite): ShownCell[] {
  const treated = (measure: MeasureKind, of: readonly ReportRow[], which = 'ALL'): number | null => {
    const secret = cellSecret(site.key)
    const cell = `report|${county}|${which}`
    const column = measure === 'COUNT' ? null : { name: 'REPORT_HOURS', step: HOURS_STEP, most: A_YEAR }
    return of.length === 0 ? null : treat(aggregateOf(of, site), { measure, column, cell }, secret)
  }
  const within = treated(
    'COUNT',
    reports.filter(({ hours }) => hours !== null && hours <= A_DAY),
    'WITHIN_A_DAY',
  )
  const all = treated('COUNT', reports)
  const share = within === null || all === null ? null : Math.min(1, Math.round((within / all) * THOUSAND) / THOUSAND)
  const cell = (figure: string, value: number | null, of: Partial<ShownCell> = {}): ShownCell => ({
    dims: [
      { dimension: COUNTY, value: county },
      { dimension: 'FIGURE', value: figure },
    ],
    ...{ value, suppressed: value === null, counted: null, among: null, unknown: null, ...of },
  })
  return [
    cell('MEDIAN_HOURS', treated('MEDIAN', reports)),
    cell('P90_HOURS', treated('P90', reports)),
    cell('SHARE_WITHIN_24_HOURS', share, { counted: within, among: all }),
  ]
}

function aggregateOf(reports: readonly ReportRow[], { key, snapshot }: StandingSite): CellAggregate {
  const secret = cellSecret(key)
  const keys = reports.map(({ number }) => recordKey(secret, snapshot.period, `report|${number}`))
  const sorted = reports.flatMap(({ hours }) => hours ?? []).sort((a, b) => a - b)
  const sum = sorted.reduce((total, hours) => total + hours, 0)
  return {
    ...{
      codes: [],
      n: reports.length,
      key: keys.reduce((all, each) => all ^ each, 0n),
      valued: sorted.length,
      sum,
      sorted,
    },
    ...{ largest: sorted.at(-1) ?? 0, second: sorted.at(-2) ?? 0 },
  }
}
