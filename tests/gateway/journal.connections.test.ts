// Promise 5 when the journal's database drops its connections, in the middle of a group or at rest: no answer leaves that
// is not recorded, and the chain goes on without a fork or a gap.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, expectNothingLeft, type FaultyJournal, openFaultyJournal, until } from './journal-faults.ts'

let journal: FaultyJournal

beforeAll(async () => {
  journal = await openFaultyJournal('hutong_cut')
})
afterAll(() => journal.close())

describe('when the journal loses its connections', () => {
  it('nothing leaves unrecorded, whenever they die', async () => {
    const town = await journal.town(1_000)
    const left: string[] = []
    for (let round = 0; round < 25; round += 1) {
      const names = Array.from({ length: 8 }, (_, at) => `Dying${round}x${at}`)
      const asked = names.map((name) => ask(town, name))
      // Later and later, so that the blow falls before, into and after the writing.
      for (let turn = 0; turn < round; turn += 1) await journal.owner.query('select 1')
      await journal.cutConnections()
      const responses = await Promise.all(asked)
      responses.forEach((response, at) => {
        if (response.status === 200) left.push(names[at] ?? '')
        else expectNothingLeft(response)
      })
    }
    const unrecorded = []
    for (const name of left) if (!(await journal.hasIntent(name))) unrecorded.push(name)
    expect(unrecorded).toEqual([])
    expect(left.length).toBeGreaterThan(0)
    await until(async () => town.gateway.rooms.journal.health().pending === 0)
    expect(await journal.findings()).toEqual([])
  })

  it('the first caller after a connection died at rest is answered', async () => {
    const town = await journal.town(1_000)
    expect((await ask(town, 'BeforeRest')).status).toBe(200)
    await until(async () => town.gateway.rooms.journal.health().pending === 0)
    await journal.cutConnections()
    await until(async () => (await journal.connections()) === 0)
    expect((await ask(town, 'AfterRest')).status).toBe(200)
    expect(await journal.hasIntent('AfterRest')).toBe(true)
  })
})
