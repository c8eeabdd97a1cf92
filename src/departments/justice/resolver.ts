// The edge from a child to 司法局.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { Justice } from './types.ts'

@Resolver(() => Child)
export class JusticeResolver {
  @Item('STRUCTURE', 'L3', 'SFJ')
  @FieldResolver(() => Justice, { nullable: true })
  justice(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
