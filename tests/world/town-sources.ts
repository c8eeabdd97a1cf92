// The town's departments as a gateway reads them, by their roles or at their services; also in a process that runs no test.
import type pg from 'pg'
import { type DatabaseCode, type RoleName, readerOf } from '../../src/database/databases.ts'
import { bearer } from '../../src/departments/adapters/credentials.ts'
import { createHttpClient } from '../../src/departments/adapters/http-client.ts'
import { MOST_ANSWER_BYTES } from '../../src/departments/bounds.ts'
import { byDepartment, type DepartmentCode, isServed, type ServedCode } from '../../src/departments/departments.ts'
import { createHttpSource } from '../../src/departments/http-source.ts'
import { createPostgresSource } from '../../src/departments/postgres-source.ts'
import type { ClosableSource, Source } from '../../src/departments/reader.ts'
import { SERVICE_SECRET, type TownSite } from './town-site.ts'

/** Addresses of services in place of the town's own. */
export type ServiceUrls = Readonly<Partial<Record<ServedCode, string>>>

export interface TownSources {
  readonly of: Readonly<Record<DepartmentCode, Source>>
  close(): Promise<void>
}

export function townSources(
  site: TownSite,
  pool: (code: DatabaseCode, role: RoleName, mostBytes?: number) => pg.Pool,
  serviceUrls: ServiceUrls = {},
): TownSources {
  const services: ClosableSource[] = []
  const of = byDepartment((department): Source => {
    if (!isServed(department)) {
      return createPostgresSource(pool(department.code, readerOf(department.code), MOST_ANSWER_BYTES))
    }
    const url = serviceUrls[department.code] ?? site.serviceUrls[department.code]
    const client = createHttpClient({ url, maxResponseBytes: 1_000_000, credentials: bearer(SERVICE_SECRET) })
    const service = createHttpSource(client)
    services.push(service)
    return service
  })
  return { of, close: async () => void (await Promise.all(services.map((service) => service.close()))) }
}
