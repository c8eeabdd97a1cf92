// How the items of public security are read.
import { column, declareDepartment, derived, sealed } from '../department.ts'
import { PublicSecurityResolver } from './resolver.ts'
import { freshness, linkingSheet, person } from './tables.ts'

export const publicSecurityDepartment = declareDepartment({
  code: 'GAJ',
  edge: 'publicSecurity',
  resolver: PublicSecurityResolver,
  database: 'public_security',
  service: null,
  table: person,
  subjectKey: person.subjectKey,
  linkingSheet,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'PublicSecurity.citizenId': sealed(person.citizenIdSealed),
    'PublicSecurity.displayName': sealed(person.nameSealed),
    'PublicSecurity.sex': column(person.sex),
    'PublicSecurity.birthDate': column(person.birthDate),
    'PublicSecurity.ageBand': derived(person.birthDate, 'age-band'),
    'PublicSecurity.ethnicity': column(person.ethnicity),
    'PublicSecurity.hukouDivision': column(person.hukouDivision),
    'PublicSecurity.hukouAddress': sealed(person.hukouAddressSealed),
    'PublicSecurity.residenceDivision': column(person.residenceDivision),
    'PublicSecurity.residenceAddress': sealed(person.residenceAddressSealed),
    'PublicSecurity.residenceSince': column(person.residenceSince),
    'PublicSecurity.residedSixMonths': derived(person.residenceSince, 'six-months'),
    'ParentLink.relation': column(person.parentRelations),
    'ParentLink.vitalStatus': column(person.parentVitalStatuses),
    'PublicSecurity.parentsUntraceable': column(person.parentsUntraceable),
    'PublicSecurity.lostContactFinding': column(person.lostContactFinding),
  },
  alsoKnows: [
    {
      of: 'ParentSituation.k8Satisfied',
      how: 'any',
      column: person.keptAway,
      entry: { coordinate: 'ParentSituation.relation', column: person.keptAwayRelations },
    },
  ],
  ruleInputs: {},
  expects: [
    'PublicSecurity.citizenId',
    'PublicSecurity.displayName',
    'PublicSecurity.sex',
    'PublicSecurity.birthDate',
    'PublicSecurity.hukouDivision',
  ],
  forms: {
    'PublicSecurity.citizenId': 'citizen-id',
    'PublicSecurity.hukouDivision': 'division',
    'PublicSecurity.residenceDivision': 'division',
  },
  touched: person.recordTime,
  freshForHours: 48,
})
