// The keys of a gateway that runs: what its provider gave last, looked at again every two seconds. Whoever holds this view
// holds no key, and so goes on with the newest at its next cell.
import type { Clock } from '../clock.ts'
import { createRefreshed } from '../database/refreshed.ts'
import { GatewayError } from '../errors.ts'
import { byDepartment, KEY_DEPARTMENTS, type KeyDepartment, type Keys } from '../masking/key-file.ts'
import type { CipherKey, Keyring } from '../masking/keyring.ts'
import type { KeyProvider } from './key-provider.ts'

export interface LiveKeys {
  /** The same object throughout; its keyrings change under it. */
  readonly keys: Keys
  /** Looks now. Rejects when the keys cannot be had, and then those of before remain. */
  refresh(): Promise<void>
  stop(): void
}

/** For the operator's log: ids, and nothing of a key. */
export interface KeysChanged {
  readonly event: 'keys-changed'
  readonly department: KeyDepartment
  readonly current: number
  readonly ids: readonly number[]
}

export interface LiveKeysParts {
  readonly provider: KeyProvider
  readonly clock: Clock
  readonly log: (event: KeysChanged) => void
  /** Told of each look that failed. */
  readonly onFailure: (error: unknown) => void
  /** Default: 2,000. */
  readonly everyMs?: number
}

/** Rejects, and watches nothing, when the keys cannot be had. */
export async function watchKeys({
  provider,
  clock,
  log,
  onFailure,
  everyMs = 2_000,
}: LiveKeysParts): Promise<LiveKeys> {
  let taken: Keys | null = null
  const parting = new PartingKeys(clock)
  const take = async (): Promise<Keys> => {
    const held = taken ? heldKeys(taken) : []
    const next = await provider.read()
    if (taken) expectSuccession(taken, next)
    for (const change of taken ? changes(taken, next) : []) log(change)
    parting.take(held.filter(({ code, key }) => !next.departments[code].ids.includes(key.id)))
    taken = next
    return next
  }
  // Keys do not grow old by themselves: a provider whose keys have a time lets go of them itself.
  const snapshot = createRefreshed(take, clock, {
    name: 'the look at the keys',
    maxAgeMs: Number.POSITIVE_INFINITY,
    refreshEveryMs: everyMs,
    onFailure,
  })
  await snapshot.start()
  const ring = (code: KeyDepartment): Keyring => ({
    get current() {
      return snapshot.current().departments[code].current
    },
    get currentId() {
      return snapshot.current().departments[code].currentId
    },
    get ids() {
      return snapshot.current().departments[code].ids
    },
    byId: (id) => snapshot.current().departments[code].byId(id) ?? parting.get(code, id),
  })
  return {
    keys: {
      ...snapshot.current(),
      departments: byDepartment(ring),
      get recipients() {
        return snapshot.current().recipients
      },
    },
    refresh: () => snapshot.refresh(),
    stop: () => snapshot.stop(),
  }
}

interface HeldKey {
  readonly code: KeyDepartment
  readonly key: CipherKey
}

function heldKeys({ departments }: Keys): HeldKey[] {
  return KEY_DEPARTMENTS.flatMap((code) => {
    const { ids, byId } = departments[code]
    return ids.flatMap((id) => {
      const key = byId(id)
      return key ? [{ code, key }] : []
    })
  })
}

/** Longer than a statement may take. */
const PARTING_MS = 10_000

// Rows that were read before their cells were sealed anew may be on their way still when the key is taken out.
class PartingKeys {
  readonly #clock: Clock
  #keys: readonly (HeldKey & { readonly until: number })[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  take(held: readonly HeldKey[]): void {
    const now = this.#clock.now().getTime()
    const until = now + PARTING_MS
    this.#keys = [...this.#keys.filter((each) => each.until > now), ...held.map((each) => ({ ...each, until }))]
  }

  get(code: KeyDepartment, id: number): CipherKey | undefined {
    const now = this.#clock.now().getTime()
    return this.#keys.find((each) => each.code === code && each.key.id === id && each.until > now)?.key
  }
}

// Everything that was indexed, referred to and written down rests on these: another key under their names is a mistake
// of whoever changed the file, and half a gateway with each would be worse than either.
function expectSuccession(before: Keys, next: Keys): void {
  const isSame =
    before.registryIndex.key.equals(next.registryIndex.key) &&
    before.registryIndex.algorithm === next.registryIndex.algorithm &&
    before.childRef.equals(next.childRef) &&
    before.journalSubject.equals(next.journalSubject) &&
    before.cursor.equals(next.cursor)
  if (!isSame) throw refused("the gateway's own keys are others than before")
  for (const code of KEY_DEPARTMENTS) {
    const [old, young] = [before.departments[code], next.departments[code]]
    const changed = young.ids.find((id) => {
      const [was, is] = [old.byId(id), young.byId(id)]
      return was && is && !was.key.equals(is.key)
    })
    if (changed !== undefined) throw refused(`key ${changed} of ${code} is another one than before`)
  }
}

function refused(what: string): GatewayError {
  return new GatewayError('UNAVAILABLE', `the new keys are not taken up: ${what}`)
}

function* changes(before: Keys, next: Keys): Generator<KeysChanged> {
  for (const department of KEY_DEPARTMENTS) {
    const [was, is] = [before.departments[department], next.departments[department]].map(shown)
    if (is && JSON.stringify(was) !== JSON.stringify(is)) yield { event: 'keys-changed', department, ...is }
  }
}

function shown(ring: Keyring): { current: number; ids: readonly number[] } {
  return { current: ring.currentId, ids: ring.ids }
}
