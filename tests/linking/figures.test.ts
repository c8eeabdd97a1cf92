// How well linking does on a made-up city whose faults are known.
import { describe, expect, it } from 'vitest'
import { linesOfFigures, linkingFigures, precisionOf, recallOf } from '../../src/city/linking-figures.ts'
import { LINKING_PARAMETERS } from '../../src/linking/parameters.ts'
import { CITY_SETTINGS } from '../world/town-site.ts'

describe('linking the CI city', () => {
  it('is never wrong, misses two in a thousand at most and asks about one in a hundred', () => {
    const figures = linkingFigures(CITY_SETTINGS, LINKING_PARAMETERS)
    console.log(linesOfFigures(figures, 'as written').join('\n'))
    expect(figures.records).toBeGreaterThan(6_000)
    expect(precisionOf(figures.all)).toBe(1)
    expect(recallOf(figures.all)).toBeGreaterThan(0.99)
    expect(figures.all.missed / figures.all.linkable).toBeLessThan(0.002)
    expect(figures.all.review / figures.records).toBeLessThan(0.01)
    expect([figures.twinsMistaken, figures.twinsByWeights]).toEqual([0, 0])
    for (const fault of [
      'WRONG_CHECK_DIGIT',
      'PERMIT_NUMBER',
      'RARE_NAME',
      'SAME_NAME_AND_BIRTH_DATE',
      'NO_CITIZEN_ID',
    ]) {
      const outcome = figures.byFault[fault]
      expect(outcome?.linkable, fault).toBeGreaterThan(0)
      expect(outcome?.right, fault).toBeGreaterThan(0.9 * (outcome?.linkable ?? 0))
    }
  }, 120_000)

  it('is never wrong without any number either: four in five by weights, the others before a person, no twin linked', () => {
    const figures = linkingFigures(CITY_SETTINGS, LINKING_PARAMETERS, { withoutNumbers: true })
    console.log(linesOfFigures(figures, 'every number struck out').join('\n'))
    expect(precisionOf(figures.all)).toBe(1)
    expect(recallOf(figures.all)).toBeGreaterThan(0.8)
    expect(figures.by).toEqual({ WEIGHTS: figures.all.right })
    expect(figures.byFault.TWIN).toMatchObject({ right: 0, wrong: 0 })
    expect([figures.twinsMistaken, figures.twinsByWeights]).toEqual([0, 0])
    expect(figures.reviewsWithAnswer).toBeGreaterThan(0.9 * figures.all.review)
  }, 120_000)
})
