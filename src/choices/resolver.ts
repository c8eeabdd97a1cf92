// The door of the choice between two subsidies.
import 'reflect-metadata'
import { Arg, ID, Mutation, Resolver } from 'type-graphql'
import { Item, STRUCTURE } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { ChoiceReceipt, ChosenSubsidy } from './types.ts'

@Resolver()
export class ChoicesResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY', {
    arguments: {
      key: STRUCTURE,
      ref: { item: 'D02', level: 'L3', source: 'GATEWAY' },
      choice: { item: 'D33', level: 'L3', source: 'MZJ' },
    },
  })
  @Mutation(() => ChoiceReceipt, {
    nullable: true,
    description:
      'R05: which subsidy was chosen for a child of your county; it holds from the next month. Draw a new UUID as `key`',
  })
  recordSubsidyChoice(
    @TheTicket() ticket: Ticket,
    @Arg('key', () => ID) _key: string,
    @Arg('ref', () => ID) _ref: string,
    @Arg('choice', () => ChosenSubsidy) _choice: string,
  ): Ticket {
    return ticket
  }
}
