// Which platform hands requests on, what it signs them with, and what each of its applications may ask for, as a document. All
// faults are told at once, with place and fix.
import { createHash, createSecretKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Ajv, type ErrorObject } from 'ajv'
import { type FaultAt, inFile, sentenceOf } from '../policy/fault.ts'
import { faultsOf, parseYaml, type Reading } from '../policy/read-yaml.ts'
import { readSecretFile } from '../secret-file.ts'
import { saidOf, secureUrl } from '../setting-values.ts'
import type { PlatformFile } from '../settings.ts'
import { AGENT_ROLE, PURPOSES } from './caller.ts'
import type { PlatformApplication, PlatformSettings } from './platform-provider.ts'
import { PLATFORM_HASHES, type PlatformKey } from './platform-signature.ts'
import { ROLE } from './token-claims.ts'

interface WrittenKey {
  readonly secretFile: string
  readonly algorithm?: PlatformKey['algorithm']
}

interface Document {
  readonly issuer: string
  readonly keys: Readonly<Record<string, WrittenKey>>
  readonly applications: Readonly<Record<string, PlatformApplication>>
}

const NAMES = {
  pattern: '^[A-Za-z0-9_.-]{1,64}$',
  description: 'letters, digits, dots, hyphens and underscores',
} as const
const holding = (required: readonly string[], properties: object) =>
  ({ type: 'object', additionalProperties: false, required, properties }) as const
const byName = (each: object) =>
  ({ type: 'object', minProperties: 1, propertyNames: NAMES, additionalProperties: each }) as const

const SCHEMA = holding(['issuer', 'keys', 'applications'], {
  issuer: { type: 'string' },
  keys: byName({
    ...holding(['secretFile'], {
      secretFile: { type: 'string', minLength: 1 },
      algorithm: { enum: Object.keys(PLATFORM_HASHES) },
    }),
  }),
  applications: byName(
    holding(['organisation', 'role', 'purposes'], {
      organisation: { type: 'string', pattern: '^[0-9A-Z]{18}$', description: 'the 18 characters of its credit code' },
      // A program acts for somebody whom a token of its own names.
      role: { type: 'string', pattern: ROLE.source, description: 'a role of people', not: { const: AGENT_ROLE } },
      purposes: { type: 'array', items: { enum: PURPOSES }, minItems: 1, uniqueItems: true },
    }),
  ),
})

const validate = new Ajv({ allErrors: true, verbose: true }).compile<Document>(SCHEMA)

export interface PlatformReading {
  /** The name that faults are reported under; secrets are beside it. */
  readonly file: string
  /** What the start settings say that the document is. */
  readonly digest: string | null
  /** Those that are trusted by their own tokens; an account of the platform is none of theirs. */
  readonly issuers: readonly string[]
}

/** All faults at once. That a document is another than was pinned is told when nothing else is wrong with it. */
export async function readPlatform(
  text: string,
  { file, digest, issuers }: PlatformReading,
): Promise<Reading<PlatformSettings>> {
  const read = parseYaml(text, file)
  if (read.faults.length > 0) return { value: null, faults: read.faults }
  if (!validate(read.value)) return { value: null, faults: faultsOf(validate.errors as ErrorObject[], file) }
  const { issuer, keys, applications } = read.value
  const folder = path.dirname(file)
  const readKeys = await Promise.all(Object.entries(keys).map((entry) => readKey(entry, folder)))
  const faults = [...issuerFaults(issuer, issuers), ...readKeys.flatMap(({ fault }) => fault ?? [])]
  const all = faults.length > 0 ? faults : pinFaults(digest, digestOf(text, readKeys))
  if (all.length > 0) return { value: null, faults: inFile(file, all) }
  const sound = readKeys.flatMap(({ name, key }) => (key ? [[name, key] as const] : []))
  return {
    value: { issuer, keys: new Map(sound), applications: new Map(Object.entries(applications)) },
    faults: [],
  }
}

/** No platform where no file is named. Throws one error with every fault. */
export async function openPlatform(
  platform: PlatformFile | null,
  issuers: readonly string[],
): Promise<PlatformSettings | null> {
  if (platform === null) return null
  const { value, faults } = await readPlatform(await readFile(platform.file, 'utf8'), { ...platform, issuers })
  if (value) return value
  throw new Error(['the platform is at fault', ...faults.map(sentenceOf)].join('\n'))
}

function issuerFaults(issuer: string, issuers: readonly string[]): FaultAt[] {
  const said = saidOf(() => secureUrl(issuer))
  if (said) return [{ path: 'issuer', what: said, fix: 'write https://platform.example.cn' }]
  if (!issuers.includes(issuer)) return []
  return [
    { path: 'issuer', what: 'is one of HUTONG_ISSUERS', fix: 'give the accounts of the platform a name of their own' },
  ]
}

// Whoever may write files, and may not change the start settings, lets nobody in.
function pinFaults(pinned: string | null, digest: string): FaultAt[] {
  if (pinned === digest) return []
  const what =
    pinned === null ? 'is pinned by no HUTONG_PLATFORM_DIGEST' : 'is another than HUTONG_PLATFORM_DIGEST pins'
  return [{ path: '', what, fix: `where it is as you reviewed it, set that to ${digest}` }]
}

function digestOf(text: string, keys: readonly KeyEntry[]): string {
  const hash = createHash('sha256').update(text)
  for (const { name, secret = '' } of keys) hash.update(`\0${name}\0${secret}`)
  return hash.digest('hex')
}

interface KeyEntry {
  readonly name: string
  readonly secret?: string
  readonly key?: PlatformKey
  readonly fault?: FaultAt
}

async function readKey([name, written]: [string, WrittenKey], folder: string): Promise<KeyEntry> {
  const { value, fault } = await readSecretFile(path.resolve(folder, written.secretFile), 'the platform')
  if (value === null) return { name, fault: { path: `keys.${name}.secretFile`, ...fault } }
  return {
    name,
    secret: value,
    key: { key: createSecretKey(value, 'utf8'), algorithm: written.algorithm ?? 'HMAC-SHA-256' },
  }
}
