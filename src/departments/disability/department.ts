// How the items of the disabled persons' federation are read.
import { atMost, column, declareDepartment } from '../department.ts'
import { DisabilityResolver } from './resolver.ts'
import { certificate, freshness, linkingSheet } from './tables.ts'

export const disabilityDepartment = declareDepartment({
  code: 'CLH',
  edge: 'disability',
  resolver: DisabilityResolver,
  database: 'disability',
  service: null,
  table: certificate,
  subjectKey: certificate.subjectKey,
  linkingSheet,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Disability.disabilityKind': column(certificate.kind),
    'Disability.disabilityGrade': column(certificate.grade),
    'Disability.severe': atMost(certificate.grade, 2),
    'Disability.certValidTo': column(certificate.validTo),
    'FundingState.programme': column(certificate.programmeCodes),
    'FundingState.state': column(certificate.programmeStates),
    'DeviceState.device': column(certificate.deviceCodes),
    'DeviceState.state': column(certificate.deviceStates),
  },
  ruleInputs: { rehabilitation: [certificate.programmeStates, certificate.deviceStates] },
  expects: ['Disability.disabilityKind', 'Disability.disabilityGrade', 'Disability.certValidTo'],
  touched: certificate.recordTime,
  freshForHours: 48,
})
