// A town each of whose departments is read through a faulty line, and that tells when a source has been heard out. Some may be
// read at services of another form.
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
import type { MappedServices } from './mapped-services.ts'

export interface FaultyTown extends Town {
  readonly lines: Readonly<Record<DepartmentCode, FaultyLine>>
  /** Lines to services, whatever their form. */
  readonly services: readonly FaultyService[]
  /** True while another department than this one is being read. */
  isReadingBeside(code: DepartmentCode): boolean
  /** The department's columns in the order in which they were last asked for. */
  columnsAsked(code: DepartmentCode): readonly string[]
}

/** Closes what is `mapped` with itself. */
export async function openFaultyTown(options: TownOptions = {}, mapped?: MappedServices): Promise<FaultyTown> {
  const site = inject('town')
  const databases = new Map<string, FaultyDatabase>()
  const opened = new Map<ServedCode, FaultyService>()
  for (const department of DEPARTMENTS) {
    if (isServed(department)) opened.set(department.code, await faultyService(site.serviceUrls[department.code]))
    else databases.set(department.code, await faultyDatabase(site.serverUrl))
  }
  const services = Object.fromEntries(opened) as Readonly<Record<ServedCode, FaultyService>>
  const lines = byDepartment<FaultyLine>((department) => {
    const own = isServed(department) ? services[department.code] : databases.get(department.code)
    const line = mapped?.lines.get(department.code) ?? own
    if (!line) throw new Error(`${department.code} is read through a line`)
    return line
  })
  const reading = new Map<DepartmentCode, number>()
  const columns = new Map<DepartmentCode, readonly string[]>()
  const counted = (code: DepartmentCode, by: number) => reading.set(code, (reading.get(code) ?? 0) + by)
  const town = await openTown({
    ...options,
    databaseUrl: (code, url) => databases.get(code)?.through(url) ?? url,
    serviceUrls: byServedDepartment(({ code }) => services[code].url),
    wrapSource(code, own) {
      const real = mapped?.sources.get(code)?.source ?? own
      return {
        ...real,
        fetch(...asked) {
          counted(code, 1)
          columns.set(code, asked[0].sourceColumns)
          return real.fetch(...asked).finally(() => counted(code, -1))
        },
      }
    },
  })
  return {
    ...town,
    lines,
    services: [...Object.values(services), ...(mapped?.lines.values() ?? [])],
    isReadingBeside: (code) => [...reading].some(([other, calls]) => other !== code && calls > 0),
    columnsAsked: (code) => columns.get(code) ?? [],
    async close() {
      await town.close()
      await mapped?.close()
      const own = [...databases.values(), ...Object.values(services)]
      await Promise.all(own.map((line) => line.close()))
    },
  }
}

/** The next turn of the event loop: no time passes. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
