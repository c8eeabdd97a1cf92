// Former references become new ones for the organisation that held them, until a day, and for nobody else.
import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openRefTrade } from '../../src/keys/trade-refs.ts'
import { childRefsFor } from '../../src/masking/child-ref.ts'

const master = createSecretKey(Buffer.alloc(32, 5))
const child = '018f2b7c-1234-7abc-8def-0123456789ab'
const given = { generation: 2, formerUntil: '2026-12-23' }
const wish = { master, organisationId: 'hospital-1', purpose: null, given, today: '2026-12-23' }

describe('the trade of references', () => {
  it('gives for each former reference the new one of the same child', () => {
    const trade = openRefTrade(wish)
    const former = childRefsFor(master, 'hospital-1', 1).refOf(child)
    expect(trade?.newFor(former)).toBe(childRefsFor(master, 'hospital-1', 2).refOf(child))
  })

  it.each<[string, string]>([
    ['another organisation', childRefsFor(master, 'school-1', 1).refOf(child)],
    ['two generations ago', childRefsFor(master, 'hospital-1').refOf(child)],
    ['a named case', childRefsFor(master, 'hospital-1 P06', 1).refOf(child)],
    ['nobody', `c1.${'A'.repeat(22)}`],
  ])('gives for a reference of %s one that opens to no such child', (_what, ref) => {
    const young = openRefTrade(wish)?.newFor(ref) ?? ''
    expect(young).toMatch(/^c1\.[A-Za-z0-9_-]{22}$/)
    expect(childRefsFor(master, 'hospital-1', 2).childIdOf(young)).not.toBe(child)
  })

  it('knows the references of named cases by their purpose', () => {
    const trade = openRefTrade({ ...wish, purpose: 'P06' })
    const former = childRefsFor(master, 'hospital-1 P06', 1).refOf(child)
    expect(trade?.newFor(former)).toBe(childRefsFor(master, 'hospital-1 P06', 2).refOf(child))
  })

  it('gives nothing for what is no reference, after the last day, and where there are no new ones', () => {
    expect(openRefTrade(wish)?.newFor('c1.')).toBeNull()
    expect(openRefTrade({ ...wish, today: '2026-12-24' })).toBeNull()
    expect(openRefTrade({ ...wish, given: undefined })).toBeNull()
  })
})
