// Departments as a job reads them: the edge that every reading goes through, in the jobs' lane, within the bounds that all share.
import type { GraphQLSchema } from 'graphql'
import type pg from 'pg'
import { shanghaiDay, type Timer } from '../clock.ts'
import { type DatabaseCode, type RoleName, readerOf } from '../database/databases.ts'
import { openServiceSource } from '../departments/adapters/open-service.ts'
import { boundsOf, openBounds } from '../departments/agreed-bounds.ts'
import { MOST_ANSWER_BYTES, type SourceBounds } from '../departments/bounds.ts'
import { type ColumnCodes, columnCodes } from '../departments/column-codes.ts'
import { type Department, type DepartmentCode, isServed } from '../departments/departments.ts'
import { guardSource } from '../departments/guarded-source.ts'
import { createSourcePace, type SourcePace } from '../departments/pace/source-pace.ts'
import { createPostgresSource } from '../departments/postgres-source.ts'
import { createReader, type JobReader, type Source } from '../departments/reader.ts'
import type { Keys } from '../masking/key-file.ts'
import { openerFor } from '../masking/sealed-cell.ts'
import { createPostgresCounter } from '../registry/pace/postgres-counter.ts'
import { buildGatewaySchema } from '../schema.ts'
import type { Settings } from '../settings.ts'

export interface JobReaderParts {
  readonly settings: Settings
  /** Pool of a role that counts the calls of sources. */
  readonly registry: pg.Pool
  readonly open: (code: DatabaseCode, role: RoleName, mostBytes?: number) => pg.Pool
  readonly keys: Keys
  readonly clock: Timer
}

export interface OpenedReader {
  readonly reader: JobReader
  readonly pace: SourcePace
  readonly bounds: SourceBounds
  readonly codes: ColumnCodes
  /** Ends the connections to a service; pools are their opener's. */
  close(): Promise<void>
}

/** By department code. Throws for a department whose service is not in the settings. */
export async function jobReaders(
  departments: readonly Department[],
  parts: JobReaderParts,
): Promise<ReadonlyMap<DepartmentCode, OpenedReader>> {
  const agreed = await openBounds(parts.settings.boundsFile)
  const schema = buildGatewaySchema()
  const readers = new Map<DepartmentCode, OpenedReader>()
  for (const department of departments) {
    const opened = await sourceOf(department, parts)
    readers.set(
      department.code,
      readerFor(department, { ...parts, ...opened, schema, agreed: agreed[department.code] }),
    )
  }
  return readers
}

interface ReaderSettings extends JobReaderParts, OpenedSource {
  readonly schema: GraphQLSchema
  readonly agreed: Parameters<typeof boundsOf>[1]
}

function readerFor(
  department: Department,
  { source, mostKeys, close, schema, agreed, registry, keys, clock }: ReaderSettings,
): OpenedReader {
  const { code } = department
  const declared = boundsOf(department, agreed)
  const bounds = { ...declared, batch: Math.min(declared.batch, mostKeys ?? declared.batch) }
  const codes = columnCodes(schema, department)
  const pace = createSourcePace({ source: code, bounds, counter: createPostgresCounter(registry), clock })
  const reader = createReader({
    department,
    source: guardSource(source, { bounds, clock, pace }),
    lane: 'JOB',
    codes,
    openerFor: (place, mask, today) => openerFor(keys.departments[code], place, mask, today),
    clock,
    today: () => shanghaiDay(clock.now()),
  })
  return { reader, pace, bounds, codes, close }
}

interface OpenedSource {
  readonly source: Source
  /** Keys that a call can take; null where the form of the source sets no bound. */
  readonly mostKeys: number | null
  readonly close: () => Promise<void>
}

async function sourceOf(department: Department, { settings, open, clock }: JobReaderParts): Promise<OpenedSource> {
  const { code } = department
  if (!isServed(department)) {
    const source = createPostgresSource(open(code, readerOf(code), MOST_ANSWER_BYTES))
    return { source, mostKeys: null, close: async () => undefined }
  }
  const service = settings.services[department.code]
  if (!service) throw new Error(`the service of ${code} is not in the settings`)
  const opened = await openServiceSource(department, { ...service, clock })
  return { source: opened.source, mostKeys: opened.bounds.batch, close: () => opened.close() }
}
