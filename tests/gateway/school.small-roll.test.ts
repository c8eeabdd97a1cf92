// S02: a batch longer than the school's own roll holds others than its pupils, and is refused whoever approved it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLASS_OF_45, SCHOOL_BATCH } from '../../src/city/cast.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { byStudentNo, CLASS } from './questions.ts'

const ROLL = CLASS_OF_45.slice(0, 2)

let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('small_roll')
  await registry.loader.query('delete from registry.enrolment where organisation_id = $1 and child_id <> all($2)', [
    SCHOOL_BATCH.organisationId,
    ROLL.map(({ id }) => id),
  ])
  town = await openTown({ databaseUrl: registry.databaseUrl })
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})

const ask = (count: number) =>
  town.ask({
    as: 'school',
    purpose: 'P05',
    case: SCHOOL_BATCH.caseNumber,
    query: CLASS,
    variables: { pupils: CLASS_OF_45.slice(0, count).map(byStudentNo) },
  })

describe('a school with two pupils', () => {
  it('asks for both', async () => {
    const response = await ask(2)
    expect(response.body.data.pupilEligibility).toHaveLength(2)
  })

  it('is refused a third, and the journal says so', async () => {
    await town.newEntries()
    const response = await ask(3)
    expect(response.status).toBe(403)
    expect(response.body.data).toBeUndefined()
    const entries = await town.newEntries()
    expect(entries.find(({ kind }) => kind === 'OUTCOME')).toMatchObject({ body: { status: 'REFUSED', resolved: [] } })
  })
})
