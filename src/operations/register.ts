// Registering and ending: the two acts on the tables. Each stands in the journal before it holds, and nothing is changed
// but the end of a registration.
import { and, eq, gt, isNull } from 'drizzle-orm'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Pool } from 'pg'
import type { Act, Fact } from '../audit/entry.ts'
import type { Journal } from '../audit/journal.ts'
import { type Clock, type Day, daysBetween, shanghaiDay } from '../clock.ts'
import { documentIdOf, hashOfText } from '../document-id.ts'
import { organisation, person } from '../registry/tables.ts'
import { operation, registration } from './tables.ts'

export interface RegisterParts {
  /** Of a role that may INSERT into the schema `operations`. */
  readonly registry: Pool
  readonly journal: Pick<Journal, 'append'>
  readonly clock: Clock
  readonly newId: () => string
}

export interface RegistrationWish {
  readonly name: string
  readonly document: string
  /** One organisation, or else every one of the kind. */
  readonly organisationId: string | null
  readonly organisationKind: string
  readonly purpose: string
  readonly role: string | null
  /** Who approved, as the roster knows them, and under which reference. */
  readonly approvedBy: string
  readonly approval: string
  readonly validFrom: Day
  /** The first day on which it no longer holds. */
  readonly validTo: Day
}

/** What a person who registers is told; never a defect of ours. */
export class RegistrationRefused extends Error {}

type Transaction = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0]

/** Longer than three years is no approval for a time. */
const MOST_DAYS = 1_096

/** Gives the registration's id. Throws RegistrationRefused, and registers nothing, for a wish that cannot hold. */
export async function registerOperation(parts: RegisterParts, wish: RegistrationWish): Promise<string> {
  expectPeriod(wish, shanghaiDay(parts.clock.now()))
  return drizzle(parts.registry).transaction(async (transaction) => {
    await expectOrganisation(transaction, wish)
    await expectPerson(transaction, wish.approvedBy)
    const standing = await findStanding(transaction, wish)
    if (standing) throw new RegistrationRefused(`registered already, as ${standing.id} until ${standing.validTo}`)
    return insert(transaction, parts, wish)
  })
}

export interface Ensured {
  readonly id: string
  /** False for one that stood already; it is left as it is. */
  readonly isNew: boolean
}

/** The same, but for a wish that is registered already on its first day. */
export async function ensureRegistered(parts: RegisterParts, wish: RegistrationWish): Promise<Ensured> {
  const standing = await findStanding(drizzle(parts.registry), wish)
  return standing ? { id: standing.id, isNew: false } : { id: await registerOperation(parts, wish), isNew: true }
}

/** Throws RegistrationRefused for an organisation that the roster does not know. */
export async function kindOfOrganisation(database: NodePgDatabase | Transaction, id: string): Promise<string> {
  const [found] = await database.select({ kind: organisation.kind }).from(organisation).where(eq(organisation.id, id))
  if (!found) throw new RegistrationRefused('no such organisation in the roster')
  return found.kind
}

/** Ends a registration now. Throws RegistrationRefused when there is none of that id in force. */
export async function endOperation(
  parts: RegisterParts,
  { id, endedBy }: { id: string; endedBy: string },
): Promise<void> {
  await drizzle(parts.registry).transaction(async (transaction) => {
    await expectPerson(transaction, endedBy)
    const ended = await transaction
      .update(registration)
      .set({ endedAt: parts.clock.now(), endedBy })
      .where(and(eq(registration.id, id), isNull(registration.endedAt)))
      .returning({
        hash: registration.hash,
        organisationId: registration.organisationId,
        purpose: registration.purpose,
      })
    const [row] = ended
    if (!row) throw new RegistrationRefused('no registration of that id, or it is ended already')
    const facts = { registrationId: id, documentId: documentIdOf(row.hash), purpose: row.purpose }
    await record(parts, 'OPERATION_ENDED', { personId: endedBy, organisationId: row.organisationId, facts })
  })
}

function expectPeriod({ validFrom, validTo }: RegistrationWish, today: Day): void {
  if (validTo <= validFrom || validTo <= today) throw new RegistrationRefused('ends before it begins, or before today')
  if (daysBetween(validFrom, validTo) > MOST_DAYS) throw new RegistrationRefused('holds for longer than three years')
}

async function expectOrganisation(transaction: Transaction, wish: RegistrationWish): Promise<void> {
  if (wish.organisationId === null) return
  const kind = await kindOfOrganisation(transaction, wish.organisationId)
  if (kind !== wish.organisationKind) {
    throw new RegistrationRefused(`the operation is for a ${wish.organisationKind}, the organisation is a ${kind}`)
  }
}

async function expectPerson(transaction: Transaction, id: string): Promise<void> {
  const found = await transaction.select().from(person).where(eq(person.id, id))
  if (found.length === 0) throw new RegistrationRefused('no such person in the roster')
}

// One that holds on the wish's first day, or begins later, for the very same caller and purpose.
async function findStanding(database: NodePgDatabase | Transaction, wish: RegistrationWish) {
  const { organisationId, organisationKind, purpose, role, validFrom } = wish
  const [standing] = await database
    .select({ id: registration.id, validTo: registration.validTo })
    .from(registration)
    .where(
      and(
        eq(registration.hash, hashOfText(wish.document)),
        organisationId === null
          ? eq(registration.organisationKind, organisationKind)
          : eq(registration.organisationId, organisationId),
        eq(registration.purpose, purpose),
        role === null ? isNull(registration.role) : eq(registration.role, role),
        isNull(registration.endedAt),
        gt(registration.validTo, validFrom),
      ),
    )
  return standing
}

async function insert(transaction: Transaction, parts: RegisterParts, wish: RegistrationWish): Promise<string> {
  const { name, document, organisationKind, purpose, role, approvedBy, approval, validFrom, validTo } = wish
  const [id, hash, now] = [parts.newId(), hashOfText(document), parts.clock.now()]
  const beneficiary = wish.organisationId === null ? { organisationKind } : { organisationId: wish.organisationId }
  await transaction.insert(operation).values({ hash, document, registeredAt: now }).onConflictDoNothing()
  const terms = { purpose, role, approvedBy, approval, validFrom, validTo }
  await transaction.insert(registration).values({ id, name, hash, ...beneficiary, ...terms, registeredAt: now })
  const facts = {
    registrationId: id,
    documentId: documentIdOf(hash),
    name,
    organisationKind,
    purpose,
    role,
    approval,
    validFrom,
    validTo,
  }
  await record(parts, 'OPERATION_REGISTERED', { personId: approvedBy, organisationId: wish.organisationId, facts })
  return id
}

interface Recorded {
  readonly personId: string
  readonly organisationId: string | null
  readonly facts: Readonly<Record<string, Fact>>
}

// Inside the transaction and before its end: an act that cannot be recorded is rolled back.
function record({ journal, clock, newId }: RegisterParts, act: Act, recorded: Recorded): Promise<void> {
  const at = clock.now().toISOString()
  return journal.append('ACT', { ...recorded, entryId: newId(), at, act, subjects: [], policyVersion: null })
}
