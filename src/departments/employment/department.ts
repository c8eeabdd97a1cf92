// How the items of human resources are read.
import { column, declareDepartment } from '../department.ts'
import { EmploymentResolver } from './resolver.ts'
import { freshness, support } from './tables.ts'

export const employmentDepartment = declareDepartment({
  code: 'RSJ',
  edge: 'employment',
  resolver: EmploymentResolver,
  database: 'employment',
  service: null,
  table: support,
  subjectKey: support.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Employment.state': column(support.state),
    'Employment.priority': column(support.priority),
  },
  ruleInputs: {},
  expects: ['Employment.state'],
  touched: support.recordTime,
  freshForHours: 48,
})
