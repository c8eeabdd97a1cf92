// How far two records agree, field by field: one level each. The pattern is all that is kept of a comparison, and all that
// an officer is shown of it.
import type { ComparedBirth, ComparedRecord } from './compared-record.ts'
import type { NameCharacter, NameForm } from './name-form.ts'

/** From the most alike to the least; MISSING says nothing either way. */
export const LEVELS = {
  name: ['SAME', 'VARIANT', 'SAME_SOUND', 'ONE_CHARACTER', 'SURNAME', 'DIFFERENT', 'MISSING'],
  birth: ['SAME', 'DAY_AND_MONTH', 'ONE_DIGIT', 'DIFFERENT', 'MISSING'],
  sex: ['SAME', 'DIFFERENT', 'MISSING'],
  guardian: ['SAME', 'DIFFERENT', 'MISSING'],
  place: ['STREET', 'COUNTY', 'ELSEWHERE', 'MISSING'],
  number: ['SAME_BODY', 'DIFFERENT', 'MISSING'],
} as const

export type ComparedField = keyof typeof LEVELS
export type Level<Field extends ComparedField> = (typeof LEVELS)[Field][number]
export type Agreement = { readonly [Field in ComparedField]: Level<Field> }

export const FIELDS = Object.keys(LEVELS) as readonly ComparedField[]

export function agreementOf(one: ComparedRecord, other: ComparedRecord): Agreement {
  return {
    name: bestName(one.names, other.names),
    birth: birthLevel(one.birth, other.birth),
    sex: one.sex === null || other.sex === null ? 'MISSING' : one.sex === other.sex ? 'SAME' : 'DIFFERENT',
    guardian: guardianLevel(one.guardians, other.guardians),
    place: placeLevel(one, other),
    number: numberLevel(one, other),
  }
}

/** `name=SAME birth=SAME …`: what the queue and the history keep. */
export function patternOf(agreement: Agreement): string {
  return FIELDS.map((field) => `${field}=${agreement[field]}`).join(' ')
}

// A former name that agrees is agreement: the names are one person's.
function bestName(ones: readonly NameForm[], others: readonly NameForm[]): Level<'name'> {
  const levels = ones.flatMap((one) => others.map((other) => LEVELS.name.indexOf(nameLevel(one, other))))
  return levels.length === 0 ? 'MISSING' : (LEVELS.name[Math.min(...levels)] ?? 'MISSING')
}

export function nameLevel(one: NameForm, other: NameForm): Level<'name'> {
  const [first, second] = [one.characters, other.characters]
  const hasGap = first.includes(null) || second.includes(null)
  if (one.whole === other.whole && !hasGap) return 'SAME'
  if (first.length === second.length) {
    const pairs = first.map((character, at) => characterLevel(character, second[at] ?? null))
    // A gap may hide anything: two characters at least must be there and the same.
    const isSeen = pairs.filter((pair) => pair === 'SAME').length >= (hasGap ? 2 : 1)
    if (isSeen && pairs.every((pair) => pair !== 'SOUND' && pair !== 'DIFFERENT')) return 'VARIANT'
    if (isSeen && pairs.every((pair) => pair !== 'DIFFERENT')) return 'SAME_SOUND'
    if (first.length >= 3 && pairs.filter((pair) => pair === 'DIFFERENT').length === 1) return 'ONE_CHARACTER'
  } else if (isOneLeftOut(first, second)) {
    return 'ONE_CHARACTER'
  }
  return isSame(first[0], second[0]) ? 'SURNAME' : 'DIFFERENT'
}

type CharacterLevel = 'SAME' | 'LIKE' | 'SOUND' | 'DIFFERENT'

function characterLevel(one: NameCharacter | null, other: NameCharacter | null): CharacterLevel {
  if (one === null || other === null) return 'LIKE'
  if (one.character === other.character) return 'SAME'
  if (one.folded === other.folded) return 'LIKE'
  return one.sounds.some((sound) => other.sounds.includes(sound)) ? 'SOUND' : 'DIFFERENT'
}

// Of a name of four characters or more: with three, what is left is half of China.
function isOneLeftOut(one: NameForm['characters'], other: NameForm['characters']): boolean {
  const [long, short] = one.length > other.length ? [one, other] : [other, one]
  if (long.length !== short.length + 1 || long.length < 4) return false
  let from = 0
  while (from < short.length && isSame(long[from], short[from])) from += 1
  return short.slice(from).every((character, at) => isSame(character, long[from + at + 1]))
}

function isSame(one: NameCharacter | null | undefined, other: NameCharacter | null | undefined): boolean {
  return one != null && other != null && one.character === other.character
}

export function birthLevel(one: ComparedBirth | null, other: ComparedBirth | null): Level<'birth'> {
  if (one === null || other === null) return 'MISSING'
  if (one.whole === other.whole) return 'SAME'
  const [a, b] = [one.digits, other.digits]
  const swapped = [...b.slice(0, 4), ...b.slice(6, 8), ...b.slice(4, 6)]
  if (isEqual(a, swapped)) return 'DAY_AND_MONTH'
  const differing = a.flatMap((digit, at) => (digit === b[at] ? [] : [at]))
  const [at = 0, next = 0] = differing
  const isTransposed = differing.length === 2 && next === at + 1 && a[at] === b[next] && a[next] === b[at]
  return differing.length === 1 || isTransposed ? 'ONE_DIGIT' : 'DIFFERENT'
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.every((each, at) => each === other[at])
}

function guardianLevel(one: readonly string[], other: readonly string[]): Level<'guardian'> {
  if (one.length === 0 || other.length === 0) return 'MISSING'
  return one.some((each) => other.includes(each)) ? 'SAME' : 'DIFFERENT'
}

function placeLevel(one: ComparedRecord, other: ComparedRecord): Level<'place'> {
  if (one.counties.length === 0 || other.counties.length === 0) return 'MISSING'
  if (one.street !== null && one.street === other.street) return 'STREET'
  return one.counties.some((county) => other.counties.includes(county)) ? 'COUNTY' : 'ELSEWHERE'
}

// Numbers that are equal and sound are a rule of their own; what is weighed here is a number with a wrong check character.
function numberLevel(one: ComparedRecord, other: ComparedRecord): Level<'number'> {
  const pairs = one.numbers.flatMap((number) =>
    other.numbers.filter(({ kind }) => kind === number.kind).map((another) => [number, another] as const),
  )
  if (pairs.length === 0) return 'MISSING'
  if (pairs.some(([number, another]) => number.body !== null && number.body === another.body)) return 'SAME_BODY'
  if (pairs.some(([number, another]) => number.whole === another.whole)) return 'MISSING'
  return pairs.some(([number, another]) => number.isSound && another.isSound) ? 'DIFFERENT' : 'MISSING'
}
