// What a child can be looked up by follows what its records say today: a number that was given after birth, a name that was changed, a number
// that was typed wrongly. Pure; whoever calls it writes what it comes to.
import type { Identifier, IndexKind } from '../masking/blind-index.ts'

const STUDENT_NUMBER = 'STUDENT_NO'
const BIRTH = 'BIRTH'

/** As a record states it. */
export interface StatedIdentifier extends Identifier {
  /** True of a name or number of before an adoption or a correction. */
  readonly isFormer: boolean
}

/** As the registry holds it. */
export interface HeldIdentifier extends Identifier {
  readonly isInForce: boolean
  /** True where the household register stated it, and where it was not kept who did. */
  readonly isOfRegister: boolean
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
export function renewalOf(renewing: Renewing): Renewal {
  const renewal = byWord(renewing)
  return wasOtherwise(renewing) ? withoutBirth(renewal, renewing) : renewal
}

function byWord({ stated, held, isRegister }: Renewing): Renewal {
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

// Called or numbered otherwise once, by the register's own word: adopted, perhaps.
function wasOtherwise({ stated, held }: Renewing): boolean {
  const isEndedWord = ({ kind, isInForce, isOfRegister }: HeldIdentifier): boolean =>
    !isInForce && isOfRegister && kind !== BIRTH && kind !== STUDENT_NUMBER
  return stated.some((each) => each.isFormer) || held.some(isEndedWord)
}

// Whoever knows a mother and a certificate must not find by them whom somebody else adopted.
function withoutBirth({ begin, end }: Renewal, { held }: Renewing): Renewal {
  const isBirth = ({ kind }: Identifier): boolean => kind === BIRTH
  return {
    begin: begin.filter((each) => !isBirth(each)),
    end: [...end.filter((each) => !isBirth(each)), ...held.filter((each) => each.isInForce && isBirth(each))],
  }
}

function has(one: Identifier, among: readonly Identifier[]): boolean {
  return among.some((each) => each.kind === one.kind && each.blindIndex.equals(one.blindIndex))
}
