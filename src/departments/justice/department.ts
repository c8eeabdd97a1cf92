// How the items of justice are read.
import { column, declareDepartment } from '../department.ts'
import { JusticeResolver } from './resolver.ts'
import { freshness, parents } from './tables.ts'

export const justiceDepartment = declareDepartment({
  code: 'SFJ',
  edge: 'justice',
  resolver: JusticeResolver,
  database: 'justice',
  service: null,
  table: parents,
  subjectKey: parents.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'ParentSituation.relation': column(parents.relations),
    'ParentSituation.k8Satisfied': column(parents.k8Satisfied),
  },
  ruleInputs: {},
  expects: ['ParentSituation.relation'],
  touched: parents.recordTime,
  freshForHours: 48,
})
