// The door to what is public: the rules and their words, and the duty contact of a division.
import 'reflect-metadata'
import { Arg, Query, Resolver } from 'type-graphql'
import { Item, STRUCTURE } from '../catalogue/item.ts'
import { DivisionCode } from '../catalogue/scalars.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { DutyContact } from '../questions/types.ts'
import { ChildWorker, Reference } from './types.ts'

@Resolver()
export class ReferenceResolver {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Query(() => Reference, { description: 'Benefits with their rules, purposes and roles' })
  reference(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('D62', 'L2', 'MZJ', { arguments: { division: STRUCTURE } })
  @Query(() => DutyContact, {
    nullable: true,
    description: "The nearest contact: the village's, else the street's, the county's, the city's",
  })
  dutyContact(@TheTicket() ticket: Ticket, @Arg('division', () => DivisionCode) _division: string): Ticket {
    return ticket
  }

  @Item('D62', 'L3', 'MZJ', { arguments: { division: STRUCTURE } })
  @Query(() => [ChildWorker], {
    nullable: 'itemsAndList',
    description: 'Who holds the posts of child workers in a division of the own',
  })
  childWorkers(@TheTicket() ticket: Ticket, @Arg('division', () => DivisionCode) _division: string): Ticket {
    return ticket
  }
}
