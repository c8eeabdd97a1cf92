// What is about nobody: the rules and their words, and whom to call. Every role reaches the duty desk for every purpose.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_ACCOUNTS } from '../../src/demo/accounts.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const sources = recordedSources()
let town: Town

beforeAll(async () => {
  town = await openTown({ wrapSource: sources.wrapSource })
})
afterAll(() => town.close())

const LISTS = /* GraphQL */ `
  {
    reference {
      benefits { benefit rules { id pack instrument inForce clause quote effectiveFrom } }
      purposes { code zh en }
      roles { code zh en }
    }
  }`
const DESK = 'query Desk($division: DivisionCode!) { dutyContact(division: $division) { name phone } }'

const hasPolicy = (role: string, purpose: string) => town.gateway.rooms.policies.grantFor(role, purpose) !== undefined

describe('the public lists', () => {
  it.each([
    ['a role that has data, for the purpose of its data', 'adjudicator', 'P08'],
    ['a hospital’s clerk', 'hospital', 'P01'],
    ['a teacher who reports', 'teacher', 'P11'],
  ])('are refused to %s', async (_who, as, purpose) => {
    const response = await town.ask({ as, purpose, query: LISTS })
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
  })

  it.each([
    ['street', 'P16'],
    ['auditor', 'P14'],
    ['ops', 'P16'],
    ['steward', 'P16'],
    ['guardian', 'P16'],
  ])('hold no personal data and are open to %s for %s', async (as, purpose) => {
    sources.take()
    await town.newEntries()
    const response = await town.ask({ as, purpose, query: LISTS })
    const { benefits, purposes, roles } = response.body.data.reference
    expect(benefits.find(({ benefit }: { benefit: string }) => benefit === 'MEDICAL_AID').rules).toContainEqual({
      id: 'R08',
      pack: 'HZ-2026-70',
      instrument: '杭政办函〔2025〕70号',
      inForce: true,
      clause: '三(二)e',
      quote: expect.stringContaining('不低于70%'),
      effectiveFrom: '2026-03-01',
    })
    expect(purposes).toHaveLength(16)
    expect(purposes[0]).toEqual({ code: 'P01', zh: '医疗救助结算', en: 'settlement of medical aid' })
    expect(roles).toContainEqual({ code: 'VILLAGE', zh: '儿童主任', en: expect.any(String) })
    expect(sources.take()).toEqual([])
    const [intent, outcome] = await town.newEntries()
    expect(intent).toMatchObject({ body: { purpose, subjects: [], subjectKind: 'none', count: 0 } })
    expect(outcome).toMatchObject({ body: { status: 'RELEASED', resolved: [] } })
  })

  it('are all that a role without data has: no child, no statistics', async () => {
    for (const query of [
      '{ children { nodes { childRef } } }',
      '{ statistics(table: EDGE_NOT_COVERED_BY_DISTRICT) { asOf } }',
    ]) {
      const response = await town.ask({ as: 'ops', purpose: 'P16', query })
      expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    }
  })
})

describe('the duty desk', () => {
  it('is refused to nobody who has a policy', async () => {
    // Break-glass (P12) shows the desk inside its own answer.
    const pairs = DEMO_ACCOUNTS.flatMap(({ key, role, purposes }) =>
      purposes.map((purpose) => [key, role, purpose] as const),
    )
    for (const [as, role, purpose] of pairs.filter(
      ([, role, purpose]) => hasPolicy(role, purpose) && purpose !== 'P12',
    )) {
      const response = await town.ask({ as, purpose, query: DESK, variables: { division: '330106' } })
      expect([role, purpose, response.body]).toEqual([
        role,
        purpose,
        { data: { dutyContact: { name: '西湖区示例值班', phone: '12000000106' } } },
      ])
    }
  })

  it.each([
    ['330106901901', '示例村儿童主任'],
    ['330106901', '示例街道值班'],
    ['330106901902', '示例街道值班'],
    ['330100', '示例市未成年人保护值班'],
  ])('of %s is the nearest: %s', async (division, name) => {
    const response = await town.ask({ as: 'village', purpose: 'P07', query: DESK, variables: { division } })
    expect(response.body.data.dutyContact.name).toBe(name)
  })

  it('of another city is nobody, and of no division at all is a fault of the request', async () => {
    const elsewhere = await town.ask({ as: 'village', purpose: 'P07', query: DESK, variables: { division: '110101' } })
    expect(elsewhere.body).toEqual({ data: { dutyContact: null } })
    const wrong = await town.ask({ as: 'village', purpose: 'P07', query: DESK, variables: { division: '西湖' } })
    expect(wrong.body.errors[0].extensions.code).toBe('BAD_INPUT')
  })
})
