// What is done with a roll, in the journal before it takes effect.
import { type Act, type Fact, subjectPseudonym } from '../audit/entry.ts'
import type { Identified } from '../identity/identify.ts'
import type { Rooms } from '../rooms.ts'

export interface RollAct {
  readonly act: Extract<Act, `ROLL_${string}`>
  readonly facts: Readonly<Record<string, Fact>> & { readonly roll: string }
  /** As submitted; they stand there as pseudonyms. */
  readonly subjects?: readonly string[]
}

export async function recordAct(
  rooms: Rooms,
  { caller, purpose, caseNumber }: Identified,
  { act, facts, subjects = [] }: RollAct,
): Promise<void> {
  await rooms.journal.append('ACT', {
    ...{ entryId: rooms.newId(), at: rooms.clock.now().toISOString(), act },
    ...{ personId: caller.personId, organisationId: caller.organisationId },
    subjects: subjects.map((subject) => subjectPseudonym(rooms.keys.journalSubject, subject)),
    policyVersion: rooms.policies.version,
    facts: { ...facts, purpose, case: caseNumber, deputyFor: caller.deputyFor?.personId ?? null },
  })
}
