// The walk of an act on one thing by its number: nothing is said of a child in it but what `act` gives back. And what the journal keeps of
// an act: who did what, to which child by pseudonym, and never a word of a reason or of what was found.
import { createHmac, type KeyObject } from 'node:crypto'
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

/** The walk of an act that names no child and counts for nothing; gives back what `act` does. */
export function actAboutNobody(act: () => Promise<unknown>): RootWalk {
  const read = async () => ({ value: await act(), resolved: [], answers: [] })
  return { subjects: [], subjectKind: 'none', count: 0, isAct: true, read }
}

/** Of this person and this act, so that nobody meets another's by their key. Throws BAD_INPUT for what is no key. */
export function entryNumber({ keys }: Pick<Rooms, 'keys'>, { caller }: Operation, kind: string, key: unknown): string {
  return keyedUuid(keys.journalSubject, `${kind} ${caller.personId} ${sentNumber(key, 'an entry')}`)
}

/** Tells whether the same number came with the same words. */
export function entryDigest({ keys }: Pick<Rooms, 'keys'>, words: unknown): Buffer {
  return createHmac('sha256', keys.journalSubject).update(JSON.stringify(words)).digest()
}

/** A UUID of version 8 (RFC 9562). */
export function keyedUuid(key: KeyObject, text: string): string {
  const digest = createHmac('sha256', key).update(text).digest().subarray(0, 16)
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
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
