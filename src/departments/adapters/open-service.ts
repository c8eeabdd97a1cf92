// The source behind a department's own service, as the document of sources says: in the form that was made for the gateway, or in the
// service's own by a mapping; with its secret shown, requests signed by it, or through the public-data platform.
import { createSecretKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Clock } from '../../clock.ts'
import { sentenceOf } from '../../policy/fault.ts'
import { MOST_KEYS, type SourceBounds } from '../bounds.ts'
import type { Department } from '../department.ts'
import { createHttpSource } from '../http-source.ts'
import type { ClosableSource } from '../reader.ts'
import { bearer, signed } from './credentials.ts'
import { type Credentials, createHttpClient, type HttpClient, type HttpClientSettings } from './http-client.ts'
import { createMappedSource } from './mapped-source.ts'
import { type CheckedMapping, readMapping } from './mapping.ts'
import { throughPlatform } from './platform.ts'
import type { DepartmentService } from './sources.ts'

export interface ServiceSource {
  readonly source: ClosableSource
  readonly bounds: Pick<SourceBounds, 'batch'>
  /** True where the service hands over this column of the department. */
  readonly hands: (column: string) => boolean
  close(): Promise<void>
}

const MOST_BYTES = 1_000_000

type ClientSettings = DepartmentService & {
  readonly clock: Clock
  /** What was agreed about the size of an answer. */
  readonly mostBytes?: SourceBounds['mostBytes'] | undefined
}

/** Throws one error with every fault of the mapping. */
export async function openServiceSource(department: Department, service: ClientSettings): Promise<ServiceSource> {
  const mapping = service.mappingFile ? await mappingOf(department, service.mappingFile) : null
  const client = await clientOf(service)
  const source = mapping ? createMappedSource(client, mapping) : createHttpSource(client)
  return {
    source,
    bounds: { batch: mapping?.asksOne ? 1 : MOST_KEYS },
    hands: (column) => (mapping ? mapping.mapping.columns[column] !== undefined : isShared(department, column)),
    close: () => source.close(),
  }
}

async function mappingOf(department: Department, file: string): Promise<CheckedMapping> {
  const { value, faults } = readMapping(await readFile(file, 'utf8'), file, department)
  if (value) return value
  throw new Error(['the mapping of a service is at fault', ...faults.map(sentenceOf)].join('\n'))
}

// A service in the gateway's own form that another department's bureau runs has all columns of its table.
function isShared({ service }: Department, column: string): boolean {
  return service === null || service.shared.some(({ name }) => name === column)
}

/** What asks at the service: with its certificate, its secret or signature, or through the platform. */
export async function clientOf(service: ClientSettings): Promise<HttpClient> {
  const { url, platform, token, clock, mostBytes = MOST_BYTES } = service
  const client = createHttpClient({
    url,
    maxResponseBytes: mostBytes,
    tls: await tlsOf(service),
    credentials: platform ? NONE : credentialsOf(service),
  })
  return platform ? throughPlatform({ appKey: platform.appKey, appSecret: token, clock, client }) : client
}

const NONE: Credentials = () => ({})

async function tlsOf({
  certificate,
  authorityFile,
}: DepartmentService): Promise<NonNullable<HttpClientSettings['tls']>> {
  const read = (file: string): Promise<string> => readFile(file, 'utf8')
  return {
    ...(certificate ? { cert: await read(certificate.file), key: await read(certificate.keyFile) } : {}),
    ...(authorityFile ? { ca: await read(authorityFile) } : {}),
  }
}

function credentialsOf({ token, signature, clock }: DepartmentService & { readonly clock: Clock }): Credentials {
  if (!signature) return bearer(token)
  return signed({ ...signature, key: createSecretKey(Buffer.from(token)), clock })
}
