// Whole gateways on signed policies, asked over HTTP: two of them switch together, none answers when it cannot say which
// policies are in force, and each refusal on the way stands in the journal.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPolicies } from '../../src/activation/open-policies.ts'
import { CAST } from '../../src/city/cast.ts'
import { byCitizenId, dayQuestion } from '../gateway/questions.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { bundleWith, emptyTables, type Office, openOffice, type Papers, papers, store, WIDER } from './office.ts'

const CATEGORIES = '{ children(first: 1) { nodes { childRef civilAffairs { categories } } } }'
const NAMES = '{ children(first: 1) { nodes { childRef publicSecurity { displayName } } } }'

let office: Office
let registry: OwnRegistry
let towns: Town[] = []
let isOut = false
let first: Papers
let wider: Papers

beforeAll(async () => {
  office = await openOffice()
  registry = await openOwnRegistry('gateways')
  first = await papers(office, { files: await bundleWith(), effectiveFrom: '2026-11-01T00:00:00Z', after: null })
  wider = await papers(office, { files: await bundleWith(WIDER), effectiveFrom: '2026-11-23T01:00:00Z', after: first })
  await store(registry.loader, first, '2026-11-01T00:00:00Z')
  towns = [await openSigned(), await openSigned()]
})
afterAll(async () => {
  for (const town of towns) await town.close()
  await registry.drop()
  await office.close()
})
beforeEach(async () => {
  isOut = false
  for (const town of towns) await town.newEntries()
})

/** When set, what a department's source waits for before it reads. */
let held: (() => Promise<void>) | undefined
let letGo: () => void = () => undefined

/** From now on reads wait; resolves when the first has come so far. */
function hold(): Promise<void> {
  const gate = Promise.withResolvers<void>()
  letGo = () => {
    held = undefined
    gate.resolve()
  }
  const reached = Promise.withResolvers<void>()
  held = () => {
    reached.resolve()
    return gate.promise
  }
  return reached.promise
}

async function openSigned(): Promise<Town> {
  const town = await openTown({
    databaseUrl: registry.databaseUrl,
    wrapSource: (_code, source) => ({
      async fetch(statement, keys, today) {
        await held?.()
        return source.fetch(statement, keys, today)
      },
    }),
    activation: (effects) => openPolicies(office.settings, { ...effects, registry: failing(effects.registry) }),
  })
  // Each test says itself when a gateway looks.
  town.gateway.rooms.activation.stop()
  town.gateway.rooms.roster.stop()
  return town
}

