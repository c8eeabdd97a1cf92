// The source behind a department's own service, as its settings say: in the form that was made for the gateway, or in the
// service's own by a mapping; with its secret shown, or requests signed by it.
import { createSecretKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Clock } from '../../clock.ts'
import { sentenceOf } from '../../policy/fault.ts'
import type { DepartmentService } from '../../settings.ts'
import { MOST_KEYS, type SourceBounds } from '../bounds.ts'
import type { Department } from '../department.ts'
import { createHttpSource } from '../http-source.ts'
import type { ClosableSource } from '../reader.ts'
import { bearer, signed } from './credentials.ts'
import { createHttpClient } from './http-client.ts'
import { createMappedSource } from './mapped-source.ts'
import { readMapping } from './mapping.ts'

export interface ServiceSource {
  readonly source: ClosableSource
  readonly bounds: Pick<SourceBounds, 'batch'>
  close(): Promise<void>
}

const MOST_BYTES = 1_000_000

/** Throws one error with every fault of the mapping. */
export async function openServiceSource(
  department: Department,
  service: DepartmentService & { readonly clock: Clock },
): Promise<ServiceSource> {
  const client = createHttpClient({
    url: service.url,
    maxResponseBytes: MOST_BYTES,
    credentials: credentialsOf(service),
  })
  if (!service.mappingFile) {
    const source = createHttpSource(client)
    return { source, bounds: { batch: MOST_KEYS }, close: () => source.close() }
  }
  const checked = readMapping(await readFile(service.mappingFile, 'utf8'), service.mappingFile, department)
  if (checked.value === null) {
    await client.close()
    throw new Error(['the mapping of a service is at fault', ...checked.faults.map(sentenceOf)].join('\n'))
  }
  const source = createMappedSource(client, checked.value)
  return { source, bounds: { batch: checked.value.asksOne ? 1 : MOST_KEYS }, close: () => source.close() }
}

function credentialsOf({ token, signature, clock }: DepartmentService & { readonly clock: Clock }) {
  if (!signature) return bearer(token)
  return signed({ ...signature, key: createSecretKey(Buffer.from(token)), clock })
}
