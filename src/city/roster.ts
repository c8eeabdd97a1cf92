// The roster beside the city: the organisations it made up, and the people and accounts it is handed. Where both name
// an organisation or a duty desk, the handed one stands.
import type pg from 'pg'
import { copyRows } from '../database/copy.ts'
import type { account, agent, assignment, deputy, dutyContact, organisation, person } from '../registry/tables.ts'
import { CITY_DIVISION, DISTRICTS, districtDivision } from './places.ts'

/** Rows of the roster schema, by table. */
export interface RosterRows {
  readonly organisation: readonly (typeof organisation.$inferInsert)[]
  readonly person: readonly (typeof person.$inferInsert)[]
  readonly account: readonly (typeof account.$inferInsert)[]
  readonly assignment: readonly (typeof assignment.$inferInsert)[]
  readonly dutyContact: readonly (typeof dutyContact.$inferInsert)[]
  readonly agent: readonly (typeof agent.$inferInsert)[]
  readonly deputy: readonly (typeof deputy.$inferInsert)[]
}

export const EMPTY_ROSTER: RosterRows = {
  ...{ organisation: [], person: [], account: [], assignment: [], dutyContact: [], agent: [], deputy: [] },
}

const TABLES = ['agent', 'deputy', 'assignment', 'account', 'person', 'duty_contact', 'organisation'] as const

export async function clearRoster(registry: pg.Pool): Promise<void> {
  for (const table of TABLES) await registry.query(`DELETE FROM roster.${table}`)
}

export async function loadRoster(
  registry: pg.Pool,
  roster: RosterRows,
  organisations: RosterRows['organisation'],
): Promise<void> {
  const copy = (table: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): Promise<number> =>
    copyRows(registry, `roster.${table}`, columns, rows)
  await copy(
    'organisation',
    ['id', 'kind', 'name_zh', 'name_en', 'division', 'outside'],
    merged(organisations, roster.organisation, (row) => row.id).map((row) => [
      ...[row.id, row.kind, row.nameZh, row.nameEn, row.division, row.outside],
    ]),
  )
  await copy(
    'person',
    ['id'],
    roster.person.map((row) => [row.id]),
  )
  await copy(
    'account',
    ['issuer', 'subject', 'person_id'],
    roster.account.map((row) => [row.issuer, row.subject, row.personId]),
  )
  await copy(
    'assignment',
    ['id', 'person_id', 'role', 'organisation_id', 'unit', 'divisions', 'valid_from', 'valid_to'],
    roster.assignment.map((row) => [
      ...[row.id, row.personId, row.role, row.organisationId, row.unit, row.divisions, row.validFrom],
      row.validTo ?? null,
    ]),
  )
  await copy(
    'agent',
    ['id', 'issuer', 'subject', 'name', 'organisation_id', 'active', 'stopped_at'],
    roster.agent.map((row) => [
      ...[row.id, row.issuer, row.subject, row.name, row.organisationId, row.active, row.stoppedAt ?? null],
    ]),
  )
  await copy(
    'deputy',
    ['id', 'assignment_id', 'principal_id', 'role', 'organisation_id', 'person_id', 'valid_from', 'valid_to'].concat([
      ...['appointed_by', 'appointed_at', 'accepted_at'],
    ]),
    roster.deputy.map((row) => [
      ...[row.id, row.assignmentId, row.principalId, row.role, row.organisationId, row.personId, row.validFrom],
      ...[row.validTo, row.appointedBy, row.appointedAt, row.acceptedAt ?? null],
    ]),
  )
  await copy(
    'duty_contact',
    ['division', 'name_zh', 'name_en', 'phone'],
    merged(dutyDesks(), roster.dutyContact, (row) => row.division).map((row) => [
      ...[row.division, row.nameZh, row.nameEn, row.phone],
    ]),
  )
}

// Numbers that begin with 120 reach nobody (domain 5.3).
function dutyDesks(): RosterRows['dutyContact'] {
  const desk = (division: string, nameZh: string, nameEn: string) => ({
    division,
    nameZh: `${nameZh}未成年人保护值班`,
    nameEn: `${nameEn} child protection duty desk`,
    phone: `12000${division.slice(0, 6)}`,
  })
  return [
    desk(CITY_DIVISION, '合成市', 'Synthetic City'),
    ...DISTRICTS.map((district) => desk(districtDivision(district.code), district.nameZh, district.nameEn)),
  ]
}

function merged<T>(own: readonly T[], handed: readonly T[], keyOf: (row: T) => string): T[] {
  return [...new Map([...own, ...handed].map((row) => [keyOf(row), row])).values()]
}
