// The document of what was agreed with the departments: understood as a whole, or refused with every fault at once.
import { describe, expect, it } from 'vitest'
import { boundsOf, openBounds, readBounds } from '../../src/departments/agreed-bounds.ts'
import { departmentOf } from '../../src/departments/departments.ts'

const AGREED = `
YBJ:
  batch: 1
  rate: { perSecond: 5, burst: 2 }
  dailyQuota: 20000
  desksShare: 0.5
  hours: { from: 08:00, to: "17:30" }
  maintenance:
    - { from: 2026-12-01T00:00+08:00, to: 2026-12-01T06:00+08:00 }
GAJ: { atOnce: 4, mostBytes: 1048576, breaker: { failures: 3, againAfterMs: [1000, 30000] } }
`

function faultsIn(text: string): string[] {
  const { value, faults } = readBounds(text, 'bounds.yaml')
  expect(value).toBeNull()
  return faults.map(({ file, path, what }) => `${file}: ${path}: ${what}`)
}

describe('what was agreed with the departments', () => {
  it('counts in place of what their folders declare, and the rest stays', () => {
    const agreed = readBounds(AGREED, 'bounds.yaml').value
    expect(boundsOf(departmentOf('YBJ'), agreed?.YBJ)).toMatchObject({
      ...{ batch: 1, rate: { perSecond: 5, burst: 2 }, dailyQuota: 20_000, desksShare: 0.5, deadlineMs: 3_000 },
      hours: { from: '08:00', to: '17:30' },
      maintenance: [{ from: new Date('2026-11-30T16:00:00Z'), to: new Date('2026-11-30T22:00:00Z') }],
    })
    expect(boundsOf(departmentOf('GAJ'), agreed?.GAJ)).toMatchObject({
      ...{ atOnce: 4, batch: 5_000, mostBytes: 1_048_576 },
      breaker: { failures: 3, againAfterMs: [1_000, 30_000] },
    })
    expect(boundsOf(departmentOf('MZJ'), agreed?.MZJ)).toMatchObject({
      atOnce: 10,
      batch: 5_000,
      breaker: { failures: 5 },
    })
  })

  it('is told of all faults at once, each with file and place', () => {
    const text = AGREED.replace('GAJ', 'XXX')
      .replace('perSecond: 5', 'perSecond: 0')
      .replace('batch: 1', 'batsch: 1')
      .replace('08:00,', '8 am,')
      .replace('2026-12-01T06:00+08:00', 'noon')
    const faults = faultsIn(text)
    expect(faults).toHaveLength(5)
    for (const place of ['XXX', 'YBJ.rate.perSecond', 'batsch', 'YBJ.hours.from', 'YBJ.maintenance.0.to']) {
      expect(faults.join('\n')).toContain(place)
    }
  })

  it.each([
    ['hours that never open', '"17:30"', '08:00', 'YBJ.hours: never open'],
    ['maintenance that ends before it begins', '2026-12-01T06', '2026-11-01T06', 'ends before it begins'],
    ['a moment that does not exist', '2026-12-01T06', '2026-13-01T06', 'no such moment'],
    ['a share of more than all', '0.5', '1.5', 'YBJ.desksShare'],
    ['a day of no calls', '20000', '0', 'YBJ.dailyQuota'],
    ['a breaker that never opens', 'failures: 3', 'failures: 21', 'GAJ.breaker.failures'],
    ['a breaker that never tries again', '[1000, 30000]', '[]', 'GAJ.breaker.againAfterMs'],
    ['an answer that no process holds', '1048576', '1048576000', 'GAJ.mostBytes'],
  ])('is refused with %s', (_what, from, to, said) => {
    expect(faultsIn(AGREED.replace(from, to)).join('\n')).toContain(said)
  })

  it('is nothing where no document is named', async () => {
    expect(await openBounds(null)).toEqual({})
    await expect(openBounds('/nowhere/bounds.yaml')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
