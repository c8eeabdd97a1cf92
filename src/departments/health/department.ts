// How the items of health are read.
import { column, type Department } from '../department.ts'
import { attestation, freshness } from './tables.ts'

export const healthDepartment: Department = {
  code: 'WJW',
  edge: 'health',
  table: attestation,
  subjectKey: attestation.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Health.illnessAttested': column(attestation.illnessAttested),
    'Health.familyDoctorContract': column(attestation.familyDoctorContract),
    'Health.checkupYears': column(attestation.checkupYears),
    'Health.psychReferralState': column(attestation.psychReferralState),
  },
  ruleInputs: { checkupYears: [attestation.checkupYears], familyDoctor: [attestation.familyDoctorContract] },
  freshForHours: 48,
}
