// The edge from a child to 税务局.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { Tax } from './types.ts'

@Resolver(() => Child)
export class TaxResolver {
  @Item('STRUCTURE', 'L3', 'SWJ')
  @FieldResolver(() => Tax, { nullable: true })
  tax(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
