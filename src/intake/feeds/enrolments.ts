// Enrolments: the pupils on a school's roll, sent by the education bureau; in September also those who are admitted and not on it yet.
import type { Feed } from '../feed.ts'
import { codeOf, oneOf, textOf } from '../values.ts'

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
    standing: {
      names: ['在籍状态', '学籍状态', 'standing'],
      read: oneOf({ ENROLLED: ['在籍', '正式学籍', '在读'], ADMITTED: ['录取', '已录取', '新生录取'] }),
      into: 'standing',
      isOptional: true,
      cameLater: true,
    },
  },
  key: ['record'],
  from: ['入学日期', '在籍起始日期'],
  lastDay: ['离校日期'],
  sameAs: ['organisation_id', 'child_id'],
}
