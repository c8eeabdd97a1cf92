// Kinships: which person with an account is the child, or the guardian on record; from civil affairs.
import type { Feed } from '../feed.ts'
import { codeOf, oneOf } from '../values.ts'

export const kinships: Feed = {
  kind: 'kinships',
  zh: '本人与监护关系',
  en: 'who is the child, or its guardian',
  table: 'registry.kinship',
  coordinate: 'IntakeRecord.kinship',
  fedBy: ['MZJ'],
  columns: {
    person: {
      names: ['人员编号', '账号人员编号', 'person', 'person_id'],
      read: codeOf(/^[A-Za-z0-9_.-]{1,64}$/),
      into: 'person_id',
      refersTo: { table: 'roster.person', column: 'id', fault: 'UNKNOWN_PERSON' },
    },
    relation: {
      names: ['关系', '与儿童关系', 'relation'],
      read: oneOf({ SELF: ['本人'], GUARDIAN: ['监护人'] }),
      into: 'kind',
    },
  },
  key: ['record'],
  sameAs: ['person_id', 'child_id', 'kind'],
}
