// Which masks the way a field is read can apply. A mask that a policy names for any other field would be a word in the
// disclosure and no more: the value would leave as it is, or its whole department not at all.
import type { Reading } from '../departments/department.ts'
import { DEPARTMENTS } from '../departments/departments.ts'
import type { Mask } from './mask.ts'
import { MASKS } from './masks.ts'

// What kind of column holds which form of value; any other takes only masks that do not look at the value.
const FORMS: Readonly<Record<string, Mask['input']>> = { PgText: 'text', PgDateString: 'day', PgChar: 'division' }
const BLIND: ReadonlySet<string> = new Set(['flag', 'redact'])

// Read as public security's own cell, or treated like it by the walk that shows what the registry holds.
const ANSWERED: ReadonlyMap<string, string> = new Map([
  ['EligibilityAnswer.displayName', 'PublicSecurity.displayName'],
  ['RecordedDivision.division', 'PublicSecurity.hukouDivision'],
])

const READINGS: ReadonlyMap<string, Reading> = new Map(DEPARTMENTS.flatMap(({ reads }) => Object.entries(reads)))

// Lists of the record: its walk takes one away as a whole where a condition on a leaf does not hold.
const RECORDED = /^Recorded(Fact|Division|Kinship|Encounter|Case|Link)\./

/** True where the way the field is read can take its cell away from one child: a condition on any other field would be a word and no more. */
export function takesConditions(coordinate: string): boolean {
  return READINGS.has(coordinate) || RECORDED.test(coordinate)
}

/** Names of masks; none for what no department's reading edge treats. */
export function masksReadable(coordinate: string): readonly string[] {
  const reading = READINGS.get(ANSWERED.get(coordinate) ?? coordinate)
  if (reading === undefined) return []
  return [...MASKS.values()].filter((mask) => canApply(mask, reading)).map(({ name }) => name)
}

// A list is read as one array, and a derived cell through its own mask: neither takes one of a policy.
function canApply(mask: Mask, reading: Reading): boolean {
  if (reading.kind === 'sealed') return mask.input === 'text'
  if (reading.kind !== 'column' || reading.as !== undefined || mask.toSql === undefined) return false
  const { columnType, dataType } = reading.column
  return FORMS[columnType] === mask.input || (BLIND.has(mask.name) && dataType !== 'array')
}
