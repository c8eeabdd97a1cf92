// The walk of an act on one thing by its number: nothing is said of a child in it but what `act` gives back. And what the journal keeps of
// an act: who did what, to which child by pseudonym, and never a word of a reason or of what was found.
import type { Act, Fact } from './audit/entry.ts'
import type { Operation, Rooms, RootWalk } from './rooms.ts'
import { sentNumber } from './uuid.ts'

interface Acted {
  readonly value: unknown
  /** Whom it was about; nobody when left out. */
  readonly resolved?: readonly string[]
}

/** Throws BAD_INPUT for a number that has not the form of one; `what` is it of, "a ticket". */
export function actOn(argument: unknown, what: string, act: (number: string) => Promise<Acted>): RootWalk {
  const number = sentNumber(argument, what)
  return {
    subjects: [],
    subjectKind: 'none',
    count: 1,
    isAct: true,
    async read() {
      const { value, resolved = [] } = await act(number)
      return { value, resolved, answers: [] }
    },
  }
}

interface RecordedAct {
  readonly act: Act
  /** Pseudonyms of whom it is about, as they were named. */
  readonly subjects: readonly string[]
  readonly facts: Readonly<Record<string, Fact>>
}

/** To be called within the transaction of the act: without the entry nothing is done. */
export function recordAct(
  { journal, newId }: Pick<Rooms, 'journal' | 'newId'>,
  { caller, grant, now }: Operation,
  { act, subjects, facts }: RecordedAct,
): Promise<void> {
  return journal.append('ACT', {
    entryId: newId(),
    at: now.toISOString(),
    act,
    personId: caller.personId,
    organisationId: caller.organisationId,
    subjects,
    policyVersion: grant.version,
    facts,
  })
}
