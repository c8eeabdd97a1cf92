// Casework: what does the adjudicator of the competent county see of one child, department by department, and what of
// it is masked?
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST, type CastKey } from '../../src/city/cast.ts'
import { HINTS } from '../../src/reply/errors.ts'
import { openTown, type Town } from '../world/town.ts'
import { CHILD_FILE } from './questions.ts'

const XIHU = '1133019999000XH06C'

let town: Town

beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

function refOf(child: CastKey, organisation = XIHU): string {
  return town.gateway.rooms.childRefs(organisation).refOf(CAST[child].id)
}

function ask(ref: string, as = 'adjudicator') {
  return town.ask({ as, purpose: 'P08', query: CHILD_FILE, variables: { ref } })
}

describe('an adjudicator asks for one child', () => {
  it('gets BAD_INPUT for text that is no reference, before anything is read', async () => {
    for (const ref of ['', 'c1.', `${refOf('stay')}A`, CAST.stay.id, 'c1.!!!!!!!!!!!!!!!!!!!!!!']) {
      await town.newEntries()
      const response = await ask(ref)
      expect(response.status).toBe(400)
      expect(response.body).toEqual({
        errors: [{ message: HINTS.NOT_A_CHILD_REF.zh, extensions: { code: 'BAD_INPUT', hint: 'NOT_A_CHILD_REF' } }],
      })
      expect(await town.newEntries()).toMatchObject([{ kind: 'REFUSAL', body: { code: 'BAD_INPUT' } }])
    }
  })

  it('gets null for the reference that another organisation holds for the same child', async () => {
    const foreign = refOf('stay', '1133019999000XH09M')
    expect(foreign).not.toBe(refOf('stay'))
    const response = await ask(foreign)
    expect(response.body).toEqual({ data: { child: null } })
    const entries = await town.newEntries()
    expect(entries.at(-1)).toMatchObject({ kind: 'OUTCOME', body: { status: 'RELEASED', resolved: [] } })
  })

  it('gets every department’s edge, in clear where the policy reveals it', async () => {
    const { body, status } = await ask(refOf('disabledEdge'))
    expect(status).toBe(200)
    const { child } = body.data
    expect(child.childRef).toBe(refOf('disabledEdge'))
    expect(child.publicSecurity).toMatchObject({
      displayName: '徐明朗',
      sex: 'MALE',
      birthDate: '2014-12-01',
      ageBand: 'AGE_6_11',
      residenceDivision: '330106901',
      parentsUntraceable: false,
      lostContactFinding: false,
    })
    expect(child.publicSecurity.parentLinks).toEqual([
      { relation: 'FATHER', vitalStatus: 'ALIVE' },
      { relation: 'MOTHER', vitalStatus: 'ALIVE' },
    ])
    expect(child.civilAffairs).toMatchObject({ householdAidClass: 'DIBAO_EDGE' })
    expect([...child.civilAffairs.categories].sort()).toEqual(['DISABLED', 'ECONOMIC_HARDSHIP'])
    expect(child.disability).toMatchObject({ disabilityKind: 'PHYSICAL', severe: true })
    expect(child.insurance.insured).toMatchObject({ scheme: 'CHILD', from: '2026-01-01', to: '2027-01-01' })
    expect(child.health).toEqual({ illnessAttested: false })
    expect(child.education).not.toBeUndefined()
  })

  it('gets number, telephone, address and division masked, each said in extensions.disclosure', async () => {
    const { body } = await ask(refOf('disabledEdge'))
    const { publicSecurity, civilAffairs } = body.data.child
    const number = CAST.disabledEdge.citizenId ?? ''
    expect(publicSecurity.citizenId).toBe(`${number[0]}${'*'.repeat(16)}${number[17]}`)
    expect(publicSecurity.hukouAddress).toBe('杭州市西湖区合成九〇一街道')
    expect(publicSecurity.hukouDivision).toBe('330106901')
    expect(civilAffairs.guardian.phone).toMatch(/^\*{9}\d{2}$/)
    expect(civilAffairs.guardian.name).not.toContain('*')
    expect(body.extensions.disclosure).toEqual([
      {
        path: ['child', 'publicSecurity', 'citizenId'],
        state: 'MASKED',
        reason: 'MINIMUM_NECESSARY',
        mask: 'one-and-one',
      },
      {
        path: ['child', 'publicSecurity', 'hukouDivision'],
        state: 'MASKED',
        reason: 'MINIMUM_NECESSARY',
        mask: 'division-nine',
      },
      {
        path: ['child', 'publicSecurity', 'hukouAddress'],
        state: 'MASKED',
        reason: 'MINIMUM_NECESSARY',
        mask: 'street',
      },
      {
        path: ['child', 'publicSecurity', 'residenceDivision'],
        state: 'MASKED',
        reason: 'MINIMUM_NECESSARY',
        mask: 'division-nine',
      },
      {
        path: ['child', 'civilAffairs', 'guardian', 'phone'],
        state: 'MASKED',
        reason: 'MINIMUM_NECESSARY',
        mask: 'last-two',
      },
    ])
  })

  it('journals who asked, every field with its treatment, and the child under a pseudonym alone', async () => {
    await town.newEntries()
    await ask(refOf('stay'))
    const [intent, outcome] = await town.newEntries()
    expect(intent).toMatchObject({
      kind: 'INTENT',
      body: {
        personId: 'demo-person-adjudicator',
        role: 'MZ_ADJUDICATOR',
        purpose: 'P08',
        policyIds: ['adjudicator-casework'],
        subjectKind: 'child-ref',
        count: 1,
      },
    })
    expect(intent?.body.fields).toContainEqual(['PublicSecurity.citizenId', 'mask:one-and-one'])
    expect(intent?.body.fields).toContainEqual(['PublicSecurity.displayName', 'reveal'])
    expect(outcome).toMatchObject({
      kind: 'OUTCOME',
      body: { status: 'RELEASED', cells: { MASKED: 5, UNAVAILABLE: 0 } },
    })
    expect(outcome?.body.resolved).toHaveLength(1)
    const written = JSON.stringify([intent, outcome])
    for (const value of [CAST.stay.citizenId, CAST.stay.name, CAST.stay.id, refOf('stay')])
      expect(written).not.toContain(value)
  })

  it('gets nulls, with no disclosure entry, for a child whom a department does not know, but what another one knows', async () => {
    const { body } = await ask(refOf('foundling'))
    const { lostContactFinding, ...own } = body.data.child.publicSecurity
    expect(new Set(Object.values(own))).toEqual(new Set([null]))
    // Civil affairs’ word.
    expect(lostContactFinding).toBe(false)
    expect(body.data.child.disability).toBeNull()
    expect(body.data.child.civilAffairs.careSetting).toBe('INSTITUTION')
    const paths = (body.extensions?.disclosure ?? []).map(({ path }: { path: string[] }) => path[1])
    expect(paths).not.toContain('publicSecurity')
    expect(paths).not.toContain('disability')
  })
})
