// The statistics of the timing proof, on numbers whose answer is known: a classic sample worked out by hand, pure noise,
// and noise with 100 µs in it.
import { describe, expect, it } from 'vitest'
import type { Random } from '../../src/city/random.ts'
import { randomFrom } from '../noninterference/second-world.ts'
import { median, signedRank } from './signed-rank.ts'

// Darwin's maize, on which Wilcoxon's test is often shown: the negative ranks sum to 24.
const MAIZE = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]

/** Times of requests in µs: a few hundred, skewed, with hiccups of milliseconds, and drift. */
function noise(random: Random, at: number): number {
  const skewed = -Math.log(1 - random.unit()) * 250
  const hiccup = random.chance(0.02) ? random.unit() * 8_000 : 0
  return 1_800 + Math.sin(at / 40) * 300 + skewed + hiccup
}

function pairs(seed: string, planted: number): number[] {
  const random = randomFrom(seed)
  return Array.from({ length: 600 }, (_, at) => noise(random, at) + planted - noise(random, at))
}

describe('the signed-rank test', () => {
  it('gives what comes out by hand for a classic sample, taken twice to be long enough', () => {
    const { p, pairs: count } = signedRank([...MAIZE, ...MAIZE])
    expect(count).toBe(30)
    expect(p).toBeCloseTo(byHand([...MAIZE, ...MAIZE]), 8)
    expect(p).toBeGreaterThan(0.003)
    expect(p).toBeLessThan(0.006)
  })

  it('refuses to speak of too few pairs, and leaves out those that do not differ', () => {
    expect(() => signedRank(MAIZE)).toThrow('too few')
    expect(signedRank([...Array.from({ length: 500 }, () => 0), ...MAIZE, ...MAIZE]).pairs).toBe(30)
  })

  it('does not mind the sign, and shares ranks among equals', () => {
    const sample = [...MAIZE, ...MAIZE]
    expect(signedRank(sample.map((each) => -each)).p).toBe(signedRank(sample).p)
    expect(signedRank(Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 3 : -3))).p).toBe(1)
    expect(signedRank(Array.from({ length: 40 }, () => 3)).p).toBeLessThan(1e-8)
  })

  it('finds its middle', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5])
  })

  it('sees 100 µs in the noise of requests, every time', () => {
    for (let sample = 0; sample < 40; sample += 1) {
      const { p, medianDifference } = signedRank(pairs(`planted ${sample}`, 100))
      expect(p).toBeLessThan(0.001)
      expect(Math.abs(medianDifference - 100)).toBeLessThan(60)
    }
  })

  it('sees nothing where there is nothing, but for the share that chance owes it', () => {
    const seen = Array.from({ length: 1_000 }, (_, sample) => signedRank(pairs(`nothing ${sample}`, 0)).p)
    expect(seen.filter((p) => p < 0.05).length).toBeGreaterThan(25)
    expect(seen.filter((p) => p < 0.05).length).toBeLessThan(80)
    expect(seen.filter((p) => p < 0.001).length).toBeLessThan(6)
  })
})

/** The same by the book, slowly: ranks by counting, the normal tail by summing rectangles. */
function byHand(differences: readonly number[]): number {
  const sizes = differences.map(Math.abs)
  const rank = (size: number) =>
    sizes.filter((each) => each < size).length + (sizes.filter((each) => each === size).length + 1) / 2
  const positive = differences.reduce((sum, each) => sum + (each > 0 ? rank(Math.abs(each)) : 0), 0)
  const n = sizes.length
  const variance = sizes.reduce((sum, size) => sum + rank(size) ** 2, 0) / 4
  const z = (Math.abs(positive - (n * (n + 1)) / 4) - 0.5) / Math.sqrt(variance)
  const step = 1e-4
  let tail = 0
  for (let x = z + step / 2; x < 12; x += step) tail += step * Math.exp((-x * x) / 2)
  return (2 * tail) / Math.sqrt(2 * Math.PI)
}
