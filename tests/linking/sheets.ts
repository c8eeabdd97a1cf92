// Made-up linking sheets of the tests, and the tokens that stand for them: of made-up people the text itself.
import { comparedRecord, type Tokenising } from '../../src/linking/compared-record.ts'
import type { LinkingSheet } from '../../src/linking/sheet.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'

const PLAIN: Tokenising = { token: (kind, text) => `${kind}:${text}`, acceptSynthetic: true }

export const EMPTY: LinkingSheet = {
  citizenId: null,
  formerCitizenId: null,
  studentNo: null,
  disabilityCertNo: null,
  name: null,
  formerName: null,
  sex: null,
  birthDate: null,
  birthCertificateNo: null,
  motherId: null,
  birthOrder: null,
  guardianId: null,
  custodyInstitution: null,
  custodyNo: null,
  division: null,
}

export const NUMBER = '33019920160229999X'
export const OTHER_NUMBER = '330199201206019984'
export const MOTHER = citizenIdWithCheck('33019919880101112')
export const FATHER = citizenIdWithCheck('33019919870202001')

/** A child on whom nothing is missing but numbers. */
export const CHILD: LinkingSheet = {
  ...EMPTY,
  name: '周小满',
  sex: 'MALE',
  birthDate: '2016-02-29',
  division: '330106901903',
  guardianId: MOTHER,
}

export const recordOf = (sheet: Partial<LinkingSheet>) => comparedRecord({ ...EMPTY, ...sheet }, PLAIN)
export const childOf = (sheet: Partial<LinkingSheet> = {}) => recordOf({ ...CHILD, ...sheet })
