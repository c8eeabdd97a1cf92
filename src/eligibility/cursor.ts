// A place in a parsed document that knows its path, so that a reader can note every fault of a file and go on.
import { type Day, isDay } from '../clock.ts'

/** Raised once per file with all its faults, each as `file: path: what is wrong`. */
export class RulePackError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.name = 'RulePackError'
    this.faults = faults
  }
}

export class Cursor {
  readonly value: unknown
  readonly path: string
  readonly #faults: string[]

  constructor(value: unknown, path: string, faults: string[]) {
    this.value = value
    this.path = path
    this.#faults = faults
  }

  fault(message: string): void {
    this.#faults.push(`${this.path === '' ? '(file)' : this.path}: ${message}`)
  }

  at(key: string): Cursor {
    return new Cursor(this.#record()[key], this.path === '' ? key : `${this.path}.${key}`, this.#faults)
  }

  /** The place of a map that must hold exactly these keys, optional ones marked `?`. */
  fields(...names: readonly string[]): this {
    if (!isRecord(this.value)) {
      this.fault('must be a map')
      return this
    }
    const allowed = names.map((name) => name.replace('?', ''))
    for (const key of Object.keys(this.value)) if (!allowed.includes(key)) this.fault(`unknown key \`${key}\``)
    for (const name of names) if (!name.endsWith('?') && !(name in this.value)) this.fault(`missing key \`${name}\``)
    return this
  }

  has(key: string): boolean {
    return key in this.#record()
  }

  keys(): string[] {
    if (!isRecord(this.value)) this.fault('must be a map')
    return Object.keys(this.#record())
  }

  items(): Cursor[] {
    if (!Array.isArray(this.value)) {
      this.fault('must be a list')
      return []
    }
    return this.value.map((item: unknown, index) => new Cursor(item, `${this.path}[${index}]`, this.#faults))
  }

  text(): string {
    if (typeof this.value === 'string' && this.value.trim() !== '') return this.value.trim()
    this.fault('must be a text')
    return ''
  }

  day(): Day {
    if (typeof this.value === 'string' && isDay(this.value)) return this.value
    this.fault('must be a day that exists, as YYYY-MM-DD')
    return ''
  }

  dayOrNull(): Day | null {
    return this.value === null ? null : this.day()
  }

  flagOrEmpty(): boolean | null {
    if (typeof this.value === 'boolean' || this.value === null) return this.value
    this.fault('must be true, false or empty')
    return null
  }

  amount(): number {
    if (typeof this.value === 'number' && Number.isFinite(this.value)) return this.value
    this.fault('must be a number')
    return 0
  }

  /** One word of a closed list; the first stands in for a fault, so that reading can go on. */
  oneOf<T extends string>(words: readonly [T, ...T[]] | readonly T[]): T {
    const found = words.find((word) => word === this.value)
    if (found !== undefined) return found
    this.fault(`must be one of ${words.join(', ')}`)
    return words[0] as T
  }

  #record(): Record<string, unknown> {
    return isRecord(this.value) ? this.value : {}
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
