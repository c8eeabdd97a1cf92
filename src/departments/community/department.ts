// How the items of streets and villages are read.
import { column, declareDepartment } from '../department.ts'
import { CommunityResolver } from './resolver.ts'
import { STANDING, standing } from './standing.ts'
import { freshness, visit } from './tables.ts'

export const communityDepartment = declareDepartment({
  code: 'XZJ',
  edge: 'community',
  resolver: CommunityResolver,
  database: 'community',
  service: null,
  table: standing,
  rows: STANDING,
  loaded: visit,
  subjectKey: standing.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Community.entrustedCare': column(standing.entrustedCare),
    'Community.protectionCase': column(standing.protectionCase),
    'Community.guardianshipMissing': column(standing.guardianshipMissing),
    'Community.difficulties': column(standing.difficulties),
    'Community.accompanied': column(standing.accompanied),
    'Community.needs': column(standing.needs),
    'ParentFinding.relation': column(standing.parents),
    'ParentFinding.unableToSupport': column(standing.parentsUnable),
    'ParentFinding.lacksGuardianCapacity': column(standing.parentsLackingCapacity),
    'ParentFinding.away': column(standing.parentsAway),
    'ParentFinding.awaySince': column(standing.parentsAwaySince),
    'Community.assessedOn': column(standing.assessedOn),
    'Community.lastVisitOn': column(standing.lastVisitOn),
  },
  ruleInputs: { entrustedCare: [standing.entrustedCare] },
  recorder: 'hutong_xzj_recorder',
  touched: standing.recordTime,
  freshForHours: 48,
})
