// How old may what the gateway knows of registrations be, and what does it believe? Five seconds, and nothing but what
// its hash names.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashOfText } from '../../src/document-id.ts'
import type { Identified } from '../../src/identity/identify.ts'
import { readRegistrationsFrom } from '../../src/operations/read-registrations.ts'
import { type Desk, HOSPITAL, openDesk, QUESTION, VARIABLES } from './desk.ts'

const BODY = { query: QUESTION, variables: VARIABLES }
const LIST = { query: '{ children(first: 1) { nodes { childRef } } }' }
const OFFICER = { as: 'adjudicator', purpose: 'P08' }

const END_ALL = `update operations.registration set ended_at = now(), ended_by = 'demo-person-auditor'`
const CLERK: Identified = {
  caller: {
    ...{ personId: 'p', role: 'HOSP_CLERK', organisationId: HOSPITAL, organisationKind: 'HOSPITAL', outside: true },
    ...{ unit: 'SETTLEMENT', divisions: [], assignmentId: 'a', tokenId: 't', delegation: null, deputyFor: null },
  },
  purpose: 'P01',
  caseNumber: null,
}

let desk: Desk

beforeAll(async () => {
  desk = await openDesk('snapshot')
  // Each test says itself when the tables are read anew.
  desk.town.gateway.rooms.operations.stop()
  await desk.register({ organisationId: HOSPITAL })
})
afterAll(() => desk.close())

async function at(moment: string): Promise<void> {
  desk.town.clock.moveTo(moment)
  await desk.town.gateway.rooms.roster.refresh()
}

describe('what is registered', () => {
  it('holds for five seconds, and then nobody outside the city is answered', async () => {
    await desk.refresh()
    await at('2026-11-23T10:00:05+08:00')
    const atTheEdge = await desk.post(BODY)
    await at('2026-11-23T10:00:05.001+08:00')
    await desk.town.newEntries()
    desk.takeCalls()
    const stale = await desk.post(BODY)
    const byId = await desk.post({ documentId: `sha256:${'0'.repeat(64)}` }, OFFICER)
    const free = await desk.post(LIST, OFFICER)
    await at('2026-11-23T10:00:00+08:00')
    expect(atTheEdge.status).toBe(200)
    expect([stale.status, stale.body.errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE'])
    expect(byId.body.errors[0].extensions.code).toBe('UNAVAILABLE')
    expect(free.status).toBe(200)
    const refusals = (await desk.town.newEntries()).filter(({ kind }) => kind === 'REFUSAL')
    expect(refusals.map(({ body }) => [body.code, body.fields])).toEqual(Array(2).fill(['UNAVAILABLE', []]))
  })

  it('ends at midnight in Shanghai, although nothing was read anew', async () => {
    await desk.registry.loader.query(END_ALL)
    await desk.register({ organisationId: HOSPITAL, validTo: '2026-11-24', approval: 'until tomorrow' })
    const { operations } = desk.town.gateway.rooms
    desk.town.clock.moveTo('2026-11-23T23:59:58+08:00')
    await operations.refresh()
    const before = operations.documentFor(CLERK, hashOfText(QUESTION))
    desk.town.clock.moveTo('2026-11-24T00:00:00+08:00')
    const after = operations.documentFor(CLERK, hashOfText(QUESTION))
    desk.town.clock.moveTo('2026-11-23T10:00:00+08:00')
    expect([before, after]).toEqual([QUESTION, null])
  })

  it('is a text that its hash names: one that was put in its place is not believed', async () => {
    const owner = desk.town.pool('REGISTRY', 'hutong_owner')
    const forged = `update operations.operation set document = '{ children { nodes { childRef } } }'`
    await expect(owner.query(forged)).rejects.toMatchObject({ code: '23514' })
    await owner.query('alter table operations.operation drop constraint operation_hash')
    const read = readRegistrationsFrom(desk.town.pool('REGISTRY', 'hutong_gateway'))
    await owner.query(forged)
    const { registrations, documents } = await read('2026-11-23')
    expect(registrations.length).toBeGreaterThan(0)
    expect([...documents]).toEqual([])
  })

  it('is fetched once for each text, and forgotten with its last registration', async () => {
    const gateway = desk.town.pool('REGISTRY', 'hutong_gateway')
    const read = readRegistrationsFrom(gateway)
    await desk.register({ organisationId: HOSPITAL, document: '{ __typename }' })
    expect((await read('2026-11-23')).documents.get(hashOfText('{ __typename }'))).toBe('{ __typename }')
    await desk.registry.loader.query(END_ALL)
    expect((await read('2026-11-23')).documents.size).toBe(0)
  })
})
