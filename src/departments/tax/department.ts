// How the items of the tax bureau are read.
import { column, declareDepartment } from '../department.ts'
import { TaxResolver } from './resolver.ts'
import { taxService } from './service.ts'
import { freshness, premium } from './tables.ts'

export const taxDepartment = declareDepartment({
  code: 'SWJ',
  edge: 'tax',
  resolver: TaxResolver,
  database: 'tax',
  service: taxService,
  table: premium,
  subjectKey: premium.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Tax.premiumCollectedOn': column(premium.collectedOn),
  },
  // Collected a few days before healthcare security takes it for paid.
  alsoKnows: [{ of: 'Premium.paidOn', how: 'agree', withinDays: 31, column: premium.collectedOn }],
  ruleInputs: {},
  touched: premium.recordTime,
  freshForHours: 24,
})
