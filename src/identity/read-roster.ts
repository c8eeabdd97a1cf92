// The roster as PostgreSQL holds it, read in one snapshot so that no half of a change is seen without the other.
import { isNull, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { Pool } from 'pg'
import { account, agent, assignment, deputy, dutyContact, organisation, revokedToken } from '../registry/tables.ts'
import type { RosterRows } from './roster-snapshot.ts'

// A read that takes longer than the roster may be old is of no use to anyone.
const STATEMENT_TIMEOUT = '3s'

/** A reader for `createRoster` over a pool that may SELECT from the roster schema. */
export function readRosterFrom(pool: Pool): () => Promise<RosterRows> {
  const database = drizzle(pool)
  return () =>
    database.transaction(
      async (transaction) => {
        await transaction.execute(sql`select set_config('statement_timeout', ${STATEMENT_TIMEOUT}, true)`)
        return {
          organisations: await transaction.select().from(organisation),
          accounts: await transaction.select().from(account),
          assignments: await transaction.select().from(assignment),
          revokedTokens: await transaction.select({ jti: revokedToken.jti }).from(revokedToken),
          agents: await transaction.select().from(agent),
          // Former appointments are history; they must not weigh on every read.
          appointments: await transaction.select().from(deputy).where(isNull(deputy.endedAt)),
          dutyContacts: await transaction.select().from(dutyContact),
        }
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
}
