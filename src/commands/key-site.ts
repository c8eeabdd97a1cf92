// What the commands under `hutong keys` work on: the file of keys, its service, and the databases. The demo's own keys and
// databases when no settings name others. What it works with is loaded when it is needed: no other command waits for it.
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { InvalidArgumentError } from 'commander'
import type pg from 'pg'
import type { Act, Fact } from '../audit/entry.ts'
import type { Journal } from '../audit/journal.ts'
import { createPostgresJournal } from '../audit/postgres-journal.ts'
import { shanghaiDay, systemClock } from '../clock.ts'
import { closePools } from '../database/pool.ts'
import type { KeyProvider } from '../keys/key-provider.ts'
import type { KeyStore } from '../keys/key-store.ts'
import { watchKeys } from '../keys/live-keys.ts'
import { KEY_DEPARTMENTS, type KeyDepartment, type Keys } from '../masking/key-file.ts'
import { readSettings, type Settings } from '../settings.ts'
import { type CommandDatabases, connectDatabases } from './connect.ts'
import { isOnStaff } from './on-staff.ts'

export interface KeySiteOfCommand {
  readonly settings: Settings
  readonly keyFile: string
}

/** The demo's file only where there is no server of one's own: its keys open nothing elsewhere. */
export function keySite(): KeySiteOfCommand {
  const settings = readSettings()
  if (settings.keyFile !== null) return { settings, keyFile: settings.keyFile }
  if (settings.databaseUrl !== null || settings.keyService) readSettings(undefined, ['HUTONG_KEY_FILE'])
  return { settings, keyFile: path.join(settings.stateFolder, 'keys.json') }
}

export function departmentArgument(text: string): KeyDepartment {
  const found = KEY_DEPARTMENTS.find((code) => code === text)
  if (found) return found
  throw new InvalidArgumentError(`expected one of ${KEY_DEPARTMENTS.join(', ')}`)
}

export function keyIdArgument(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 0xffff) return Number(text)
  throw new InvalidArgumentError('expected the id of a key, 0 to 65535')
}

/** The store, with the key service behind it where there is one. */
export async function withKeyStore<Result>(
  { settings, keyFile }: KeySiteOfCommand,
  work: (store: KeyStore) => Promise<Result>,
): Promise<Result> {
  const [{ openKeyService }, { openKeyStore }] = await Promise.all([
    import('../keys/key-service.ts'),
    import('../keys/key-store.ts'),
  ])
  const service = settings.keyService ? await openKeyService(settings.keyService) : null
  try {
    return await work(openKeyStore(keyFile, service))
  } finally {
    await service?.close()
  }
}

/** Whatever stands behind the keys of the settings; the caller closes it. */
export async function keyProvider(
  { settings, keyFile }: KeySiteOfCommand,
  onFailure: () => void = () => undefined,
): Promise<KeyProvider> {
  const { openKeyProvider } = await import('../keys/open-provider.ts')
  return openKeyProvider({ keyFile, keyService: settings.keyService }, { clock: systemClock, onFailure })
}

/** The keys for as long as the work lasts: a data key of a service is asked for again before its time is up. */
export async function withKeys<Result>(
  { settings, keyFile }: KeySiteOfCommand,
  work: (keys: Keys) => Promise<Result>,
): Promise<Result> {
  const onFailure = (): void =>
    void process.stderr.write('the keys cannot be looked at now; going on with those at hand\n')
  const provider = await keyProvider({ settings, keyFile }, onFailure)
  try {
    const live = await watchKeys({ provider, clock: systemClock, log: () => undefined, onFailure })
    return await work(live.keys).finally(() => live.stop())
  } finally {
    await provider.close()
  }
}

export interface OpenDatabases {
  readonly databases: CommandDatabases
  readonly journal: Journal
  pool(code: Parameters<CommandDatabases['pool']>[0]): pg.Pool
}

const STATEMENT_TIMEOUT_MS = 600_000

/** The databases, and the journal in which the commands leave what they did. */
export async function withDatabases<Result>(
  { settings }: KeySiteOfCommand,
  work: (open: OpenDatabases) => Promise<Result>,
): Promise<Result> {
  const databases = await connectDatabases(settings)
  const options = { max: 1, applicationName: 'hutong keys', statementTimeoutMs: STATEMENT_TIMEOUT_MS }
  try {
    const pool = databases.pool('JOURNAL', 'hutong_journal_writer', { ...options, max: 2 })
    const journal = await createPostgresJournal({ pool, clock: systemClock, statementTimeoutMs: 5_000 })
    const result = await work({
      databases,
      journal,
      pool: (code) => databases.pool(code, 'hutong_loader', options),
    }).finally(() => journal.close())
    return result
  } finally {
    await closePools()
  }
}

export interface ActOfStaff {
  readonly act: Act
  /** Whoever decided it: a member of staff, looked up before anything was changed. */
  readonly by: string
  readonly facts: Readonly<Record<string, Fact>>
}

/** Throws for somebody who has no assignment today. */
export async function expectOnStaff({ pool }: OpenDatabases, by: string): Promise<void> {
  if (await isOnStaff(pool('REGISTRY'), by, shanghaiDay(systemClock.now()))) return
  throw new Error('--by: no member of staff with an assignment today; it is the id of a person in the roster')
}

export async function recordAct({ journal }: OpenDatabases, { act, by, facts }: ActOfStaff): Promise<void> {
  await journal.append('ACT', {
    entryId: randomUUID(),
    at: systemClock.now().toISOString(),
    act,
    personId: by,
    organisationId: null,
    subjects: [],
    policyVersion: null,
    facts,
  })
}
