// Casework: where may a page's cursor be used? With the same question, by the same organisation, within the hour.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HINTS } from '../../src/reply/errors.ts'
import { openTown, type Town } from '../world/town.ts'
import { CHILD_PAGE, moveTo, recordedSources } from './questions.ts'

const sources = recordedSources()
let town: Town

beforeAll(async () => {
  town = await openTown({ wrapSource: sources.wrapSource })
})
afterAll(() => town.close())

function page(variables: Record<string, unknown>, as = 'adjudicator') {
  return town.ask({ as, purpose: 'P08', query: CHILD_PAGE, variables })
}

async function cursorOf(variables: Record<string, unknown>): Promise<string> {
  const response = await page(variables)
  expect(response.status).toBe(200)
  return response.body.data.children.pageInfo.endCursor
}

async function expectRefused(variables: Record<string, unknown>, as?: string): Promise<void> {
  sources.take()
  await town.newEntries()
  const response = await page(variables, as)
  expect(response.status).toBe(400)
  expect(response.body).toEqual({
    errors: [{ message: HINTS.CURSOR.zh, extensions: { code: 'BAD_INPUT', hint: 'CURSOR' } }],
  })
  expect(sources.take()).toEqual([])
  expect(await town.newEntries()).toMatchObject([{ kind: 'REFUSAL', body: { code: 'BAD_INPUT', purpose: 'P08' } }])
}

describe('a page’s cursor', () => {
  it('opens for no other organisation', async () => {
    await expectRefused({ first: 5, after: await cursorOf({ first: 5 }) }, 'other-adjudicator')
  })

  it.each([
    ['another filter', { first: 5, filter: { sex: 'FEMALE' } }],
    ['another order', { first: 5, orderBy: { birthDate: 'ASCENDING' } }],
  ])('opens for no other question: %s', async (_what, other) => {
    await expectRefused({ ...other, after: await cursorOf({ first: 5 }) })
    await expectRefused({ first: 5, after: await cursorOf(other) })
  })

  it('opens with no character changed, added or taken away', async () => {
    const cursor = await cursorOf({ first: 5 })
    const middle = Math.floor(cursor.length / 2)
    const changed = `${cursor.slice(0, middle)}${cursor[middle] === 'A' ? 'B' : 'A'}${cursor.slice(middle + 1)}`
    for (const after of [changed, cursor.slice(0, -4), cursor.slice(4), 'AAAA', 'x', '', cursor.slice(0, 16)]) {
      await expectRefused({ first: 5, after })
    }
  })

  it('says nothing of the value where the page ended: not by its text, not by its length', async () => {
    const byDate = await cursorOf({ first: 5, orderBy: { birthDate: 'ASCENDING' } })
    const byClass = await cursorOf({ first: 5, orderBy: { householdAidClass: 'ASCENDING' } })
    expect(byDate).toHaveLength((await cursorOf({ first: 5 })).length)
    expect(byDate).toHaveLength(byClass.length)
    expect(Buffer.from(byDate, 'base64url').toString('latin1')).not.toMatch(/\d{4}-\d{2}-\d{2}/)
  })

  it('opens until an hour has passed, and no longer', async () => {
    // The account is let in at ten; its token then stands for the earlier hours too.
    await cursorOf({ first: 5 })
    await moveTo(town, '2026-11-23T09:00:00+08:00')
    const cursor = await cursorOf({ first: 5 })
    await moveTo(town, '2026-11-23T10:00:00+08:00')
    expect((await page({ first: 5, after: cursor })).status).toBe(200)
    await moveTo(town, '2026-11-23T10:00:01+08:00')
    await expectRefused({ first: 5, after: cursor })
  })
})
