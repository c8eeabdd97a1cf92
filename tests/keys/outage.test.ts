// The key service is out: what is at hand goes on, what is not is closed, for exactly the cells that need a key; nothing
// leaves in their place, and all comes back by itself.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { type LiveKeys, watchKeys } from '../../src/keys/live-keys.ts'
import { openKeyProvider } from '../../src/keys/open-provider.ts'
import { readKeyContent } from '../../src/masking/key-file.ts'
import { openTown, type Town } from '../world/town.ts'
import { openTrial, type Trial } from './trial.ts'

const ORGANISATION = '1133019999000XH06C'
const QUERY = `query Q($ref: ID!) { child(ref: $ref) {
  publicSecurity { displayName } civilAffairs { guardian { name } } disability { severe } } }`

let trial: Trial
let town: Town
let live: LiveKeys
let closeKeys: () => Promise<void>
const failures: unknown[] = []

beforeAll(async () => {
  trial = await openTrial()
  const { content } = await readKeyContent(inject('town').keyFile)
  const keyFile = await trial.wrapped(content)
  town = await openTown({
    async keys(clock) {
      const onFailure = (error: unknown) => failures.push(error)
      const provider = await openKeyProvider({ keyFile, keyService: trial.settings }, { clock, onFailure })
      closeKeys = () => provider.close()
      live = await watchKeys({ provider, clock, log: () => undefined, onFailure, everyMs: 3_600_000 })
      return live.keys
    },
  })
})
afterAll(async () => {
  await town.close()
  live.stop()
  await closeKeys()
  await trial.close()
})

const ask = () => {
  const ref = town.gateway.rooms.childRefs(ORGANISATION).refOf(CAST.disabledEdge.id)
  return town.ask({ as: 'adjudicator', purpose: 'P08', query: QUERY, variables: { ref } })
}

// The roster and the registrations would be stale otherwise; tokens live for minutes.
async function pass(seconds: number): Promise<void> {
  town.clock.moveTo(new Date(town.clock.now().getTime() + seconds * 1_000))
  await Promise.all([town.gateway.rooms.roster.refresh(), town.gateway.rooms.operations.refresh()])
}

describe('a gateway whose key service is out', () => {
  it('answers from the data keys at hand, closes when their time is up, and opens again by itself', async () => {
    const { data } = (await ask()).body
    expect(data.child.publicSecurity.displayName).toBe(CAST.disabledEdge.name)

    await trial.end()
    await pass(200)
    await live.refresh()
    expect((await ask()).body.data).toEqual(data)
    expect(failures.length).toBeGreaterThan(0)

    await pass(100)
    await live.refresh()
    const closed = await ask()
    expect(closed.status).toBe(200)
    expect(closed.body.errors).toBeUndefined()
    expect(closed.body.data.child).toEqual({
      publicSecurity: null,
      civilAffairs: null,
      disability: data.child.disability,
    })
    expect(closed.body.extensions.disclosure).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ state: 'UNAVAILABLE', source: 'GAJ' }),
        expect.objectContaining({ state: 'UNAVAILABLE', source: 'MZJ' }),
      ]),
    )
    expect(closed.text).not.toContain(CAST.disabledEdge.name)
    for (const secret of [CAST.disabledEdge.name, CAST.disabledEdge.citizenId ?? '']) {
      expect(JSON.stringify([town.events, failures.map(String)])).not.toContain(secret)
    }

    await trial.begin()
    await live.refresh()
    expect((await ask()).body.data).toEqual(data)
  })
})
