import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { TokenKind } from '../../src/linking/tokens.ts'
import { type BlindIndexKey, blindIndex, keyedDigest } from '../../src/masking/blind-index.ts'
import { linkingTokens, remembering } from '../../src/masking/linking-token.ts'

const key = (text = 'test-key'): BlindIndexKey => ({
  id: 1,
  algorithm: 'HMAC-SHA-256',
  key: createSecretKey(Buffer.from(text)),
})
const KINDS: readonly TokenKind[] = [
  ...(['CITIZEN_ID', 'NUMBER', 'NUMBER_BODY', 'NAME', 'CHARACTER', 'SOUND', 'BIRTH_DATE', 'DIGIT'] as const),
  ...(['SEX', 'BIRTH_CERTIFICATE', 'PERSON', 'CUSTODY', 'STREET', 'COUNTY'] as const),
]

describe('linking tokens', () => {
  it('never meet across kinds, keys or texts', () => {
    const [one, other] = [linkingTokens(key()), linkingTokens(key('other-key'))]
    const all = KINDS.flatMap((kind) => [one(kind, '1'), one(kind, '2'), other(kind, '1')])
    expect(new Set(all).size).toBe(3 * KINDS.length)
  })

  it.each(KINDS)('of %s are the same whenever and by whomever they are made, and hold none of the text', (kind) => {
    const token = linkingTokens(key())
    const made = token(kind, '330102')
    expect(token(kind, '330102')).toBe(made)
    expect(token(kind, '330102')).toBe(made)
    expect(linkingTokens(key())(kind, '330102')).toBe(made)
    expect(made).not.toContain('330102')
  })

  it('of a remembered kind keep apart what a blank might join', () => {
    const token = linkingTokens(key())
    expect(token('STREET', 'A B')).not.toBe(token('STREET', 'A'))
    expect(token('SEX', '')).not.toBe(token('COUNTY', ''))
  })

  it('that come again and again are made once: characters, sounds, digits, sexes, streets and counties', () => {
    const made: string[] = []
    const token = remembering((kind) => {
      made.push(kind)
      return `t-${kind}`
    })
    for (const kind of [...KINDS, ...KINDS]) expect(token(kind, 'x')).toBe(`t-${kind}`)
    expect(made.slice(0, KINDS.length)).toEqual(KINDS)
    expect(made.slice(KINDS.length)).toEqual(
      KINDS.filter((kind) => !['CHARACTER', 'SOUND', 'DIGIT', 'SEX', 'STREET', 'COUNTY'].includes(kind)),
    )
  })

  it('are remembered up to a bound, so that no list of streets takes the memory', () => {
    const made: string[] = []
    const token = remembering((_kind, text) => {
      made.push(text)
      return text
    }, 2)
    for (const text of ['a', 'b', 'c', 'a', 'b', 'c']) token('STREET', text)
    expect(made).toEqual(['a', 'b', 'c', 'c'])
  })

  it('of an identity number are its blind index in the registry, whole', () => {
    const number = '33019920160229999X'
    expect(linkingTokens(key())('CITIZEN_ID', number)).toBe(
      blindIndex(key(), 'CITIZEN_ID', number).toString('base64url'),
    )
  })

  it('of all else are the first 16 bytes of the digest of kind, NUL and text', () => {
    expect(linkingTokens(key())('NAME', '张三')).toBe(
      keyedDigest(key(), 'LINKING NAME\0张三').subarray(0, 16).toString('base64url'),
    )
  })
})
