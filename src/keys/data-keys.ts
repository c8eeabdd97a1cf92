// Unwrapped data keys at hand, each for a limited time: bounded by what the key file names, and gone when its time is up,
// whether or not anybody looked.
import type { Clock } from '../clock.ts'
import type { CipherKey } from '../masking/keyring.ts'

interface Held {
  readonly key: CipherKey
  readonly since: number
}

export class DataKeys {
  readonly #clock: Clock
  readonly #ttlMs: number
  readonly #held = new Map<string, Held>()

  constructor(clock: Clock, ttlMs: number) {
    this.#clock = clock
    this.#ttlMs = ttlMs
  }

  /** Undefined for a key that is not at hand, or no longer. */
  get(name: string): CipherKey | undefined {
    const held = this.#held.get(name)
    if (held && this.#age(held) < this.#ttlMs) return held.key
    this.#held.delete(name)
    return undefined
  }

  /** Whether it is time to ask for it again: well before its time is up, so that a short outage is not noticed. */
  isDue(name: string): boolean {
    const held = this.#held.get(name)
    return held === undefined || this.#age(held) >= this.#ttlMs / 2
  }

  put(name: string, key: CipherKey): void {
    this.#held.set(name, { key, since: this.#clock.now().getTime() })
  }

  /** Lets go of all that is not named. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#held.keys()) if (!names.has(name)) this.#held.delete(name)
  }

  // A clock that was set back must not keep a key for longer.
  #age({ since }: Held): number {
    const age = this.#clock.now().getTime() - since
    return age < 0 ? this.#ttlMs : age
  }
}
