// Registrations in force as PostgreSQL holds them, with the documents they name. A document never changes under its
// hash, so each is fetched once; a text that is not what its hash says is left out, whoever wrote it.
import { and, gt, inArray, isNull, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'
import { hashOfText } from '../document-id.ts'
import type { Registration } from './registration.ts'
import { operation, registration } from './tables.ts'

export interface RegistrationRows {
  readonly registrations: readonly Registration[]
  /** Hash -> text. */
  readonly documents: ReadonlyMap<string, string>
}

// A read that takes longer than a snapshot may be old is of no use to anyone.
const STATEMENT_TIMEOUT = '3s'

const COLUMNS = {
  id: registration.id,
  hash: registration.hash,
  organisationId: registration.organisationId,
  organisationKind: registration.organisationKind,
  purpose: registration.purpose,
  role: registration.role,
  validFrom: registration.validFrom,
  validTo: registration.validTo,
}

/** A reader over a pool that may SELECT from the schema `operations`: what is in force on the day or later. */
export function readRegistrationsFrom(pool: Pool): (today: Day) => Promise<RegistrationRows> {
  const database = drizzle(pool)
  let known: ReadonlyMap<string, string> = new Map()
  return (today) =>
    database.transaction(
      async (transaction) => {
        await transaction.execute(sql`select set_config('statement_timeout', ${STATEMENT_TIMEOUT}, true)`)
        const registrations = await transaction
          .select(COLUMNS)
          .from(registration)
          .where(and(isNull(registration.endedAt), gt(registration.validTo, today)))
        const named = new Set(registrations.map(({ hash }) => hash))
        const missing = [...named].filter((hash) => !known.has(hash))
        const fetched =
          missing.length === 0
            ? []
            : await transaction
                .select({ hash: operation.hash, document: operation.document })
                .from(operation)
                .where(inArray(operation.hash, missing))
        const documents = new Map([
          ...[...known].filter(([hash]) => named.has(hash)),
          ...fetched.filter(isItself).map(({ hash, document }) => [hash, document] as const),
        ])
        known = documents
        return { registrations, documents }
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
}

// An approval is for the text that was read, not for whatever stands under its hash today.
function isItself({ hash, document }: { hash: string; document: string }): boolean {
  return hashOfText(document) === hash
}
