// An entry ready for the chain: salted and hashed once, when it is taken in, so that its leaf hash stays the same however
// often its writing has to be tried. That is how an entry already on disk is told from one that still must get there.
import { randomFillSync } from 'node:crypto'
import { type Leaf, leafHash, leafText, SALT_BYTES } from './encoding.ts'

export interface SealedEntry extends Leaf {
  readonly salt: Buffer
  readonly leafHash: Buffer
}

export function seal(leaf: Leaf): SealedEntry {
  const salt = freshSalt()
  return { ...leaf, salt, leafHash: leafHash(salt, leafText(leaf)) }
}

// Salts are cut from one block: asking the generator for 16 bytes at a time costs more than hashing the entry.
const BLOCK_BYTES = 256 * SALT_BYTES
let block = Buffer.alloc(0)
let used = 0

function freshSalt(): Buffer {
  if (used === block.length) {
    block = randomFillSync(Buffer.allocUnsafeSlow(BLOCK_BYTES))
    used = 0
  }
  used += SALT_BYTES
  return block.subarray(used - SALT_BYTES, used)
}
