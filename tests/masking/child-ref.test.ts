import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { childRefsFor } from '../../src/masking/child-ref.ts'

const master = createSecretKey(Buffer.alloc(32, 5))
const hospital = childRefsFor(master, '1233019999000HA17Y')
const school = childRefsFor(master, '1233019999000XX17H')
const child = '018f2b7c-1234-7abc-8def-0123456789ab'
const seeded = { seed: 20_261_123 }

describe('child references', () => {
  it.each([
    ['', 'nothing'],
    ['c1.', 'the prefix alone'],
    [child, 'a child id'],
    [`c2.${'A'.repeat(22)}`, 'another version'],
    [`c1.${'A'.repeat(21)}`, 'too short'],
    [`c1.${'A'.repeat(23)}`, 'too long'],
    [`c1.${'A'.repeat(22)}\n`, 'a line end'],
    [` c1.${'A'.repeat(22)}`, 'a blank in front'],
    [`c1.${'A'.repeat(21)}=`, 'padding'],
    [`c1.${'A'.repeat(20)}+/`, 'the other base64 alphabet'],
    [`C1.${'A'.repeat(22)}`, 'an upper-case prefix'],
  ])('are not %j: %s', (text) => {
    expect(hospital.childIdOf(text)).toBeNull()
  })

  it('have one spelling only', () => {
    const ref = hospital.refOf(child)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const spellings = [...alphabet].map((last) => ref.slice(0, -1) + last)
    const accepted = spellings.filter((text) => hospital.childIdOf(text) === child)
    expect(accepted).toEqual([ref])
  })

  it('of another organisation become an id, but no child’s', () => {
    const found = school.childIdOf(hospital.refOf(child))
    expect(found).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(found).not.toBe(child)
  })

  it('are made of lower-case UUIDs only', () => {
    for (const wrong of ['', 'child', child.toUpperCase(), child.replaceAll('-', ''), `0${child}`, `${child}0`]) {
      expect(() => hospital.refOf(wrong)).toThrow('lower-case UUID')
    }
  })

  it('stay what recipients hold already: AES under the organisation’s key of HKDF', () => {
    expect(hospital.refOf(child)).toBe('c1.ts5KR9j3yCEq3eAEyadL6g')
  })

  it('lead back to the child for the organisation they were made for', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const ref = hospital.refOf(id)
        expect(ref).toMatch(/^c1\.[A-Za-z0-9_-]{22}$/)
        expect(hospital.childIdOf(ref)).toBe(id)
      }),
      seeded,
    )
  })

  it('turn every well-formed text into an id, at the same work', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (block) => {
        const ref = `c1.${Buffer.from(block).toString('base64url')}`
        const id = hospital.childIdOf(ref)
        expect(id).not.toBeNull()
        expect(hospital.refOf(String(id))).toBe(ref)
      }),
      seeded,
    )
  })

  it('differ between organisations and between master keys, and stay the same otherwise', () => {
    const ref = hospital.refOf(child)
    expect(school.refOf(child)).not.toBe(ref)
    expect(childRefsFor(createSecretKey(Buffer.alloc(32, 6)), '1233019999000HA17Y').refOf(child)).not.toBe(ref)
    expect(childRefsFor(master, '1233019999000HA17Y').refOf(child)).toBe(ref)
  })

  it('are others in each generation, and those of the first stay what they were', () => {
    const refs = [0, 1, 2].map((generation) => childRefsFor(master, '1233019999000HA17Y', generation).refOf(child))
    expect(new Set(refs).size).toBe(3)
    expect(refs[0]).toBe(hospital.refOf(child))
    expect(childRefsFor(master, '1233019999000XX17H', 1).refOf(child)).not.toBe(refs[1])
  })

  it('share nothing visible for neighbouring ids', () => {
    const refs = ['0', '1', '2', '3'].map((last) => hospital.refOf(child.slice(0, -1) + last).slice(3))
    expect(new Set(refs.map((ref) => ref.slice(0, 8))).size).toBe(4)
  })
})