// The registry's pool, out for the look at the active row alone: the roster's read is another matter.
function failing(pool: Parameters<typeof openPolicies>[1]['registry']) {
  return new Proxy(pool, {
    get: (target, name) => {
      if (name === 'query' && isOut) return () => Promise.reject(new Error('out'))
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

async function codeOf(town: Town, query: string): Promise<string> {
  const { body } = await town.ask({ as: 'village', purpose: 'P07', query })
  return body.errors?.[0]?.extensions.code ?? 'answered'
}

async function lookAll(): Promise<void> {
  for (const town of towns) {
    await town.gateway.rooms.activation.refresh()
    await town.gateway.rooms.roster.refresh()
  }
}

function town(): Town {
  const [one] = towns
  if (!one) throw new Error('a town stands')
  return one
}

describe('two gateways on one database', () => {
  it('answer by the release in force, and both go on by it when a wrong one is activated', async () => {
    await store(registry.loader, { ...wider, signatures: wider.signatures.slice(0, 1) }, '2026-11-23T01:00:00Z')
    await lookAll()
    for (const each of towns) {
      expect([await codeOf(each, CATEGORIES), await codeOf(each, NAMES)]).toEqual(['REFUSED', 'answered'])
      expect(each.events).toContainEqual(
        expect.objectContaining({ event: 'policy-refused', release: wider.hash, reasons: [expect.any(String)] }),
      )
      const entries = await each.newEntries()
      expect(entries.map(({ kind }) => kind)).toEqual(['ACT', 'REFUSAL', 'INTENT', 'OUTCOME'])
      expect(entries[0]?.body).toMatchObject({ act: 'POLICY_REFUSED', facts: { release: wider.hash } })
    }
  })

  it('both switch to one that is right, and say by which policies each answer was given', async () => {
    await emptyTables(registry.owner)
    await store(registry.loader, first, '2026-11-01T00:00:00Z')
    await store(registry.loader, wider, '2026-11-23T01:00:00Z')
    const before = town().gateway.rooms.policies.version
    await lookAll()
    for (const each of towns) {
      expect(await codeOf(each, CATEGORIES)).toBe('answered')
      const [act, intent] = await each.newEntries()
      expect(act?.body).toMatchObject({ act: 'POLICY_ACTIVATED', facts: { previousVersion: before, gained: 1 } })
      expect(intent?.body.policyVersion).toBe(act?.body.policyVersion)
      expect(intent?.body.policyVersion).not.toBe(before)
    }
  })

  it('shows staff the schema of the release in force', async () => {
    const query = '{ __type(name: "CivilAffairs") { fields { name } } }'
    const { body } = await town().ask({ as: 'village', purpose: 'P07', query })
    expect(JSON.stringify(body)).toContain('categories')
  })
})

describe('a gateway that cannot look at the active row', () => {
  it('answers within five seconds, then nobody, and again once it can look; the refusals stand in the journal', async () => {
    const one = town()
    const { version } = one.gateway.rooms.policies
    isOut = true
    one.clock.moveTo('2026-11-23T10:00:05+08:00')
    await expect(one.gateway.rooms.activation.refresh()).rejects.toThrow('out')
    await one.gateway.rooms.roster.refresh()
    expect(await codeOf(one, NAMES)).toBe('answered')
    await one.newEntries()
    one.clock.moveTo('2026-11-23T10:00:05.001+08:00')
    const response = await one.ask({ as: 'village', purpose: 'P07', query: NAMES })
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE'])
    expect(await codeOf(one, '{ __schema { queryType { name } } }')).toBe('UNAVAILABLE')
    const refusal = {
      kind: 'REFUSAL',
      body: { code: 'UNAVAILABLE', detail: 'the confirmation of the policies is stale', policyVersion: version },
    }
    expect(await one.newEntries()).toMatchObject([refusal, refusal])
    isOut = false
    await one.gateway.rooms.activation.refresh()
    expect(await codeOf(one, NAMES)).toBe('answered')
  })
})

describe('an operation', () => {
  it('that began under one set ends under it, rule packs included, whatever is activated while it reads', async () => {
    const one = town()
    const question = {
      as: 'school',
      purpose: 'P05',
      query: dayQuestion('items'),
      variables: { subject: byCitizenId(CAST.pupil), benefit: 'EDUCATION_AID' },
    }
    const packOf = (response: Awaited<ReturnType<Town['ask']>>) => response.body.data.eligibility.rule.pack
    const before = packOf(await one.ask(question))
    await one.newEntries()
    const reached = hold()
    const asked = one.ask(question)
    await reached
    const change = { file: 'rules/hz-2026-70.yaml', from: 'pack: HZ-2026-70', to: 'pack: HZ-2026-71' }
    const files = await bundleWith(change)
    const next = await papers(office, { files, effectiveFrom: '2026-11-23T01:30:00Z', after: wider })
    await store(registry.loader, next, '2026-11-23T01:30:00Z')
    await one.gateway.rooms.activation.refresh()
    expect(one.gateway.rooms.packs.map(({ id }) => id)).toContain('HZ-2026-71')
    letGo()
    expect(packOf(await asked)).toBe(before)
    expect(packOf(await one.ask(question))).toBe('HZ-2026-71')
    expect(await codeOf(one, CATEGORIES)).toBe('REFUSED')
  })
})
