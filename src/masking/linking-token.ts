// Keyed tokens: what linking compares in the place of names, numbers and dates. They are made at the reading edge and say
// nothing but whether two values are equal; without the key not even that.
import type { Tokeniser, TokenKind } from '../linking/tokens.ts'
import { type BlindIndexKey, blindIndex, keyedDigest } from './blind-index.ts'

const TOKEN_BYTES = 16
// Characters, sounds, digits and divisions come again and again.
const REMEMBERED: ReadonlySet<TokenKind> = new Set(['CHARACTER', 'SOUND', 'DIGIT', 'SEX', 'STREET', 'COUNTY'])
const MOST_REMEMBERED = 50_000

/** An identity number's token is the registry's blind index of it, so that what linking founds can be looked up. */
export function linkingTokens(key: BlindIndexKey): Tokeniser {
  return remembering((kind, text) =>
    kind === 'CITIZEN_ID'
      ? blindIndex(key, 'CITIZEN_ID', text).toString('base64url')
      : keyedDigest(key, `LINKING ${kind}\0${text}`).subarray(0, TOKEN_BYTES).toString('base64url'),
  )
}

/** The same tokens, those that come again and again made once. */
export function remembering(made: Tokeniser, most = MOST_REMEMBERED): Tokeniser {
  const remembered = new Map<string, string>()
  return (kind, text) => {
    if (!REMEMBERED.has(kind)) return made(kind, text)
    const name = `${kind} ${text}`
    const known = remembered.get(name)
    if (known) return known
    const token = made(kind, text)
    if (remembered.size < most) remembered.set(name, token)
    return token
  }
}
