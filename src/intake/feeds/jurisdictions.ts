// Jurisdictions: which division is competent for the child, by household register and by residence; from public security.
import type { Feed } from '../feed.ts'
import { division, oneOf } from '../values.ts'

export const jurisdictions: Feed = {
  kind: 'jurisdictions',
  zh: '户籍与居住区划',
  en: 'divisions of the household register and of residence',
  table: 'registry.jurisdiction',
  coordinate: 'IntakeRecord.jurisdiction',
  fedBy: ['GAJ'],
  columns: {
    kind: {
      names: ['区划类型', '类型', 'kind'],
      read: oneOf({ HUKOU: ['户籍', '户籍地'], RESIDENCE: ['居住', '居住地', '现居住地'] }),
      into: 'kind',
    },
    division: { names: ['区划代码', '行政区划代码', 'division', 'division_code'], read: division, into: 'division' },
  },
  key: ['record'],
  from: ['登记日期', '迁入日期'],
  to: ['迁出日期'],
  sameAs: ['child_id', 'kind'],
}
