// Promise 5: no read without a record. While the table of the journal is locked nothing that was read leaves the gateway,
// refusals included; afterwards answers flow again and the chain is whole.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, expectNothingLeft, type FaultyJournal, openFaultyJournal, until } from './journal-faults.ts'

let journal: FaultyJournal

beforeAll(async () => {
  journal = await openFaultyJournal('hutong_locked')
})
afterAll(() => journal.close())

describe('while the table of the journal is locked', () => {
  it.each([
    ['writers', 'EXCLUSIVE', 'LockedToWriters'],
    ['everybody', 'ACCESS EXCLUSIVE', 'LockedToAll'],
  ])('against %s, what was read does not leave', async (_whom, mode, name) => {
    const town = await journal.town(300)
    await journal.whileLocked(mode, async () => {
      journal.takeReads()
      expectNothingLeft(await ask(town, name))
      expect(journal.takeReads()).toContain('GAJ')
    })
    expect(await journal.hasIntent(name)).toBe(false)
    const after = await ask(town, `${name}After`)
    expect([after.status, after.body.data.eligibility.status]).toEqual([200, 'CONFIRMED'])
    expect(await journal.hasIntent(`${name}After`)).toBe(true)
    expect(await journal.findings()).toEqual([])
  })

  it('refusals do not leave either: a refusal without a record cannot be counted', async () => {
    const town = await journal.town(300)
    const refused = () => town.ask({ as: 'hospital', purpose: 'P01', query: '{ children { nodes { childRef } } }' })
    await journal.whileLocked('EXCLUSIVE', async () => expectNothingLeft(await refused()))
    await town.newEntries()
    expect((await refused()).body.errors[0].extensions.code).toBe('REFUSED')
    expect((await town.newEntries()).map(({ kind }) => kind)).toEqual(['REFUSAL'])
  })

  it('an answer waits for its entry and leaves when it is durable', async () => {
    const town = await journal.town(5_000)
    let isAnswered = false
    const answer = await journal.whileLocked('EXCLUSIVE', async () => {
      journal.takeReads()
      const asked = ask(town, 'Waiting').finally(() => {
        isAnswered = true
      })
      await until(async () => (await journal.connections('waiting')) > 0)
      expect(isAnswered).toBe(false)
      expect(await journal.hasIntent('Waiting')).toBe(false)
      return { asked }
    })
    expect((await answer.asked).status).toBe(200)
    expect(await journal.hasIntent('Waiting')).toBe(true)
  })

  it('the door stays open, and many who wait are all told', async () => {
    const town = await journal.town(300)
    await journal.whileLocked('EXCLUSIVE', async () => {
      const asked = Array.from({ length: 30 }, (_, at) => ask(town, `Crowd${at}`))
      expect((await fetch(`${town.url}/healthz`)).status).toBe(200)
      for (const response of await Promise.all(asked)) expectNothingLeft(response)
    })
    expect((await ask(town, 'CrowdAfter')).status).toBe(200)
    expect(await journal.findings()).toEqual([])
  })
})
