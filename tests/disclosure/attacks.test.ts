// The attacks in their short form; `npm run prove:disclosure` runs the full one. Each is first shown to bite.
import { beforeAll, describe, expect, it } from 'vitest'
import { ATTACKS } from './attacks/attacks.ts'
import { type Ground, openGround } from './attacks/ground.ts'
import { gainOf, standardError } from './attacks/guesses.ts'

const SIZE = { children: 30_000, targets: 400, queries: 300 }

let ground: Ground
beforeAll(async () => {
  ground = await openGround('hutong tests', SIZE)
})

describe.each(Object.entries(ATTACKS))('%s', (name, attack) => {
  it('succeeds against a plain threshold', () => {
    const outcome = attack.plain(ground)
    console.log(name, outcome, gainOf(outcome).toFixed(1))
    expect(gainOf(outcome)).toBeGreaterThan(10)
  })
  it('gains no more than five points and two standard errors against what is released here', () => {
    const t = performance.now()
    const outcome = attack.ours(ground)
    console.log(
      name,
      outcome,
      gainOf(outcome).toFixed(1),
      '+-',
      standardError(outcome).toFixed(1),
      performance.now() - t,
    )
    expect(gainOf(outcome)).toBeLessThan(5 + 2 * standardError(outcome))
  })
})
