// Enrolments: the pupils on a school's roll, sent by the education bureau.
import type { Feed } from '../feed.ts'
import { codeOf, textOf } from '../values.ts'

export const enrolments: Feed = {
  kind: 'enrolments',
  zh: '学籍名册',
  en: 'pupils on a roll',
  table: 'registry.enrolment',
  coordinate: 'IntakeRecord.enrolment',
  fedBy: ['JYJ'],
  columns: {
    organisation: {
      names: ['学校编码', '学校标识码', '机构编码', 'organisation', 'organisation_id', 'school'],
      read: codeOf(/^[A-Za-z0-9_-]{1,64}$/),
      into: 'organisation_id',
      refersTo: { table: 'roster.organisation', column: 'id', kind: 'SCHOOL', fault: 'UNKNOWN_ORGANISATION' },
    },
    className: {
      names: ['班级', '班级名称', 'class', 'class_name'],
      read: textOf(64),
      into: 'class_name',
      isOptional: true,
    },
  },
  key: ['record'],
  from: ['入学日期', '在籍起始日期'],
  lastDay: ['离校日期'],
  sameAs: ['organisation_id', 'child_id'],
}
