// The drawn city as statistics see it: its children as small codes, and the analyst's menu for them. Days waited are made up here,
// for medians and sums need a value and the city has no amounts.
import type { KeyObject } from 'node:crypto'
import type { Microtable } from '../disclosure/aggregate.ts'
import { recordKey } from '../disclosure/draws.ts'
import type { Menu } from '../disclosure/menu.ts'
import { type CitySettings, createCity } from './city.ts'
import { COUNTED_CATEGORIES } from './manifest.ts'
import { allStreets, DISTRICTS } from './places.ts'
import { randomsOf } from './random.ts'
import { ageOf, type HouseholdCode, holds, type Subject } from './subject.ts'

const STREETS = [...allStreets()].map((street) => street.slice(0, 9))
const COUNTIES = DISTRICTS.map(({ code }) => code)
const AID: readonly (readonly HouseholdCode[])[] = [
  ['DIBAO'],
  ['DIBAO_EDGE'],
  ['TEKUN'],
  ['RIGID_EXPENSE', 'LOW_INCOME_SUPPORT'],
]
const YEARS_OF_BAND = 3
const BANDS = 18 / YEARS_OF_BAND
const MEDIAN_WAIT = 30
const LONGEST_WAIT = 180

export const CITY_MENU: Menu = {
  purpose: 'P09',
  dimensions: [
    { name: 'county', codes: COUNTIES.length },
    {
      name: 'street',
      codes: STREETS.length,
      within: { dimension: 'county', codeOf: STREETS.map((street) => COUNTIES.indexOf(street.slice(0, 6))) },
    },
    { name: 'age', codes: BANDS },
    { name: 'sex', codes: 2 },
    { name: 'origin', codes: 2 },
    { name: 'category', codes: COUNTED_CATEGORIES.length + 1, isSensitive: true },
    { name: 'aid', codes: AID.length + 1, isSensitive: true },
    { name: 'illness', codes: 2, isSensitive: true, isCountyAtMost: true },
  ],
  columns: [{ name: 'waitedDays', step: 5, most: LONGEST_WAIT }],
}

/** A child's codes by dimension, and its value. Of several categories the first counts. */
function recordOf(subject: Subject, { seed, referenceDay }: CitySettings): readonly number[] {
  const category = COUNTED_CATEGORIES.findIndex((each) => holds(subject, each, referenceDay))
  const street = STREETS.indexOf(subject.residence.slice(0, 9))
  const county = COUNTIES.indexOf(subject.residence.slice(0, 6))
  const aid = AID.findIndex((codes) => subject.household && codes.includes(subject.household))
  const draw = randomsOf(seed, `waited|${subject.index}`)('case').unit()
  return [
    county,
    street,
    Math.floor(ageOf(subject, referenceDay) / YEARS_OF_BAND),
    subject.sex === 'MALE' ? 0 : 1,
    subject.hukou.slice(0, 6) === subject.residence.slice(0, 6) ? 0 : 1,
    category < 0 ? COUNTED_CATEGORIES.length : category,
    aid < 0 ? AID.length : aid,
    subject.illnessAttested ? 1 : 0,
    // Most wait a month, a few half a year.
    Math.min(LONGEST_WAIT, Math.round(MEDIAN_WAIT * (draw / (1 - draw)) ** 0.5)),
  ]
}

/** The city's snapshot of a period. */
export function cityMicrotable(settings: CitySettings, secret: KeyObject, period: number): Microtable {
  const children = Array.from(createCity(settings).children(), (subject) => ({
    id: subject.id,
    record: recordOf(subject, settings),
  })).filter(({ record }) => (record[2] as number) < BANDS)
  const column = (at: number): number[] => children.map(({ record }) => record[at] as number)
  return {
    period,
    keys: BigUint64Array.from(children, ({ id }) => recordKey(secret, period, id)),
    codes: Object.fromEntries(CITY_MENU.dimensions.map(({ name }, at) => [name, Uint16Array.from(column(at))])),
    values: { waitedDays: Float64Array.from(column(CITY_MENU.dimensions.length)) },
  }
}
