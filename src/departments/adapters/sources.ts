// At which services departments are read, as a document: by code of the department, its address, what the gateway shows there and
// how it is understood. A department that has no service of its own and is not named is read by SQL. All faults are told at once.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Ajv, type ErrorObject } from 'ajv'
import { type Fault, type FaultAt, inFile, sentenceOf } from '../../policy/fault.ts'
import { faultsOf, parseYaml, type Reading } from '../../policy/read-yaml.ts'
import { fileAt, readSecretFile } from '../../secret-file.ts'
import { saidOf, secureUrl } from '../../setting-values.ts'
import { DEPARTMENTS, type DepartmentCode, departmentOf, isServed } from '../departments.ts'
import { SIGNATURE_HASHES, type SignatureAlgorithm } from './credentials.ts'
import { readMapping } from './mapping.ts'

/** A department's own service. Files are absolute. */
export interface DepartmentService {
  readonly url: string
  /** What the gateway shows to the service to be let in, or signs its requests with. */
  readonly token: string
  /** A document that says how the service is asked and understood; without one it has the form that was made for the gateway. */
  readonly mappingFile?: string
  readonly signature?: ServiceSignature
  /** PEM files of a client certificate. */
  readonly certificate?: ClientCertificate
  /** PEM file of whom to trust in place of the public authorities. */
  readonly authorityFile?: string
  /** Behind the gateway of the integrated public-data platform (一体化智能化公共数据平台), which `token` is the application's secret of. */
  readonly platform?: PlatformAccess
}

/** Requests are signed by the token, which is not shown. */
export interface ServiceSignature {
  readonly keyId: string
  readonly algorithm: SignatureAlgorithm
}

export interface ClientCertificate {
  readonly file: string
  readonly keyFile: string
}

export interface PlatformAccess {
  /** What the platform calls the application. */
  readonly appKey: string
}

export type Services = Readonly<Partial<Record<DepartmentCode, DepartmentService>>>

type Written = Omit<DepartmentService, 'token'> & { readonly secretFile: string }
type Document = Readonly<Partial<Record<DepartmentCode, Written>>>

const FILE = { type: 'string', minLength: 1 } as const
const holding = (required: readonly string[], properties: object) =>
  ({ type: 'object', additionalProperties: false, required, properties }) as const

const SCHEMA = {
  type: 'object',
  propertyNames: { enum: DEPARTMENTS.map(({ code }) => code) },
  additionalProperties: holding(['url', 'secretFile'], {
    url: { type: 'string' },
    secretFile: FILE,
    mappingFile: FILE,
    signature: holding(['keyId', 'algorithm'], {
      keyId: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$' },
      algorithm: { enum: Object.keys(SIGNATURE_HASHES) },
    }),
    certificate: holding(['file', 'keyFile'], { file: FILE, keyFile: FILE }),
    authorityFile: FILE,
    platform: holding(['appKey'], { appKey: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } }),
  }),
} as const

const validate = new Ajv({ allErrors: true, verbose: true }).compile<Document>(SCHEMA)

/** All faults at once, those of the files that the document names as well; `file` is the name they are reported under. */
export async function readSources(text: string, file: string): Promise<Reading<Services>> {
  const read = parseYaml(text, file)
  if (read.faults.length > 0) return { value: null, faults: read.faults }
  if (!validate(read.value)) return { value: null, faults: faultsOf(validate.errors as ErrorObject[], file) }
  const written = Object.entries(read.value) as [DepartmentCode, Written][]
  const entries = await Promise.all(written.map((entry) => readEntry(entry, file)))
  const faults = [...inFile(file, lacking(read.value)), ...entries.flatMap((entry) => entry.faults)]
  if (faults.length > 0) return { value: null, faults }
  return { value: Object.fromEntries(entries.map(({ code, service }) => [code, service])) as Services, faults: [] }
}

/** No service where no file is named. Throws one error with every fault. */
export async function openSources(file: string | null): Promise<Services> {
  if (file === null) return {}
  const { value, faults } = await readSources(await readFile(file, 'utf8'), file)
  if (value) return value
  throw new Error(['the sources are at fault', ...faults.map(sentenceOf)].join('\n'))
}

/** Of which departments nothing says where they are read. */
export function withoutService(services: Readonly<Partial<Record<DepartmentCode, object>>>): readonly DepartmentCode[] {
  return DEPARTMENTS.filter((department) => isServed(department) && !services[department.code]).map(({ code }) => code)
}

function lacking(written: Document): FaultAt[] {
  return withoutService(written).map((code) => ({
    path: code,
    what: 'is missing, and the gateway reads no database of it',
    fix: 'say where its service is',
  }))
}

interface Entry {
  readonly code: DepartmentCode
  readonly service: DepartmentService | null
  readonly faults: readonly Fault[]
}

async function readEntry([code, written]: [DepartmentCode, Written], document: string): Promise<Entry> {
  const { secretFile, ...named } = absolute(written, path.dirname(document))
  const token = await readSecretFile(secretFile, 'the department')
  const faults = [
    ...(token.fault === null ? [] : [{ path: `${code}.secretFile`, ...token.fault }]),
    ...contradictions(code, named),
    ...(await missingFiles(code, named)),
  ]
  const ofMapping = named.mappingFile ? await mappingFaults(code, named.mappingFile) : []
  return {
    code,
    service: token.value === null ? null : { ...named, token: token.value },
    faults: [...inFile(document, faults), ...ofMapping],
  }
}

function absolute(written: Written, folder: string): Written {
  const at = (file: string): string => path.resolve(folder, file)
  const { secretFile, mappingFile, authorityFile, certificate } = written
  return {
    ...written,
    secretFile: at(secretFile),
    ...(mappingFile ? { mappingFile: at(mappingFile) } : {}),
    ...(authorityFile ? { authorityFile: at(authorityFile) } : {}),
    ...(certificate ? { certificate: { file: at(certificate.file), keyFile: at(certificate.keyFile) } } : {}),
  }
}

function* contradictions(code: DepartmentCode, { url, signature, platform, mappingFile }: Omit<Written, 'secretFile'>) {
  const fault = saidOf(() => secureUrl(url))
  if (fault) yield { path: `${code}.url`, what: fault, fix: 'write https://service.example.cn' }
  if (!platform) return
  if (signature) {
    yield {
      path: `${code}.signature`,
      what: 'stands beside `platform`, which signs in its own way',
      fix: 'leave it out',
    }
  }
  if (!mappingFile) {
    const what = 'is missing: an interface of the platform has a form of its own'
    yield { path: `${code}.mappingFile`, what, fix: 'name the document that says how it is asked (docs/services.md)' }
  }
}

async function missingFiles(code: DepartmentCode, { certificate, authorityFile }: Omit<Written, 'secretFile'>) {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['certificate.file', certificate?.file],
    ['certificate.keyFile', certificate?.keyFile],
    ['authorityFile', authorityFile],
  ]
  const faults = await Promise.all(
    named.map(async ([place, file]): Promise<FaultAt[]> => {
      if (file === undefined) return []
      const isPem = (await fileAt(file))?.text.includes('-----BEGIN ')
      return isPem ? [] : [{ path: `${code}.${place}`, what: 'is no PEM file', fix: `put one at ${file}` }]
    }),
  )
  return faults.flat()
}

async function mappingFaults(code: DepartmentCode, file: string): Promise<readonly Fault[]> {
  const found = await fileAt(file)
  if (!found) return [{ file, path: '', what: 'cannot be read', fix: 'put the mapping there' }]
  return readMapping(found.text, file, departmentOf(code)).faults
}
