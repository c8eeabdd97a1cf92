// Keys behind a key service: the file holds data keys wrapped under master keys that never leave the service. What is
// unwrapped stays at hand for its time to live; a data key that is not at hand is missing from its keyring, and its cells
// do not open. The gateway's own keys are unwrapped once and held while the process lives: the journal needs them even to
// write down a refusal.
import { createSecretKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Clock } from '../clock.ts'
import { GatewayError, invariant } from '../errors.ts'
import { byDepartment, KEY_DEPARTMENTS, type KeyDepartment, type Keys } from '../masking/key-file.ts'
import { type CipherKey, cipherKey, KEY_BYTES, type Keyring, MAC_KEY_BYTES } from '../masking/keyring.ts'
import { DataKeys } from './data-keys.ts'
import { ownFacts } from './file-provider.ts'
import type { KeyFact, KeyHolder, KeyProvider } from './key-provider.ts'
import type { KeyService } from './key-service.ts'
import {
  contextOfData,
  contextOfOwn,
  OWN_KEYS,
  type OwnKey,
  parseWrappedKeys,
  type WrappedContent,
  type WrappedKeyEntry,
  type WrappedRing,
} from './wrapped-keys.ts'

export interface ServiceProviderParts {
  readonly file: string
  readonly service: KeyService
  readonly clock: Clock
  readonly ttlMs: number
  /** Told when data keys could not be had, once for each look. */
  readonly onFailure?: (error: unknown) => void
}

type OwnKeys = Omit<Keys, 'departments' | 'recipients'>

export function createServiceProvider(parts: ServiceProviderParts): KeyProvider {
  return new ServiceProvider(parts)
}

/** Asked for at once; a service with many keys is not stormed. */
const MOST_AT_ONCE = 8

class ServiceProvider implements KeyProvider {
  readonly #parts: ServiceProviderParts
  readonly #dataKeys: DataKeys
  #own: { readonly wrapped: string; readonly keys: OwnKeys } | undefined

  constructor(parts: ServiceProviderParts) {
    this.#parts = parts
    this.#dataKeys = new DataKeys(parts.clock, parts.ttlMs)
  }

  async read(): Promise<Keys> {
    const content = parseWrappedKeys(await readFile(this.#parts.file, 'utf8'))
    const own = await this.#ownKeys(content)
    await this.#unwrapDue(content)
    return {
      ...own,
      departments: byDepartment((code) => this.#ring(code, content.departments[code])),
      recipients: new Map(Object.entries(content.recipients ?? {})),
    }
  }

  async list(): Promise<KeyFact[]> {
    const content = parseWrappedKeys(await readFile(this.#parts.file, 'utf8'))
    const masters = await this.#parts.service.list()
    return [...masters.flatMap(masterFact), ...dataFacts(content), ...ownFacts(content.registryIndex.algorithm)]
  }

  close(): Promise<void> {
    return this.#parts.service.close()
  }

  async #ownKeys(content: WrappedContent): Promise<OwnKeys> {
    const wrapped = JSON.stringify(OWN_KEYS.map((name) => content[name]))
    if (this.#own?.wrapped === wrapped) return this.#own.keys
    const open = async (name: OwnKey) => {
      const { master, wrapped: text } = content[name]
      return createSecretKey(await this.#parts.service.unwrap(master, text, contextOfOwn(name)))
    }
    const [index, childRef, journalSubject, cursor] = await Promise.all([
      open('registryIndex'),
      open('childRef'),
      open('journalSubject'),
      open('cursor'),
    ])
    for (const key of [index, childRef, journalSubject, cursor]) {
      invariant(key.symmetricKeySize === 32, "each of the gateway's own keys has 32 bytes")
    }
    const { id, algorithm } = content.registryIndex
    const keys: OwnKeys = { registryIndex: { id, algorithm, key: index }, childRef, journalSubject, cursor }
    this.#own = { wrapped, keys }
    return keys
  }

  async #unwrapDue({ departments }: WrappedContent): Promise<void> {
    const entries = KEY_DEPARTMENTS.flatMap((code) => departments[code].keys.map((entry) => ({ code, entry })))
    this.#dataKeys.keepOnly(new Set(entries.map(({ code, entry }) => nameOf(code, entry))))
    const due = entries.filter(({ code, entry }) => this.#dataKeys.isDue(nameOf(code, entry)))
    const failures: unknown[] = []
    for (let at = 0; at < due.length; at += MOST_AT_ONCE) {
      const group = due.slice(at, at + MOST_AT_ONCE)
      const settled = await Promise.allSettled(group.map(({ code, entry }) => this.#unwrap(code, entry)))
      failures.push(...settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])))
      // A service that answers none of eight is out; the rest would wait for it in vain.
      if (failures.length >= MOST_AT_ONCE) break
    }
    if (failures.length > 0) this.#parts.onFailure?.(failures[0])
  }

  async #unwrap(code: KeyDepartment, entry: WrappedKeyEntry): Promise<void> {
    const bytes = await this.#parts.service.unwrap(entry.master, entry.wrapped, contextOfData(code, entry))
    this.#dataKeys.put(nameOf(code, entry), keyOf(entry, bytes))
  }

  #ring(code: KeyDepartment, { current, keys }: WrappedRing): Keyring {
    const names = new Map(keys.map((entry) => [entry.id, nameOf(code, entry)]))
    const byId = (id: number) => this.#dataKeys.get(names.get(id) ?? '')
    return {
      get current() {
        const key = byId(current)
        if (key) return key
        throw new GatewayError('UNAVAILABLE', `the current key of ${code} is not at hand`)
      },
      currentId: current,
      ids: [...names.keys()],
      byId,
    }
  }
}

// What was wrapped goes into the name: whatever stands in the file now is what is at hand.
function nameOf(code: KeyDepartment, { id, algorithm, master, wrapped }: WrappedKeyEntry): string {
  return `${code} ${id} ${algorithm} ${master} ${wrapped}`
}

function keyOf({ id, algorithm, notAfter }: WrappedKeyEntry, bytes: Buffer): CipherKey {
  const size = KEY_BYTES[algorithm]
  const hasMac = algorithm === 'SM4-CTR-HMAC-SM3'
  invariant(bytes.length === size + (hasMac ? MAC_KEY_BYTES : 0), `an unwrapped key of ${algorithm} has its size`)
  const key = createSecretKey(bytes.subarray(0, size))
  const macKey = hasMac ? { macKey: createSecretKey(bytes.subarray(size)) } : {}
  return cipherKey({ id, algorithm, key, ...macKey, ...(notAfter === undefined ? {} : { notAfter }) })
}

const HOLDERS: ReadonlySet<string> = new Set([...KEY_DEPARTMENTS, 'GATEWAY'])

function isHolder(text: string): text is KeyHolder {
  return HOLDERS.has(text)
}

// A service may keep keys for others too; they are no business of this gateway.
function masterFact({ holder, id, algorithm, current, notAfter }: Awaited<ReturnType<KeyService['list']>>[number]) {
  return isHolder(holder) ? [{ holder, kind: 'master' as const, id, algorithm, isCurrent: current, notAfter }] : []
}

function dataFacts({ departments }: WrappedContent): KeyFact[] {
  return KEY_DEPARTMENTS.flatMap((holder) => {
    const { current, keys } = departments[holder]
    return keys.map(({ id, algorithm, notAfter = null }): KeyFact => {
      return { holder, kind: 'data', id: String(id), algorithm, isCurrent: id === current, notAfter }
    })
  })
}
