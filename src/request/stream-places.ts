// How many streams are open at once, of one person and in all: each holds a connection and is looked after once a minute.
import { GatewayError } from '../errors.ts'
import type { Limits } from './limits.ts'

export interface StreamPlaces {
  /** Throws TOO_MANY where there is none; gives how to leave it. */
  take(personId: string): () => void
}

export function createStreamPlaces(limits: Pick<Limits, 'streams' | 'streamsOfPerson'>): StreamPlaces {
  const taken = new Map<string, number>()
  let all = 0
  return {
    take(personId) {
      const own = taken.get(personId) ?? 0
      if (own >= limits.streamsOfPerson) throw new GatewayError('TOO_MANY', 'too many streams of one person')
      if (all >= limits.streams) throw new GatewayError('TOO_MANY', 'too many streams')
      taken.set(personId, own + 1)
      all += 1
      return () => {
        const left = (taken.get(personId) ?? 1) - 1
        if (left > 0) taken.set(personId, left)
        else taken.delete(personId)
        all -= 1
      }
    },
  }
}
