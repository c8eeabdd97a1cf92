// How the items of health are read.
import { column, declareDepartment } from '../department.ts'
import { HealthResolver } from './resolver.ts'
import { attestation, freshness, linkingSheet } from './tables.ts'

export const healthDepartment = declareDepartment({
  code: 'WJW',
  edge: 'health',
  resolver: HealthResolver,
  database: 'health',
  service: null,
  table: attestation,
  subjectKey: attestation.subjectKey,
  linkingSheet,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Health.illnessAttested': column(attestation.illnessAttested),
    'Health.familyDoctorContract': column(attestation.familyDoctorContract),
    'Health.checkupYears': column(attestation.checkupYears),
    'Health.psychReferralState': column(attestation.psychReferralState),
  },
  ruleInputs: { checkupYears: [attestation.checkupYears], familyDoctor: [attestation.familyDoctorContract] },
  expects: ['Health.illnessAttested', 'Health.checkupYears'],
  touched: attestation.recordTime,
  freshForHours: 48,
})
