// The walk of appointments: who may make, accept or end one is decided from the caller and the roster before anything is
// written; whether it is free, from the row itself.
import { actAboutNobody } from '../act-walk.ts'
import { boundedDay } from '../bounded-day.ts'
import { addDays, type Day } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { Caller } from '../identity/caller.ts'
import { LONGEST_APPOINTMENT_DAYS } from '../identity/deputy.ts'
import type { Assignment } from '../identity/roster.ts'
import type { BoundRoot } from '../plan/bind.ts'
import type { Operation, Rooms, RootWalk, RootWalker } from '../rooms.ts'
import { sentNumber } from '../uuid.ts'
import { type ActParts, type AppointmentRow, accept, appoint, type Concerned, end, listed } from './appointments.ts'

const ADMINISTRATOR = 'ORG_ADMIN'
const LISTED_DAYS = 365

type DeputyAct = 'DEPUTY_APPOINTED' | 'DEPUTY_ACCEPTED' | 'DEPUTY_ENDED'

/** `deputies`: what concerns the caller. */
export const walkDeputies: RootWalker = (rooms, { caller, today }) => ({
  subjects: [],
  subjectKind: 'none',
  count: 0,
  async read() {
    const rows = await listed(rooms.registry, concernOf(caller), addDays(today, -LISTED_DAYS))
    return { value: rows.map(shown), resolved: [], answers: [] }
  },
})

/** `appointDeputy(deputy, until, from, principal, role)`. */
export const walkAppointDeputy: RootWalker = (rooms, operation, root) => {
  const { caller } = operation
  expectOwnRole(caller)
  const days = daysOf(root, operation)
  const assignment = assignmentToFill(rooms, operation, root)
  const personId = String(root.arguments.deputy)
  expectSuitable(rooms, operation, { assignment, personId })
  return actWalk(rooms, operation, 'DEPUTY_APPOINTED', (parts) =>
    appoint(parts, {
      id: rooms.newId(),
      assignmentId: assignment.id,
      principalId: assignment.personId,
      role: assignment.role,
      organisationId: assignment.organisationId,
      personId,
      ...days,
      appointedBy: caller.personId,
    }),
  )
}

/** `acceptDeputy(appointment)`. */
export const walkAcceptDeputy: RootWalker = (rooms, operation, root) => {
  expectOwnRole(operation.caller)
  const id = sentNumber(root.arguments.appointment, 'an appointment')
  return actWalk(rooms, operation, 'DEPUTY_ACCEPTED', (parts) => accept(parts, id, concernOf(operation.caller)))
}

/** `endDeputy(appointment)`. */
export const walkEndDeputy: RootWalker = (rooms, operation, root) => {
  expectOwnRole(operation.caller)
  const id = sentNumber(root.arguments.appointment, 'an appointment')
  return actWalk(rooms, operation, 'DEPUTY_ENDED', (parts) => end(parts, id, concernOf(operation.caller)))
}

// Who stands in for somebody hands nothing on, and a program decides nothing about people.
function expectOwnRole({ deputyFor, delegation }: Caller): void {
  if (deputyFor !== null) throw new GatewayError('REFUSED', 'a deputy appoints, accepts and ends nothing')
  if (delegation !== null) throw new GatewayError('REFUSED', 'an agent appoints, accepts and ends nothing')
}

function concernOf({ personId, organisationId, role }: Caller): Concerned {
  return { personId, organisationId, isAdministrator: role === ADMINISTRATOR }
}

function daysOf(root: BoundRoot, { today }: Operation): { validFrom: Day; validTo: Day } {
  const validFrom = (root.arguments.from as Day | null | undefined) ?? today
  boundedDay(validFrom, { least: today, most: addDays(today, LONGEST_APPOINTMENT_DAYS) })
  const until = String(root.arguments.until)
  const last = boundedDay(until, { least: validFrom, most: addDays(validFrom, LONGEST_APPOINTMENT_DAYS - 1) })
  return { validFrom, validTo: addDays(last, 1) }
}

// The caller's own, or, for the administrator, one that the person named holds at the administrator's organisation.
function assignmentToFill(rooms: Rooms, { caller, today }: Operation, root: BoundRoot): Assignment {
  const { principal, role } = root.arguments as { principal?: string | null; role?: string | null }
  const isNamed = (principal ?? null) !== null
  if (isNamed !== ((role ?? null) !== null))
    throw new GatewayError('BAD_INPUT', 'a principal and a role, or neither', { hint: 'PRINCIPAL_AND_ROLE' })
  if (isNamed && caller.role !== ADMINISTRATOR)
    throw new GatewayError('REFUSED', 'only the administrator appoints for another')
  const found = rooms.roster
    .current()
    .assignmentsOf(principal ?? caller.personId, today)
    .filter((each) => each.organisationId === caller.organisationId && each.role === (role ?? caller.role))
  const [assignment] = found
  if (!assignment || found.length > 1) throw new GatewayError('REFUSED', 'no one such assignment at the organisation')
  return assignment
}

function expectSuitable(
  rooms: Rooms,
  { caller, today }: Operation,
  { assignment, personId }: { assignment: Assignment; personId: string },
): void {
  if (personId === caller.personId || personId === assignment.personId)
    throw new GatewayError('REFUSED', 'nobody appoints themselves')
  const held = rooms.roster
    .current()
    .assignmentsOf(personId, today)
    .filter(({ organisationId }) => organisationId === assignment.organisationId)
  if (held.length === 0) throw new GatewayError('REFUSED', 'a deputy works at the organisation')
  // With two places in one role, the deputy could use neither.
  if (held.some(({ role }) => role === assignment.role)) throw new GatewayError('REFUSED', 'holds the role already')
  // Whoever decides which people have rights must not come by data in this way.
  if (held.some(({ role }) => role === ADMINISTRATOR))
    throw new GatewayError('REFUSED', 'an administrator is no deputy')
}

type Acting = (parts: ActParts) => Promise<AppointmentRow>

function actWalk(rooms: Rooms, operation: Operation, act: DeputyAct, acting: Acting): RootWalk {
  const { now, today } = operation
  return actAboutNobody(async () => {
    const record = (row: AppointmentRow) => recordAct(rooms, operation, act, row)
    return shown(await acting({ pool: rooms.registry, now, today, record }))
  })
}

function recordAct(
  { journal, newId }: Rooms,
  operation: Operation,
  act: DeputyAct,
  row: AppointmentRow,
): Promise<void> {
  const { caller, now, grant } = operation
  return journal.append('ACT', {
    entryId: newId(),
    at: now.toISOString(),
    act,
    personId: caller.personId,
    organisationId: row.organisation_id,
    subjects: [],
    policyVersion: grant.version,
    facts: {
      appointment: row.id,
      principal: row.principal_id,
      deputy: row.person_id,
      role: row.role,
      from: row.valid_from,
      to: row.valid_to,
    },
  })
}

function shown(row: AppointmentRow): Readonly<{ [field: string]: unknown }> {
  return {
    id: row.id,
    principal: row.principal_id,
    deputy: row.person_id,
    role: row.role,
    from: row.valid_from,
    until: addDays(row.valid_to, -1),
    accepted: row.accepted_at !== null,
    ended: row.ended_at !== null,
  }
}
