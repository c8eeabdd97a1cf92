// A chunk of a roll, asked: the same walk as `pupilEligibility`, with its relation, its entry in the journal and its limits. Rows
// that are not on the school's own roll are not asked at all: what is said of them follows from that roll alone, and nothing is
// read, anywhere, that could depend on a child of somebody else.
import { parse } from 'graphql'
import { shanghaiDay } from '../clock.ts'
import { invariant } from '../errors.ts'
import type { Identified } from '../identity/identify.ts'
import { submittedSubject } from '../questions/subject.ts'
import type { Walk } from '../request/graphql-door.ts'
import type { Rooms } from '../rooms.ts'
import type { PupilSubject } from './read-pupil.ts'
import type { Pupil } from './read-roll.ts'
import { recordAct } from './record.ts'
import type { PupilResult } from './result.ts'
import { type Answered, NOT_ON_ROLL, resultOf, resultOfFaults } from './result-words.ts'

/** As many as the policy lets one question ask about. */
export const CHUNK_PUPILS = 60

const QUESTION = parse(
  `query Roll($pupils: [SubjectInput!]!) {
    pupilEligibility(pupils: $pupils, benefit: EDUCATION_AID) {
      position
      answer { answerId status undecidedBecause validUntil items manualPath { name phone } }
    }
  }`,
  { noLocation: true },
)

export interface Asking {
  readonly rooms: Rooms
  readonly fulfil: Walk['fulfil']
  readonly identified: Identified
  /** The roll's id. */
  readonly roll: string
}

/** In the order of the pupils. Throws what the walk throws; then nothing of the chunk was answered. */
export async function answerChunk(asking: Asking, pupils: readonly Pupil[]): Promise<readonly PupilResult[]> {
  const own = await ownOf(asking, pupils)
  const answers = await ask(
    asking,
    pupils.flatMap((pupil) => (pupil.subject && own.has(pupil) ? [pupil.subject] : [])),
  )
  return pupils.map((pupil) => {
    if (pupil.subject === null) return resultOfFaults(pupil.faults)
    if (!own.has(pupil)) return NOT_ON_ROLL
    const answer = answers.shift()
    invariant(answer, 'each pupil who was asked about is answered')
    return resultOf(answer)
  })
}

// Whether a person is on the roll is an answer too: whom it was looked up for stands in the journal first, on the roll or not.
async function ownOf({ rooms, identified, roll }: Asking, pupils: readonly Pupil[]): Promise<ReadonlySet<Pupil>> {
  const sound = pupils.filter(({ subject }) => subject !== null)
  if (sound.length === 0) return new Set()
  const looked = sound.map(({ subject }) => submittedSubject(subject, rooms))
  const subjects = looked.map(({ submitted }) => submitted)
  await recordAct(rooms, identified, { act: 'ROLL_LOOKED_UP', facts: { roll }, subjects })
  const today = shanghaiDay(rooms.clock.now())
  const { organisationId } = identified.caller
  const indexed = looked.map(({ indexed }) => indexed)
  const related = await rooms.relations.byRoll(indexed, { organisationId, on: today, today, withAdmitted: true })
  return new Set(sound.filter((_, at) => related[at] !== null))
}

async function ask({ fulfil, identified }: Asking, subjects: readonly PupilSubject[]): Promise<Answered[]> {
  if (subjects.length === 0) return []
  const { data } = await fulfil({ ...identified, document: QUESTION, variables: { pupils: subjects } })
  const rows = data.pupilEligibility as readonly { readonly answer: Answered }[]
  return rows.map(({ answer }) => answer)
}
