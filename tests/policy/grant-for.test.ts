// Whose policies decide: a person's own, a program's own, or those of both together.
import { describe, expect, it } from 'vitest'
import { compilePolicies } from '../../src/policy/compile.ts'
import { grantOfCaller, rolesOf } from '../../src/policy/grant-for.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { parts } from './policies.ts'

const { catalogue } = parts
const policies = compilePolicies(await readPolicyFolder('policies'), parts)
const agent = { agentId: 'agent-1', conversation: 'talk-1' }

describe('the roles that decide', () => {
  it.each([
    ['a person', 'SCH_AID_OFFICER', null, ['SCH_AID_OFFICER']],
    ['a program for a person', 'SCH_AID_OFFICER', agent, ['SCH_AID_OFFICER', 'AGENT']],
    ['a program for itself', 'AGENT', { ...agent, conversation: null }, ['AGENT']],
    ['the role of programs without a program', 'AGENT', null, ['AGENT']],
  ])('for %s are its own and, behind a person, the program’s', (_who, role, delegation, roles) => {
    expect(rolesOf({ role, delegation })).toEqual(roles)
  })
})

describe('the grant', () => {
  const grantOf = (role: string, purpose: 'P05' | 'P08' | 'P16', delegation: typeof agent | null) =>
    grantOfCaller({ policies, catalogue }, { caller: { role, delegation }, purpose })

  it.each([
    ['a person', 'SCH_AID_OFFICER', 'P05', null],
    ['a program for itself', 'AGENT', 'P16', agent],
  ] as const)('of %s is the one of its role', (_who, role, purpose, delegation) => {
    expect(policies.grantFor(role, purpose)).toBeDefined()
    expect(grantOf(role, purpose, delegation)).toBe(policies.grantFor(role, purpose))
  })

  it('of a program for a person is neither one’s alone', () => {
    const [own, programs] = [policies.grantFor('SCH_AID_OFFICER', 'P05'), policies.grantFor('AGENT', 'P05')]
    const grant = grantOf('SCH_AID_OFFICER', 'P05', agent)
    expect(grant?.policyIds).toEqual([...(programs?.policyIds ?? []), ...(own?.policyIds ?? [])])
  })

  it.each([
    ['a person without a policy', 'SCH_AID_OFFICER', 'P08', null],
    ['nobody', '', 'P08', null],
    ['a program for itself without a policy', 'AGENT', 'P08', agent],
    ['a program for a person without a policy', 'VILLAGE', 'P05', agent],
    ['a program without a policy for a person with one', 'MZ_ADJUDICATOR', 'P08', agent],
    ['a program and a person without one', 'SCH_AID_OFFICER', 'P08', agent],
  ] as const)('of %s is none', (_who, role, purpose, delegation) => {
    expect(grantOf(role, purpose, delegation)).toBeNull()
  })
})
