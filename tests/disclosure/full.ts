// The attacks in their full form, 3,000 queries for each attacker and three cities, and what the tables are still good for:
// `npm run prove:disclosure`.
import { expect, it } from 'vitest'
import { linesOfUtility, utilityFigures } from '../../src/city/statistics-utility.ts'
import { ATTACKS } from './attacks/attacks.ts'
import { type Ground, openGround } from './attacks/ground.ts'
import { BITE, gainOf, MOST_GAIN, type Outcome, standardError, together } from './attacks/guesses.ts'

const SEEDS = ['first city', 'second city', 'third city']
const SIZE = { children: 30_000, targets: 1_600, queries: 3_000 }

it('no attack gains more than five points and two standard errors', async () => {
  const grounds: Ground[] = []
  for (const seed of SEEDS) grounds.push(await openGround(seed, SIZE))
  const told = (outcome: Outcome): string =>
    `${gainOf(outcome).toFixed(1).padStart(6)} ± ${(2 * standardError(outcome)).toFixed(1)}`
  for (const [name, attack] of Object.entries(ATTACKS)) {
    const plain = together(grounds.map((ground) => attack.plain(ground)))
    const ours = together(grounds.map((ground) => attack.ours(ground)))
    console.log(`${name.padEnd(46)} plain ${told(plain)}  here ${told(ours)}  (${ours.guesses} guesses)`)
    expect.soft(gainOf(plain), name).toBeGreaterThan(BITE)
    expect.soft(gainOf(ours), name).toBeLessThan(MOST_GAIN + 2 * standardError(ours))
  }
}, 7_200_000)

it.each(SEEDS)('four in five large cells of the %s are answered, half of them within two per cent', async (seed) => {
  const figures = await utilityFigures({ seed, referenceDay: '2026-11-24', children: SIZE.children, weights: 'raised' })
  console.log(linesOfUtility(figures).join('\n'))
  expect(figures.large.answered).toBeGreaterThanOrEqual(0.8)
  expect(figures.large.medianError).toBeLessThanOrEqual(0.02)
}, 600_000)
