// How the items of streets and villages are read.
import { column, declareDepartment } from '../department.ts'
import { CommunityResolver } from './resolver.ts'
import { freshness, visit } from './tables.ts'

export const communityDepartment = declareDepartment({
  code: 'XZJ',
  edge: 'community',
  resolver: CommunityResolver,
  database: 'community',
  service: null,
  isCounted: false,
  table: visit,
  subjectKey: visit.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Community.entrustedCare': column(visit.entrustedCare),
    'Community.protectionCase': column(visit.protectionCase),
  },
  ruleInputs: { entrustedCare: [visit.entrustedCare] },
  touched: visit.recordTime,
  freshForHours: 48,
})
