// Leaks by a part of the walk: a relation, a limit, a time or a text that follows what is not granted.
import { CAST } from '../../src/city/cast.ts'
import type { IndexedSubject } from '../../src/registry/relations.ts'
import type { Town } from '../world/town.ts'
import { childrenOf } from './casework.ts'
import type { Mutant } from './mutant.ts'
import { type OperationMaker, once } from './operation.ts'
import type { Place } from './place.ts'
import { askNobodyTwice, subjectOf } from './questions.ts'
import { TODAY } from './reference.ts'

const ANSWER = `query ($subject: SubjectInput!) {
  eligibility(subject: $subject, benefit: MEDICAL_AID) { status tier validUntil sources { source syncedAt } } }`

/** What applies to one known child today. */
export const askToday: OperationMaker = ({ place }) => {
  const child = { ...CAST.stay, citizenId: String(CAST.stay.citizenId) }
  const { input, indexed } = subjectOf(place.keys, child)
  const number = 'E-2026-0002'
  return {
    title: 'hospital P01 today',
    case: number,
    misses: 0,
    requests: once({ query: ANSWER, variables: { subject: input } }),
    asked: [{ ...indexed, case: number, benefit: 'MEDICAL_AID', days: [TODAY] }],
    isRefused: false,
    focus: [CAST.stay.id],
    ghosts: [],
  }
}

const askRefused: OperationMaker = (scene) => ({
  title: 'village P07 refused',
  case: null,
  misses: 0,
  requests: once({ query: '{ children { nodes { civilAffairs { categories } } } }', variables: {} }),
  asked: [],
  isRefused: true,
  focus: [CAST.stay.id, ...childrenOf(scene).own],
  ghosts: [],
})

function holderOf({ world }: Place, { number }: IndexedSubject): string | null {
  const index = `\\x${number.toString('hex')}`
  const found = [...world.children].find(([, rows]) =>
    (rows['registry.identifier'] ?? []).some((row) => row.blind_index === index),
  )
  return found?.[0] ?? null
}

function endOfGround({ world }: Place): string {
  const outcomes = world.children.get(CAST.stay.id)?.['registry.outcome'] ?? []
  return outcomes
    .map((row) => String(row.valid_to))
    .sort()
    .join(' ')
}

function anyEncounter({ gateway: { rooms } }: Town, place: Place): void {
  const { relations } = rooms
  const byEncounter: typeof relations.byEncounter = async (subject, encounter) => {
    const childId = holderOf(place, subject)
    const related = await relations.byEncounter(subject, encounter)
    return (
      related ??
      (childId === null
        ? null
        : { childId, adultOn: null, keys: {}, encounterDays: null, isRenamed: false, isInTransit: false })
    )
  }
  Object.assign(rooms, { relations: { ...relations, byEncounter } })
}

function missesOfNobodyOnly({ gateway: { rooms } }: Town, place: Place): void {
  const { relations, limiter } = rooms
  let isSomeone = false
  const byEncounter: typeof relations.byEncounter = (subject, encounter) => {
    isSomeone = holderOf(place, subject) !== null
    return relations.byEncounter(subject, encounter)
  }
  const count: typeof limiter.count = (caller, { lookUps, page }) =>
    limiter.count(caller, { lookUps: isSomeone ? lookUps.map((one) => ({ ...one, isMiss: false })) : lookUps, page })
  Object.assign(rooms, { relations: { ...relations, byEncounter }, limiter: { ...limiter, count } })
}

function timeOfRecord({ gateway: { rooms } }: Town, { world }: Place): void {
  const { syncTimes } = rooms
  const freshSince: typeof syncTimes.freshSince = async (source) => {
    const [row] = world.children.get(CAST.stay.id)?.['registry.outcome'] ?? []
    return row ? new Date(String(row.source_record_time)) : syncTimes.freshSince(source)
  }
  Object.assign(rooms, { syncTimes: { freshSince } })
}

function tamper(town: Town, change: (text: string) => string): void {
  const { ask } = town
  const tampered: typeof ask = async (question) => {
    const response = await ask(question)
    return Object.assign(Object.create(response), { text: change(response.text) })
  }
  Object.assign(town, { ask: tampered })
}

export const WALK_MUTANTS: readonly Mutant[] = [
  {
    leak: 'a relation that does not ask for the encounter',
    caller: ['nurse', 'P01'],
    make: askNobodyTwice,
    spoil: anyEncounter,
  },
  {
    leak: 'a miss that counts only where nobody has the number',
    caller: ['nurse', 'P01'],
    make: askNobodyTwice,
    spoil: missesOfNobodyOnly,
  },
  {
    leak: 'the time of a child’s record in place of the source’s',
    caller: ['hospital', 'P01'],
    make: askToday,
    spoil: timeOfRecord,
  },
  {
    leak: 'an answer that holds until the exact end of its ground',
    caller: ['hospital', 'P01'],
    make: askToday,
    spoil: (town, place) =>
      tamper(town, (text) => text.replaceAll(/"validUntil":"[^"]+"/g, `"validUntil":"${endOfGround(place)}"`)),
  },
  {
    leak: 'a refusal that names a value',
    caller: ['village', 'P07'],
    make: askRefused,
    spoil: (town, place) => tamper(town, (text) => text.replace('"message":"', `"message":"${endOfGround(place)} `)),
  },
]
