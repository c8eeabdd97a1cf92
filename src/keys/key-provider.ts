// What stands behind the keys: a file, or a service that keeps the master keys to itself. The gateway and the commands
// know this interface alone.
import type { Day } from '../clock.ts'
import type { KeyDepartment, Keys } from '../masking/key-file.ts'

/** The gateway's own keys (look-ups, references, journal, cursors) stand under this name, beside the departments' codes. */
export const GATEWAY = 'GATEWAY'
export type KeyHolder = KeyDepartment | typeof GATEWAY

/** One key as a list may show it: nothing of the key itself. */
export interface KeyFact {
  readonly holder: KeyHolder
  /** A master key wraps data keys and stays in the key service; a data key seals cells; the others are the gateway's own. */
  readonly kind: 'master' | 'data' | 'own'
  readonly id: string
  readonly algorithm: string
  readonly isCurrent: boolean
  /** The day by which another one should be current; null where none was said. */
  readonly notAfter: Day | null
}

export interface KeyProvider {
  /** The keys of this moment. Rejects when none can be had; a single data key that cannot be had is merely not at hand. */
  read(): Promise<Keys>
  list(): Promise<readonly KeyFact[]>
  close(): Promise<void>
}
