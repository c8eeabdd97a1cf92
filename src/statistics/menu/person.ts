// Who a child is, as far as tables may say.

import { Stage } from '../../departments/education/types.ts'
import { AgeBand, Sex } from '../../departments/public-security/types.ts'
import { ageBand } from '../../masking/age-band.ts'
import { type CountedDimension, codeOf, UNKNOWN } from './dimension.ts'

const BORN = 'PublicSecurity.birthDate'
const SEX = 'PublicSecurity.sex'
const ETHNICITY = 'PublicSecurity.ethnicity'
const STAGE = 'Education.stage'
const MINOR_BANDS = Object.values(AgeBand).filter((band) => band !== AgeBand.ADULT)
const NOT_ENROLLED = 'NOT_ENROLLED'
const HAN = 'HAN'
// GB/T 3304.
const HAN_CODE = '01'

export const age: CountedDimension = {
  name: 'AGE_BAND',
  is: { zh: '年龄段（周岁，按快照日）', en: 'age in completed years on the day of the snapshot' },
  version: 1,
  counts: ['PublicSecurity.ageBand'],
  reads: () => [BORN],
  values: () => [...MINOR_BANDS, UNKNOWN],
  of: ({ cells, day }) => {
    const born = cells(BORN)
    const band = typeof born === 'string' ? ageBand.apply(born, day) : null
    return typeof band === 'string' ? band : UNKNOWN
  },
}

export const sex: CountedDimension = {
  name: 'SEX',
  is: { zh: '性别', en: 'sex' },
  version: 1,
  counts: [SEX],
  reads: () => [SEX],
  values: () => [Sex.MALE, Sex.FEMALE, UNKNOWN],
  of: (child) => codeOf(child, SEX, [Sex.MALE, Sex.FEMALE], UNKNOWN),
}

export const ethnicity: CountedDimension = {
  name: 'ETHNICITY',
  is: { zh: '民族：汉族、其他', en: 'ethnicity: Han or another' },
  version: 1,
  counts: [ETHNICITY],
  reads: () => [ETHNICITY],
  values: () => [HAN, 'OTHER', UNKNOWN],
  of: ({ cells }) => {
    const code = cells(ETHNICITY)
    if (typeof code !== 'string') return UNKNOWN
    return code === HAN_CODE ? HAN : 'OTHER'
  },
}

export const stage: CountedDimension = {
  name: 'STAGE',
  is: { zh: '学段', en: 'stage of schooling' },
  version: 1,
  counts: [STAGE],
  reads: () => [STAGE],
  values: () => [...Object.values(Stage), NOT_ENROLLED, UNKNOWN],
  of: (child) => codeOf(child, STAGE, Object.values(Stage), NOT_ENROLLED),
}
