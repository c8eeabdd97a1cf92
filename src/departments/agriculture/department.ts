// How the items of agriculture are read.
import { column, declareDepartment } from '../department.ts'
import { AgricultureResolver } from './resolver.ts'
import { freshness, household } from './tables.ts'

export const agricultureDepartment = declareDepartment({
  code: 'NYJ',
  edge: 'agriculture',
  resolver: AgricultureResolver,
  database: 'agriculture',
  service: null,
  table: household,
  subjectKey: household.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Agriculture.lowIncomeRegistered': column(household.lowIncome),
  },
  ruleInputs: {},
  expects: ['Agriculture.lowIncomeRegistered'],
  touched: household.recordTime,
  freshForHours: 48,
})
