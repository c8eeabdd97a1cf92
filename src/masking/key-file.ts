// Every key in one JSON file that only its owner may read: the keys of a gateway that has no key service. The one file of
// this room that touches the outside world. What stands behind the same Keys elsewhere is in the room `keys`.

import { hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import type { Day } from '../clock.ts'
import { byDepartment as byEach, DEPARTMENTS, type DepartmentCode } from '../departments/departments.ts'
import { isOpenToOthers } from '../file-mode.ts'
import type { BlindIndexKey } from './blind-index.ts'
import type { RefGeneration } from './child-ref.ts'
import { KeyFileReader } from './key-file-reader.ts'
import { type CipherAlgorithm, KEY_BYTES, type Keyring, MAC_KEY_BYTES } from './keyring.ts'

export const KEY_DEPARTMENTS: readonly DepartmentCode[] = DEPARTMENTS.map(({ code }) => code)
export type KeyDepartment = (typeof KEY_DEPARTMENTS)[number]

/** One of something for each department. */
export function byDepartment<Value>(of: (code: KeyDepartment) => Value): Readonly<Record<KeyDepartment, Value>> {
  return byEach(({ code }) => of(code))
}

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
  /** Organisations that were given new references, by id; no secret. */
  readonly recipients: ReadonlyMap<string, RefGeneration>
}

/** What is wrong with a file of keys, by the places in it; its message may be shown, for no key is in it. */
export class KeyFileError extends Error {
  constructor(what: string, faults: readonly string[]) {
    super(`${what} has ${faults.length} fault(s):\n${faults.join('\n')}`)
    this.name = 'KeyFileError'
  }
}

export const KEY_FILE_FORMAT = 'hutong-keys/1'

/** Throws one error that names every fault of the file by its path in it, never a key. */
export async function readKeyFile(path: string): Promise<Keys> {
  return (await readSoundFile(path)).keys
}

/** What a sound key file holds, for whoever changes it. Throws as readKeyFile does. */
export async function readKeyContent(path: string): Promise<{ text: string; content: KeyContent }> {
  const { text } = await readSoundFile(path)
  return { text, content: JSON.parse(text) as KeyContent }
}

async function readSoundFile(path: string): Promise<{ text: string; keys: Keys }> {
  const content = await readFile(path, 'utf8')
  const reader = new KeyFileReader()
  const mode = (await stat(path)).mode
  if (isOpenToOthers(mode)) {
    reader.fault('', `others than the owner may use it (mode ${(mode & 0o777).toString(8)}); set it to 600`)
  }
  const keys = keysFrom(reader, content)
  if (keys) return { text: content, keys }
  throw new KeyFileError(`key file ${path}`, reader.faults)
}

export interface NewKeysOptions {
  /** The same keys each time, for tests and the demo. */
  readonly seed?: string | undefined
  /** SM4 and SM3 for everything that has a choice. */
  readonly isNational?: boolean
}

/**
 * Writes a new key file with mode 0600: random keys, or with a seed always the same ones, for tests and the demo.
 * Refuses to replace a file that holds other keys, for whatever they sealed would be lost.
 */
export async function writeKeyFile(path: string, seed?: string, isNational = false): Promise<void> {
  const content = textOf(newKeyContent({ seed, isNational }))
  try {
    await writeFile(path, content, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    const present = await readFile(path, 'utf8').catch(() => undefined)
    if (present !== content) throw new Error(`key file ${path} was not written, and nothing was replaced`, { cause })
  }
}

export function textOf(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`
}

function keysFrom(reader: KeyFileReader, content: string): Keys | undefined {
  const root = reader.root(content)
  if (!root) return undefined
  if (root.format !== KEY_FILE_FORMAT) reader.fault('format', `expected "${KEY_FILE_FORMAT}"`)
  reader.expectOnly('', root, [
    'format',
    'departments',
    'registryIndex',
    'childRef',
    'journalSubject',
    'cursor',
    'recipients',
  ])
  const rings = reader.object('departments', root.departments)
  if (rings) reader.expectOnly('departments', rings, KEY_DEPARTMENTS)
  const departments = byDepartment((code) => reader.keyring(`departments.${code}`, rings?.[code]))
  const registryIndex = reader.blindIndexKey('registryIndex', root.registryIndex)
  const childRef = reader.secret('childRef', root.childRef, 32)
  const journalSubject = reader.secret('journalSubject', root.journalSubject, 32)
  const cursor = reader.secret('cursor', root.cursor, 32)
  const recipients = reader.recipients('recipients', root.recipients)
  // What could not be read has left a fault.
  if (reader.faults.length > 0) return undefined
  return { departments, registryIndex, childRef, journalSubject, cursor, recipients } as Keys
}

/** A key of a department as the file holds it; bytes are base64url. */
export interface KeyEntry {
  readonly id: number
  readonly algorithm: CipherAlgorithm
  readonly key: string
  readonly macKey?: string
  readonly notAfter?: Day
}

/** A whole key file. */
export interface KeyContent {
  readonly format: typeof KEY_FILE_FORMAT
  readonly departments: Readonly<
    Record<KeyDepartment, { readonly current: number; readonly keys: readonly KeyEntry[] }>
  >
  readonly registryIndex: { readonly id: number; readonly algorithm: BlindIndexKey['algorithm']; readonly key: string }
  readonly childRef: string
  readonly journalSubject: string
  readonly cursor: string
  readonly recipients?: Readonly<Record<string, RefGeneration>>
}

type Draw = (place: string, bytes: number) => string

/** Keys that no file holds yet. */
export function newKeyContent({ seed, isNational = false }: NewKeysOptions): KeyContent {
  const draw: Draw = seed === undefined ? drawn : (place, bytes) => derived(seed, place, bytes)
  const ring = (code: KeyDepartment) => {
    // One department of the demo runs on the national algorithms, so that both kinds of cell are always in use.
    const algorithm: CipherAlgorithm = code === 'CLH' || isNational ? 'SM4-CTR-HMAC-SM3' : 'AES-256-GCM'
    return { current: 1, keys: [entryOf(draw, { code, id: 1, algorithm })] }
  }
  return {
    format: KEY_FILE_FORMAT,
    departments: byDepartment(ring),
    registryIndex: { id: 1, algorithm: isNational ? 'HMAC-SM3' : 'HMAC-SHA-256', key: draw('registry-index', 32) },
    childRef: draw('child-ref', 32),
    journalSubject: draw('journal-subject', 32),
    cursor: draw('cursor', 32),
  }
}

export interface NewKey {
  readonly code: KeyDepartment
  readonly id: number
  readonly algorithm: CipherAlgorithm
  readonly notAfter?: Day
}

/** One more key for a department, drawn at random. */
export function newKeyEntry(of: NewKey): KeyEntry {
  return entryOf(drawn, of)
}

function entryOf(draw: Draw, { code, id, algorithm, notAfter }: NewKey): KeyEntry {
  const key = { id, algorithm, key: draw(`${code}/${id}`, KEY_BYTES[algorithm]) }
  const macKey = algorithm === 'SM4-CTR-HMAC-SM3' ? { macKey: draw(`${code}/${id}/mac`, MAC_KEY_BYTES) } : {}
  return { ...key, ...macKey, ...(notAfter === undefined ? {} : { notAfter }) }
}

function drawn(_place: string, bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}

function derived(seed: string, place: string, bytes: number): string {
  return Buffer.from(hkdfSync('sha256', seed, '', `hutong/key-file/1/${place}`, bytes)).toString('base64url')
}
