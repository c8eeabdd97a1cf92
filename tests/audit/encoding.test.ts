// The bytes that are hashed: one encoding per body, however it was put together.
import { createHash, createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalText, chainHash, firstLink, leafHash } from '../../src/audit/encoding.ts'
import { type IntentConstant, type IntentVariable, subjectPseudonym } from '../../src/audit/entry.ts'
import { bodyText, prepareIntent } from '../../src/audit/journal.ts'
import { numberedId, outcome } from './bodies.ts'

const SEED = { seed: 20261123 }
const text = fc.string({ unit: 'binary' })
const plainData = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value

test('refuses a fraction, as readers print them differently', () => {
  expect(() => canonicalText({ count: 0.5 })).toThrow('whole numbers')
  expect(() => canonicalText({ count: Number.NaN })).toThrow('whole numbers')
  expect(() => canonicalText({ count: 2 ** 53 })).toThrow('whole numbers')
})

test('refuses half a character', () => {
  expect(() => canonicalText({ unit: '\ud83d' })).toThrow('well-formed')
  expect(() => canonicalText({ '\udc00': 1 })).toThrow('well-formed')
})

test('refuses what JSON would drop or turn into something else', () => {
  expect(() => canonicalText({ unit: undefined })).toThrow('plain data')
  expect(() => canonicalText({ at: new Date(0) })).toThrow('plain data')
  expect(() => canonicalText(new Map())).toThrow('plain data')
  expect(() => canonicalText({ count: 1n })).toThrow('plain data')
})

test('sorts members by UTF-16 unit, as RFC 8785 section 3.2.3 shows', () => {
  const members = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
  expect(canonicalText(members)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}')
})

test('keeps the data: what is read back is what was written', () => {
  fc.assert(
    fc.property(plainData, (value) => {
      // Through JSON on both sides: -0 is written as 0, as RFC 8785 has it.
      expect(JSON.parse(canonicalText(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    SEED,
  )
})

test('gives one text whatever order the members were set in', () => {
  fc.assert(
    fc.property(fc.dictionary(text, plainData, { noNullPrototype: true }), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse())
      expect(canonicalText(reversed)).toBe(canonicalText(value))
    }),
    SEED,
  )
})

test('never holds a raw line feed, which separates entries on their way to the table', () => {
  fc.assert(
    fc.property(plainData, (value) => {
      expect(canonicalText(value)).not.toContain('\n')
    }),
    SEED,
  )
})

test('encodes a prepared intent byte for byte like the whole body', () => {
  const texts = fc.array(text, { maxLength: 3 })
  const constant: fc.Arbitrary<IntentConstant> = fc.record({
    role: text,
    purpose: text,
    operation: text,
    policyIds: texts,
    policyVersion: text,
    fields: fc.array(fc.tuple(text, text), { maxLength: 3 }),
  })
  const variable: fc.Arbitrary<IntentVariable> = fc.record({
    entryId: fc.uuid(),
    at: text,
    personId: text,
    agentId: fc.option(text),
    conversation: fc.option(text),
    deputyFor: fc.option(text),
    organisationId: text,
    unit: fc.option(text),
    uses: fc.array(fc.tuple(text, fc.constantFrom('filter', 'sort', 'input'))),
    caseNumber: fc.option(text),
    tokenId: text,
    subjects: texts,
    subjectKind: fc.constantFrom('submitted-identifier', 'child-ref', 'list', 'none'),
    count: fc.nat(),
  })
  fc.assert(
    fc.property(constant, variable, (fixed, varying) => {
      const prepared = bodyText<'INTENT'>({ prepared: prepareIntent(fixed), variable: varying })
      expect(prepared).toBe(bodyText<'INTENT'>({ ...fixed, ...varying }))
    }),
    SEED,
  )
})

test('takes nothing of a larger object but what an intent has', () => {
  const constant = {
    role: 'r',
    purpose: 'P01',
    operation: 'o',
    policyIds: [],
    policyVersion: 'v',
    fields: [],
    extra: 'x',
  }
  expect(prepareIntent(constant)).toEqual(prepareIntent({ ...constant, extra: 'y' } as IntentConstant))
})

test('leaves an absent optional member out', () => {
  expect(bodyText<'OUTCOME'>(outcome(1))).not.toContain('answers')
})

test('hashes leaves and links as the format says, checked with hashes put together by hand', () => {
  const sha256 = (...parts: (Buffer | string)[]) => {
    const digest = createHash('sha256')
    for (const part of parts) digest.update(part)
    return digest.digest()
  }
  const salt = Buffer.alloc(16, 7)
  const leaf = leafHash(salt, '{"unit":"结算处😀"}')
  expect(leaf).toEqual(sha256(Buffer.of(0), salt, '{"unit":"结算处😀"}'))
  const first = firstLink(numberedId(1))
  expect(first).toEqual(sha256(Buffer.of(2), Buffer.alloc(32), Buffer.from('00000000000040008000000000000001', 'hex')))
  expect(chainHash(first, leaf)).toEqual(sha256(Buffer.of(1), first, leaf))
})

test('starts the chain of each process elsewhere', () => {
  expect(firstLink(numberedId(1))).not.toEqual(firstLink(numberedId(2)))
  expect(() => firstLink('not-a-process')).toThrow('UUID')
})

test('gives a subject another pseudonym under another key, and never the text itself', () => {
  const [ours, theirs] = [createSecretKey(Buffer.alloc(32, 1)), createSecretKey(Buffer.alloc(32, 2))]
  const pseudonym = subjectPseudonym(ours, 'made-up-identifier')
  expect(pseudonym).toBe(subjectPseudonym(ours, 'made-up-identifier'))
  expect(pseudonym).not.toBe(subjectPseudonym(theirs, 'made-up-identifier'))
  expect(pseudonym).toMatch(/^[A-Za-z0-9_-]{43}$/)
})
