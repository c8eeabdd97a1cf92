// What villages and streets found on their visits of one child: some of it too long ago to hold, some not countersigned. The cast has
// none. Where the loaded record says whether somebody else cares for the child, an assessment says the same or nothing.
import { addDays, startOfDay } from '../clock.ts'
import { livingParents } from './parents.ts'
import { derivedUuid, type Random } from './random.ts'
import type { Cell, Row, RowContext } from './row.ts'
import { holds, type Subject } from './subject.ts'

/** By table of the community. */
export type CareRows = Readonly<Record<'visit_entry' | 'assessment' | 'countersignature', readonly Row[]>>

const NONE: CareRows = { visit_entry: [], assessment: [], countersignature: [] }

const ASSESSED = 0.6
const EVIDENCE = ['HOME_VISIT', 'PHONE', 'SCHOOL_TALK', 'DOCUMENT'] as const
const NEEDS = ['CARE_VISITS', 'SCHOOLING_HELP', 'MEDICAL_HELP', 'PSYCHOLOGICAL', 'MATERIAL', 'LEGAL'] as const
const DIFFICULTIES = ['LIVING', 'MEDICAL', 'SCHOOLING', 'OTHER'] as const

interface Assessing {
  readonly subject: Subject
  /** The community's own row of the child. */
  readonly visit: Row | null
  readonly random: Random
  readonly context: RowContext
}

export function careRows({ subject, visit, random, context }: Assessing): CareRows {
  if (visit === null || subject.isScripted || !random.chance(ASSESSED)) return NONE
  const state = random.weighted([
    ['COUNTERSIGNED', 6],
    ['EXPIRED', 2],
    ['WAITING', 2],
    ['RETURNED', 1],
  ])
  const ago = state === 'EXPIRED' ? 400 + random.below(300) : 1 + random.below(300)
  const on = addDays(context.referenceDay, -ago)
  if (on < subject.birthDate) return NONE
  const assessment = {
    ...written({ subject, random, on, kind: 'assessment' }),
    assessed_on: on,
    ...findings({ subject, visit, random, context }, on),
    entrusted_care: state === 'EXPIRED' ? null : (visit.entrusted_care as boolean | null),
  }
  const entry = {
    ...written({ subject, random, on, kind: 'visit' }),
    visited_on: on,
    child_seen: random.chance(0.8),
  }
  return {
    visit_entry: [entry],
    assessment: [assessment],
    countersignature: state === 'WAITING' ? [] : [signature(assessment, state === 'RETURNED', on)],
  }
}

interface Writing {
  readonly subject: Subject
  readonly random: Random
  readonly on: string
  readonly kind: string
}

function written({ subject, random, on, kind }: Writing): Row {
  return {
    id: derivedUuid('care', kind, subject.id),
    evidence: random.pick(EVIDENCE),
    role: 'VILLAGE',
    organisation_id: `village ${subject.residence}`,
    division: subject.residence,
    recorded_by: `director of ${subject.residence}`,
    recorded_for: null,
    recorded_at: startOfDay(addDays(on, 1)),
    digest: Buffer.alloc(0),
  }
}

function findings({ subject, random, context }: Assessing, on: string): Row {
  const isLeftBehind = holds(subject, 'LEFT_BEHIND_UNGUARDED', context.referenceDay)
  const isMigrant = holds(subject, 'MIGRANT_IN_DIFFICULTY', context.referenceDay)
  const some = <Code extends Cell & string>(codes: readonly Code[]): Code[] => codes.filter(() => random.chance(0.35))
  return {
    guardianship_missing: isLeftBehind || random.chance(0.7) ? isLeftBehind || random.chance(0.05) : null,
    difficulties: random.chance(0.8) ? some(DIFFICULTIES) : null,
    accompanied: isMigrant || random.chance(0.5) ? random.chance(0.9) : null,
    needs: random.chance(0.8) ? some(NEEDS) : null,
    ...parent('father', { subject, random, on, isLeftBehind }),
    ...parent('mother', { subject, random, on, isLeftBehind }),
  }
}

// Of whoever is dead there is nothing to find.
function parent(
  which: 'father' | 'mother',
  { subject, random, on, isLeftBehind }: Omit<Writing, 'kind'> & { readonly isLeftBehind: boolean },
): Row {
  const isAlive = livingParents(subject).some(({ relation }) => relation === which.toUpperCase())
  const isSaid = isAlive && (isLeftBehind || random.chance(0.6))
  const away = isSaid ? random.chance(isLeftBehind ? 0.9 : 0.2) : null
  return {
    [`${which}_unable`]: isSaid ? random.chance(0.15) : null,
    [`${which}_lacks_capacity`]: isSaid ? random.chance(0.1) : null,
    [`${which}_away`]: away,
    [`${which}_away_since`]: away ? addDays(on, -30 - random.below(900)) : null,
  }
}

function signature({ id, organisation_id: organisationId }: Row, isReturned: boolean, on: string): Row {
  return {
    assessment_id: id as Cell,
    verdict: isReturned ? 'RETURNED' : 'COUNTERSIGNED',
    reason: isReturned ? 'INCOMPLETE' : null,
    organisation_id: `street above ${String(organisationId)}`,
    signed_by: `supervisor above ${String(organisationId)}`,
    signed_for: null,
    signed_at: startOfDay(addDays(on, 3)),
  }
}
