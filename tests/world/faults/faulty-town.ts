// A town each of whose departments is read through a faulty line, and that tells when a source has been heard out.
import { inject } from 'vitest'
import {
  byDepartment,
  byServedDepartment,
  DEPARTMENTS,
  type DepartmentCode,
  isServed,
  type ServedCode,
} from '../../../src/departments/departments.ts'
import { openTown, type Town, type TownOptions } from '../town.ts'
import type { FaultyLine } from './fault.ts'
import { type FaultyDatabase, faultyDatabase } from './faulty-database.ts'
import { type FaultyService, faultyService } from './faulty-service.ts'

export interface FaultyTown extends Town {
  readonly lines: Readonly<Record<DepartmentCode, FaultyLine>>
  readonly services: Readonly<Record<ServedCode, FaultyService>>
  /** True while another department than this one is being read. */
  isReadingBeside(code: DepartmentCode): boolean
}

export async function openFaultyTown(options: TownOptions = {}): Promise<FaultyTown> {
  const site = inject('town')
  const databases = new Map<string, FaultyDatabase>()
  const opened = new Map<ServedCode, FaultyService>()
  for (const department of DEPARTMENTS) {
    if (isServed(department)) opened.set(department.code, await faultyService(site.serviceUrls[department.code]))
    else databases.set(department.code, await faultyDatabase(site.serverUrl))
  }
  const services = Object.fromEntries(opened) as FaultyTown['services']
  const lines = byDepartment<FaultyLine>((department) => {
    const line = isServed(department) ? services[department.code] : databases.get(department.code)
    if (!line) throw new Error(`${department.code} is read through a line`)
    return line
  })
  const reading = new Map<DepartmentCode, number>()
  const counted = (code: DepartmentCode, by: number) => reading.set(code, (reading.get(code) ?? 0) + by)
  const town = await openTown({
    ...options,
    databaseUrl: (code, url) => databases.get(code)?.through(url) ?? url,
    serviceUrls: byServedDepartment(({ code }) => services[code].url),
    wrapSource: (code, real) => ({
      ...real,
      fetch(...asked) {
        counted(code, 1)
        return real.fetch(...asked).finally(() => counted(code, -1))
      },
    }),
  })
  return {
    ...town,
    lines,
    services,
    isReadingBeside: (code) => [...reading].some(([other, calls]) => other !== code && calls > 0),
    async close() {
      await town.close()
      await Promise.all(Object.values(lines).map((line) => line.close()))
    },
  }
}

/** The next turn of the event loop: no time passes. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
