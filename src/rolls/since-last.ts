// Whether a pupil's result is another one than the last time that the school asked. What was said then is kept as keyed digests
// alone: a roll itself is erased after seven days.
import { subjectPseudonym } from '../audit/entry.ts'
import type { Rooms } from '../rooms.ts'
import { numberOf, type PupilSubject } from './read-pupil.ts'
import type { Pupil } from './read-roll.ts'
import type { PupilResult, SinceLast } from './result.ts'
import type { Said } from './said.ts'

/** For as long as a school year and its holidays: every September is compared with the one before. */
export const SAID_KEPT_DAYS = 400

export interface Compared {
  readonly results: readonly PupilResult[]
  /** What is to be remembered of them, in the order of the rows that ask about somebody. */
  readonly said: readonly Said[]
}

export type LastSaid = (pupils: readonly string[]) => Promise<ReadonlyMap<string, string>>

/** In the order of the pupils. A row with a fault asks about nobody, and is compared with nothing. */
export async function sinceLast(
  rooms: Rooms,
  { organisationId, last }: { readonly organisationId: string; readonly last: LastSaid },
  answered: readonly { readonly pupil: Pupil; readonly result: PupilResult }[],
): Promise<Compared> {
  const digest = (text: string): string => subjectPseudonym(rooms.keys.journalSubject, `roll ${organisationId} ${text}`)
  const saidOf = ({ fullName: _, ...sent }: PupilSubject, { result, items, validUntil }: PupilResult): Said => {
    const number = numberOf(sent)
    return { pupil: digest(number), said: digest([number, result, items, validUntil].join(' ')) }
  }
  const rows = answered.map(({ pupil: { subject }, result }) => ({
    result,
    said: subject === null ? null : saidOf(subject, result),
  }))
  const said = rows.flatMap((row) => row.said ?? [])
  const before = await last(said.map(({ pupil }) => pupil))
  const results = rows.map(({ result, said: now }) =>
    now === null ? result : { ...result, sinceLast: wordFor(before.get(now.pupil), now.said) },
  )
  return { results, said }
}

function wordFor(before: string | undefined, now: string): SinceLast {
  if (before === undefined) return '首次查询'
  return before === now ? '无变化' : '有变化'
}
