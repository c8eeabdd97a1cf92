// The records that are known, found by their blocking keys. Holds tokens only. A key that too many children share tells
// nothing: it is passed over, and said to have been.
import { blockingKeys } from './blocking.ts'
import type { ComparedRecord } from './compared-record.ts'
import type { Candidate } from './decide.ts'

export interface KnownRecord {
  readonly childId: string
  readonly source: string
  readonly record: ComparedRecord
}

/** Children behind one key; beyond it the key is passed over. */
export const MOST_IN_BLOCK = 200

export class IndexOfRecords {
  readonly #byKey = new Map<string, Set<string>>()
  readonly #byChild = new Map<string, KnownRecord[]>()
  #passedOver = 0

  /** Look-ups of keys that too many children share. */
  get passedOver(): number {
    return this.#passedOver
  }

  add(known: KnownRecord): void {
    for (const key of blockingKeys(known.record)) {
      const children = this.#byKey.get(key)
      if (children) children.add(known.childId)
      else this.#byKey.set(key, new Set([known.childId]))
    }
    const records = this.#byChild.get(known.childId)
    if (records) records.push(known)
    else this.#byChild.set(known.childId, [known])
  }

  /** Children that share a key with the record, in the order of their ids. */
  candidatesFor(record: ComparedRecord, source: string): Candidate[] {
    const childIds = new Set<string>()
    for (const key of blockingKeys(record)) {
      const children = this.#byKey.get(key)
      if (!children) continue
      if (children.size > MOST_IN_BLOCK) this.#passedOver += 1
      else for (const childId of children) childIds.add(childId)
    }
    return [...childIds].sort().map((childId) => {
      const known = this.#byChild.get(childId) ?? []
      return {
        childId,
        records: known.map((each) => each.record),
        isOccupied: known.some((each) => each.source === source),
      }
    })
  }
}
