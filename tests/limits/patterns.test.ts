// X02: which misses make a plan? Each pattern is found at its number, within the hour and, for whoever goes slowly, within
// the day; mistyping, twins and a list of children that share nothing are no plan.
import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { limitsKeyFrom, type Marks, marksOf } from '../../src/limits/marks.ts'
import { patternIn } from '../../src/limits/patterns.ts'
import { normalName } from '../../src/masking/normal-name.ts'
import { numbered, type Stranger, strangers } from './strangers.ts'

const KEY = limitsKeyFrom(createSecretKey(Buffer.alloc(32, 1)))
const NOW = new Date('2026-11-23T02:00:00Z')
const MINUTE_MS = 60_000

function marks({ citizenId, fullName }: Stranger): Marks {
  return marksOf(KEY, { number: citizenId, name: normalName(fullName) })
}

/** What is found after these misses, each so many minutes after the one before it. */
function found(misses: readonly Stranger[], everyMinutes = 1) {
  const traces = misses.map((miss, at) => ({
    marks: marks(miss),
    notedAt: new Date(NOW.getTime() - (misses.length - 1 - at) * everyMinutes * MINUTE_MS),
  }))
  return patternIn(
    traces,
    traces.slice(-1).map((trace) => trace.marks),
    NOW,
  )
}

const NAME = '严无踪'
const names = (count: number): string[] => strangers(count).map(({ fullName }) => fullName)
const running = (count: number): Stranger[] =>
  names(count).map((fullName, at) => ({ citizenId: numbered('20160910', 100 + at), fullName }))
const oneDate = (count: number): Stranger[] =>
  names(count).map((fullName, at) => ({ citizenId: numbered('20160910', 100 + 7 * at), fullName }))
const days = (count: number): Stranger[] =>
  names(count).map((fullName, at) => ({ citizenId: numbered(`201609${pad(1 + 2 * at)}`, 123), fullName }))
const months = (count: number): Stranger[] =>
  names(count).map((fullName, at) => ({ citizenId: numbered(`2016${pad(1 + at)}10`, 123), fullName }))
const manyNames = (count: number): Stranger[] =>
  names(count).map((fullName) => ({ citizenId: numbered('20160910', 123), fullName }))
const manyNumbers = (count: number): Stranger[] =>
  strangers(count).map(({ citizenId }) => ({ citizenId, fullName: NAME }))

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

const PLANS = [
  ['RUNNING_SEQUENCE', 'running numbers of one birth date', running, 5, 8],
  ['ONE_DATE_MANY_NUMBERS', 'numbers of one birth date with gaps between them', oneDate, 6, 10],
  ['ONLY_THE_DAY_VARIES', 'a number whose day of birth alone varies', days, 5, 8],
  ['ONLY_THE_MONTH_VARIES', 'a number whose month of birth alone varies', months, 5, 8],
  ['ONE_NUMBER_MANY_NAMES', 'one number with many names', manyNames, 5, 8],
  ['ONE_NAME_MANY_NUMBERS', 'one name with many numbers', manyNumbers, 5, 8],
] as const

