// How the items of healthcare security are read.
import { column, declareDepartment } from '../department.ts'
import { InsuranceResolver } from './resolver.ts'
import { insuranceService } from './service.ts'
import { cover, freshness } from './tables.ts'

export const insuranceDepartment = declareDepartment({
  code: 'YBJ',
  edge: 'insurance',
  resolver: InsuranceResolver,
  database: 'insurance',
  service: insuranceService,
  table: cover,
  subjectKey: cover.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Cover.scheme': column(cover.scheme),
    'Cover.from': column(cover.coverFrom),
    'Cover.to': column(cover.coverTo),
    'Premium.state': column(cover.premiumState),
    'Premium.paidOn': column(cover.premiumPaidOn),
    'Insurance.medAidTier': column(cover.medicalAidTag),
  },
  ruleInputs: { insurance: [cover.scheme, cover.coverFrom, cover.coverTo] },
  expects: ['Cover.scheme', 'Cover.from'],
  touched: cover.recordTime,
  freshForHours: 24,
})
