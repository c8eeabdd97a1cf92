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
  table: guardianship,
  subjectKey: guardianship.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Court.guardianshipRevoked': column(guardianship.revoked),
  },
  alsoKnows: [
    {
      of: 'ParentLink.vitalStatus',
      how: 'agree',
      silent: 'UNKNOWN',
      // A declaration has the effect of a death (民法典 51, 1070); police may have closed the household entry by either.
      alike: ['DEAD', 'DECLARED_DEAD'],
      column: guardianship.declaredStatuses,
      entry: { coordinate: 'ParentLink.relation', column: guardianship.declaredRelations },
    },
    {
      of: 'ParentSituation.k8Satisfied',
      how: 'any',
      column: guardianship.keptAway,
      entry: { coordinate: 'ParentSituation.relation', column: guardianship.keptAwayRelations },
    },
  ],
  ruleInputs: {},
  touched: guardianship.recordTime,
  freshForHours: 48,
})
