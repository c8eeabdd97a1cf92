// The roster's rows as look-ups. A snapshot never changes: a request that holds one sees one roster throughout.
import type { Day } from '../clock.ts'

export interface Organisation {
  readonly id: string
  readonly kind: string
  readonly nameZh: string
  readonly nameEn: string
  readonly division: string
  readonly outside: boolean
}

export interface Account {
  readonly issuer: string
  readonly subject: string
  readonly personId: string
}

export interface Assignment {
  readonly id: string
  readonly personId: string
  readonly role: string
  readonly organisationId: string
  readonly unit: string
  readonly divisions: readonly string[]
  readonly validFrom: Day
  /** The first day on which the assignment no longer holds. */
  readonly validTo: Day | null
}

export interface DutyContact {
  readonly division: string
  readonly nameZh: string
  readonly nameEn: string
  readonly phone: string
}

export interface RosterRows {
  readonly organisations: readonly Organisation[]
  readonly accounts: readonly Account[]
  readonly assignments: readonly Assignment[]
  readonly revokedTokens: readonly { readonly jti: string }[]
  readonly dutyContacts: readonly DutyContact[]
}

export interface RosterSnapshot {
  /** The person behind an issuer's subject. */
  personFor(issuer: string, subject: string): string | undefined
  /** The assignments that hold on the day. */
  assignmentsOf(personId: string, day: Day): readonly Assignment[]
  isRevoked(jti: string): boolean
  organisation(id: string): Organisation | undefined
  /** The nearest contact: the village's, else the street's, the county's, the city's. */
  dutyContactFor(division: string): DutyContact | undefined
}

// Digits that name a city, a county, a street and a village in a 12-digit division code.
const DIVISION_PREFIXES = [12, 9, 6, 4]

export function createSnapshot(rows: RosterRows): RosterSnapshot {
  const people = peopleByIssuer(rows.accounts)
  const assignments = Map.groupBy(rows.assignments, (assignment) => assignment.personId)
  const revoked = new Set(rows.revokedTokens.map((token) => token.jti))
  const organisations = new Map(rows.organisations.map((organisation) => [organisation.id, organisation]))
  const contacts = new Map(rows.dutyContacts.map((contact) => [contact.division, contact]))
  return {
    personFor: (issuer, subject) => people.get(issuer)?.get(subject),
    assignmentsOf: (personId, day) => (assignments.get(personId) ?? []).filter((each) => holdsOn(each, day)),
    isRevoked: (jti) => revoked.has(jti),
    organisation: (id) => organisations.get(id),
    dutyContactFor: (division) => nearestContact(contacts, division),
  }
}

function peopleByIssuer(accounts: readonly Account[]): Map<string, Map<string, string>> {
  const people = new Map<string, Map<string, string>>()
  for (const { issuer, subject, personId } of accounts) {
    const subjects = people.get(issuer) ?? new Map<string, string>()
    people.set(issuer, subjects.set(subject, personId))
  }
  return people
}

function holdsOn(assignment: Assignment, day: Day): boolean {
  return assignment.validFrom <= day && (assignment.validTo === null || day < assignment.validTo)
}

function nearestContact(contacts: ReadonlyMap<string, DutyContact>, division: string): DutyContact | undefined {
  for (const length of DIVISION_PREFIXES) {
    if (division.length < length) continue
    const contact = contacts.get(division.slice(0, length).padEnd(12, '0'))
    if (contact) return contact
  }
  return undefined
}
