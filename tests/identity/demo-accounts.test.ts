// The demo's people and their provider: the codes are well formed, and every account gets in and is who it should be.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchToken, readDemoState } from '../../src/commands/token.ts'
import {
  DEMO_ACCOUNTS,
  DEMO_AUDIENCE,
  DEMO_LOGINS,
  DEMO_ORGANISATIONS,
  demoClientSecret,
  demoLogin,
  demoRosterRows,
} from '../../src/demo/accounts.ts'
import { startOidcProvider } from '../../src/demo/oidc-provider.ts'
import { identify } from '../../src/identity/identify.ts'
import { createOidcProvider, providersByIssuer } from '../../src/identity/identity-provider.ts'
import { createRoster, type RosterRows } from '../../src/identity/roster.ts'
import { startTestOidc, type TestOidc } from '../world/oidc.ts'
import { clockAt } from './issuer.ts'

const DAY = '2026-11-23'
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** GB 32100: weights 3^(i-1) mod 31 over 17 characters. */
function checkCharacter(body: string): string {
  let sum = 0
  let weight = 1
  for (const character of body) {
    sum += ALPHABET.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31)
}

function rowsFor(issuer: string): RosterRows {
  const rows = demoRosterRows(DAY, issuer)
  return {
    organisations: rows.organisation,
    accounts: rows.account,
    assignments: rows.assignment.map((each) => ({ ...each, validTo: each.validTo ?? null })),
    revokedTokens: [],
    agents: rows.agent.map((each) => ({ ...each, stoppedAt: null })),
    appointments: rows.deputy.map((each) => ({ ...each, acceptedAt: each.acceptedAt ?? null, endedAt: null })),
    dutyContacts: rows.dutyContact,
  }
}

describe('the organisations of the demo', () => {
  it("are checked with the arithmetic of the standard's own example", () => {
    expect(checkCharacter('91350100M000100Y4')).toBe('3')
  })

  it.each(DEMO_ORGANISATIONS)('have a right credit code: $nameEn', ({ id }) => {
    expect(id).toMatch(/^[0-9A-HJ-NP-RTUWXY]{18}$/)
    expect(id.at(-1)).toBe(checkCharacter(id.slice(0, 17)))
  })

  it.each(DEMO_ORGANISATIONS)('stand in a division of twelve digits and on the right side: $nameEn', (each) => {
    expect(each.division).toMatch(/^3301\d{8}$/)
    expect(each.outside).toBe(each.kind === 'HOSPITAL' || each.kind === 'SCHOOL')
  })
})

