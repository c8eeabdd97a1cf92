// How the items of housing security are read.
import { column, declareDepartment } from '../department.ts'
import { HousingResolver } from './resolver.ts'
import { freshness, support } from './tables.ts'

export const housingDepartment = declareDepartment({
  code: 'ZFJ',
  edge: 'housing',
  resolver: HousingResolver,
  database: 'housing',
  service: null,
  table: support,
  subjectKey: support.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Housing.state': column(support.state),
    'Housing.priority': column(support.priority),
  },
  ruleInputs: {},
  expects: ['Housing.state'],
  touched: support.recordTime,
  freshForHours: 48,
})
