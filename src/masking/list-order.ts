// In which order a recipient sees children that nothing else orders: by a keyed hash of its own. In the order of the ids two
// recipients could lay their lists side by side and join by line what no reference joins.
import { createHash, hkdfSync, type KeyObject } from 'node:crypto'

export interface ListOrder {
  /** For the statement that orders: a child's place is `sha256(key || id)`, the id as its 16 bytes. */
  readonly key: Buffer
  placeOf(childId: string): Buffer
}

/** Deriving the key is the dear part: keep the result per recipient. */
export function listOrderFor(master: KeyObject, recipient: string): ListOrder {
  const key = Buffer.from(hkdfSync('sha256', master, '', `hutong/list-order/1|${recipient}`, 32))
  return {
    key,
    placeOf: (childId) =>
      createHash('sha256')
        .update(key)
        .update(Buffer.from(childId.replaceAll('-', ''), 'hex'))
        .digest(),
  }
}
