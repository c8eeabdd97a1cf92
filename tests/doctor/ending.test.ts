// The rule of what ends when, at the edges of its stages.
import { describe, expect, it } from 'vitest'
import { endingFinding } from '../../src/doctor/ending.ts'
import { notesOf } from '../../src/doctor/finding.ts'

const says = (lastDay: string) =>
  endingFinding(notesOf('keys'), { what: 'data key 1 of GAJ', lastDay, fix: 'rotate' }, '2026-11-23')

describe('what ends', () => {
  it.each([
    ['2027-01-23', 'well', 'data key 1 of GAJ is good until 2027-01-23'],
    ['2027-01-22', 'warning', 'data key 1 of GAJ ends on 2027-01-22, in 60 days (within 60)'],
    ['2026-12-24', 'warning', 'data key 1 of GAJ ends on 2026-12-24, in 31 days (within 60)'],
    ['2026-12-23', 'warning', 'data key 1 of GAJ ends on 2026-12-23, in 30 days (within 30)'],
    ['2026-12-01', 'warning', 'data key 1 of GAJ ends on 2026-12-01, in 8 days (within 30)'],
    ['2026-11-30', 'warning', 'data key 1 of GAJ ends on 2026-11-30, in 7 days (within 7)'],
    ['2026-11-24', 'warning', 'data key 1 of GAJ ends on 2026-11-24, in 1 day (within 7)'],
    ['2026-11-23', 'warning', 'data key 1 of GAJ ends on 2026-11-23, in 0 days (within 7)'],
    ['2026-11-22', 'fault', 'data key 1 of GAJ ended on 2026-11-22'],
  ])('on %s is a case of %s', (lastDay, level, text) => {
    expect(says(lastDay)).toEqual({ check: 'keys', level, says: text, fix: level === 'well' ? null : 'rotate' })
  })
})
