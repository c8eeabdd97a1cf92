// One cell, several departments: when do they say one thing, and when does nobody know?
import { describe, expect, it } from 'vitest'
import { judge, type Statement } from '../../src/departments/statements.ts'

function said(...values: readonly unknown[]): Statement[] {
  return values.map((value, at) => ({ source: ['GAJ', 'FYJ', 'SFJ'][at] ?? '', value }))
}

describe('departments that must agree', () => {
  const agree = { how: 'agree', silent: 'UNKNOWN', alike: ['DEAD', 'DECLARED_DEAD'] } as const

  it.each([
    ['one that says nothing is no witness', ['ALIVE', null], 'ALIVE'],
    ['nor is one that was not heard', [undefined, 'ALIVE'], 'ALIVE'],
    ['nor is one that says it does not know', ['UNKNOWN', 'DECLARED_MISSING'], 'DECLARED_MISSING'],
    ['what all say is the value', ['ALIVE', 'ALIVE', 'ALIVE'], 'ALIVE'],
    ['of words that mean the same the first one stands', ['DEAD', 'DECLARED_DEAD'], 'DEAD'],
    ['what nobody says is null', [null, null], null],
    ['what nobody knows is said so', [null, 'UNKNOWN'], 'UNKNOWN'],
  ])('%s', (_title, values, value) => {
    expect(judge(said(...values), agree)).toEqual({ kind: 'value', value })
  })

  it('leave the cell undetermined when two say different things, and both are kept with their sources', () => {
    expect(judge(said('ALIVE', 'DECLARED_DEAD', null), agree)).toEqual({
      kind: 'contradiction',
      statements: [
        { source: 'GAJ', value: 'ALIVE' },
        { source: 'FYJ', value: 'DECLARED_DEAD' },
      ],
    })
  })

  it.each([
    ['2025-12-10', '2025-12-13', 'value'],
    ['2025-12-31', '2025-11-30', 'value'],
    ['2025-12-31', '2025-11-29', 'contradiction'],
    ['2025-12-13', '2026-12-13', 'contradiction'],
  ])('take days for one where they are near enough, whichever came first: %s and %s', (one, other, kind) => {
    const near = { how: 'agree', withinDays: 31 } as const
    expect(judge(said(one, other), near).kind).toBe(kind)
    expect(judge(said(other, one), near).kind).toBe(kind)
  })

  it('contradict one another when a yes meets a no', () => {
    expect(judge(said(true, false), { how: 'agree' })).toMatchObject({ kind: 'contradiction' })
  })
})

describe('departments each of which knows grounds of its own', () => {
  it.each([
    [[false, true], true],
    [[true, null, false], true],
    [[false, null], false],
    [[null, null], null],
  ])('%j is %s', (values, value) => {
    expect(judge(said(...values), { how: 'any' })).toEqual({ kind: 'value', value })
  })
})
