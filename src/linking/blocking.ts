// Whom a record is compared with: those that share one of its blocking keys. A key is a text of tokens; every fault that the
// weights are to forgive leaves at least one key as it is.
import type { ComparedRecord } from './compared-record.ts'
import type { NameForm } from './name-form.ts'

/** Each key once. */
export function blockingKeys(record: ComparedRecord): readonly string[] {
  return [...new Set(keysOf(record))]
}

function* keysOf(record: ComparedRecord): Generator<string> {
  for (const { whole, body, isSound } of record.numbers) {
    if (isSound) yield `N|${whole}`
    if (body !== null) yield `B|${body}`
  }
  if (record.birthCertificate) yield `C|${record.birthCertificate}`
  if (record.motherAndOrder) yield `M|${record.motherAndOrder}`
  if (record.custody) yield `K|${record.custody}`
  for (const guardian of record.guardians) yield `G|${guardian}`
  for (const name of record.names) yield* keysOfName(name, record)
}

// Birth date with the surname's sound; birth year with the whole name, and with its sound: one of the three outlives any one
// fault in name or date. The year goes by its last two digits, which differ within eighteen years.
function* keysOfName(name: NameForm, { birth }: ComparedRecord): Generator<string> {
  if (birth === null) return
  const year = birth.digits.slice(2, 4).join('|')
  yield `W|${name.whole}|${year}`
  yield `V|${name.characters.map((character) => character?.folded ?? '').join('|')}|${year}`
  for (const sound of name.characters[0]?.sounds ?? []) yield `D|${birth.whole}|${sound}`
  const sounds = name.characters.map((character) => character?.sounds[0] ?? '')
  if (sounds.every((sound) => sound !== '')) yield `S|${sounds.join('|')}|${year}`
}
