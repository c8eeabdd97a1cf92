// The demo's key provider: every key in one JSON file that only its owner may read. In production a key service or an
// HSM stands behind the same Keys. The one file of this room that touches the outside world.

import { hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import type { BlindIndexKey } from './blind-index.ts'
import { KeyFileReader } from './key-file-reader.ts'
import { type CipherAlgorithm, KEY_BYTES, type Keyring, type ListedKeyring, MAC_KEY_BYTES } from './keyring.ts'

export const KEY_DEPARTMENTS = ['MZJ', 'GAJ', 'CLH', 'YBJ', 'WJW', 'JYJ'] as const
export type KeyDepartment = (typeof KEY_DEPARTMENTS)[number]

export interface Keys {
  /** Each department's own keys; no department's adapter is handed another's. */
  readonly departments: Readonly<Record<KeyDepartment, Keyring>>
  /** The registry's look-up key. */
  readonly registryIndex: BlindIndexKey
  /** Master key of the pseudonyms per organisation. */
  readonly childRef: KeyObject
  /** Key of the subject pseudonyms in the journal. */
  readonly journalSubject: KeyObject
  /** Key that seals page cursors. */
  readonly cursor: KeyObject
}

/** Keys as a file holds them: every keyring whole. */
export interface ListedKeys extends Keys {
  readonly departments: Readonly<Record<KeyDepartment, ListedKeyring>>
}

export const KEY_FILE_FORMAT = 'hutong-keys/1'
// Windows has no such bits; there the file rests on its folder's permissions.
const OTHERS_MAY = 0o077

/** Throws one error that names every fault of the file by its path in it, never a key. */
export async function readKeyFile(path: string): Promise<ListedKeys> {
  const content = await readFile(path, 'utf8')
  const reader = new KeyFileReader()
  const mode = (await stat(path)).mode
  if (process.platform !== 'win32' && mode & OTHERS_MAY) {
    reader.fault('', `others than the owner may use it (mode ${(mode & 0o777).toString(8)}); set it to 600`)
  }
  const keys = keysFrom(reader, content)
  if (keys) return keys
  throw new Error(`key file ${path} has ${reader.faults.length} fault(s):\n${reader.faults.join('\n')}`)
}

/**
 * Writes a new key file with mode 0600: random keys, or with a seed always the same ones, for tests and the demo.
 * Refuses to replace a file that holds other keys, for whatever they sealed would be lost.
 */
export async function writeKeyFile(path: string, seed?: string): Promise<void> {
  const content = `${JSON.stringify(newKeys(seed), null, 2)}\n`
  try {
    await writeFile(path, content, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    const present = await readFile(path, 'utf8').catch(() => undefined)
    if (present !== content) throw new Error(`key file ${path} was not written, and nothing was replaced`, { cause })
  }
}

function keysFrom(reader: KeyFileReader, content: string): ListedKeys | undefined {
  const root = reader.root(content)
  if (!root) return undefined
  if (root.format !== KEY_FILE_FORMAT) reader.fault('format', `expected "${KEY_FILE_FORMAT}"`)
  reader.expectOnly('', root, ['format', 'departments', 'registryIndex', 'childRef', 'journalSubject', 'cursor'])
  const rings = reader.object('departments', root.departments)
  if (rings) reader.expectOnly('departments', rings, KEY_DEPARTMENTS)
  const departments = KEY_DEPARTMENTS.map(
    (code) => [code, reader.keyring(`departments.${code}`, rings?.[code])] as const,
  )
  const registryIndex = reader.blindIndexKey('registryIndex', root.registryIndex)
  const childRef = reader.secret('childRef', root.childRef, 32)
  const journalSubject = reader.secret('journalSubject', root.journalSubject, 32)
  const cursor = reader.secret('cursor', root.cursor, 32)
  // What could not be read has left a fault.
  if (reader.faults.length > 0) return undefined
  return { departments: Object.fromEntries(departments), registryIndex, childRef, journalSubject, cursor } as ListedKeys
}

function newKeys(seed: string | undefined): object {
  const secret = (place: string, bytes: number): string =>
    (seed === undefined
      ? randomBytes(bytes)
      : Buffer.from(hkdfSync('sha256', seed, '', `hutong/key-file/1/${place}`, bytes))
    ).toString('base64url')
  const ring = (code: KeyDepartment): object => {
    // One department of the demo runs on the national algorithms, so that both kinds of cell are always in use.
    const algorithm: CipherAlgorithm = code === 'CLH' ? 'SM4-CTR-HMAC-SM3' : 'AES-256-GCM'
    const key = { id: 1, algorithm, key: secret(`${code}/1`, KEY_BYTES[algorithm]) }
    const macKey = algorithm === 'SM4-CTR-HMAC-SM3' ? { macKey: secret(`${code}/1/mac`, MAC_KEY_BYTES) } : {}
    return { current: 1, keys: [{ ...key, ...macKey }] }
  }
  return {
    format: KEY_FILE_FORMAT,
    departments: Object.fromEntries(KEY_DEPARTMENTS.map((code) => [code, ring(code)])),
    registryIndex: { id: 1, algorithm: 'HMAC-SHA-256', key: secret('registry-index', 32) },
    childRef: secret('child-ref', 32),
    journalSubject: secret('journal-subject', 32),
    cursor: secret('cursor', 32),
  }
}
