// X10: a small question with a huge answer is refused before anything is read: long aliases come back with every cell,
// and many children times many fields are many cells.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const sources = recordedSources()
let town: Town

beforeAll(async () => {
  town = await openTown(sources)
})
afterAll(() => town.close())

async function expectTooCostly(query: string, code = 'TOO_COSTLY'): Promise<void> {
  sources.take()
  const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query })
  expect([response.status, response.body.errors?.[0].extensions.code]).toEqual([400, code])
  expect(sources.take()).toEqual([])
}

describe('an answer that would be huge', () => {
  it('is refused for an alias of more than 64 characters', () =>
    expectTooCostly(`{ children(first: 1) { nodes { ${'a'.repeat(65)}: childRef } } }`))

  it('is refused for 200 children of 200 fields', () => {
    const fields = Array.from({ length: 200 }, (_, at) => `f${at}: citizenId`).join(' ')
    return expectTooCostly(`{ children(first: 200) { nodes { publicSecurity { ${fields} } } } }`)
  })

  it('is refused whatever root field before it the variables leave out', () => {
    const fields = Array.from({ length: 200 }, (_, at) => `f${at}: citizenId`).join(' ')
    return expectTooCostly(`{ small: children(first: 1) @skip(if: true) { nodes { childRef } }
      children(first: 200) { nodes { publicSecurity { ${fields} } } } }`)
  })

  it('is refused for pages that together hold more children than one page may', () =>
    expectTooCostly(
      '{ a: children(first: 150) { nodes { childRef } } b: children(first: 150) { nodes { childRef } } }',
    ))

  it.each([
    '{ __proto__: children(first: 1) { nodes { childRef } } }',
    '{ __x: children(first: 1) { nodes { childRef } } }',
  ])('is refused for a reserved name: %s', (query) => expectTooCostly(query, 'BAD_INPUT'))
})

describe('a case number', () => {
  it.each([
    '330199201801019970',
    'G330199201801019970',
    '33019920180101997x',
    // As people write it, and in a batch that a head of school numbers as they like.
    '330199-20180101-9970',
    'B.330199.2018/01/01_9970',
    '33019920170909-998x',
  ])('that reads as a personal number is refused, and the refusal’s entry does not repeat it: %s', async (number) => {
    sources.take()
    await town.newEntries()
    const response = await town.ask({ as: 'adjudicator', purpose: 'P08', case: number, query: '{ __typename }' })
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([400, 'BAD_INPUT'])
    expect(sources.take()).toEqual([])
    const entries = await town.newEntries()
    expect(entries).toMatchObject([{ kind: 'REFUSAL', body: { code: 'BAD_INPUT', caseNumber: null } }])
    expect(JSON.stringify(entries)).not.toContain(number)
  })
})
