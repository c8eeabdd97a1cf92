// `unansweredQuestions`: what a unit's people asked while a source was out, and what was answered since. Of a closed encounter nothing is
// shown but that it ended: the right to read is over.
import { openWords } from '../emergency/words.ts'
import { countedCaller } from '../limits/counted-caller.ts'
import type { Rooms, RootWalker } from '../rooms.ts'
import type { GivenAnswer } from './repeat.ts'
import { type ListedQuestion, listQuestions, openSent } from './unanswered.ts'

export const walkUnansweredQuestions: RootWalker = (rooms, operation) => ({
  subjects: [],
  subjectKind: 'list',
  count: 0,
  async read() {
    await rooms.limiter.expectOpen(countedCaller(operation))
    const rows = await listQuestions(rooms.registry, operation)
    const listed = rows.map((row) => ({ row, answers: answersOf(rooms, row) }))
    return {
      value: listed.map(({ row, answers }) => shown(row, answers)),
      resolved: await aboutWhom(
        rooms,
        listed.flatMap(({ answers }) => answers ?? []),
      ),
      answers: listed.flatMap(({ row, answers }) => {
        if (answers === null) return []
        const { submitted } = openSent(rooms.keys.journalSubject, row)
        return answers.map(({ answerId, status }) => ({ answerId, status, subject: submitted }))
      }),
    }
  },
})

function answersOf({ keys }: Rooms, { id, answersSealed, isClosed }: ListedQuestion): readonly GivenAnswer[] | null {
  if (answersSealed === null || isClosed) return null
  return JSON.parse(openWords(keys.journalSubject, { kind: 'repeated', id }, answersSealed)) as readonly GivenAnswer[]
}

function shown(row: ListedQuestion, answers: readonly GivenAnswer[] | null): Readonly<Record<string, unknown>> {
  const { id, caseNumber, benefit, from, to, askedAt, claimBy, isClosed } = row
  const ended = isClosed ? ({ state: 'ENDED', endedBecause: 'ENCOUNTER_CLOSED' } as const) : null
  return {
    ...{
      question: id,
      encounter: caseNumber,
      benefit,
      from,
      to,
      askedAt: askedAt.toISOString(),
      repeatedUntil: claimBy,
    },
    ...(ended ?? { state: row.state, endedBecause: row.reason }),
    answers: answers?.map((answer) => ({ displayName: null, ...answer })) ?? null,
  }
}

// Of a question about nobody the kept answer names an id that nothing has.
async function aboutWhom({ registry }: Rooms, answers: readonly GivenAnswer[]): Promise<string[]> {
  if (answers.length === 0) return []
  const { rows } = await registry.query<{ id: string }>({
    name: 'children-of-answers',
    text: `select distinct c.id from answer.question q join registry.child c on c.id = q.child_id where q.answer_ids && $1::uuid[]`,
    values: [answers.map(({ answerId }) => answerId)],
  })
  return rows.map(({ id }) => id)
}
