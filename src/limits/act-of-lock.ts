// The journal's entry of a lock, and of one that an officer lifted: who, why and for how long; no identifier.
import type { ActBody } from '../audit/entry.ts'
import type { Lock } from './store.ts'

export function actOfLock(
  { personId, organisationId, purpose, pattern, lookUps, since, until }: Lock,
  newId: () => string,
): ActBody {
  return {
    entryId: newId(),
    at: since.toISOString(),
    act: 'CALLER_LOCKED',
    // The gateway itself acts.
    personId: null,
    organisationId,
    subjects: [],
    policyVersion: null,
    facts: { lockedPerson: personId, purpose, pattern, lookUps, until: until.toISOString() },
  }
}

/** Words, not a free text: an officer in a hurry would write down whom the calls were about. */
export const LIFTING_REASONS = ['false-alarm', 'explained', 'emergency'] as const
export type LiftingReason = (typeof LIFTING_REASONS)[number]

export interface Lifting {
  readonly lock: Lock
  /** The officer who decided. */
  readonly officer: string
  readonly reason: LiftingReason
  readonly at: Date
}

export function actOfLifting({ lock, officer, reason, at }: Lifting, newId: () => string): ActBody {
  const { personId, organisationId, purpose, pattern } = lock
  return {
    entryId: newId(),
    at: at.toISOString(),
    act: 'CALLER_UNLOCKED',
    personId: officer,
    organisationId,
    subjects: [],
    policyVersion: null,
    facts: { lockedPerson: personId, purpose, pattern, reason },
  }
}
