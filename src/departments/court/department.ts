// How the items of the courts are read.
import { column, declareDepartment } from '../department.ts'
import { CourtResolver } from './resolver.ts'
import { freshness, guardianship } from './tables.ts'

export const courtDepartment = declareDepartment({
  code: 'FYJ',
  edge: 'court',
  resolver: CourtResolver,
  database: 'court',
  service: null,
  isCounted: false,
  table: guardianship,
  subjectKey: guardianship.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Court.guardianshipRevoked': column(guardianship.revoked),
  },
  ruleInputs: {},
  freshForHours: 48,
})
