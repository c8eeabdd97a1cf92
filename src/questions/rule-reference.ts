// How the rules are, for whoever helps people to find their way: public text of the packs, nothing about a person.
import 'reflect-metadata'
import { Arg, Field, ObjectType, Query, Resolver } from 'type-graphql'
import { Item, STRUCTURE } from '../catalogue/item.ts'
import { DayScalar } from '../catalogue/scalars.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import type { Rooms, RootWalker } from '../rooms.ts'
import { Benefit } from './types.ts'

@ObjectType({ description: 'One rule of one instrument, in its own words' })
export class BenefitRule {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  id!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  pack!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  instrument!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Boolean, { description: 'False for a draft, under which nothing is granted' })
  inForce!: boolean

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, { nullable: true })
  effectiveFrom?: string | null

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  clause!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  quote!: string
}

@Resolver()
export class RuleReferenceResolver {
  @Item('STRUCTURE', 'L1', 'GATEWAY', { arguments: { benefit: STRUCTURE } })
  @Query(() => [BenefitRule], { nullable: true, description: 'The rules on a benefit, of every instrument in use' })
  benefitRules(@TheTicket() ticket: Ticket, @Arg('benefit', () => Benefit) _benefit: string): Ticket {
    return ticket
  }
}

/** `benefitRules(benefit)`: from the packs that the gateway stands on; no source is asked. */
export const walkBenefitRules: RootWalker = ({ packs }, _operation, root) => {
  const value = rulesOn(packs, root.arguments.benefit as keyof typeof Benefit)
  return { subjects: [], subjectKind: 'none', count: 0, read: async () => ({ value, resolved: [], answers: [] }) }
}

/** One rule of each pack. */
export function rulesOn(packs: Rooms['packs'], benefit: keyof typeof Benefit): BenefitRule[] {
  return packs.map(({ id: pack, basis, effectiveFrom, rules }) => {
    const { id, clause, quote } = rules[benefit]
    const inForce = basis.status === 'IN_FORCE'
    return { id, pack, instrument: basis.instrument, inForce, effectiveFrom, clause, quote }
  })
}
