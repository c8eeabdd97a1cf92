// How the items of education are read.
import { column, type Department, is } from '../department.ts'
import { freshness, pupil } from './tables.ts'

export const educationDepartment: Department = {
  code: 'JYJ',
  edge: 'education',
  table: pupil,
  subjectKey: pupil.subjectKey,
  freshness,
  asOf: freshness.asOf,
  reads: {
    'Education.school': column(pupil.schoolId),
    'Education.stage': column(pupil.stage),
    'Education.grade': column(pupil.grade),
    'Education.publicPlacement': column(pupil.publicPlacement),
    'EduAid.state': column(pupil.aidState),
    'EduAid.items': column(pupil.aidItems),
    'EduAid.term': column(pupil.aidTerm),
    'Education.educationAided': is(pupil.aidState, 'ACTIVE'),
    'Education.attendanceSupport': column(pupil.supportCodes),
  },
  ruleInputs: { stage: [pupil.stage, pupil.stageFrom, pupil.stageTo], accommodations: [pupil.supportCodes] },
  freshForHours: 48,
}
