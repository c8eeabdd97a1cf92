// The walk of an act on one thing by its number: nothing is said of a child in it but what `act` gives back.
import type { RootWalk } from './rooms.ts'
import { sentNumber } from './uuid.ts'

interface Acted {
  readonly value: unknown
  /** Whom it was about; nobody when left out. */
  readonly resolved?: readonly string[]
}

/** Throws BAD_INPUT for a number that has not the form of one; `what` is it of, "a ticket". */
export function actOn(argument: unknown, what: string, act: (number: string) => Promise<Acted>): RootWalk {
  const number = sentNumber(argument, what)
  return {
    subjects: [],
    subjectKind: 'none',
    count: 1,
    isAct: true,
    async read() {
      const { value, resolved = [] } = await act(number)
      return { value, resolved, answers: [] }
    },
  }
}
