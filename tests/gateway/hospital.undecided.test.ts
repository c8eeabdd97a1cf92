// H07, H09: where the gateway does not decide, it says why only if the reason is the same for every child.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { ABSENT, byCitizenId, openTownAt } from './questions.ts'

const BECAUSE = /* GraphQL */ `
  query Because($subject: SubjectInput!, $on: Date!) {
    eligibility(subject: $subject, benefit: MEDICAL_AID, on: $on) { status undecidedBecause manualPath { phone } }
  }`

let town: Town
let cutOff: Town

beforeAll(async () => {
  town = await openTownAt(7, ['hospital'])
  // Nobody listens on port 9 of this machine: the insurance bureau is out.
  cutOff = await openTownAt(7, ['hospital'], { serviceUrls: { YBJ: 'http://127.0.0.1:9' } })
})
afterAll(() => Promise.all([town.close(), cutOff.close()]))

const ask = (at: Town, question: { readonly case: string; readonly subject: unknown; readonly on: string }) =>
  at.ask({
    as: 'hospital',
    purpose: 'P01',
    case: question.case,
    query: BECAUSE,
    variables: { subject: question.subject, on: question.on },
  })

describe('a day before the rules', () => {
  it('is undecided because of its date, for the child and for nobody alike', async () => {
    for (const subject of [byCitizenId(CAST.stayBefore), byCitizenId(ABSENT)]) {
      const response = await ask(town, { case: 'E-2026-0013', subject, on: '2026-02-20' })
      expect(response.body.data.eligibility).toMatchObject({
        status: 'UNDETERMINED',
        undecidedBecause: 'BEFORE_EFFECTIVE_DATE',
      })
    }
  })
})

describe('a day on which a source is out', () => {
  it('is undecided because of the outage, for the child and for nobody alike, with the manual path', async () => {
    for (const subject of [byCitizenId(CAST.stay), byCitizenId(CAST.plain), byCitizenId(ABSENT)]) {
      const response = await ask(cutOff, { case: 'E-2026-0002', subject, on: '2026-11-22' })
      expect(response.body.data.eligibility).toEqual({
        status: 'UNDETERMINED',
        undecidedBecause: 'SOURCE_OUT',
        manualPath: { phone: expect.stringMatching(/^120/) },
      })
    }
  })
})

describe('a day on which the child itself is the reason', () => {
  it('is undecided without a word of why', async () => {
    const response = await ask(town, {
      case: 'E-2026-0003',
      subject: byCitizenId(CAST.turnsEighteen),
      on: '2026-11-23',
    })
    expect(response.body.data.eligibility).toMatchObject({ status: 'UNDETERMINED', undecidedBecause: null })
  })
})

describe('free text in place of a document', () => {
  it('is refused by its form, and the attempt stands in the journal', async () => {
    await town.newEntries()
    const response = await town.ask({ as: 'hospital', purpose: 'P01', case: 'E-2026-0002', query: '他是不是HIV阳性？' })
    expect(response.status).toBe(400)
    expect(response.text).not.toMatch(/HIV/)
    const entries = await town.newEntries()
    expect(entries.find(({ kind }) => kind === 'REFUSAL')).toMatchObject({
      body: { code: 'BAD_INPUT', personId: 'demo-person-hospital', caseNumber: 'E-2026-0002' },
    })
  })
})
