// Made-up bodies of journal entries, numbered so that a test can tell them apart.
import type { IntentBody, OutcomeBody } from '../../src/audit/entry.ts'

export const AT = '2026-11-23T02:00:00.000Z'

export function numberedId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}

export function intent(number: number): IntentBody {
  return {
    entryId: numberedId(number),
    at: AT,
    personId: 'person-7',
    agentId: number % 2 === 0 ? 'agent-1' : null,
    conversation: number % 2 === 0 ? 'Y29udmVyc2F0aW9u' : null,
    deputyFor: number % 3 === 0 ? 'person-1' : null,
    role: 'HOSP_CLERK',
    organisationId: 'hospital-1',
    unit: '结算处',
    purpose: 'P01',
    caseNumber: `encounter-${number}`,
    tokenId: 'token-1',
    operation: 'a'.repeat(64),
    policyIds: ['hospital-settlement'],
    policyVersion: 'v1',
    fields: [
      ['EligibilityAnswer.status', 'reveal'],
      ['Child.displayName', 'name'],
    ],
    subjects: ['c3ViamVjdA'],
    subjectKind: 'submitted-identifier',
    uses: [],
    count: 1,
  }
}

export function outcome(number: number): OutcomeBody {
  return {
    intentId: numberedId(number),
    at: AT,
    status: 'RELEASED',
    cells: { VALUE: 1, NULL: 0, MASKED: 1, WITHHELD: 0, UNAVAILABLE: 0, STALE: 0, UNDETERMINED: 0 },
    resolved: [],
  }
}
