// The snapshot that this process asks: the newest, opened when it is first asked for, and let go of when a newer one has come.
import type { SnapshotStore } from './snapshot/store.ts'

export interface SnapshotStores {
  /** Opens the period's snapshot if it is not open. Rejects as `open` does, and tries again the next time. */
  use<Result>(period: number, work: (store: SnapshotStore) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

interface Held {
  readonly period: number
  readonly store: Promise<SnapshotStore>
  users: number
  isLeft: boolean
}

export function snapshotStores(open: (period: number) => Promise<SnapshotStore>): SnapshotStores {
  let held: Held | null = null
  const letGo = async (of: Held): Promise<void> => {
    of.isLeft = true
    if (of.users === 0) (await of.store.catch(() => null))?.close()
  }
  const holding = async (period: number): Promise<Held> => {
    if (held?.period === period) {
      held.users += 1
      return held
    }
    const former = held
    // Counted before anything is waited for: nobody may let go of it in between.
    const next: Held = { period, store: open(period), users: 1, isLeft: false }
    held = next
    next.store.catch(() => {
      if (held === next) held = null
    })
    if (former) await letGo(former)
    return next
  }
  return {
    async use(period, work) {
      const of = await holding(period)
      try {
        return await work(await of.store)
      } finally {
        of.users -= 1
        if (of.isLeft) await letGo(of)
      }
    },
    async close() {
      const last = held
      held = null
      if (last) await letGo(last)
    },
  }
}
