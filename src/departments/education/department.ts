// How the items of education are read.
import { column, declareDepartment, is } from '../department.ts'
import { EducationResolver } from './resolver.ts'
import { freshness, linkingSheet, pupil } from './tables.ts'

export const educationDepartment = declareDepartment({
  code: 'JYJ',
  edge: 'education',
  resolver: EducationResolver,
  database: 'education',
  service: null,
  table: pupil,
  subjectKey: pupil.subjectKey,
  linkingSheet,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Education.school': column(pupil.schoolId),
    'Education.stage': column(pupil.stage),
    'Education.grade': column(pupil.grade),
    'Education.fullTime': column(pupil.fullTime),
    'Education.publicPlacement': column(pupil.publicPlacement),
    'EduAid.state': column(pupil.aidState),
    'EduAid.items': column(pupil.aidItems),
    'EduAid.term': column(pupil.aidTerm),
    'Education.educationAided': is(pupil.aidState, 'ACTIVE'),
    'Education.attendanceSupport': column(pupil.supportCodes),
  },
  ruleInputs: {
    stage: [pupil.stage, pupil.stageFrom, pupil.stageTo],
    aid: [pupil.aidState, pupil.aidTerm, pupil.schoolId],
    accommodations: [pupil.supportCodes],
  },
  expects: ['Education.school', 'Education.stage'],
  touched: pupil.recordTime,
  freshForHours: 48,
})