describe('the roster rows of the demo', () => {
  const rows = demoRosterRows(DAY)

  it('refer to nothing that is not among them, and repeat no key', () => {
    const organisations = new Set(rows.organisation.map((each) => each.id))
    const people = new Set(rows.person.map((each) => each.id))
    expect(rows.assignment.every((each) => organisations.has(each.organisationId) && people.has(each.personId))).toBe(
      true,
    )
    expect(rows.account.every((each) => people.has(each.personId))).toBe(true)
    expect(new Set(rows.assignment.map((each) => each.id)).size).toBe(DEMO_ACCOUNTS.length)
    expect(people.size).toBe(DEMO_ACCOUNTS.length)
    expect(organisations.size).toBe(DEMO_ORGANISATIONS.length)
  })

  it('are the same each time', () => {
    expect(demoRosterRows(DAY)).toEqual(rows)
  })

  it('carry assignment ids that PostgreSQL takes as uuid', () => {
    for (const { id } of rows.assignment)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

describe('the provider of the demo', () => {
  let oidc: TestOidc

  beforeAll(async () => {
    oidc = await startTestOidc()
  })
  afterAll(() => oidc.stop())

  async function letIn(key: string, wanted: string | undefined) {
    const clock = clockAt()
    const providers = providersByIssuer([createOidcProvider({ issuer: oidc.issuer, audience: DEMO_AUDIENCE }, clock)])
    const roster = createRoster(async () => rowsFor(oidc.issuer), clock, { maxAgeMs: 5000 })
    await roster.refresh()
    const token = await oidc.tokenFor(key)
    const headers = { authorization: `Bearer ${token}`, purpose: wanted, caseNumber: undefined }
    const { caller, purpose } = await identify({ headers, providers, roster, clock })
    expect(purpose).toBe(wanted)
    return caller
  }

  it.each(DEMO_LOGINS)('lets $key in for the role and the purposes that it has', async ({ key, role, purposes }) => {
    for (const purpose of purposes) expect((await letIn(key, purpose)).role).toBe(role)
  })

  it('lets a program in for its user, and says which program it is', async () => {
    const caller = await letIn('school-agent', 'P05')
    expect(caller).toMatchObject({ personId: 'demo-person-school', delegation: { agentId: 'demo-assistant' } })
    expect(caller.delegation?.conversation).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('lets the deputy in for the adjudicator, and says for whom', async () => {
    const caller = await letIn('deputy', 'P08')
    const { personId, divisions, deputyFor } = caller
    expect({ personId, divisions }).toEqual({ personId: 'demo-person-protection', divisions: ['330106'] })
    expect(deputyFor).toMatchObject({ personId: 'demo-person-adjudicator' })
  })

  it.each(DEMO_ACCOUNTS)('lets $key in as $role at its own place', async (account) => {
    const caller = await letIn(account.key, account.purposes[0])
    expect(caller).toMatchObject({
      personId: account.personId,
      role: account.role,
      organisationId: account.organisationId,
      unit: account.unit,
      divisions: account.divisions,
    })
  })

  it("gives tokens of ten minutes from the tests' moment", async () => {
    const clock = clockAt(599)
    const provider = createOidcProvider({ issuer: oidc.issuer, audience: DEMO_AUDIENCE }, clock)
    const token = await oidc.tokenFor('hospital')
    await expect(provider.personOf(token)).resolves.toBeDefined()
    clock.moveTo(clockAt(600).now())
    await expect(provider.personOf(token)).rejects.toMatchObject({ detail: 'token is expired' })
  })

  it('gives the same token of an account while the tests run', async () => {
    expect(await oidc.tokenFor('school')).toBe(await oidc.tokenFor('school'))
  })

  it('knows no other account', async () => {
    await expect(fetchToken(oidc.issuer, 'mayor')).rejects.toThrow('no demo account of that name')
    expect(() => demoLogin('')).toThrow('no demo account of that name')
  })

  it('turns away a wrong secret', async () => {
    const response = await fetch(`${oidc.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('demo-hospital:guess').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    expect(response.status).toBe(401)
  })

  it("gives no token for an audience of the caller's own choice", async () => {
    const credentials = Buffer.from(`demo-hospital:${demoClientSecret('hospital')}`).toString('base64')
    const response = await fetch(`${oidc.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: 'urn:other:gateway' }),
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 'invalid_target' })
  })

  it('keeps its signing key over a restart with the same seed, and only then', async () => {
    const keyOf = async (seed: string) => {
      const running = await startOidcProvider({ port: 0, seed })
      const { keys } = (await (await fetch(`${running.issuer}/jwks`)).json()) as { keys: Record<string, unknown>[] }
      await running.stop()
      return keys
    }
    const first = await keyOf('one')
    expect(await keyOf('one')).toEqual(first)
    expect(await keyOf('two')).not.toEqual(first)
    expect(first[0]).not.toHaveProperty('d')
  })
})

describe('the state of a running demo', () => {
  it('says how to start one when there is none', async () => {
    await expect(readDemoState(join(tmpdir(), 'no-such-folder', 'demo.json'))).rejects.toThrow('npm run demo')
  })

  it('is read from its file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hutong-state-'))
    const file = join(folder, 'demo.json')
    const state = { issuer: 'http://127.0.0.1:4010', gatewayUrl: 'http://127.0.0.1:4000/graphql' }
    await writeFile(file, JSON.stringify(state))
    await expect(readDemoState(file)).resolves.toEqual(state)
    await writeFile(file, '{"issuer":7}')
    await expect(readDemoState(file)).rejects.toThrow('expected a text under issuer')
    await rm(folder, { recursive: true })
  })
})
