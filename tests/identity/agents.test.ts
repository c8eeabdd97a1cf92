// A program that asks for a person: each token that names one wrongly is refused, then what a right one says.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Agent } from '../../src/identity/roster.ts'
import { type Asking, startAsking } from './asking.ts'
import type { Claims } from './issuer.ts'
import { rosterRows } from './roster-rows.ts'

const ACTED: Claims = { act: { sub: 'assistant' }, conversation: 'talk-1' }
const ALONE: Claims = { sub: 'assistant', role: 'AGENT', purposes: ['P16', 'P01'] }

let asking: Asking

beforeAll(async () => {
  asking = await startAsking()
})
afterAll(() => asking.stop())
beforeEach(() => {
  asking.rows = { ...rosterRows(asking.issuer), agents: [agent({})] }
})

function agent(parts: Partial<Agent>): Agent {
  return {
    id: 'agent-1',
    issuer: asking.issuer,
    subject: 'assistant',
    organisationId: '1233019999000HA17Y',
    active: true,
    stoppedAt: null,
    ...parts,
  }
}

describe('a token that names an actor', () => {
  it.each([
    ['an actor of an actor', { sub: 'assistant', act: { sub: 'other' } }, 'claim act holds more than one actor'],
    [
      'an actor of another issuer',
      { sub: 'assistant', iss: 'https://elsewhere' },
      'claim act holds more than one actor',
    ],
    ['an actor without a name', {}, 'claim act is malformed'],
    ['an actor whose name is empty', { sub: '' }, 'claim act is malformed'],
    ['an actor whose name is no text', { sub: 7 }, 'claim act is malformed'],
    ['an actor whose name is too long', { sub: 'a'.repeat(257) }, 'claim act is malformed'],
    ['a bare name', 'assistant', 'claim act is malformed'],
    ['a list of actors', [{ sub: 'assistant' }], 'claim act is malformed'],
    ['null', null, 'claim act is malformed'],
  ])('is no token with %s', async (_title, act, detail) => {
    await expect(asking.ask({ ...ACTED, act })).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail })
  })

  it.each([
    ['none', undefined, 'claim conversation is missing'],
    ['an empty one', '', 'claim conversation is malformed'],
    ['one of 65 characters', 'c'.repeat(65), 'claim conversation is malformed'],
    ['one with a blank', 'talk 1', 'claim conversation is malformed'],
    ['one with other letters', '会话', 'claim conversation is malformed'],
    ['a number', 1, 'claim conversation is malformed'],
    ['null', null, 'claim conversation is malformed'],
  ])('must name a conversation: %s is refused', async (_title, conversation, detail) => {
    await expect(asking.ask({ ...ACTED, conversation })).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail })
  })

  it('is refused for an agent that the roster lacks', async () => {
    asking.rows = { ...asking.rows, agents: [] }
    await expect(asking.ask(ACTED)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: 'agent is not known' })
  })

  it('is refused for an agent of that name with another issuer', async () => {
    asking.rows = { ...asking.rows, agents: [agent({ issuer: 'https://elsewhere' })] }
    await expect(asking.ask(ACTED)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: 'agent is not known' })
  })

  it.each([
    ['not active', { active: false }],
    ['stopped', { stoppedAt: new Date('2026-11-23T09:00:00+08:00') }],
  ])('is refused for an agent that is %s, though the token was good a moment ago', async (_title, parts) => {
    await expect(asking.ask(ACTED)).resolves.toBeDefined()
    asking.rows = { ...asking.rows, agents: [agent(parts)] }
    await expect(asking.ask(ACTED)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: 'agent is stopped' })
  })

  it.each([
    ['a person', { sub: 'officer' }],
    ['nobody', { sub: 'stranger' }],
  ])('is refused when %s stands there as the agent', async (_title, act) => {
    await expect(asking.ask({ ...ACTED, act })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      detail: 'agent is not known',
    })
  })

  it('is refused when the user is a program too', async () => {
    await expect(asking.ask({ ...ACTED, ...ALONE })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      detail: 'an agent has no agent',
    })
  })

  it('gives the agent no role that its user lacks today', async () => {
    for (const claims of [{ role: 'MZ_ADJUDICATOR' }, { sub: 'left-today' }, { role: 'AGENT' }]) {
      await expect(asking.ask({ ...ACTED, ...claims })).rejects.toMatchObject({ code: 'REFUSED' })
    }
  })

  it('is its user, with the agent and the conversation beside them', async () => {
    const { caller } = await asking.ask(ACTED)
    expect(caller).toMatchObject({ personId: 'person-1', role: 'HOSP_CLERK', deputyFor: null })
    expect(caller.delegation).toEqual({ agentId: 'agent-1', conversation: 'talk-1' })
  })
})

describe('an agent without a user', () => {
  it('asks for P16, the rules, and nothing else', async () => {
    const { caller } = await asking.ask(ALONE, 'P16')
    expect(caller).toMatchObject({
      personId: 'agent:agent-1',
      role: 'AGENT',
      divisions: [],
      delegation: { agentId: 'agent-1', conversation: null },
    })
    await expect(asking.ask(ALONE, 'P01')).rejects.toMatchObject({ code: 'REFUSED' })
  })

  it('holds no role of people', async () => {
    await expect(asking.ask({ ...ALONE, role: 'HOSP_CLERK' }, 'P16')).rejects.toMatchObject({ code: 'REFUSED' })
  })

  it('is out when it is stopped', async () => {
    asking.rows = { ...asking.rows, agents: [agent({ stoppedAt: new Date('2026-11-23T09:00:00+08:00') })] }
    await expect(asking.ask(ALONE, 'P16')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('is no person, even where an account of people has its name', async () => {
    const accounts = [...asking.rows.accounts, { issuer: asking.issuer, subject: 'assistant', personId: 'person-1' }]
    asking.rows = { ...asking.rows, accounts }
    await expect(asking.ask({ sub: 'assistant' })).rejects.toMatchObject({ code: 'REFUSED' })
  })

  it('has a role that no person has, whatever the roster says', async () => {
    const [first] = asking.rows.assignments
    if (!first) throw new Error('the roster has assignments')
    const assignments = [...asking.rows.assignments, { ...first, id: 'assignment-x', role: 'AGENT' }]
    asking.rows = { ...asking.rows, assignments }
    await expect(asking.ask({ role: 'AGENT', purposes: ['P16'] }, 'P16')).rejects.toMatchObject({ code: 'REFUSED' })
  })
})
