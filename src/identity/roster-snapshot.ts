// The roster's rows as look-ups. A snapshot never changes: a request that holds one sees one roster throughout.
import type { Day } from '../clock.ts'
import { type Appointment, isInForce } from './deputy.ts'

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

/** A program that acts for people. */
export interface Agent {
  readonly id: string
  readonly issuer: string
  readonly subject: string
  readonly organisationId: string
  readonly active: boolean
  /** The kill switch. */
  readonly stoppedAt: Date | null
}

/** An assignment that another person fills for its holder. */
export interface StandIn {
  readonly appointment: Appointment
  readonly assignment: Assignment
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
  readonly agents: readonly Agent[]
  readonly appointments: readonly Appointment[]
  readonly dutyContacts: readonly DutyContact[]
}

export interface RosterSnapshot {
  /** The person behind an issuer's subject. */
  personFor(issuer: string, subject: string): string | undefined
  /** The assignments that hold on the day. */
  assignmentsOf(personId: string, day: Day): readonly Assignment[]
  /** The assignments of others that the person may fill on the day. */
  standInsOf(personId: string, day: Day): readonly StandIn[]
  /** The agent behind an issuer's subject, stopped ones too. */
  agentFor(issuer: string, subject: string): Agent | undefined
  /** Everybody who holds the role on the day, in the order of their ids. */
  holdersOf(role: string, day: Day): readonly Assignment[]
  isRevoked(jti: string): boolean
  organisation(id: string): Organisation | undefined
  /** The nearest contact: the village's, else the street's, the county's, the city's. */
  dutyContactFor(division: string): DutyContact | undefined
  /** True for the number of a duty desk: the one kind of telephone number that is nobody's own. */
  isDutyLine(phone: string): boolean
}

// Digits that name a city, a county, a street and a village in a 12-digit division code.
const DIVISION_PREFIXES = [12, 9, 6, 4]

export function createSnapshot(rows: RosterRows): RosterSnapshot {
  const people = peopleByIssuer(rows.accounts)
  const assignments = Map.groupBy(rows.assignments, (assignment) => assignment.personId)
  const holders = Map.groupBy(
    rows.assignments.toSorted((a, b) => (a.personId < b.personId ? -1 : 1)),
    (assignment) => assignment.role,
  )
  const revoked = new Set(rows.revokedTokens.map((token) => token.jti))
  const organisations = new Map(rows.organisations.map((organisation) => [organisation.id, organisation]))
  const contacts = new Map(rows.dutyContacts.map((contact) => [contact.division, contact]))
  const dutyLines = new Set(rows.dutyContacts.map((contact) => contact.phone))
  const agents = new Map(rows.agents.map((agent) => [accountKey(agent), agent]))
  const assignmentsOf = (personId: string, day: Day): readonly Assignment[] =>
    (assignments.get(personId) ?? []).filter((each) => holdsOn(each, day))
  return {
    personFor: (issuer, subject) => people.get(issuer)?.get(subject),
    assignmentsOf,
    standInsOf: standInsFrom(rows.appointments, assignmentsOf),
    agentFor: (issuer, subject) => agents.get(accountKey({ issuer, subject })),
    holdersOf: (role, day) => (holders.get(role) ?? []).filter((each) => holdsOn(each, day)),
    isRevoked: (jti) => revoked.has(jti),
    organisation: (id) => organisations.get(id),
    dutyContactFor: (division) => nearestContact(contacts, division),
    isDutyLine: (phone) => dutyLines.has(phone),
  }
}

// Whoever stands in has no more than the principal has today, where the principal has it, and works there too.
function standInsFrom(
  appointments: RosterRows['appointments'],
  assignmentsOf: RosterSnapshot['assignmentsOf'],
): RosterSnapshot['standInsOf'] {
  const byDeputy = Map.groupBy(appointments, (appointment) => appointment.personId)
  return (personId, day) => {
    const own = byDeputy.get(personId) ?? []
    const found = own.flatMap((appointment): StandIn[] => {
      const { principalId, assignmentId, role, organisationId } = appointment
      const assignment = assignmentsOf(principalId, day).find(({ id }) => id === assignmentId)
      if (!isInForce(appointment, day) || assignment?.role !== role || assignment.organisationId !== organisationId)
        return []
      const worksThere = assignmentsOf(personId, day).some((each) => each.organisationId === organisationId)
      return worksThere ? [{ appointment, assignment }] : []
    })
    // Appointed anew before the first appointment ran out: one assignment all the same.
    return [...new Map(found.map((each) => [each.assignment.id, each])).values()]
  }
}

function accountKey({ issuer, subject }: Pick<Account, 'issuer' | 'subject'>): string {
  return JSON.stringify([issuer, subject])
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
