// What the journal keeps of a transfer: who did what, which child by pseudonym, and never a word of the reason.
import type { Act, Fact } from '../audit/entry.ts'
import type { Operation, Rooms } from '../rooms.ts'

interface TransferAct {
  readonly act: Extract<Act, `TRANSFER_${string}`>
  /** Pseudonym of the child as it was named. */
  readonly subject: string
  readonly facts: Readonly<Record<string, Fact>>
}

/** To be called within the transaction of the act: without the entry nothing is done. */
export function recordTransfer(
  { journal, newId }: Pick<Rooms, 'journal' | 'newId'>,
  { caller, grant, now }: Operation,
  { act, subject, facts }: TransferAct,
): Promise<void> {
  return journal.append('ACT', {
    entryId: newId(),
    at: now.toISOString(),
    act,
    personId: caller.personId,
    organisationId: caller.organisationId,
    subjects: [subject],
    policyVersion: grant.version,
    facts,
  })
}
