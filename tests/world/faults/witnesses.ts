// How a department comes to say what another does not: in which cell of which child, and which cells nobody knows then.
import type { Records } from '../../../src/city/registry-rows.ts'
import type { Cell, Row } from '../../../src/city/row.ts'
import type { DepartmentCode } from '../../../src/departments/departments.ts'
import type { Path } from '../rests-on.ts'

export function rowOf({ departments }: Records, code: DepartmentCode): Row {
  return departments[code] ?? {}
}

export interface Witnessing {
  /** True for a child of whom both say something, and the same. */
  readonly serves: (records: Records) => boolean
  readonly column: string
  readonly says: (row: Row) => Cell
  /** The cells that nobody knows then, and whose they are. */
  readonly cells: (records: Records) => readonly Path[]
  readonly home: DepartmentCode
  /** Where what it says is shown as its own datum. */
  readonly own?: Path
}

const LOST_CONTACT = {
  serves: (records: Records) => bothHaveTier(records) && bothKnow(records, 'lost_contact_finding', ['GAJ', 'MZJ']),
  column: 'lost_contact_finding',
  says: (row: Row) => !row.lost_contact_finding,
  cells: () => [['child', 'publicSecurity', 'lostContactFinding']],
  home: 'GAJ',
} as const satisfies Witnessing

export const WITNESSES: Readonly<Partial<Record<DepartmentCode, Witnessing>>> = {
  GAJ: LOST_CONTACT,
  MZJ: LOST_CONTACT,
  YBJ: {
    serves: bothHaveTier,
    column: 'medical_aid_tag',
    says: ({ medical_aid_tag: tag }) => (tag === 'T70' ? 'OTHER' : 'T70'),
    cells: () => [['child', 'insurance', 'medAidTier']],
    home: 'YBJ',
  },
  SWJ: {
    serves: bothHaveTier,
    column: 'collected_on',
    says: () => '2026-06-01',
    cells: () => [['child', 'insurance', 'premiumSubsidy', 'paidOn']],
    home: 'YBJ',
    own: ['child', 'tax', 'premiumCollectedOn'],
  },
  FYJ: {
    serves: (records) => declared(records).length > 0 && !records.subject.faults.has('CONFLICTING_DEATH'),
    column: 'declared_statuses',
    says: ({ declared_statuses: statuses }) => (statuses as string[]).map(() => 'ALIVE'),
    cells: (records) => declared(records).map((at) => ['child', 'publicSecurity', 'parentLinks', at, 'vitalStatus']),
    home: 'GAJ',
  },
}

function bothHaveTier(records: Records): boolean {
  const tier = rowOf(records, 'MZJ').medical_aid_tier
  return typeof tier === 'string' && tier === rowOf(records, 'YBJ').medical_aid_tag
}

function bothKnow(records: Records, column: string, codes: readonly DepartmentCode[]): boolean {
  return codes.every((code) => typeof rowOf(records, code)[column] === 'boolean')
}

/** Which of the child's parents a court declared dead or missing, in the order in which public security has them. */
function declared(records: Records): readonly number[] {
  const of = (code: DepartmentCode, column: string) => (rowOf(records, code)[column] ?? []) as readonly string[]
  const parents = of('GAJ', 'parent_relations')
  return of('FYJ', 'declared_relations')
    .map((relation) => parents.indexOf(relation))
    .sort()
}
