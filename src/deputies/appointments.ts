// Appointments in the registry. Each change and its entry in the journal stand or fall together: the entry is durable
// before the change is committed, so that there may be an entry without its act, and never an act without its entry.
import type { Pool, PoolClient } from 'pg'
import type { Day } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { Appointment } from '../identity/deputy.ts'

export interface AppointmentRow {
  readonly id: string
  readonly principal_id: string
  readonly role: string
  readonly organisation_id: string
  readonly person_id: string
  readonly valid_from: Day
  readonly valid_to: Day
  readonly accepted_at: Date | null
  readonly ended_at: Date | null
}

export interface NewAppointment extends Omit<Appointment, 'acceptedAt' | 'endedAt'> {
  readonly appointedBy: string
}

/** Writes the entry of one act; the act is undone when it rejects. */
export type RecordAct = (row: AppointmentRow) => Promise<void>

const COLUMNS = `id, principal_id, role, organisation_id, person_id, valid_from, valid_to, accepted_at, ended_at`

// One at a time for an assignment, and for a deputy in a role: two would make it a guess for whom the deputy asks.
const INSERT = `
  insert into roster.deputy (id, assignment_id, principal_id, role, organisation_id, person_id, valid_from, valid_to,
    appointed_by, appointed_at)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
  where not exists (
    select from roster.deputy
    where ended_at is null and valid_to > $11 and (assignment_id = $2 or (person_id = $6 and role = $4))
  )
  returning ${COLUMNS}`

const ACCEPT = `
  update roster.deputy set accepted_at = $4
  where id = $1 and person_id = $2 and organisation_id = $3 and accepted_at is null and ended_at is null and valid_to > $5
  returning ${COLUMNS}`

const END = `
  update roster.deputy set ended_at = $5, ended_by = $2
  where id = $1 and ended_at is null and (principal_id = $2 or person_id = $2 or ($4 and organisation_id = $3))
  returning ${COLUMNS}`

const MOST_LISTED = 200
const LIST = `
  select ${COLUMNS} from roster.deputy
  where (principal_id = $1 or person_id = $1 or ($3 and organisation_id = $2)) and valid_to > $4
  order by valid_from desc, id limit ${MOST_LISTED}`

export interface ActParts {
  readonly pool: Pool
  readonly now: Date
  readonly today: Day
  readonly record: RecordAct
}

/** Throws REFUSED while the assignment has a deputy, or the deputy stands in for another in that role. */
export function appoint({ pool, now, today, record }: ActParts, wanted: NewAppointment): Promise<AppointmentRow> {
  return changed(pool, record, async (client) => {
    // Two appointments sent together must not both find the place free.
    for (const name of [wanted.assignmentId, `${wanted.personId} ${wanted.role}`].sort()) {
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`deputy ${name}`])
    }
    const { id, assignmentId, principalId, role, organisationId, personId, validFrom, validTo, appointedBy } = wanted
    const values = [id, assignmentId, principalId, role, organisationId, personId, validFrom, validTo, appointedBy]
    return client.query<AppointmentRow>({ name: 'appoint-deputy', text: INSERT, values: [...values, now, today] })
  })
}

export interface Concerned {
  readonly personId: string
  readonly organisationId: string
  readonly isAdministrator: boolean
}

/** Throws REFUSED unless it waits for this person, at this organisation. */
export function accept(
  { pool, now, today, record }: ActParts,
  id: string,
  { personId, organisationId }: Concerned,
): Promise<AppointmentRow> {
  const values = [id, personId, organisationId, now, today]
  return changed(pool, record, (client) =>
    client.query<AppointmentRow>({ name: 'accept-deputy', text: ACCEPT, values }),
  )
}

/** Throws REFUSED unless the person is its principal, its deputy or the administrator of its organisation. */
export function end(
  { pool, now, record }: ActParts,
  id: string,
  { personId, organisationId, isAdministrator }: Concerned,
): Promise<AppointmentRow> {
  const values = [id, personId, organisationId, isAdministrator, now]
  return changed(pool, record, (client) => client.query<AppointmentRow>({ name: 'end-deputy', text: END, values }))
}

/** The newest first; those that ran out before `since` are left out. */
export async function listed(
  pool: Pool,
  { personId, organisationId, isAdministrator }: Concerned,
  since: Day,
): Promise<readonly AppointmentRow[]> {
  const values = [personId, organisationId, isAdministrator, since]
  const { rows } = await pool.query<AppointmentRow>({ name: 'list-deputies', text: LIST, values })
  return rows
}

type Changing = (client: PoolClient) => Promise<{ readonly rows: readonly AppointmentRow[] }>

async function changed(pool: Pool, record: RecordAct, change: Changing): Promise<AppointmentRow> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const { rows } = await change(client)
    const [row] = rows
    if (!row) throw new GatewayError('REFUSED', 'no such appointment, or not theirs to make')
    await record(row)
    await client.query('commit')
    client.release()
    return row
  } catch (error) {
    // A connection that may still be within a transaction is given to nobody.
    await client.query('rollback').then(
      () => client.release(),
      () => client.release(true),
    )
    throw error
  }
}
