// Parameters, weights, and their estimation from counted patterns.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/city/random.ts'
import { type Agreement, FIELDS, LEVELS } from '../../src/linking/agreement.ts'
import { blockingKeys } from '../../src/linking/blocking.ts'
import { type CountedPattern, estimateChances } from '../../src/linking/estimate.ts'
import { chancesAt, faultsOfParameters, LINKING_PARAMETERS } from '../../src/linking/parameters.ts'
import { bandOf, weightOf } from '../../src/linking/weights.ts'
import { childOf } from './sheets.ts'

const MISSING: Agreement = {
  name: 'MISSING',
  birth: 'MISSING',
  sex: 'MISSING',
  guardian: 'MISSING',
  place: 'MISSING',
  number: 'MISSING',
}

describe('the parameters in force', () => {
  it('have a version, a source and no fault', () => {
    expect(faultsOfParameters(LINKING_PARAMETERS)).toEqual([])
    expect(LINKING_PARAMETERS.version).toMatch(/^FS-\d{4}-\d+$/)
    expect(LINKING_PARAMETERS.source).toContain('Fellegi')
  })

  it('are found faulty where chances do not add up or the bars are exchanged', () => {
    const { chances } = LINKING_PARAMETERS
    const sex = { SAME: { m: 0.9, u: 0.5 }, DIFFERENT: { m: 0.2, u: 0.5 } }
    expect(faultsOfParameters({ ...LINKING_PARAMETERS, chances: { ...chances, sex } })).toHaveLength(1)
    expect(faultsOfParameters({ ...LINKING_PARAMETERS, upperBar: 1 })).toHaveLength(1)
  })
})

describe('a weight', () => {
  it('is the sum of log2(m/u), and nothing of what is missing', () => {
    expect(weightOf(MISSING, LINKING_PARAMETERS)).toBe(0)
    expect(weightOf({ ...MISSING, sex: 'SAME' }, LINKING_PARAMETERS)).toBeCloseTo(Math.log2(0.996 / 0.5), 12)
    const both = weightOf({ ...MISSING, sex: 'SAME', birth: 'SAME' }, LINKING_PARAMETERS)
    expect(both).toBeCloseTo(Math.log2(0.996 / 0.5) + Math.log2(0.98 / 0.000_152), 12)
  })

  it('never rises where a field agrees less', () => {
    for (const field of FIELDS) {
      const weights = LEVELS[field]
        .filter((level) => level !== 'MISSING')
        .map((level) => weightOf({ ...MISSING, [field]: level }, LINKING_PARAMETERS))
      expect(weights, field).toEqual(weights.toSorted((one, other) => other - one))
    }
  })

  it('is kept as a band of five bits', () => {
    expect([bandOf(21.3), bandOf(34.999), bandOf(-0.1)]).toEqual(['20..25', '30..35', '-5..0'])
  })
})

describe('the estimation', () => {
  it('finds the chances by which patterns were drawn, knowing only the patterns', () => {
    const random = new Random(1, 2, 3)
    const truth = LINKING_PARAMETERS.chances
    const share = 0.3
    const counts = new Map<string, CountedPattern>()
    for (let drawn = 0; drawn < 20_000; drawn += 1) {
      const side = random.chance(share) ? 'm' : 'u'
      const agreement = Object.fromEntries(
        FIELDS.map((field) => {
          const levels = LEVELS[field].filter((level) => level !== 'MISSING')
          return [field, random.weighted(levels.map((level) => [level, chancesAt(truth, field, level)?.[side] ?? 0]))]
        }),
      ) as unknown as Agreement
      const key = JSON.stringify(agreement)
      counts.set(key, { agreement, count: (counts.get(key)?.count ?? 0) + 1 })
    }
    const flat = { m: 0.5, u: 0.5 }
    const start = {
      ...truth,
      sex: { SAME: { m: 0.9, u: 0.6 }, DIFFERENT: { m: 0.1, u: 0.4 } },
      guardian: { SAME: { m: 0.7, u: 0.1 }, DIFFERENT: { m: 0.3, u: 0.9 } },
      number: { SAME_BODY: flat, DIFFERENT: flat },
    }
    const found = estimateChances([...counts.values()], { chances: start, share: 0.1 })
    expect(found.share).toBeCloseTo(share, 2)
    expect(found.chances.sex.SAME.m).toBeCloseTo(truth.sex.SAME.m, 1)
    expect(found.chances.sex.SAME.u).toBeCloseTo(truth.sex.SAME.u, 1)
    expect(found.chances.guardian.SAME.m).toBeCloseTo(truth.guardian.SAME.m, 1)
    expect(found.chances.place.STREET.m).toBeCloseTo(truth.place.STREET.m, 1)
    expect(found.chances.name.SAME.m).toBeCloseTo(truth.name.SAME.m, 1)
  })
})

describe('blocking', () => {
  it.each([
    ['another birth date by one digit', { birthDate: '2016-02-19' }],
    ['day and month exchanged', { birthDate: '2016-09-02' }],
    ['a name that sounds the same', { name: '周晓满' }],
    ['another given name', { name: '周安' }],
    ['a surname that sounds the same', { name: '州小满' }],
  ])('still finds a child with %s', (_what, change) => {
    const [one, other] = [
      childOf({ birthDate: '2016-02-09', guardianId: null }),
      { birthDate: '2016-02-09', ...change },
    ]
    const keys = new Set(blockingKeys(one))
    expect(blockingKeys(childOf({ ...other, guardianId: null })).some((key) => keys.has(key))).toBe(true)
  })

  it('gives every key once and bounds their number', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        const keys = blockingKeys(childOf({ name, formerName: name }))
        expect(new Set(keys).size).toBe(keys.length)
        expect(keys.length).toBeLessThan(24)
      }),
      { seed: 20261123, numRuns: 300 },
    )
  })
})
