// The only reader of process.env. Every variable has a default or may be left out, unless a command says it needs it;
// all faults are reported at once, each with the variable's name and an example, never with the value that was given.
import path from 'node:path'
import type { OfficerPin } from './activation/officers.ts'
import type { KeyServiceSettings } from './keys/key-service.ts'
import type { NoticeSettings } from './notices/channels.ts'
import { PROJECT_FOLDER } from './programs.ts'
import type { ReportSettings } from './reports/open-site.ts'
import {
  digest,
  folder,
  instant,
  issuers,
  line,
  officers,
  port,
  postgresUrl,
  prefix,
  redisUrl,
  SettingFault,
  secret,
  secureUrl,
  ttl,
} from './setting-values.ts'

/** A document that says who is let in, and what it must be: it lies where it could be written, the digest in the start settings. */
export interface PlatformFile {
  readonly file: string
  /** SHA-256 of the document and its secrets, in hexadecimal; null: none is pinned, and the document is refused. */
  readonly digest: string | null
}

/** A service with the secret that the gateway shows to be let in. */
export interface Service {
  readonly url: string
  readonly token: string
}

export interface Settings {
  /** A server and a role that may create databases and roles. Left out: the embedded server. */
  readonly databaseUrl: string | null
  readonly databasePrefix: string
  readonly stateFolder: string
  /** A JSON file from role to password. Left out: drawn once and kept in the state folder. */
  readonly rolePasswordsFile: string | null
  readonly issuers: readonly string[]
  readonly audience: string
  readonly keyFile: string | null
  /** Where the master keys are; null: the key file holds whole keys. */
  readonly keyService: KeyServiceSettings | null
  readonly host: string
  readonly port: number
  readonly policiesFolder: string
  /** At which services departments are read (docs/services.md). */
  readonly sourcesFile: string | null
  /** How members of staff hear of emergency grants. None: another process delivers, with `hutong notices deliver`. */
  readonly notices: NoticeSettings
  /** Whose signatures put policies in force: none, or authors and data-protection officers. */
  readonly officers: readonly OfficerPin[]
  /** The public keys of the officers. */
  readonly officersFile: string | null
  /** No release that takes effect before it is ever in force. */
  readonly policiesNotBefore: Date | null
  /** What was agreed with the departments about their bounds; null: what their folders declare. */
  readonly boundsFile: string | null
  /** The public-data platform behind which requests may come (docs/services.md). */
  readonly platform: PlatformFile | null
  /** Where look-ups are counted; null: in the registry's database. */
  readonly redisUrl: string | null
  /** Where mandatory reports are kept until the registry has them, and the keys that seal them; null: none are taken. */
  readonly reports: ReportSettings | null
  /** The change feed that `hutong feed` follows, and what it shows to be let in. */
  readonly feed: Service | null
}

export type Environment = Readonly<Record<string, string | undefined>>

const SECRET_EXAMPLE = 'at least 32 printable ASCII characters'

const EXAMPLES = {
  DATABASE_URL: 'postgres://admin:secret@db.example.cn:5432/postgres',
  HUTONG_DATABASE_PREFIX: 'hutong',
  HUTONG_STATE_FOLDER: '/var/lib/hutong',
  HUTONG_ROLE_PASSWORDS_FILE: '/etc/hutong/role-passwords.json',
  HUTONG_ISSUERS: 'https://login.example.cn,https://login.hospital.example.cn',
  HUTONG_AUDIENCE: 'https://hutong.example.cn',
  HUTONG_KEY_FILE: '/etc/hutong/keys.json',
  HUTONG_KEY_SERVICE_URL: 'https://keys.example.cn',
  HUTONG_KEY_SERVICE_TOKEN: 'at least 32 printable ASCII characters',
  HUTONG_KEY_SERVICE_TTL: '300',
  HUTONG_KEY_SERVICE_CERTIFICATE: '/etc/hutong/key-service-client.pem',
  HUTONG_KEY_SERVICE_CERTIFICATE_KEY: '/etc/hutong/key-service-client-key.pem',
  HUTONG_KEY_SERVICE_CA: '/etc/hutong/key-service-ca.pem',
  HUTONG_HOST: '127.0.0.1',
  HUTONG_PORT: '4000',
  HUTONG_POLICIES: '/etc/hutong/policies',
  HUTONG_NOTICE_WEBHOOK_URL: 'https://notices.example.cn/hutong',
  HUTONG_NOTICE_WEBHOOK_SECRET: SECRET_EXAMPLE,
  HUTONG_NOTICE_SMS_URL: 'https://sms.example.cn/messages',
  HUTONG_NOTICE_SMS_TOKEN: SECRET_EXAMPLE,
  HUTONG_NOTICE_WORK_URL: 'https://work.example.cn/notices',
  HUTONG_NOTICE_WORK_TOKEN: SECRET_EXAMPLE,
  HUTONG_OFFICERS: 'author:NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs,dpo:cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s',
  HUTONG_OFFICERS_FILE: '/etc/hutong/officers.json',
  HUTONG_POLICIES_NOT_BEFORE: '2026-11-24T10:00:00+08:00',
  HUTONG_SOURCES: '/etc/hutong/sources.yaml',
  HUTONG_BOUNDS: '/etc/hutong/bounds.yaml',
  HUTONG_PLATFORM: '/etc/hutong/platform.yaml',
  HUTONG_PLATFORM_DIGEST: '64 hexadecimal digits, as `hutong doctor` says them',
  HUTONG_REDIS_URL: 'rediss://hutong:secret@redis.example.cn:6379',
  HUTONG_REPORTS: '/var/lib/hutong/reports',
  HUTONG_REPORT_KEYS: '/etc/hutong/report-keys.json',
  HUTONG_REPORT_DESK_KEY: '/etc/hutong/report-desk-key.json',
  HUTONG_FEED_URL: 'https://changes.health.example.cn/hutong',
  HUTONG_FEED_TOKEN: SECRET_EXAMPLE,
} as const

