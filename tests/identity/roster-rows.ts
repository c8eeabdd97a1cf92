// A roster of a few people, each with something that a test asks about. The tests' day is 2026-11-23.
import type { Assignment, RosterRows } from '../../src/identity/roster.ts'

const HOSPITAL = '1233019999000HA17Y'
const SCHOOL = '1233019999000XX17H'

export function rosterRows(issuer: string): RosterRows {
  const people = [
    ['subject-1', 'person-1'],
    ['left-today', 'person-2'],
    ['starts-tomorrow', 'person-3'],
    ['leaves-tomorrow', 'person-4'],
    ['in-two-wards', 'person-5'],
    ['two-jobs', 'person-6'],
    ['officer', 'person-7'],
  ] as const
  return {
    organisations: [organisation({ id: HOSPITAL, kind: 'HOSPITAL' }), organisation({ id: SCHOOL, kind: 'SCHOOL' })],
    accounts: people.map(([subject, personId]) => ({ issuer, subject, personId })),
    assignments: [
      clerk({ id: 'assignment-1', personId: 'person-1' }),
      clerk({ id: 'assignment-2', personId: 'person-2', validTo: '2026-11-23' }),
      clerk({ id: 'assignment-3', personId: 'person-3', validFrom: '2026-11-24' }),
      clerk({ id: 'assignment-4', personId: 'person-4', validTo: '2026-11-24' }),
      clerk({ id: 'assignment-5', personId: 'person-5' }),
      clerk({ id: 'assignment-6', personId: 'person-5', unit: 'WARD-3' }),
      clerk({ id: 'assignment-7', personId: 'person-6' }),
      clerk({ id: 'assignment-8', personId: 'person-6', role: 'SCH_AID_OFFICER', organisationId: SCHOOL, unit: 'AID' }),
      clerk({ id: 'assignment-9', personId: 'person-7', role: 'SCH_AID_OFFICER', organisationId: SCHOOL, unit: 'AID' }),
    ],
    revokedTokens: [{ jti: 'revoked-1' }],
    agents: [],
    appointments: [],
    dutyContacts: [
      contact('330100000000', 'city'),
      contact('330106000000', 'county'),
      contact('330106901000', 'street'),
      contact('330106901901', 'village'),
    ],
  }
}

function organisation(parts: { id: string; kind: string }) {
  return { ...parts, nameZh: '示例', nameEn: 'Example', division: '330106000000', outside: true }
}

function clerk(parts: Partial<Assignment> & { id: string; personId: string }): Assignment {
  return {
    role: 'HOSP_CLERK',
    organisationId: HOSPITAL,
    unit: 'SETTLEMENT',
    divisions: ['330106'],
    validFrom: '2026-01-01',
    validTo: null,
    ...parts,
  }
}

function contact(division: string, nameEn: string) {
  return { division, nameZh: '值班', nameEn, phone: '12000000000' }
}
