// What a caller reads of an error: always a closed sentence with its bounds filled in, and of a wrong request what to mend.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GatewayError, type Hint } from '../../src/errors.ts'
import { HINTS, publicError } from '../../src/reply/errors.ts'

const bounds = { least: 1, most: '2026-11-24' }

describe('an error as it is told', () => {
  it.each(Object.keys(HINTS) as Hint[])('says in both languages what %s wants', (hint) => {
    const error = new GatewayError('BAD_INPUT', 'for the log', { hint, bounds })
    const [zh, en] = (['zh', 'en'] as const).map((language) => publicError(error, language).body.errors[0])
    expect(zh?.message).toMatch(/\p{Script=Han}/u)
    expect(en?.message).not.toMatch(/\p{Script=Han}/u)
    for (const said of [zh, en]) {
      expect(said?.message).not.toMatch(/[{}]|undefined|for the log/)
      expect(said?.extensions).toEqual({ code: 'BAD_INPUT', hint })
    }
    // Who sees a place told is told where to look for it, and the other way round.
    expect(/locations/.test(zh?.message ?? '')).toBe(/locations/.test(en?.message ?? ''))
    expect(/extensions\.variable/.test(zh?.message ?? '')).toBe(/extensions\.variable/.test(en?.message ?? ''))
  })

  it.each(['', '.zh-CN'])('has each of its hints in the documentation: asking%s.md', (language) => {
    const told = ['asking', 'statistics'].map((page) => readFileSync(`docs/${page}${language}.md`, 'utf8')).join('\n')
    expect(Object.keys(HINTS).filter((hint) => !new RegExp(`\\b${hint}\\b`).test(told))).toEqual([])
  })

  it('has no hint where the caller has nothing to mend, and its code’s sentence then', () => {
    expect(publicError(new GatewayError('REFUSED', 'for the log'), 'en').body.errors).toEqual([
      { message: expect.stringContaining('not permitted'), extensions: { code: 'REFUSED' } },
    ])
    expect(publicError(new Error('of another make'), 'en')).toEqual({
      status: 503,
      body: { errors: [{ message: 'not available', extensions: { code: 'UNAVAILABLE' } }] },
    })
  })

  it('does not compile where a caller is told of a wrong request and not of what to mend', () => {
    // @ts-expect-error: a hint is missing.
    expect(new GatewayError('BAD_INPUT', 'for the log').hint).toBeNull()
    // @ts-expect-error: and may not be left open.
    expect(new GatewayError('BAD_INPUT', 'for the log', { hint: undefined }).hint).toBeNull()
  })
})
