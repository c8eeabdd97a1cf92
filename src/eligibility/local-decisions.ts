// What a pack's text leaves to the owner, by name: dated parameters, switches of the city and of each county, areas, and
// which reading is taken of a sentence that has several (domain A1-A15). Left empty, whoever it concerns is UNKNOWN.
import type { Day } from '../clock.ts'
import type { Cursor } from './cursor.ts'
import type { Area, Decided } from './weigh.ts'

export type Parameter = readonly { readonly from: Day | null; readonly value: number }[]

export interface Ambiguity {
  /** What the text leaves open, in words. */
  readonly point: string
  readonly readings: readonly string[]
  /** The reading that is taken; null while none is. */
  readonly reading: string | null
}

export interface LocalDecisions {
  readonly parameters: Readonly<Record<string, Parameter>>
  /** Null = not yet decided. */
  readonly switches: Readonly<Record<string, boolean | null>>
  /** By county, six digits; a county that is not listed has not decided. */
  readonly countySwitches: Readonly<Record<string, Readonly<Record<string, boolean | null>>>>
  readonly areas: Readonly<Record<string, Area>>
  readonly ambiguities: Readonly<Record<string, Ambiguity>>
}

export const LOCAL_KEYS = ['parameters', 'switches', 'countySwitches', 'areas', 'ambiguities'] as const

/** Reads these keys of a pack. */
export function readLocalDecisions(at: Cursor): LocalDecisions {
  return {
    parameters: mapOf(at.at('parameters'), readParameter),
    switches: mapOf(at.at('switches'), (place) => place.flagOrEmpty()),
    countySwitches: mapOf(at.at('countySwitches'), (place) => readByCounty(place, (county) => county.flagOrEmpty())),
    areas: mapOf(at.at('areas'), readArea),
    ambiguities: mapOf(at.at('ambiguities'), readAmbiguity),
  }
}

/** The decisions as they stand on a day. */
export function decidedOn(local: LocalDecisions, day: Day): Decided {
  const readings = Object.entries(local.ambiguities).map(([name, { reading }]) => [name, reading])
  return {
    switches: local.switches,
    countySwitches: local.countySwitches,
    readings: Object.fromEntries(readings),
    areas: local.areas,
    parameter: (name) => parameterOn(local, name, day),
  }
}

/** The value of a dated parameter on a day; null where none is decided. */
export function parameterOn({ parameters }: Pick<LocalDecisions, 'parameters'>, name: string, day: Day): number | null {
  const begun = (parameters[name] ?? []).filter(({ from }) => from === null || from <= day)
  return begun.at(-1)?.value ?? null
}

export function mapOf<T>(at: Cursor, read: (place: Cursor) => T): Record<string, T> {
  return Object.fromEntries(at.keys().map((key) => [key, read(at.at(key))]))
}

function readParameter(at: Cursor): Parameter {
  const values = at.items().map((item) => {
    item.fields('from', 'value')
    return { from: item.at('from').dayOrNull(), value: item.at('value').amount() }
  })
  if (!isRising(values.map(({ from }) => from ?? ''))) at.fault('must be in order of its days')
  return values
}

export function isRising(days: readonly string[]): boolean {
  return days.every((day, index) => index === 0 || (days[index - 1] ?? '') < day)
}

export function readByCounty<T>(at: Cursor, read: (place: Cursor) => T): Record<string, T> {
  for (const county of at.keys()) expectCounty(at, county)
  return mapOf(at, read)
}

function readArea(at: Cursor): Area {
  at.fields('of', 'undecided')
  const [of = [], undecided = []] = ['of', 'undecided'].map((key) =>
    at
      .at(key)
      .items()
      .map((item) => item.text()),
  )
  for (const county of [...of, ...undecided]) expectCounty(at, county)
  if (of.some((county) => undecided.includes(county))) at.fault('must not hold a county as both')
  return { of, undecided }
}

function expectCounty(at: Cursor, county: string): void {
  if (!/^\d{6}$/.test(county)) at.fault(`\`${county}\` must be a county's six digits, in quotes`)
}

function readAmbiguity(at: Cursor): Ambiguity {
  at.fields('point', 'readings', 'reading')
  const readings = at
    .at('readings')
    .items()
    .map((item) => item.text())
  if (readings.length === 0) at.at('readings').fault('must hold at least one reading')
  const place = at.at('reading')
  return { point: at.at('point').text(), readings, reading: place.value === null ? null : place.oneOf(readings) }
}
