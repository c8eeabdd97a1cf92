// Every registration with its document, for the people who keep them: to list, to check, to end.
import { desc, eq, getTableColumns } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'
import { operation, registration } from './tables.ts'

export type StoredRegistration = typeof registration.$inferSelect & {
  readonly document: string
}

/** Newest first. For a role that may read all of both tables; the gateway's may not. */
export async function storedRegistrations(pool: Pool): Promise<StoredRegistration[]> {
  return drizzle(pool)
    .select({ ...getTableColumns(registration), document: operation.document })
    .from(registration)
    .innerJoin(operation, eq(operation.hash, registration.hash))
    .orderBy(desc(registration.registeredAt), registration.id)
}

export type Standing = 'IN_FORCE' | 'NOT_YET' | 'EXPIRED' | 'ENDED'

export function standingOn(
  { endedAt, validFrom, validTo }: Pick<StoredRegistration, 'endedAt' | 'validFrom' | 'validTo'>,
  day: Day,
): Standing {
  if (endedAt !== null) return 'ENDED'
  if (day < validFrom) return 'NOT_YET'
  return day < validTo ? 'IN_FORCE' : 'EXPIRED'
}
