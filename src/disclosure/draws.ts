// Chance that is bound to a set of children and to the cell that they are counted in: the cell key (the exclusive or of their record keys)
// under a secret key. A cell draws alike in whatever form it is asked; one child more or less draws anew, and so does the next period. So does
// another cell of the same children: would it draw alike, two equal numbers would tell that nobody is in the one and not in the other.
import { createHmac, type KeyObject } from 'node:crypto'
import { deviationAt } from './perturbation-table.ts'

/** A child's record key in a period: 64 bits of an HMAC of the pseudonym. Another one each period, so that no change shows by what stays. */
export function recordKey(secret: KeyObject, period: number, pseudonym: string): bigint {
  return createHmac('sha256', secret).update(`record|${period}|${pseudonym}`).digest().readBigUInt64BE()
}

export interface CellSet {
  readonly n: number
  /** The exclusive or of the record keys (`bit_xor` in PostgreSQL and DuckDB). */
  readonly key: bigint
}

export interface Draws {
  /** From the perturbation table. */
  readonly deviation: number
  /** In [-1/2, 1/2): what lies between two whole deviations. */
  readonly between: number
  /** In [0, 1): where this set's edges lie. */
  readonly edge: number
}

/** `topic` names the cell, and keeps the draws of a count, a sum and a median apart. Whoever knows record keys still lacks `secret`. */
export function drawsOf(secret: KeyObject, topic: string, { n, key }: CellSet): Draws {
  const digest = createHmac('sha256', secret).update(`${topic}|${n}|${key}`).digest()
  const unitAt = (at: number): number => digest.readUInt32BE(at) / 2 ** 32
  return { deviation: deviationAt(digest.readUInt16BE(0)), edge: unitAt(4), between: unitAt(8) - 1 / 2 }
}
