// The day by which a department answers: the tenth working day after the request.
import { describe, expect, it } from 'vitest'
import { dueDay } from '../../src/corrections/due-day.ts'

describe('the day by which a department answers', () => {
  it.each([
    ['a Monday', '2026-11-23', '2026-12-07'],
    ['a Friday', '2026-11-27', '2026-12-11'],
    ['a Saturday', '2026-11-28', '2026-12-11'],
    ['a Sunday', '2026-11-29', '2026-12-11'],
    ['a day before the turn of the year', '2026-12-30', '2027-01-13'],
  ])('after %s is the tenth Monday to Friday that follows', (_day, from, due) => {
    expect(dueDay(from)).toBe(due)
  })
})
