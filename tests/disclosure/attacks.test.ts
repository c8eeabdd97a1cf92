// The attacks in their short form; `npm run prove:disclosure` runs the full one. Each is first shown to bite.
import { beforeAll, describe, expect, it } from 'vitest'
import { ATTACKS } from './attacks/attacks.ts'
import { type Ground, openGround } from './attacks/ground.ts'
import { BITE, gainOf, MOST_GAIN, standardError } from './attacks/guesses.ts'

const SIZE = { children: 30_000, targets: 1_600, queries: 300 }

let ground: Ground
beforeAll(async () => {
  ground = await openGround('hutong tests', SIZE)
})

describe.each(Object.entries(ATTACKS))('%s', (_name, attack) => {
  it('succeeds against a plain threshold', () => expect(gainOf(attack.plain(ground))).toBeGreaterThan(BITE))

  it('gains no more than five points and two standard errors here', () => {
    const outcome = attack.ours(ground)
    expect(gainOf(outcome)).toBeLessThan(MOST_GAIN + 2 * standardError(outcome))
  })
})
