// Where the town stands: what the setup tells the test files.
import type { CitySettings } from '../../src/city/city.ts'
import type { RolePasswords } from '../../src/database/databases.ts'
import type { DepartmentService } from '../../src/departments/adapters/sources.ts'
import { byServedDepartment, type ServedCode } from '../../src/departments/departments.ts'

export interface TownSite {
  readonly serverUrl: string
  readonly prefix: string
  readonly passwords: RolePasswords
  readonly keyFile: string
  readonly issuer: string
  /** The services of the bureaux. */
  readonly serviceUrls: Readonly<Record<ServedCode, string>>
}

export const CITY_SETTINGS: CitySettings = {
  seed: 'hutong tests',
  referenceDay: '2026-11-23',
  children: 2_000,
  weights: 'raised',
}

export const SERVICE_SECRET = 'each bureau gave this secret to the gateway of the tests'

/** How a job reaches the bureaux' services. */
export function servicesAt(urls: TownSite['serviceUrls']): Readonly<Record<ServedCode, DepartmentService>> {
  return byServedDepartment(({ code }) => ({ url: urls[code], token: SERVICE_SECRET }))
}
