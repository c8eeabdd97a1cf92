// What the door asks before it parses: may this caller ask this document today? Answered from a snapshot of at most five
// seconds; every no is the same no, whether the document is unknown, ended, or registered for somebody else.
import { type Clock, type Day, shanghaiDay } from '../clock.ts'
import { createRefreshed, type RefreshSettings } from '../database/refreshed.ts'
import { REPORT_PURPOSE } from '../identity/caller.ts'
import type { Identified } from '../identity/identify.ts'
import type { RegistrationRows } from './read-registrations.ts'
import { lets, type Registration } from './registration.ts'

export interface RegisteredOperations {
  /** True for a caller who may ask what is registered and nothing else. */
  binds(identified: Identified): boolean
  /** The document's text, or null. Throws UNAVAILABLE when no snapshot is young enough; for a mandatory report any is. */
  documentFor(identified: Identified, hash: string): string | null
  /** Reads now; what was committed before the call holds after it. */
  refresh(): Promise<void>
  start(): Promise<void>
  stop(): void
}

export function createRegisteredOperations(
  read: (today: Day) => Promise<RegistrationRows>,
  clock: Clock,
  settings: Omit<RefreshSettings, 'name'>,
): RegisteredOperations {
  const today = (): Day => shanghaiDay(clock.now())
  const take = async () => snapshotOf(await read(today()))
  const snapshot = createRefreshed(take, clock, { ...settings, name: 'what is registered' })
  return {
    binds: ({ caller }) => caller.outside || caller.delegation !== null,
    documentFor({ caller, purpose }, hash) {
      const { registrations, documents } = purpose === REPORT_PURPOSE ? snapshot.last() : snapshot.current()
      const own = [
        ...registrations.of(caller.organisationId, hash),
        ...registrations.ofKind(caller.organisationKind, hash),
      ]
      const isLet = own.some((each) => lets(each, { caller, purpose, today: today() }))
      return isLet ? (documents.get(hash) ?? null) : null
    },
    refresh: () => snapshot.refresh(),
    start: () => snapshot.start(),
    stop: () => snapshot.stop(),
  }
}

// By beneficiary first: what is registered for others is not even met on the way, so it cannot cost or save time.
function snapshotOf({ registrations, documents }: RegistrationRows) {
  const byOrganisation = Map.groupBy(
    registrations.filter(({ organisationId }) => organisationId !== null),
    ({ organisationId, hash }) => `${organisationId} ${hash}`,
  )
  const byKind = Map.groupBy(
    registrations.filter(({ organisationId }) => organisationId === null),
    ({ organisationKind, hash }) => `${organisationKind} ${hash}`,
  )
  const none: readonly Registration[] = []
  return {
    documents,
    registrations: {
      of: (organisationId: string, hash: string) => byOrganisation.get(`${organisationId} ${hash}`) ?? none,
      ofKind: (kind: string, hash: string) => byKind.get(`${kind} ${hash}`) ?? none,
    },
  }
}
