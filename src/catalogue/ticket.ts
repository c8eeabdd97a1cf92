// The ticket that every root field and edge hands back. Resolvers contain no work: the executor calls each one's
// shield-wrapped `resolve` before anything is read, and goes on only if all of them return the ticket it holds.
import { createParameterDecorator } from 'type-graphql'

/** Proof that the guard let a root field or an edge through, for one operation. */
export interface Ticket {
  readonly operation: symbol
}

/** What the guard's rules see: who asks for what, and the ticket of this operation. */
export interface GateContext {
  readonly ticket: Ticket
  readonly role: string
  readonly purpose: string
}

/** Hands a resolver the ticket in its context. */
export function TheTicket(): ParameterDecorator {
  return createParameterDecorator<GateContext>(({ context }) => context.ticket) as ParameterDecorator
}
