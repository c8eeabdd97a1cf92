// What a city consists of, in numbers only: enough to repeat it and to check answers against, never a child.
import type { Day } from '../clock.ts'
import type { City } from './city.ts'
import { DISTRICTS } from './places.ts'
import type { Weights } from './population.ts'
import { type CategoryCode, FAULTS, type Fault, isDisadvantaged, type Subject } from './subject.ts'

export interface Manifest {
  readonly seed: string
  readonly referenceDay: Day
  readonly children: number
  readonly weights: Weights
  readonly disadvantaged: number
  readonly categories: Readonly<Record<CategoryCode, number>>
  /** `330106 ORPHAN` → children who live there. */
  readonly cells: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<Fault, number>>
  readonly rows: Readonly<Record<string, number>>
}

export const COUNTED_CATEGORIES = [
  'ORPHAN',
  'DE_FACTO_UNSUPPORTED',
  'DISABLED',
  'ECONOMIC_HARDSHIP',
  'MIGRANT_IN_DIFFICULTY',
  'LEFT_BEHIND_UNGUARDED',
  'OTHER',
] as const satisfies readonly CategoryCode[]

/** Counts children as they stream by. */
export class ManifestCounter {
  readonly #city: City
  readonly #categories = new Map<CategoryCode, number>(COUNTED_CATEGORIES.map((category) => [category, 0]))
  readonly #cells = new Map<string, number>()
  readonly #faults = new Map<Fault, number>(FAULTS.map((fault) => [fault, 0]))
  readonly #rows = new Map<string, number>()
  #children = 0
  #disadvantaged = 0

  constructor(city: City) {
    this.#city = city
    for (const district of DISTRICTS) {
      for (const category of COUNTED_CATEGORIES) this.#cells.set(`${district.code} ${category}`, 0)
    }
  }

  add(subject: Subject): void {
    const day = this.#city.settings.referenceDay
    this.#children += 1
    if (isDisadvantaged(subject, day)) this.#disadvantaged += 1
    for (const period of subject.categories) {
      if (period.from > day || day >= period.to) continue
      increase(this.#categories, period.category, 1)
      increase(this.#cells, `${subject.residence.slice(0, 6)} ${period.category}`, 1)
    }
    for (const fault of subject.faults) increase(this.#faults, fault, 1)
  }

  addRows(table: string, count: number): void {
    increase(this.#rows, table, count)
  }

  manifest(): Manifest {
    const { seed, referenceDay, weights } = this.#city.settings
    return {
      seed,
      referenceDay,
      children: this.#children,
      weights,
      disadvantaged: this.#disadvantaged,
      categories: Object.fromEntries(this.#categories) as Record<CategoryCode, number>,
      cells: Object.fromEntries(this.#cells),
      faults: Object.fromEntries(this.#faults) as Record<Fault, number>,
      rows: Object.fromEntries(this.#rows),
    }
  }
}

/** The manifest of a city that is made but not loaded. */
export function summarise(city: City): Manifest {
  const counter = new ManifestCounter(city)
  for (const subject of city.children()) counter.add(subject)
  return counter.manifest()
}

function increase<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