describe('misses that make a plan', () => {
  it.each(PLANS)('%s: %s, within an hour', (pattern, _what, make, withinHour) => {
    expect(found(make(withinHour - 1))).toBeNull()
    expect(found(make(withinHour))).toEqual({ pattern, lookUps: withinHour, withinMs: 3_600_000 })
  })

  it.each(PLANS)('%s: %s, one every half hour', (pattern, _what, make, _withinHour, withinDay) => {
    expect(found(make(withinDay - 1), 30)).toBeNull()
    expect(found(make(withinDay), 30)).toEqual({ pattern, lookUps: withinDay, withinMs: 86_400_000 })
  })

  it.each(PLANS)('%s: no more once a day has gone by', (_pattern, _what, make, withinHour) => {
    const [latest, ...older] = make(withinHour).map(marks)
    const traces = older.map((one) => ({ marks: one, notedAt: new Date(NOW.getTime() - 1_440 * MINUTE_MS) }))
    expect(latest && patternIn([...traces, { marks: latest, notedAt: NOW }], [latest], NOW)).toBeNull()
  })

  it('are found whatever their order, in a batch at once', () => {
    const shuffled = [3, 0, 4, 1, 2].map((at) => running(5)[at]).flatMap((one) => (one ? [marks(one)] : []))
    const traces = shuffled.map((one) => ({ marks: one, notedAt: NOW }))
    expect(patternIn(traces, shuffled, NOW)).toMatchObject({ pattern: 'RUNNING_SEQUENCE', lookUps: 5 })
  })

  it('are found by student numbers and identity numbers alike, mixed', () => {
    const mixed = running(5).map((one, at) => (at % 2 === 0 ? one : { ...one, citizenId: `G${one.citizenId}` }))
    expect(found(mixed)).toMatchObject({ pattern: 'RUNNING_SEQUENCE' })
  })

  it.each([
    'E12340',
    'H12345',
    '12345',
    'EA123',
  ])('are found by the serials of permits and passports that run on: %s', (before) => {
    const serials = names(5).map((fullName, at) => ({ citizenId: `${before}${998 - at}`, fullName }))
    expect(found(serials)).toMatchObject({ pattern: 'RUNNING_SEQUENCE', lookUps: 5 })
    // Other first digits are another series.
    expect(found(serials.map((one, at) => ({ ...one, citizenId: `${at}${one.citizenId}`.slice(0, 9) })))).toBeNull()
  })

  it('are found by name under numbers that hold no birth date', () => {
    const temporary = strangers(5).map((_, at) => ({ citizenId: `L33019920169999000${at}1`, fullName: NAME }))
    expect(found(temporary)).toMatchObject({ pattern: 'ONE_NAME_MANY_NUMBERS' })
  })
})

describe('misses that make no plan', () => {
  it('one child asked about again and again', () => {
    const [one] = strangers(1)
    expect(one && found(Array.from({ length: 30 }, () => one))).toBeNull()
  })

  it('a clerk who mistypes the number twice, then the name twice', () => {
    const right = { citizenId: numbered('20160910', 123), fullName: NAME }
    const misses = [
      { ...right, citizenId: numbered('20160901', 123) },
      { ...right, citizenId: numbered('20160910', 132) },
      { ...right, fullName: '严无综' },
      { ...right, fullName: '阎无踪' },
      right,
    ]
    for (let count = 1; count <= misses.length; count += 1) expect(found(misses.slice(0, count))).toBeNull()
  })

  it('twins and triplets, whose numbers run on', () => {
    expect(found(running(3))).toBeNull()
  })

  it('a day of misses of children that share nothing', () => {
    expect(found(strangers(100), 10)).toBeNull()
  })

  it('children of one admission list: one year, few of them born on one day', () => {
    const list = strangers(60).map(({ fullName }, at) => ({
      citizenId: numbered(`2019${pad(1 + (at % 12))}${pad(1 + (at % 27))}`, 11 * at + 20),
      fullName,
    }))
    expect(found(list)).toBeNull()
  })
})

describe('a mark', () => {
  it('shows nothing of the number or the name', () => {
    const one = { citizenId: numbered('20160910', 123), fullName: NAME }
    const text = JSON.stringify(marks(one))
    for (const part of [one.citizenId, '20160910', '330199', NAME]) expect(text).not.toContain(part)
  })

  it('is another under another key', () => {
    const other = limitsKeyFrom(createSecretKey(Buffer.alloc(32, 2)))
    const one = { number: numbered('20160910', 123), name: NAME }
    for (const part of ['number', 'name', 'birthDate', 'placeAndDate', 'otherDay', 'otherMonth'] as const) {
      expect(marksOf(other, one)[part]).not.toBe(marksOf(KEY, one)[part])
    }
  })
})
