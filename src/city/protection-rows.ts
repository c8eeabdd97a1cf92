// What justice, the courts and the villages wrote down about one child. None of them writes why: justice a yes or a no for
// each living parent, the court that a judgment or a declaration stands, the village that somebody else cares for the child.
import { recordTime } from './department-rows.ts'
import { isKeptAway, keptAwayColumns, livingParents } from './parents.ts'
import type { Random } from './random.ts'
import type { Row, RowContext } from './row.ts'
import { holds, isDisadvantaged, type Subject } from './subject.ts'

const RELEASED = 0.02

export function justiceRow(subject: Subject, random: Random, context: RowContext): Row | null {
  const parents = livingParents(subject)
  const answers = parents.map((parent) => isKeptAway(parent, 'SFJ'))
  // Who was released, or is kept for less than six months, is known there too: with a no.
  const isKnown = answers.includes(true) || (!subject.isScripted && random.chance(RELEASED))
  if (!isKnown || parents.length === 0) return null
  return {
    relations: parents.map(({ relation }) => relation),
    k8_satisfied: answers,
    record_time: recordTime(subject, random, context),
  }
}

const DISMISSED = 0.01

export function guardianshipRow(subject: Subject, random: Random, context: RowContext): Row | null {
  const revoked = livingParents(subject).some(({ situation }) => situation === 'GUARDIANSHIP_REVOKED')
  const declared = declaredParents(subject)
  const keptAway = keptAwayColumns(subject, 'FYJ')
  const isKnown = revoked || declared.declared_relations !== null || keptAway.kept_away !== null
  // Proceedings that ended without a revocation are on record as well.
  if (!isKnown && (subject.isScripted || !random.chance(DISMISSED))) return null
  return { revoked, ...declared, ...keptAway, record_time: recordTime(subject, random, context) }
}

// What CONFLICTING_DEATH plants: the court declared the father dead, and public security still has him alive.
function declaredParents(subject: Subject) {
  const father = subject.faults.has('CONFLICTING_DEATH') ? 'DECLARED_DEAD' : subject.father
  const parents = [
    { relation: 'FATHER', status: father },
    { relation: 'MOTHER', status: subject.mother },
  ].filter(({ status }) => status === 'DECLARED_DEAD' || status === 'DECLARED_MISSING')
  if (parents.length === 0) return { declared_relations: null, declared_statuses: null }
  return {
    declared_relations: parents.map(({ relation }) => relation),
    declared_statuses: parents.map(({ status }) => status),
  }
}

const VISITED_ANYWAY = 0.04
const NOT_YET_ASSESSED = 0.05

export function visitRow(subject: Subject, random: Random, context: RowContext): Row | null {
  const [openCase] = subject.cases ?? []
  const isKnown = isDisadvantaged(subject, context.referenceDay) || openCase !== undefined
  if (!isKnown && (subject.isScripted || !random.chance(VISITED_ANYWAY))) return null
  return {
    entrusted_care: entrustedCare(subject, random, context),
    protection_case: openCase ?? null,
    record_time: recordTime(subject, random, context),
  }
}

function entrustedCare(subject: Subject, random: Random, { referenceDay }: RowContext): boolean | null {
  const isLeftBehind = holds(subject, 'LEFT_BEHIND_UNGUARDED', referenceDay)
  if (subject.isScripted) return subject.isEntrusted ?? isLeftBehind
  if (random.chance(NOT_YET_ASSESSED)) return null
  return isLeftBehind ? random.chance(0.9) : livingParents(subject).length > 0 && random.chance(0.03)
}
