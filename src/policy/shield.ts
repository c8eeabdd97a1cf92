// The second wall, and the only file that knows graphql-shield: a rule for every root field and every edge to a
// department, taken from the same compiled policy, deny for whatever is not listed. The wrapped schema is a gate, never
// a resolver of leaves. shield 7.6.5 loads on Node 24 as CommonJS only, and allows by default unless told otherwise.
import { createRequire } from 'node:module'
import type { GraphQLObjectType, GraphQLSchema } from 'graphql'
import type { applyMiddleware as ApplyMiddleware } from 'graphql-middleware'
import type * as Shield from 'graphql-shield'
import type { GateContext, Ticket } from '../catalogue/ticket.ts'
import { fieldAt } from './check.ts'
import type { PolicySet } from './compile.ts'

const require = createRequire(import.meta.url)
const { deny, rule, shield } = require('graphql-shield') as typeof Shield
const { applyMiddleware } = require('graphql-middleware') as { applyMiddleware: typeof ApplyMiddleware }

export interface Gate {
  /** True when every coordinate's guarded resolver hands back this context's ticket. */
  lets(coordinates: readonly string[], context: GateContext): Promise<boolean>
}

/** `edges`: the fields of `Child` behind which a department stands. */
export function createGate(schema: GraphQLSchema, policies: PolicySet, edges: readonly string[]): Gate {
  const ruleFor = (coordinate: string) =>
    rule()((_parent: unknown, _arguments: unknown, { role, purpose }: GateContext) => {
      const effect = policies.grantFor(role, purpose)?.decide('select', coordinate).effect
      return effect === 'reveal' || effect === 'mask'
    })
  const rulesOf = (type: string, fields: readonly string[]) =>
    Object.fromEntries(fields.map((field) => [field, ruleFor(`${type}.${field}`)]))
  const rootsOf = (type: GraphQLObjectType | null | undefined) =>
    type ? { [type.name]: rulesOf(type.name, Object.keys(type.getFields())) } : {}
  const guard = shield(
    {
      ...rootsOf(schema.getQueryType()),
      ...rootsOf(schema.getMutationType()),
      ...rootsOf(schema.getSubscriptionType()),
      Child: rulesOf('Child', edges),
    },
    { fallbackRule: deny },
  )
  const guarded = applyMiddleware(schema, guard)
  return {
    async lets(coordinates, context) {
      const tickets = await Promise.all(coordinates.map((coordinate) => ticketFrom(guarded, coordinate, context)))
      return tickets.every((ticket) => ticket === context.ticket)
    },
  }
}

async function ticketFrom(schema: GraphQLSchema, coordinate: string, context: GateContext): Promise<Ticket | null> {
  const resolve = fieldAt(schema, coordinate)?.resolve
  if (!resolve) return null
  try {
    return (await resolve({}, {}, context, undefined as never)) as Ticket
  } catch {
    // Denied, or an error while deciding: both refuse.
    return null
  }
}
