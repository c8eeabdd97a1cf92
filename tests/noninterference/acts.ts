// What people do about a child, as rows: a cell that somebody says is wrong, a file that another county asks for and gets, a consent of
// somebody who has grown up.
import type { Random } from '../../src/city/random.ts'
import { addDays } from '../../src/clock.ts'
import { demoAccount } from '../../src/demo/accounts.ts'
import { DEPARTMENTS } from '../../src/departments/departments.ts'
import type { Proposal } from './changes.ts'
import { withOne, withoutOne } from './one-row.ts'
import { randomId } from './random-id.ts'
import { type ChildRows, CONSENT, type StoredRow, TICKET, TRANSFER, type World } from './world.ts'

interface Acting {
  readonly random: Random
  readonly rows: ChildRows
  readonly world: World
  readonly childId: string
}

const SOMEBODY = { person_id: 'somebody-else', requested_for: null, organisation_id: '1133019999000ZZ99Z' }
const STEWARD = 'a-steward'
const ADJUDICATOR = 'another-adjudicator'

/** A ticket that is open. */
export function ticketOf({ random, world, childId }: Acting): StoredRow {
  const id = randomId(random)
  const department = random.pick(DEPARTMENTS)
  return {
    ...{ id, kind: 'REQUEST', child_id: childId, ...SOMEBODY, role: 'GUARDIAN' },
    ...{ coordinate: random.pick(Object.keys(department.reads)), source: department.code },
    words_sealed: world.words({ kind: 'correction', id }, '写着的与实际不符'),
    opened_at: `2026-11-${10 + random.below(12)}T02:00:00+00:00`,
    due_on: addDays('2026-11-20', random.below(14)),
    ...{ outcome: null, answered_by: null, answered_at: null, note_sealed: null },
  }
}

/** A request for a file: open, refused, or granted until some day that may have passed. */
export function transferOf({ random, world, rows, childId }: Acting): StoredRow {
  const id = randomId(random)
  const verdict = random.pick([null, 'REFUSED', 'APPROVED', 'APPROVED'] as const)
  const answered = verdict === null ? null : '2026-11-12T02:00:00+00:00'
  return {
    ...{ id, child_id: childId, ...SOMEBODY, ...random.pick(COUNTIES) },
    reason_sealed: world.words({ kind: 'transfer', id }, '随父母迁居，需要接续保障'),
    requested_at: `2026-11-0${1 + random.below(9)}T02:00:00+00:00`,
    due_on: addDays('2026-11-18', random.below(14)),
    ...{ verdict, answered_by: verdict === null ? null : ADJUDICATOR, answered_at: answered },
    competent: verdict === 'APPROVED' ? (random.chance(0.3) ? ONCE_COMPETENT : countyOf(rows)) : null,
    valid_until: verdict === 'APPROVED' ? addDays('2026-11-23', random.below(60) - 20) : null,
    ...(verdict === 'APPROVED' && random.chance(0.2) ? ENDED : { ended_by: null, ended_at: null }),
  }
}

/** Somebody who has grown up, as their own person. */
export const GROWN_UP = 'somebody-grown-up'

/** A consent to one of the two desks: in force, over, withdrawn or still to come; of the person or of whoever is not. */
export function consentOf({ random, childId }: Omit<Acting, 'rows' | 'world'>): StoredRow {
  const from = addDays('2026-11-23', random.chance(0.8) ? -5 : 5)
  return {
    ...{ id: randomId(random), child_id: childId, purpose: 'P15' },
    person_id: random.chance(0.8) ? GROWN_UP : 'somebody-else',
    role: random.pick(['ZF_OFFICER', 'RS_OFFICER']),
    ...{ valid_from: from, valid_to: addDays(from, random.below(40)) },
    recorded_at: '2026-11-18T02:00:00+00:00',
    superseded_at: random.chance(0.2) ? '2026-11-22T02:00:00+00:00' : null,
  }
}

/** Where the register leads; a county that it does not lead to where there is no registration. */
function countyOf(rows: ChildRows): string {
  const registered = (rows['registry.jurisdiction'] ?? []).find(
    ({ kind, superseded_at }) => kind === 'HUKOU' && superseded_at === null,
  )
  return String(registered?.division ?? '330199').slice(0, 6)
}

// Who asks, and for which county: the account's own office, another office of its county, and one of another county.
const COUNTIES = [
  { organisation_id: demoAccount('adjudicator').organisationId, division: '330106000000' },
  { division: '330106000000' },
  { division: '330109000000' },
]
/** The register has led the child away from it since. */
const ONCE_COMPETENT = '330122'
const ENDED = { ended_by: ADJUDICATOR, ended_at: '2026-11-20T02:00:00+00:00' }

export function moveTicket({ random, world, id, rows }: Proposal): ChildRows | null {
  if (random.chance(0.3)) return withoutOne(rows, TICKET, random)
  if (random.chance(0.3)) {
    const answer = { outcome: 'CONFIRMED', answered_by: STEWARD, answered_at: '2026-11-22T02:00:00+00:00' }
    return withOne(rows, TICKET, { random, change: () => answer })
  }
  return { ...rows, [TICKET]: [...(rows[TICKET] ?? []), ticketOf({ random, world, rows, childId: id })] }
}

export function moveTransfer({ random, world, id, rows }: Proposal): ChildRows | null {
  if (random.chance(0.3)) return withoutOne(rows, TRANSFER, random)
  if (random.chance(0.3)) {
    return withOne(rows, TRANSFER, { random, change: (row) => (row.verdict === null ? REFUSED : {}) })
  }
  return { ...rows, [TRANSFER]: [...(rows[TRANSFER] ?? []), transferOf({ random, world, rows, childId: id })] }
}

export function moveConsent({ random, rows, id }: Proposal): ChildRows | null {
  if (random.chance(0.3)) return withoutOne(rows, CONSENT, random)
  return { ...rows, [CONSENT]: [consentOf({ random, childId: id })] }
}

const REFUSED = { verdict: 'REFUSED', answered_by: ADJUDICATOR, answered_at: '2026-11-21T02:00:00+00:00' }
