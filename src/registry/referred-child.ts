// A child named by reference, looked up in the caller's scope and counted like every look-up before anything is read of it.
import { GatewayError } from '../errors.ts'
import { countedCaller } from '../limits/counted-caller.ts'
import { digestOf } from '../limits/marks.ts'
import type { Condition } from '../policy/policy.ts'
import type { Operation, Rooms } from '../rooms.ts'
import { caseworkScope, recipientOf } from './casework.ts'
import { childInScope, type ScopedChild, withoutLent } from './scope.ts'

/** Null for a child out of scope and for nobody alike. Rejects with TOO_MANY beyond the limits. */
export type LookUp = () => Promise<ScopedChild | null>

interface Referring {
  /** Looked up with the child. */
  readonly conditions?: readonly Condition[]
  /** Whether a child whose file is with the caller's county for a while is in scope: it is to be read, and not to be changed. */
  readonly lent: 'in scope' | 'out of scope'
}

/** Throws BAD_INPUT for what is no reference, before anything is asked. */
export function referredChild(
  rooms: Rooms,
  operation: Operation,
  ref: string,
  { conditions = [], lent }: Referring,
): LookUp {
  const { caller, grant } = operation
  const childId = rooms.childRefs(recipientOf(caller, grant)).childIdOf(ref)
  if (childId === null) throw new GatewayError('BAD_INPUT', 'not a child reference', { hint: 'NOT_A_CHILD_REF' })
  const casework = caseworkScope(operation, conditions)
  const scope = lent === 'in scope' ? casework : withoutLent(casework)
  return async () => {
    const counted = countedCaller(operation)
    await rooms.limiter.expectOpen(counted)
    const found = await childInScope(rooms.registry, scope, childId)
    const lookUp = { child: digestOf(rooms.keys.limits, 'child', ref), isMiss: found === null, marks: null }
    const mayLeave = await rooms.limiter.count(counted, { lookUps: [lookUp], page: 0 })
    if (!mayLeave) throw new GatewayError('TOO_MANY', 'beyond the limits')
    return found
  }
}
