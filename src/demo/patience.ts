// What the demo does on a machine that is slow or busy: the gateway refuses while it could not confirm within five seconds
// what it goes by, and that stays so; the demo reads it again, asks again a few times, and else says why and what to do.
import { setTimeout as delay } from 'node:timers/promises'
import { GatewayError } from '../errors.ts'
import type { Rooms } from '../rooms.ts'

/** What is read again and again, and refuses when it is too old. */
export type Standing = Pick<Rooms, 'activation' | 'roster' | 'operations'>

/** Reads all of it once more, so that it is as young as this machine can have it. */
export async function confirmed({ activation, roster, operations }: Standing): Promise<void> {
  await Promise.all([activation.refresh(), roster.refresh(), operations.refresh()])
}

const PAUSES_MS: readonly number[] = [500, 1_000, 2_000, 4_000]

export interface Patience<Answer> {
  readonly isTooSlow: (answer: Answer) => boolean
  /** Told before each further try. */
  readonly again: () => Promise<void>
  readonly pause?: (milliseconds: number) => Promise<unknown>
}

/** Asks until the answer is not that the machine is too slow, five times at most; the last answer, whatever it is. */
export async function patiently<Answer>(
  ask: () => Promise<Answer>,
  { isTooSlow, again, pause = delay }: Patience<Answer>,
): Promise<Answer> {
  for (const milliseconds of PAUSES_MS) {
    const answer = await ask()
    if (!isTooSlow(answer)) return answer
    await pause(milliseconds)
    await again()
  }
  return ask()
}

export const ASKING_AGAIN = 'this machine is slow: asking again'

/** Cause and remedy, for whoever is left with a demo that could not go on. */
export const TOO_SLOW =
  'this machine is too busy for the gateway: it answers only while it could confirm within five seconds which policies, ' +
  'roster and operations are in force, and write its journal. Start it again when less else runs, or with ' +
  '`-- --children 2000`'

// What the database's driver says when this process or the server did not get round to it in time.
const LATE_DATABASE = /timeout exceeded when trying to connect|due to connection timeout|statement timeout|read timeout/

/** The error in words that help, where it is that; else itself. */
export function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const isLate = error instanceof GatewayError ? error.code === 'UNAVAILABLE' : LATE_DATABASE.test(error.message)
  return isLate ? new Error(`${error.message}: ${TOO_SLOW}`, { cause: error }) : error
}
