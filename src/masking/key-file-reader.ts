// Reads the parts of a key file and gathers every fault with its path, so that one look mends the whole file. No fault
// repeats what stands in the file: it might be a key.
import { createSecretKey, type KeyObject } from 'node:crypto'
import { type Day, isDay } from '../clock.ts'
import type { BlindIndexKey } from './blind-index.ts'
import type { RefGeneration } from './child-ref.ts'
import { type CipherKeyMaterial, KEY_BYTES, type Keyring, keyring, MAC_KEY_BYTES } from './keyring.ts'

type Fields = Readonly<Record<string, unknown>>

export class KeyFileReader {
  readonly faults: string[] = []
  readonly #secrets: { readonly path: string; readonly key: KeyObject }[] = []

  fault(path: string, what: string): undefined {
    this.faults.push(path ? `${path}: ${what}` : what)
    return undefined
  }

  root(content: string): Fields | undefined {
    try {
      return this.object('', JSON.parse(content))
    } catch {
      // The parser's own message quotes the text around the fault.
      return this.fault('', 'not JSON')
    }
  }

  object(path: string, value: unknown): Fields | undefined {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
    return this.fault(path, value === undefined ? 'missing' : 'expected an object')
  }

  expectOnly(path: string, fields: Fields, known: readonly string[]): void {
    const unknown = Object.keys(fields).filter((field) => !known.includes(field)).length
    if (unknown > 0) this.fault(path, `${unknown} unknown field(s); known are ${known.join(', ')}`)
  }

  secret(path: string, value: unknown, bytes: number): KeyObject | undefined {
    const material = typeof value === 'string' ? Buffer.from(value, 'base64url') : undefined
    if (!material || material.length !== bytes || material.toString('base64url') !== value) {
      return this.fault(path, value === undefined ? 'missing' : `expected ${bytes} bytes as base64url`)
    }
    const key = createSecretKey(material)
    const same = this.#secrets.find((other) => other.key.equals(key))
    // One key for two uses would let what is learnt by one open the other.
    if (same) return this.fault(path, `the same key as ${same.path}`)
    this.#secrets.push({ path, key })
    return key
  }

  keyring(path: string, value: unknown): Keyring | undefined {
    const fields = this.object(path, value)
    if (!fields) return undefined
    this.expectOnly(path, fields, ['current', 'keys'])
    if (!Array.isArray(fields.keys)) return this.fault(`${path}.keys`, 'expected a list')
    const entries: unknown[] = fields.keys
    const keys = entries.map((entry, index) => this.#cipherKey(`${path}.keys[${index}]`, entry))
    const sound = keys.filter((key) => key !== undefined)
    if (new Set(sound.map((key) => key.id)).size !== sound.length)
      return this.fault(`${path}.keys`, 'an id stands twice')
    if (sound.length !== keys.length) return undefined
    const current = sound.find((key) => key.id === fields.current)
    return current ? keyring(sound, current.id) : this.fault(`${path}.current`, 'expected the id of one of the keys')
  }

  blindIndexKey(path: string, value: unknown): BlindIndexKey | undefined {
    const fields = this.object(path, value)
    if (!fields) return undefined
    this.expectOnly(path, fields, ['id', 'algorithm', 'key'])
    const { algorithm } = fields
    const isKnown = algorithm === 'HMAC-SHA-256' || algorithm === 'HMAC-SM3'
    if (!isKnown) this.fault(`${path}.algorithm`, 'expected HMAC-SHA-256 or HMAC-SM3')
    const id = this.#id(path, fields.id)
    const key = this.secret(`${path}.key`, fields.key, 32)
    return isKnown && id !== undefined && key ? { id, algorithm, key } : undefined
  }

  /** None when left out. */
  recipients(path: string, value: unknown = {}): ReadonlyMap<string, RefGeneration> | undefined {
    const fields = this.object(path, value)
    if (!fields) return undefined
    const entries = Object.entries(fields).map(([, entry], at) => this.#recipient(`${path}[${at}]`, entry))
    const names = Object.keys(fields)
    return new Map(entries.flatMap((entry, at) => (entry ? [[names[at] ?? '', entry] as const] : [])))
  }

  #recipient(path: string, value: unknown): RefGeneration | undefined {
    const fields = this.object(path, value)
    if (!fields) return undefined
    this.expectOnly(path, fields, ['generation', 'formerUntil'])
    const { generation, formerUntil } = fields
    if (typeof generation !== 'number' || !Number.isInteger(generation) || generation < 1) {
      return this.fault(`${path}.generation`, 'expected a whole number from 1 on')
    }
    if (typeof formerUntil === 'string' && isDay(formerUntil)) return { generation, formerUntil }
    return this.fault(`${path}.formerUntil`, 'expected a day, YYYY-MM-DD')
  }

  #cipherKey(path: string, value: unknown): CipherKeyMaterial | undefined {
    const fields = this.object(path, value)
    if (!fields) return undefined
    const { algorithm } = fields
    if (algorithm !== 'AES-256-GCM' && algorithm !== 'SM4-CTR-HMAC-SM3') {
      return this.fault(`${path}.algorithm`, 'expected AES-256-GCM or SM4-CTR-HMAC-SM3')
    }
    const needsMac = algorithm === 'SM4-CTR-HMAC-SM3'
    this.expectOnly(path, fields, ['id', 'algorithm', 'key', ...(needsMac ? ['macKey'] : []), 'notAfter'])
    const id = this.#id(path, fields.id)
    const key = this.secret(`${path}.key`, fields.key, KEY_BYTES[algorithm])
    const macKey = needsMac ? this.secret(`${path}.macKey`, fields.macKey, MAC_KEY_BYTES) : undefined
    const notAfter = this.#lastDay(path, fields.notAfter)
    if (id === undefined || !key || (needsMac && !macKey)) return undefined
    return { id, algorithm, key, ...(macKey ? { macKey } : {}), ...(notAfter ? { notAfter } : {}) }
  }

  #lastDay(path: string, value: unknown): Day | undefined {
    if (value === undefined || (typeof value === 'string' && isDay(value))) return value
    return this.fault(`${path}.notAfter`, 'expected a day, YYYY-MM-DD')
  }

  #id(path: string, value: unknown): number | undefined {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff) return value
    return this.fault(`${path}.id`, 'expected a whole number from 0 to 65535')
  }
}
