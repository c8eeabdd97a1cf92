// The edge from a child to what the rules find of it.
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../types.ts'
import { Finding } from './types.ts'

@Resolver(() => Child)
export class FindingsResolver {
  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @FieldResolver(() => [Finding], {
    nullable: 'itemsAndList',
    description:
      'What the rules in force find of the child on the facts of today: categories, entitlements and checks, yes, no or unknown',
  })
  findings(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
