// A name is written in many ways; the child is the same. One wrong character is another person.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { expectJournalled, expectNoneOf, secretsOf } from './journalled.ts'
import { dayQuestion, openTownAt } from './questions.ts'

let town: Town

beforeAll(async () => {
  town = await openTownAt(9, ['hospital'])
})
afterAll(() => town.close())

const ask = (citizenId: string | null, fullName: string, caseNumber: string) =>
  town.ask({
    as: 'hospital',
    purpose: 'P01',
    case: caseNumber,
    query: dayQuestion(),
    variables: { subject: { citizenId, fullName }, benefit: 'MEDICAL_AID' },
  })

const { interpunctName, rareName, february } = CAST
// The dots of keyboards and registers: katakana middle dot, bullet, hyphenation point, operators, full stops.
const DOTS = ['\u00b7', '\u30fb', '\uff65', '\u2022', '\u2027', '\u2219', '\u22c5', '.', '\uff0e', '\u3002']
const AROUND = [
  '买买提 · 艾合买提',
  ' 买买提·艾合买提 ',
  '买买提\u3000·\u3000艾合买提',
  '买 买 提·艾合买提',
  '买买提··艾合买提',
]

describe('names as they are typed', () => {
  it('takes a name without its dot, or with one character changed, for another person', async () => {
    for (const other of ['买买提艾合买提', '买买题·艾合买提', '买买提·艾合买', '买买提']) {
      const response = await ask(interpunctName.citizenId, other, 'E-2026-0010')
      expect(response.body.data.eligibility.status).toBe('NONE_CONFIRMED')
    }
    expectNoneOf(await town.newEntries(), secretsOf(interpunctName))
  })

  it('matches every dot that separates the parts of a name, and spaces around it', async () => {
    for (const written of [...DOTS.map((dot) => `买买提${dot}艾合买提`), ...AROUND]) {
      const response = await ask(interpunctName.citizenId, written, 'E-2026-0010')
      expect(response.body.data.eligibility).toMatchObject({ status: 'CONFIRMED', displayName: '买*·*' })
      expectJournalled(await town.newEntries(), town, {
        policy: 'hospital-settlement',
        role: 'HOSP_CLERK',
        purpose: 'P01',
        case: 'E-2026-0010',
        fields: ['Query.eligibility'],
        statuses: ['CONFIRMED'],
        resolved: 1,
        secrets: [...secretsOf(interpunctName), written],
      })
    }
  })

  it('gives one pseudonym to one child, however the number was typed', async () => {
    const number = february.citizenId ?? ''
    const fullWidth = [...number].map((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)).join('')
    for (const typed of [number, number.toLowerCase(), fullWidth, ` ${number} `]) {
      const response = await ask(typed, '冯 闰', 'E-2026-0012')
      expect(response.body.data.eligibility).toMatchObject({ status: 'CONFIRMED', displayName: '冯*' })
    }
    const intents = (await town.newEntries()).filter(({ kind }) => kind === 'INTENT')
    expect(new Set(intents.map(({ body }) => JSON.stringify(body.subjects))).size).toBe(1)
  })

  it('matches a rare character in its former private code point and a name in full-width spacing', async () => {
    for (const written of ['欧阳𠮷䶮', '欧阳𠮷\ue863', '欧阳\u3000𠮷䶮', '欧\u200b阳𠮷䶮']) {
      const response = await ask(rareName.citizenId, written, 'E-2026-0011')
      expect(response.body.data.eligibility).toMatchObject({ status: 'CONFIRMED', displayName: '欧阳**' })
    }
    await town.newEntries()
    const plain = await ask(rareName.citizenId, '欧阳吉䶮', 'E-2026-0011')
    expect(plain.body.data.eligibility.status).toBe('NONE_CONFIRMED')
  })
})
