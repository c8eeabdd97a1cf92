// The rules that need no weighing: a number that is one child's alone. Each says which record of which child it names, and
// when the rest of the two records speaks against it.
import type { Agreement } from './agreement.ts'
import type { ComparedRecord } from './compared-record.ts'

export const RULES = ['NUMBER', 'BIRTH_CERTIFICATE', 'MOTHER_AND_ORDER', 'CUSTODY'] as const
export type Rule = (typeof RULES)[number]

/** The rule that two records meet; null for none. The first of the list is the strongest. */
export function ruleMet(one: ComparedRecord, other: ComparedRecord): Rule | null {
  if (haveSameNumber(one, other)) return 'NUMBER'
  if (isSame(one.birthCertificate, other.birthCertificate)) return 'BIRTH_CERTIFICATE'
  if (isSame(one.motherAndOrder, other.motherAndOrder)) return 'MOTHER_AND_ORDER'
  return isSame(one.custody, other.custody) ? 'CUSTODY' : null
}

function haveSameNumber(one: ComparedRecord, other: ComparedRecord): boolean {
  return one.numbers.some((number) =>
    other.numbers.some((another) => number.isSound && another.isSound && number.whole === another.whole),
  )
}

function isSame(one: string | null, other: string | null): boolean {
  return one !== null && one === other
}

const OTHER_NAMES: ReadonlySet<string> = new Set(['SURNAME', 'DIFFERENT'])

/**
 * A number typed wrongly may be another child's: name and birth date both speak against it. A birth certificate says nothing
 * of the name, which is given later; of twins it is the order that a tired clerk gets wrong, so there the name must agree.
 */
export function isContradicted(rule: Rule, { name, birth, sex, number }: Agreement): boolean {
  if (rule === 'NUMBER') return birth === 'DIFFERENT' && OTHER_NAMES.has(name)
  if (birth === 'DIFFERENT' || sex === 'DIFFERENT' || number === 'DIFFERENT') return true
  if (rule === 'MOTHER_AND_ORDER') return name !== 'SAME' && name !== 'VARIANT' && name !== 'MISSING'
  return rule === 'CUSTODY' && OTHER_NAMES.has(name)
}
