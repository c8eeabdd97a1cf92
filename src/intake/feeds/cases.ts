// Protection cases: which children a case is about; from civil affairs. Who works on a case is no fact of a department.
import type { Feed } from '../feed.ts'
import { caseNumber } from '../values.ts'

export const cases: Feed = {
  kind: 'cases',
  zh: '保护个案',
  en: 'children of protection cases',
  table: 'registry.case_child',
  coordinate: 'IntakeRecord.caseChild',
  fedBy: ['MZJ'],
  columns: {
    caseNumber: { names: ['个案编号', '案件编号', 'case', 'case_number'], read: caseNumber, into: 'case_number' },
  },
  key: ['record'],
  from: ['立案日期'],
  lastDay: ['结案日期'],
  sameAs: ['case_number', 'child_id'],
}
