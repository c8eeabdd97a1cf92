// X02: look-ups sent together slip neither through a lock that each of them found open nor past the limit of a batch.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { strangers } from '../limits/strangers.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { byCitizenId, dayQuestion } from './questions.ts'

let town: Town
let registry: OwnRegistry

beforeAll(async () => {
  registry = await openOwnRegistry('together')
  town = await openTown({ databaseUrl: registry.databaseUrl })
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})

const ask = (subject: unknown) =>
  town.ask({
    as: 'school',
    purpose: 'P05',
    query: dayQuestion(),
    variables: { subject, benefit: 'EDUCATION_AID' },
  })

describe('a hundred look-ups sent at once', () => {
  it('are answered up to the tenth miss and no further', async () => {
    // Dates, running numbers and names without a plan: what stops them is their count alone.
    const responses = await Promise.all(strangers(100).map((subject) => ask(subject)))
    const answered = responses.filter((response) => response.status === 200)
    expect(answered).toHaveLength(10)
    for (const response of responses) expect([200, 429]).toContain(response.status)
    const hit = await ask(byCitizenId(CAST.pupil))
    expect(hit.body.errors[0].extensions.code).toBe('TOO_MANY')
  })
})