export type Variable = keyof typeof EXAMPLES

/** What `hutong serve` cannot do without. */
export const SERVE_NEEDS: readonly Variable[] = [
  ...(['DATABASE_URL', 'HUTONG_ROLE_PASSWORDS_FILE', 'HUTONG_KEY_FILE'] as const),
  ...(['HUTONG_ISSUERS', 'HUTONG_AUDIENCE'] as const),
  ...(['HUTONG_SOURCES', 'HUTONG_OFFICERS', 'HUTONG_OFFICERS_FILE'] as const),
]

/** Every fault of the environment in one error. */
export class SettingsError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`settings: ${faults.join('; ')}`)
    this.name = 'SettingsError'
    this.faults = faults
  }
}

/** Reads all settings. `needed` names variables without which the command at hand cannot work. */
export function readSettings(env: Environment = process.env, needed: readonly Variable[] = []): Settings {
  const faults = new Map<Variable, string>()
  const read = reader(env, faults)
  for (const name of needed) if (given(env, name) === null) faults.set(name, 'is needed')
  const settings: Settings = {
    databaseUrl: read('DATABASE_URL', postgresUrl) ?? null,
    databasePrefix: read('HUTONG_DATABASE_PREFIX', prefix) ?? 'hutong',
    stateFolder: read('HUTONG_STATE_FOLDER', folder) ?? path.join(PROJECT_FOLDER, '.hutong'),
    rolePasswordsFile: read('HUTONG_ROLE_PASSWORDS_FILE', folder) ?? null,
    issuers: read('HUTONG_ISSUERS', issuers) ?? [],
    audience: read('HUTONG_AUDIENCE', line) ?? 'hutong',
    keyFile: read('HUTONG_KEY_FILE', folder) ?? null,
    keyService: keyServiceSettings(read, faults),
    host: read('HUTONG_HOST', line) ?? '127.0.0.1',
    port: read('HUTONG_PORT', port) ?? 4000,
    policiesFolder: read('HUTONG_POLICIES', folder) ?? path.join(PROJECT_FOLDER, 'policies'),
    sourcesFile: read('HUTONG_SOURCES', folder) ?? null,
    notices: noticeSettings(read, faults),
    officers: read('HUTONG_OFFICERS', officers) ?? [],
    officersFile: read('HUTONG_OFFICERS_FILE', folder) ?? null,
    policiesNotBefore: read('HUTONG_POLICIES_NOT_BEFORE', instant) ?? null,
    boundsFile: read('HUTONG_BOUNDS', folder) ?? null,
    platform: platformFile(read),
    redisUrl: read('HUTONG_REDIS_URL', redisUrl) ?? null,
    reports: reportSettings(read, faults),
    feed: pairOf(['HUTONG_FEED_URL', 'HUTONG_FEED_TOKEN'], read, faults),
  }
  if (faults.size > 0) throw new SettingsError([...faults].map(([name, fault]) => said(name, fault)))
  return settings
}

