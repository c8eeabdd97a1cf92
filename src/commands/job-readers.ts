// Departments as a job reads them: the edge that every reading goes through, in the jobs' lane, within the bounds that all share.
import type { GraphQLSchema } from 'graphql'
import type pg from 'pg'
import { shanghaiDay, type Timer } from '../clock.ts'
import { type DatabaseCode, type RoleName, readerOf } from '../database/databases.ts'
import { openServiceSource } from '../departments/adapters/open-service.ts'
import type { Services } from '../departments/adapters/sources.ts'
import { boundsOf, openBounds } from '../departments/agreed-bounds.ts'
import { MOST_ANSWER_BYTES } from '../departments/bounds.ts'
import { type ColumnCodes, columnCodes } from '../departments/column-codes.ts'
import type { Department, DepartmentCode } from '../departments/departments.ts'
import { guardSource } from '../departments/guarded-source.ts'
import { createSourcePace } from '../departments/pace/source-pace.ts'
import { createPostgresSource } from '../departments/postgres-source.ts'
import { createReader, type Source } from '../departments/reader.ts'
import type { Keys } from '../masking/key-file.ts'
import { openerFor } from '../masking/sealed-cell.ts'
import { createPostgresCounter } from '../registry/pace/postgres-counter.ts'
import type { PacedReader } from '../registry/pace/read-in-bounds.ts'
import { buildGatewaySchema } from '../schema.ts'

export interface JobReaderParts {
  readonly services: Services
  readonly boundsFile: string | null
  /** Pool of a role that counts the calls of sources. */
  readonly registry: pg.Pool
  readonly open: (code: DatabaseCode, role: RoleName, mostBytes?: number) => pg.Pool
  readonly keys: Keys
  readonly clock: Timer
  readonly onOut?: PacedReader['onOut']
}

export interface OpenedReader extends PacedReader {
  readonly codes: ColumnCodes
  /** True where the source hands over this column of the department. */
  readonly hands: (column: string) => boolean
  /** Ends the connections to a service; pools are their opener's. */
  close(): Promise<void>
}

/** By department code. */
export async function jobReaders(
  departments: readonly Department[],
  parts: JobReaderParts,
): Promise<ReadonlyMap<DepartmentCode, OpenedReader>> {
  const agreed = await openBounds(parts.boundsFile)
  const schema = buildGatewaySchema()
  const readers = new Map<DepartmentCode, OpenedReader>()
  for (const department of departments) {
    const { mostBytes } = boundsOf(department, agreed[department.code])
    const opened = await sourceOf(department, { ...parts, mostBytes })
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
  { source, mostKeys, hands, close, schema, agreed, registry, keys, clock, onOut }: ReaderSettings,
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
  return { reader, pace, bounds, codes, hands, close, ...(onOut ? { onOut } : {}) }
}

interface OpenedSource extends Pick<OpenedReader, 'hands' | 'close'> {
  readonly source: Source
  /** Keys that a call can take; null where the form of the source sets no bound. */
  readonly mostKeys: number | null
}

async function sourceOf(
  department: Department,
  { services, open, clock, mostBytes }: JobReaderParts & { readonly mostBytes: number | undefined },
): Promise<OpenedSource> {
  const { code } = department
  const service = services[code]
  if (!service) {
    const source = createPostgresSource(open(code, readerOf(code), mostBytes ?? MOST_ANSWER_BYTES))
    return { source, mostKeys: null, hands: () => true, close: async () => undefined }
  }
  const { source, bounds, hands, close } = await openServiceSource(department, { ...service, clock, mostBytes })
  return { source, mostKeys: bounds.batch, hands, close }
}
