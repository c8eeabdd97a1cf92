// The child that an emergency is about, as submitted: today number and full name. Another way to name one is another function that gives
// the same shape.
import { type NamedChild, namedChild } from '../questions/named-child.ts'
import type { Rooms } from '../rooms.ts'

export interface EmergencySubject extends Pick<NamedChild, 'submitted' | 'lookUp' | 'find'> {
  /** What was submitted, with whatever else was submitted: the same child named otherwise is another subject. */
  readonly named: string
}

/** Throws BAD_INPUT, before any look-up, for a fault in the input alone. */
export function emergencySubject(input: unknown, rooms: Rooms): EmergencySubject {
  const { submitted, indexed, lookUp, find } = namedChild(input, rooms)
  return { submitted, lookUp, find, named: `emergency ${submitted} ${indexed.name.toString('base64url')}` }
}