/** For a command that finds only later that it cannot do without a variable. */
export function lackingSetting(name: Variable): SettingsError {
  return new SettingsError([said(name, 'is needed')])
}

function said(name: Variable, fault: string): string {
  return `${name} ${fault}, for example ${name}=${EXAMPLES[name]}`
}

type Reader = <Value>(name: Variable, parse: (text: string) => Value) => Value | undefined

function reader(env: Environment, faults: Map<Variable, string>): Reader {
  return (name, parse) => {
    const text = given(env, name)
    if (text === null) return undefined
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof SettingFault)) throw error
      faults.set(name, error.message)
      return undefined
    }
  }
}

// An empty variable counts as absent: that is what `VARIABLE= command` and empty fields of a service file mean.
function given(env: Environment, name: Variable): string | null {
  const text = env[name]?.trim()
  return text === undefined || text === '' ? null : text
}

type Pair = readonly [url: Variable, token: Variable]

// An address without its secret, or the other way round, is a mistake of whoever set one of them.
function pairOf([url, token]: Pair, read: Reader, faults: Map<Variable, string>): Service | null {
  const address = read(url, secureUrl)
  const shown = read(token, secret)
  if (address !== undefined && shown !== undefined) return { url: address, token: shown }
  if (address !== undefined && !faults.has(token)) faults.set(token, `is needed beside ${url}`)
  if (shown !== undefined && !faults.has(url)) faults.set(url, `is needed beside ${token}`)
  return null
}

// Without its digest the document is read, and refused: so whoever sets it up is told which one to set.
function platformFile(read: Reader): PlatformFile | null {
  const file = read('HUTONG_PLATFORM', folder)
  const pinned = read('HUTONG_PLATFORM_DIGEST', digest) ?? null
  return file === undefined ? null : { file, digest: pinned }
}

type FilePair = readonly [file: Variable, keyFile: Variable]

function keyServiceSettings(read: Reader, faults: Map<Variable, string>): KeyServiceSettings | null {
  const service = pairOf(['HUTONG_KEY_SERVICE_URL', 'HUTONG_KEY_SERVICE_TOKEN'], read, faults)
  const certificate = filesOf(['HUTONG_KEY_SERVICE_CERTIFICATE', 'HUTONG_KEY_SERVICE_CERTIFICATE_KEY'], read, faults)
  const ttlSeconds = read('HUTONG_KEY_SERVICE_TTL', ttl) ?? 300
  const authorityFile = read('HUTONG_KEY_SERVICE_CA', folder) ?? null
  return service && { ...service, ttlSeconds, certificate, authorityFile }
}

function filesOf([certificate, key]: FilePair, read: Reader, faults: Map<Variable, string>) {
  const certificateFile = read(certificate, folder)
  const keyFile = read(key, folder)
  if (certificateFile !== undefined && keyFile !== undefined) return { certificateFile, keyFile }
  if (certificateFile !== undefined) faults.set(key, `is needed beside ${certificate}`)
  if (keyFile !== undefined) faults.set(certificate, `is needed beside ${key}`)
  return null
}

// A folder without keys could keep nothing sealed.
function reportSettings(read: Reader, faults: Map<Variable, string>): ReportSettings | null {
  const reports = read('HUTONG_REPORTS', folder)
  const keysFile = read('HUTONG_REPORT_KEYS', folder)
  const deskKeyFile = read('HUTONG_REPORT_DESK_KEY', folder) ?? null
  if (reports !== undefined && keysFile !== undefined) return { folder: reports, keysFile, deskKeyFile }
  if (reports !== undefined) faults.set('HUTONG_REPORT_KEYS', 'is needed beside HUTONG_REPORTS')
  else if (keysFile !== undefined || deskKeyFile !== null) faults.set('HUTONG_REPORTS', 'is needed beside the keys')
  return null
}

function noticeSettings(read: Reader, faults: Map<Variable, string>): NoticeSettings {
  const webhook = pairOf(['HUTONG_NOTICE_WEBHOOK_URL', 'HUTONG_NOTICE_WEBHOOK_SECRET'], read, faults)
  return {
    webhook: webhook && { url: webhook.url, secret: webhook.token },
    sms: pairOf(['HUTONG_NOTICE_SMS_URL', 'HUTONG_NOTICE_SMS_TOKEN'], read, faults),
    workNotice: pairOf(['HUTONG_NOTICE_WORK_URL', 'HUTONG_NOTICE_WORK_TOKEN'], read, faults),
  }
}
