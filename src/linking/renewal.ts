// What a child can be looked up by follows what its records say today: a number that was given after birth, a name that was changed, a number
// that was typed wrongly. Pure; whoever calls it writes what it comes to.
import type { Identifier, IndexKind } from '../masking/blind-index.ts'

const STUDENT_NUMBER = 'STUDENT_NO'

/** As a record states it. */
export interface StatedIdentifier extends Identifier {
  /** True of a name or number of before an adoption or a correction. */
  readonly isFormer: boolean
}

/** As the registry holds it. */
export interface HeldIdentifier extends Identifier {
  readonly isInForce: boolean
}

export interface Renewal {
  readonly begin: readonly StatedIdentifier[]
  /** Those in force that another one takes the place of. */
  readonly end: readonly HeldIdentifier[]
}

export interface Renewing {
  readonly stated: readonly StatedIdentifier[]
  readonly held: readonly HeldIdentifier[]
  /** True where the record is the household register's, which decides what a person is called and numbered. */
  readonly isRegister: boolean
}

/**
 * The register's word takes the place of any other of its kind, and what it says of before is kept as ended. Any other record adds what there
 * is none of, and a student number beside those that are there: a pupil may have had several. A kind that a record does not state stays as it is.
 */
export function renewalOf({ stated, held, isRegister }: Renewing): Renewal {
  const has = (one: Identifier, among: readonly Identifier[]): boolean => among.some((each) => isSame(one, each))
  const inForce = held.filter((each) => each.isInForce)
  const current = stated.filter((each) => !each.isFormer)
  const kinds = new Set(current.map(({ kind }) => kind))
  if (!isRegister) {
    const lacks = (kind: IndexKind): boolean => kind === STUDENT_NUMBER || !inForce.some((each) => each.kind === kind)
    return { begin: current.filter((each) => lacks(each.kind) && !has(each, inForce)), end: [] }
  }
  const former = stated.filter((each) => each.isFormer && !has(each, held) && !has(each, current))
  return {
    begin: [...current.filter((each) => !has(each, inForce)), ...former],
    end: inForce.filter((each) => kinds.has(each.kind) && !has(each, current)),
  }
}

function isSame(one: Identifier, other: Identifier): boolean {
  return one.kind === other.kind && one.blindIndex.equals(other.blindIndex)
}
