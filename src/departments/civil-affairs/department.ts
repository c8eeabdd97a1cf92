// How the items of civil affairs are read.
import { column, declareDepartment, is, sealed } from '../department.ts'
import { chosen, RECORDS } from './choice.ts'
import { CivilAffairsResolver } from './resolver.ts'
import { freshness, linkingSheet, welfareRecord as record } from './tables.ts'

export const civilAffairsDepartment = declareDepartment({
  code: 'MZJ',
  edge: 'civilAffairs',
  resolver: CivilAffairsResolver,
  database: 'civil_affairs',
  service: null,
  table: record,
  rows: RECORDS,
  subjectKey: record.subjectKey,
  linkingSheet,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Guardian.relation': column(record.guardianRelation),
    'Guardian.name': sealed(record.guardianNameSealed),
    'Guardian.phone': sealed(record.guardianPhoneSealed),
    'CivilAffairs.guardianshipType': column(record.guardianshipType),
    'CivilAffairs.categories': column(record.categories),
    'CivilAffairs.categoryGround': column(record.categoryGround),
    'DateRange.from': column(record.categoryFrom),
    'DateRange.to': column(record.categoryTo),
    'CivilAffairs.basicAllowance': column(record.basicAllowanceState),
    'CivilAffairs.basicAllowanceActive': is(record.basicAllowanceState, 'ACTIVE'),
    'CivilAffairs.basicAllowanceAmount': column(record.basicAllowanceFen),
    'CivilAffairs.payoutAccount': sealed(record.payoutAccountSealed),
    'CivilAffairs.careSetting': column(record.careSetting),
    'CivilAffairs.subsidyChoice': column(chosen.subsidyChoice),
    'CivilAffairs.householdAidClass': column(record.householdAidClass),
    'CivilAffairs.disabledLivingAllowance': column(record.disabledLivingAllowanceState),
    'CivilAffairs.disabledNursingAllowance': column(record.disabledNursingAllowanceState),
    'CivilAffairs.parentRemarried': column(record.parentRemarried),
    'CivilAffairs.studyGrant': column(record.studyGrantState),
    'CareLeaver.transition': column(record.transitionState),
  },
  alsoKnows: [
    { of: 'PublicSecurity.lostContactFinding', how: 'agree', column: record.lostContactFinding },
    // Rule R08: the tag is compared with what was approved; no answer rests on either.
    { of: 'Insurance.medAidTier', how: 'agree', column: record.medicalAidTier },
  ],
  ruleInputs: {},
  recorder: 'hutong_mzj_recorder',
  importer: 'hutong_importer',
  expects: ['CivilAffairs.guardianshipType'],
  touched: record.recordTime,
  freshForHours: 48,
})
