// Where visits, assessments and countersignatures are written down: at the community's own database, by a role that only adds. Each
// entry has a number of its own, so that the same one again adds nothing.
import { sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { Pool, PoolClient } from 'pg'
import type { Day } from '../../clock.ts'
import { inTransaction } from '../../database/transaction.ts'
import { GatewayError } from '../../errors.ts'
import { atSource, closedSource } from '../at-source.ts'
import { validityOn } from './validity.ts'

export type Cells = Readonly<Record<string, unknown>>

/** One row to add; the columns are those of its table. */
export interface CareEntry {
  readonly table: 'assessment' | 'visit_entry'
  readonly cells: Cells & { readonly id: string; readonly digest: Buffer }
}

/** An assessment as far as it decides who may countersign it. */
export interface Signable {
  readonly id: string
  readonly subjectKey: string
  readonly role: string
  readonly organisationId: string
  readonly division: string
  readonly recordedBy: string
  readonly recordedFor: string | null
  readonly signed: { readonly verdict: string; readonly reason: string | null; readonly by: string } | null
}

export interface WaitingQuestion {
  /** The lowest and the highest code of each division. */
  readonly lowest: readonly string[]
  readonly highest: readonly string[]
  readonly today: Day
  /** What is selected of each, and nothing else. */
  readonly columns: readonly string[]
}

export type Waiting = Signable & { readonly cells: Cells }

/** Rejects with SOURCE_UNAVAILABLE while the community takes nothing in; then nothing of it stands. */
export interface CareBook {
  /** `isOnRecord` runs before the entry stands, and not for one that stands already. BAD_INPUT where it stands with other words. */
  add(entry: CareEntry, isOnRecord: () => Promise<void>): Promise<void>
  /** The same; false where somebody has signed meanwhile. */
  sign(signature: Cells, isOnRecord: () => Promise<void>): Promise<boolean>
  find(id: string): Promise<Signable | null>
  /** Not signed yet and not too old, the oldest first. */
  waiting(question: WaitingQuestion): Promise<readonly Waiting[]>
}

const COMMUNITY = 'the community'

/** In place of a community that a service of its own stands for, and that names no place to write to. */
export const CLOSED_BOOK: CareBook = {
  add: closedSource(COMMUNITY),
  sign: closedSource(COMMUNITY),
  find: closedSource(COMMUNITY),
  waiting: closedSource(COMMUNITY),
}

interface BookPools {
  /** Of the role that only adds. */
  readonly recorder: Pool
  /** Of the role that reads. */
  readonly reader: Pool
}

export function createCareBook({ recorder, reader }: BookPools): CareBook {
  return {
    add: ({ table, cells }, isOnRecord) =>
      atSource(COMMUNITY, () =>
        inTransaction(recorder, async (client) => {
          if (await inserted(client, table, cells)) return isOnRecord()
          const { rows } = await client.query<{ digest: Buffer }>(
            `select digest from community.${table} where id = $1`,
            [cells.id],
          )
          if (rows[0]?.digest.equals(cells.digest)) return
          throw new GatewayError('BAD_INPUT', 'the same key with other words', { hint: 'KEY_REUSED' })
        }),
      ),
    sign: (signature, isOnRecord) =>
      atSource(COMMUNITY, () =>
        inTransaction(recorder, async (client) => {
          const isFirst = await inserted(client, 'countersignature', signature)
          if (isFirst) await isOnRecord()
          return isFirst
        }),
      ),
    find: (id) =>
      atSource(COMMUNITY, async () => {
        const { rows } = await reader.query<SignableRow>({
          name: 'assessment-signable',
          text: `select ${SIGNABLE} from community.assessment a
            left join community.countersignature s on s.assessment_id = a.id where a.id = $1`,
          values: [id],
        })
        return rows[0] ? signable(rows[0]) : null
      }),
    waiting: (question) => atSource(COMMUNITY, () => waitingIn(reader, question)),
  }
}

const SIGNABLE = `a.id, a.subject_key, a.role, a.organisation_id, a.division, a.recorded_by, a.recorded_for, s.verdict, s.reason, s.signed_by`

interface SignableRow {
  readonly id: string
  readonly subject_key: string
  readonly role: string
  readonly organisation_id: string
  readonly division: string
  readonly recorded_by: string
  readonly recorded_for: string | null
  readonly verdict: string | null
  readonly reason: string | null
  readonly signed_by: string | null
}

function signable(row: SignableRow): Signable {
  const { verdict, signed_by: by, reason } = row
  return {
    ...{ id: row.id, subjectKey: row.subject_key, role: row.role, organisationId: row.organisation_id },
    ...{ division: row.division, recordedBy: row.recorded_by, recordedFor: row.recorded_for },
    signed: verdict === null || by === null ? null : { verdict, reason, by },
  }
}

const HOLDS = new PgDialect().sqlToQuery(validityOn(sql`$3::date`)).sql

/** Many may be of children who have moved away, and these stay. */
const MOST_READ = 1_000

async function waitingIn(reader: Pool, question: WaitingQuestion): Promise<Waiting[]> {
  const { lowest, highest, today, columns } = question
  const selected = columns.map((column) => `a.${column} as cell_${column}`)
  const { rows } = await reader.query<SignableRow & Cells>(
    `select ${[SIGNABLE, ...selected].join(', ')} from unnest($1::text[], $2::text[]) d(lowest, highest)
      join community.assessment a on a.division between d.lowest::char(12) and d.highest::char(12)
      left join community.countersignature s on s.assessment_id = a.id
      where s.assessment_id is null and a.assessed_on + ${HOLDS} > $3::date
      order by a.recorded_at, a.id limit ${MOST_READ}`,
    [lowest, highest, today],
  )
  return rows.map((row) => ({
    ...signable(row),
    cells: Object.fromEntries(columns.map((column) => [column, row[`cell_${column}`]])),
  }))
}

// Columns are named by our own code alone; no arbiter is named, for that would need a right to read.
async function inserted(client: PoolClient, table: string, cells: Cells): Promise<boolean> {
  const names = Object.keys(cells)
  const { rowCount } = await client.query(
    `insert into community.${table} (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})
      on conflict do nothing`,
    Object.values(cells),
  )
  return rowCount === 1
}
