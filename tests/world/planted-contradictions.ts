// Where the made-up city has two departments say different things of one child, from what each of them wrote down.
import { createCity } from '../../src/city/city.ts'
import { type Records, recordsOf } from '../../src/city/registry-rows.ts'
import { daysBetween, startOfDay } from '../../src/clock.ts'
import type { DepartmentCode } from '../../src/departments/departments.ts'
import { CITY_SETTINGS } from './town-site.ts'

export interface PlantedContradiction {
  readonly records: Records
  readonly field: string
  /** Whose datum it is, and who says otherwise. */
  readonly source: DepartmentCode
  readonly other: DepartmentCode
}

/** Further apart, the day of collection and that of payment are no two desks' words for one payment. */
const ONE_PAYMENT_DAYS = 31

export function plantedContradictions(): readonly PlantedContradiction[] {
  const city = createCity(CITY_SETTINGS)
  const context = { referenceDay: CITY_SETTINGS.referenceDay, loadedAt: startOfDay(CITY_SETTINGS.referenceDay) }
  return [...city.children()].flatMap((subject) => plantedIn(recordsOf(city, subject, context)))
}

function plantedIn(records: Records): PlantedContradiction[] {
  const { departments, subject } = records
  const cell = (code: DepartmentCode, column: string): string | null => (departments[code]?.[column] ?? null) as never
  const [tag, tier] = [cell('YBJ', 'medical_aid_tag'), cell('MZJ', 'medical_aid_tier')]
  const [paidOn, collectedOn] = [cell('YBJ', 'premium_paid_on'), cell('SWJ', 'collected_on')]
  const of = (field: string, source: DepartmentCode, other: DepartmentCode) => ({ records, field, source, other })
  return [
    ...(subject.faults.has('CONFLICTING_DEATH') ? [of('ParentLink.vitalStatus', 'GAJ', 'FYJ')] : []),
    ...(tag && tier && tag !== tier ? [of('Insurance.medAidTier', 'YBJ', 'MZJ')] : []),
    ...(paidOn && collectedOn && Math.abs(daysBetween(paidOn, collectedOn)) > ONE_PAYMENT_DAYS
      ? [of('Premium.paidOn', 'YBJ', 'SWJ')]
      : []),
  ]
}
