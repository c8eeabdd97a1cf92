// H02: which medical-aid tier applies to a stay from 3 to 9 May 2026?
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { openTown, type Town } from '../world/town.ts'

const STAY = /* GraphQL */ `
  query Stay($subject: SubjectInput!, $from: Date!, $to: Date!) {
    stayEligibility(subject: $subject, benefit: MEDICAL_AID, from: $from, to: $to) {
      answerId benefit status tier validOn validUntil rule { id pack } sources { source syncedAt } manualPath { name phone } displayName
    }
  }`

let town: Town

beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

describe('a settlement clerk asks for the tier of a stay', () => {
  it('gives T70 for each service day and never the reason', async () => {
    const { citizenId, name } = CAST.stay
    const response = await town.ask({
      as: 'hospital',
      purpose: 'P01',
      case: 'E-2026-0001',
      query: STAY,
      variables: { subject: { citizenId, fullName: name }, from: '2026-05-03', to: '2026-05-09' },
    })
    console.log(JSON.stringify(response.body, null, 1).slice(0, 1500), response.status, await town.newEntries())
    expect(response.status).toBe(200)
  })
})
