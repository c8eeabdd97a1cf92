// Whole answers of a whole gateway on real databases, cell by cell, against the reader of the page over the rows in memory.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPlace, type Place } from '../noninterference/place.ts'
import { expectCellsToAgree } from './cells.ts'

let place: Place

beforeAll(async () => {
  place = await openPlace('differential')
}, 120_000)
afterAll(() => place.close())

describe('the gateway and the reader of the page', () => {
  it('give the same cells to 600 random operations under random sets of policies', async () => {
    const tally = await expectCellsToAgree({ place, seed: 20_261_123, sets: 30, operationsPerSet: 20 })
    expect(tally.operations).toBeGreaterThanOrEqual(600)
    // Agreement about nothing would show little.
    expect(tally.answered).toBeGreaterThan(tally.operations / 3)
    expect(tally.masked).toBeGreaterThan(100)
    expect(tally.withheld).toBeGreaterThan(100)
    expect(tally.atMoment).toBeGreaterThan(10)
  }, 600_000)
})
