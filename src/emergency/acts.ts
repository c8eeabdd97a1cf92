// The journal's entries of what was done to a grant. They name the grant and members of staff, the child by pseudonym.
import type { Act, Fact } from '../audit/entry.ts'
import type { Rooms } from '../rooms.ts'
import type { AccessGrant } from './grants.ts'

export interface EmergencyAct {
  readonly act: Extract<Act, `EMERGENCY_${string}`>
  readonly grant: Pick<AccessGrant, 'id' | 'subject' | 'organisationId' | 'unit'>
  readonly now: Date
  /** Null where the gateway itself acts. */
  readonly by: { readonly personId: string; readonly policyVersion: string } | null
  readonly facts?: Readonly<Record<string, Fact>>
}

/** Resolves when the entry is durable. What it records is committed after it, never before. */
export function recordAct(
  { journal, newId }: Pick<Rooms, 'journal' | 'newId'>,
  { act, grant, now, by, facts = {} }: EmergencyAct,
): Promise<void> {
  return journal.append('ACT', {
    entryId: newId(),
    at: now.toISOString(),
    act,
    personId: by?.personId ?? null,
    organisationId: grant.organisationId,
    subjects: [grant.subject],
    policyVersion: by?.policyVersion ?? null,
    facts: { grant: grant.id, unit: grant.unit, ...facts },
  })
}
