// Encounters: the stays and visits that a unit of a hospital opened for a child, sent by the health commission's platform.
import type { Feed } from '../feed.ts'
import { caseNumber, codeOf } from '../values.ts'

export const encounters: Feed = {
  kind: 'encounters',
  zh: '就诊登记',
  en: 'stays and visits',
  table: 'registry.encounter',
  coordinate: 'IntakeRecord.encounter',
  fedBy: ['WJW'],
  columns: {
    organisation: {
      names: ['医疗机构编码', '机构编码', '医院编码', 'organisation', 'organisation_id', 'hospital'],
      read: codeOf(/^[A-Za-z0-9_-]{1,64}$/),
      into: 'organisation_id',
      refersTo: { table: 'roster.organisation', column: 'id', kind: 'HOSPITAL', fault: 'UNKNOWN_ORGANISATION' },
    },
    number: {
      names: ['就诊号', '住院号', '门诊号', 'number', 'encounter', 'encounter_no'],
      read: caseNumber,
      into: 'number',
    },
    unit: { names: ['科室', '科室编码', 'unit', 'department'], read: codeOf(/^[A-Z0-9_-]{1,64}$/), into: 'unit' },
  },
  key: ['organisation', 'number'],
  from: ['入院日期', '就诊日期'],
  lastDay: ['出院日期'],
  sameAs: ['organisation_id', 'number'],
}
