// How the items of the welfare institution are read.
import { column, declareDepartment } from '../department.ts'
import { WelfareInstitutionResolver } from './resolver.ts'
import { freshness, placement } from './tables.ts'

export const welfareInstitutionDepartment = declareDepartment({
  code: 'FLY',
  edge: 'welfareInstitution',
  resolver: WelfareInstitutionResolver,
  database: 'welfare_institution',
  service: null,
  table: placement,
  subjectKey: placement.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'CareEpisode.kind': column(placement.kinds),
    'CareEpisode.from': column(placement.placedFrom),
    'CareEpisode.to': column(placement.placedTo),
  },
  ruleInputs: {},
  expects: ['CareEpisode.kind', 'CareEpisode.from'],
  touched: placement.recordTime,
  freshForHours: 48,
})
