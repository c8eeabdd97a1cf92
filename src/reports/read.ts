// The protection team's side: which reports its county has, one of them opened, and the word that somebody has it in hand. Who
// reported is not here.
import { actOn } from '../act-walk.ts'
import type { Act } from '../audit/entry.ts'
import { inTransaction } from '../database/transaction.ts'
import { GatewayError } from '../errors.ts'
import { ownDivision } from '../identity/own-division.ts'
import { acknowledgeAbout, dutyDesk } from '../notices/outbox.ts'
import { divisionBounds } from '../registry/scope.ts'
import type { Operation, Rooms, RootWalker } from '../rooms.ts'
import { openReport } from './report-keys.ts'
import type { Seen } from './spooled-report.ts'

const MOST_LISTED = 50

interface ReportRow {
  readonly number: string
  readonly county: string
  readonly filed_at: Date
  readonly organisation_kind: string
  readonly in_danger: boolean
  readonly is_confirmed: boolean
  readonly acknowledged_at: Date | null
}

const COLUMNS = 'r.number, r.county, r.filed_at, r.organisation_kind, r.in_danger, r.is_confirmed, r.acknowledged_at'
const OF_OWN_COUNTY = 'r.county between any_own.lowest and any_own.highest'
const FROM_OWN = `from report.mandatory_report r
  join (select $1::char(12) as lowest, $2::char(12) as highest) any_own on ${OF_OWN_COUNTY}`

// Those that nobody has in hand come first: a child in danger now before the others, and then the one that waits longest.
const LIST = `select ${COLUMNS} ${FROM_OWN}
  order by r.acknowledged_at is not null, case when r.acknowledged_at is null then not r.in_danger end,
    case when r.acknowledged_at is null then r.filed_at end, r.acknowledged_at desc, r.number limit ${MOST_LISTED}`

/** `mandatoryReports`: of the county of the team's office; of all counties for an office of the city. */
export const walkMandatoryReports: RootWalker = (rooms, operation) => ({
  subjects: [],
  subjectKind: 'list',
  // Nobody's record is touched: what is listed says nothing of a child.
  count: 0,
  async read() {
    const { rows } = await rooms.registry.query<ReportRow>({
      name: 'reports-list',
      text: LIST,
      values: ownBounds(rooms, operation),
    })
    return { value: rows.map(shown), resolved: [], answers: [] }
  },
})

/** `mandatoryReport(number)`. REFUSED, in one way, for one that is not there or another county's; UNAVAILABLE without the desk's key. */
export const walkMandatoryReport: RootWalker = (rooms, operation, root) =>
  actOn(root.arguments.number, 'a report', async (number) => {
    const { rows } = await rooms.registry.query<ReportRow & { seen_sealed: Buffer }>({
      name: 'reports-open',
      text: `select ${COLUMNS}, r.seen_sealed ${FROM_OWN} where r.number = $3`,
      values: [...ownBounds(rooms, operation), number],
    })
    const row = expectReport(rows[0])
    // On record before it is opened.
    await recordAct(rooms, operation, { act: 'REPORT_OPENED', number })
    const file = rooms.reports?.deskKeyFile ?? null
    const seen = (await openReport(file, { holder: 'desk', number }, row.seen_sealed)) as Seen
    return { value: { ...shown(row), ...seen } }
  })

/** `acknowledgeReport(number)`: the first one stands; whoever says it again is told when that was. REFUSED as above. */
export const walkAcknowledgeReport: RootWalker = (rooms, operation, root) =>
  actOn(root.arguments.number, 'a report', async (number) => {
    const row = await acknowledged(rooms, operation, number)
    return { value: shown(row) }
  })

function acknowledged(rooms: Rooms, operation: Operation, number: string): Promise<ReportRow> {
  const { caller, now } = operation
  return inTransaction(rooms.registry, async (client) => {
    const { rows } = await client.query<ReportRow>({
      name: 'reports-hold',
      text: `select ${COLUMNS} ${FROM_OWN} where r.number = $3 for update of r`,
      values: [...ownBounds(rooms, operation), number],
    })
    const row = expectReport(rows[0])
    if (row.acknowledged_at !== null) return row
    await client.query({
      name: 'reports-acknowledge',
      text: 'update report.mandatory_report set acknowledged_by = $2, acknowledged_at = $3 where number = $1',
      values: [number, caller.personId, now],
    })
    await acknowledgeAbout(client, { about: number, personId: caller.personId, recipient: dutyDesk(row.county), now })
    await recordAct(rooms, operation, { act: 'REPORT_ACKNOWLEDGED', number })
    return { ...row, acknowledged_at: now }
  })
}

function expectReport<Row>(row: Row | undefined): Row {
  if (!row) throw new GatewayError('REFUSED', 'no report of this county')
  return row
}

// An office of the city is competent for all its counties, one of a county for its own, and one below that for none.
function ownBounds(rooms: Rooms, { caller }: Operation): string[] {
  const division = ownDivision(rooms, caller).replace(/0{6}$/, '')
  const { lowest, highest } = divisionBounds([division.length === 6 ? division.replace(/00$/, '') : division])
  return [...lowest, ...highest]
}

function shown(row: ReportRow): Readonly<Record<string, unknown>> {
  return {
    number: row.number,
    filedAt: row.filed_at.toISOString(),
    county: row.county,
    organisationKind: row.organisation_kind,
    inDanger: row.in_danger,
    roleConfirmed: row.is_confirmed,
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
  }
}

interface Recorded {
  readonly act: Extract<Act, `REPORT_${string}`>
  readonly number: string
}

function recordAct(
  { journal, newId }: Pick<Rooms, 'journal' | 'newId'>,
  { caller, grant, now }: Operation,
  { act, number }: Recorded,
): Promise<void> {
  return journal.append('ACT', {
    ...{ entryId: newId(), at: now.toISOString(), act, subjects: [] },
    ...{ personId: caller.personId, organisationId: caller.organisationId, policyVersion: grant.version },
    facts: { report: number },
  })
}
