// From the spool into the registry, once: the rows, the notice and the journal's entry stand together or not at all, and the
// file goes when they stand. Whoever is killed in between begins again; what was done is found and not done twice.
import type { Pool, PoolClient } from 'pg'
import type { Journal } from '../audit/journal.ts'
import { inTransaction } from '../database/transaction.ts'
import { cityOf, dutyDesk, writeNotice } from '../notices/outbox.ts'
import type { Spool } from './spool.ts'
import type { SpooledReport } from './spooled-report.ts'

export interface DrainParts {
  readonly spool: Spool
  /** Of the gateway's role. */
  readonly registry: Pool
  readonly journal: Pick<Journal, 'append'>
  /** Reads the journal's entries. */
  readonly entries: Pool
  readonly newId: () => string
}

export interface Drained {
  readonly delivered: number
  /** Numbers of files that are not whole or that the registry cannot take: a person must look. */
  readonly damaged: readonly string[]
}

/** Rejects, with the rest still on disk, when registry or journal are out. */
export async function drain(parts: DrainParts, now: Date): Promise<Drained> {
  const damaged: string[] = []
  let delivered = 0
  for (const number of await parts.spool.waiting()) {
    if (await deliveredWhole(parts, number, now)) delivered += 1
    else damaged.push(number)
  }
  return { delivered, damaged }
}

// What the registry cannot take as it is must not hold up what comes behind it.
async function deliveredWhole(parts: DrainParts, number: string, now: Date): Promise<boolean> {
  const report = await parts.spool.read(number)
  if (!report) return false
  try {
    await deliver(parts, report, now)
    return true
  } catch (error) {
    if (isDataFault(error)) return false
    throw error
  }
}

// PostgreSQL's classes for values of a wrong form and for constraints.
function isDataFault(error: unknown): boolean {
  return /^2[23]...$/.test(String((error as { code?: unknown } | null)?.code))
}

async function deliver(parts: DrainParts, report: SpooledReport, now: Date): Promise<void> {
  const isAgain = await parts.spool.begin(report.number)
  await inTransaction(parts.registry, async (client) => {
    // Another gateway, or this one before it was killed, had it done: then all of it was.
    if (!(await insert(client, report, now))) return
    await writeNotice(client, noticeOf(parts, report, now))
    const isThere = isAgain && (await isJournalled(parts.entries, report))
    if (!isThere) await parts.journal.append('ACT', entryOf(report))
  })
  await parts.spool.settle(report)
}

async function insert(client: PoolClient, report: SpooledReport, now: Date): Promise<boolean> {
  const { number, filedAt, county, organisationKind, inDanger, isConfirmed, seen, reporter } = report
  const { rowCount } = await client.query({
    name: 'report-insert',
    text: `insert into report.mandatory_report
        (number, filed_at, county, organisation_kind, in_danger, is_confirmed, seen_sealed, delivered_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    values: [number, filedAt, county, organisationKind, inDanger, isConfirmed, Buffer.from(seen, 'base64'), now],
  })
  if (rowCount === 0) return false
  await client.query({
    name: 'report-insert-reporter',
    text: 'insert into report.reporter (number, reporter_sealed) values ($1, $2)',
    values: [number, Buffer.from(reporter, 'base64')],
  })
  return true
}

// The county's desk at once, and the city's behind it.
function noticeOf({ newId }: DrainParts, { number, county }: SpooledReport, now: Date) {
  const desk = dutyDesk(county)
  return {
    ...({ id: newId(), kind: 'REPORT_FILED', about: number, division: cityOf(county), occurredAt: now } as const),
    ...{ organisationId: desk, recipients: [desk] },
  }
}

// Nobody is named: who reported is sealed, also from whoever reads the journal.
function entryOf({ number, filedAt, county, organisationKind, inDanger, policyVersion }: SpooledReport) {
  return {
    ...({ entryId: number, at: filedAt, act: 'REPORT_FILED', personId: null, organisationId: null } as const),
    ...{ subjects: [], policyVersion, facts: { report: number, county, organisationKind, inDanger } },
  }
}

// Looked for only where an earlier try was broken off: its entry may be durable although its rows are not.
async function isJournalled(entries: Pool, { number, filedAt }: SpooledReport): Promise<boolean> {
  const { rowCount } = await entries.query(
    `select from journal.entry where kind = 'ACT' and recorded_at >= $1 and body like $2 limit 1`,
    [filedAt, `%"entryId":"${number}"%`],
  )
  return rowCount !== 0
}
