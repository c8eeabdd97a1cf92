// H06: the patient turns 18 during the stay. Which tier applies to which day?
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { expectJournalled, secretsOf } from './journalled.ts'
import { byCitizenId, openTownAt, STAY } from './questions.ts'

let town: Town

beforeAll(async () => {
  town = await openTownAt(4, ['hospital'])
})
afterAll(() => town.close())

interface Shown {
  readonly validOn: string
  readonly status: string
  readonly tier: string | null
  readonly validUntil: string | null
  readonly displayName: string | null
}

const ask = () =>
  town.ask({
    as: 'hospital',
    purpose: 'P01',
    case: 'E-2026-0003',
    query: STAY,
    variables: { subject: byCitizenId(CAST.turnsEighteen), from: '2026-11-20', to: '2026-11-23' },
  })

describe('a stay during which the patient turns 18', () => {
  it('gives the tier to the eve of the birthday and leaves the birthday to the manual path', async () => {
    const response = await ask()
    const answers: Shown[] = response.body.data.stayEligibility
    expect(answers.map(({ validOn, status, tier }) => [validOn, status, tier])).toEqual([
      ['2026-11-20', 'CONFIRMED', 'T70'],
      ['2026-11-21', 'CONFIRMED', 'T70'],
      ['2026-11-22', 'CONFIRMED', 'T70'],
      ['2026-11-23', 'UNDETERMINED', null],
    ])
    expect(response.body.data.stayEligibility[3].manualPath).toEqual({ name: '西湖区示例值班', phone: '12000000106' })
    expectJournalled(await town.newEntries(), town, {
      policy: 'hospital-settlement',
      role: 'HOSP_CLERK',
      purpose: 'P01',
      case: 'E-2026-0003',
      fields: ['Query.stayEligibility'],
      statuses: ['CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'UNDETERMINED'],
      resolved: 1,
      secrets: [...secretsOf(CAST.turnsEighteen), CAST.turnsEighteen.birthDate],
    })
  })

  it('shows no date of birth: neither the day nor an end of validity that follows from it', async () => {
    const response = await ask()
    const answers: Shown[] = response.body.data.stayEligibility
    expect(answers.map(({ validUntil }) => validUntil)).toEqual(['2026-11-30', '2026-11-30', '2026-11-30', null])
    expect(answers[3]?.displayName).toBeNull()
    expect(response.text).not.toMatch(/2008|birth|age/i)
  })
})
