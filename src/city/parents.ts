// What keeps a living parent from a child: the eight situations of the policy (domain 1.1, C2). The truth knows which; the
// departments write down no more than a yes or a no, and several know nothing of it at all.
import type { ParentRelation } from '../departments/public-security/types.ts'
import type { Situation } from './population.ts'
import type { Random } from './random.ts'
import type { Parents } from './situation.ts'
import type { VitalCode } from './subject.ts'

export type ParentSituation =
  | 'SEVERE_DISABILITY'
  | 'SERIOUS_ILLNESS'
  | 'IMPRISONED'
  | 'COMPULSORY_DRUG_REHAB'
  | 'OTHER_LIBERTY_RESTRICTION'
  | 'LOST_CONTACT'
  | 'GUARDIANSHIP_REVOKED'
  | 'DEPORTED'

export interface ParentSituations {
  readonly fatherSituation: ParentSituation | null
  readonly motherSituation: ParentSituation | null
}

/** Who knows of what; who cares for the child without the parent is another matter. */
const KNOWN_TO = {
  SFJ: ['IMPRISONED', 'COMPULSORY_DRUG_REHAB'],
  // The police order it (禁毒法 38), justice carries it out.
  GAJ: ['DEPORTED', 'COMPULSORY_DRUG_REHAB'],
  FYJ: ['OTHER_LIBERTY_RESTRICTION'],
} as const satisfies Record<string, readonly ParentSituation[]>

// Lost contact aside, which is drawn with the parents; the rest after the nation's mix (domain 7).
const MIX: readonly (readonly [ParentSituation, number])[] = [
  ['SEVERE_DISABILITY', 30],
  ['SERIOUS_ILLNESS', 18],
  ['IMPRISONED', 26],
  ['COMPULSORY_DRUG_REHAB', 12],
  ['OTHER_LIBERTY_RESTRICTION', 3],
  ['GUARDIANSHIP_REVOKED', 8],
  ['DEPORTED', 3],
]
// One parent in so many is kept away while the other cares for the child.
const ELSEWHERE = 0.008

export interface ParentsOf {
  readonly situation: Situation
  readonly parents: Parents
  readonly remarried: boolean
}

export function drawParentSituations(random: Random, of: ParentsOf): ParentSituations {
  const { father, mother } = of.parents
  const fatherSituation = situationOf(random, father, of)
  const motherSituation = situationOf(random, mother, of)
  if (!of.parents.lostContact) return { fatherSituation, motherSituation }
  // The finding is about one of them: the only one alive, or the father.
  return father === 'ALIVE'
    ? { fatherSituation: 'LOST_CONTACT', motherSituation }
    : { fatherSituation, motherSituation: 'LOST_CONTACT' }
}

function situationOf(random: Random, status: VitalCode, { situation, parents, remarried }: ParentsOf) {
  // Drawn for everyone, so that one parent's fate leaves the other's alone.
  const [drawn, elsewhere] = [random.weighted(MIX), random.chance(ELSEWHERE)]
  if (status !== 'ALIVE') return null
  if (situation !== 'DE_FACTO_UNSUPPORTED') return elsewhere ? drawn : null
  const isAlone = parents.father !== parents.mother
  // The third branch of the policy: the other parent is gone, and this one remarried and cannot care.
  return isAlone && remarried ? null : drawn
}

export interface LivingParent {
  readonly relation: keyof typeof ParentRelation
  readonly situation: ParentSituation | null
}

export function livingParents(of: Pick<Parents, 'father' | 'mother'> & ParentSituations): readonly LivingParent[] {
  const both = [
    { relation: 'FATHER', status: of.father, situation: of.fatherSituation },
    { relation: 'MOTHER', status: of.mother, situation: of.motherSituation },
  ] as const
  return both.filter(({ status }) => status === 'ALIVE')
}

/** Whether the department knows that something keeps this parent from the child. */
export function isKeptAway({ situation }: LivingParent, department: keyof typeof KNOWN_TO): boolean {
  const known: readonly ParentSituation[] = KNOWN_TO[department]
  return situation !== null && known.includes(situation)
}

/** The parents that police or a court keep from the child, as parallel columns; null where there is none. */
export function keptAwayColumns(subject: Parameters<typeof livingParents>[0], department: 'GAJ' | 'FYJ') {
  const parents = livingParents(subject).filter((parent) => isKeptAway(parent, department))
  if (parents.length === 0) return { kept_away_relations: null, kept_away: null }
  return { kept_away_relations: parents.map(({ relation }) => relation), kept_away: parents.map(() => true) }
}
