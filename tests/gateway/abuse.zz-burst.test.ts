import { afterAll, beforeAll, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { dayQuestion } from './questions.ts'
let registry: OwnRegistry
let town: Town
beforeAll(async () => { registry = await openOwnRegistry('burst'); town = await openTown({ databaseUrl: registry.databaseUrl }) })
afterAll(async () => { await town.close(); await registry.drop() })
it('burst', async () => {
  const ids = Array.from({ length: 100 }, (_, at) => citizenIdWithCheck(`33019920160910${String(100 + at).padStart(3, '0')}`))
  const ask = (citizenId: string) => town.ask({ as: 'school', purpose: 'P05', query: dayQuestion(), variables: { subject: { citizenId, fullName: CAST.pupil.name }, benefit: 'EDUCATION_AID' } })
  await ask(ids[0] ?? '')
  const responses = await Promise.all(ids.map(ask))
  console.log('BURST', responses.filter((r) => r.status === 200).length)
  expect(1).toBe(1)
})
