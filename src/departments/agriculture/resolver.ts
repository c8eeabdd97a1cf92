// The edge from a child to 农业农村局.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { Agriculture } from './types.ts'

@Resolver(() => Child)
export class AgricultureResolver {
  @Item('STRUCTURE', 'L3', 'NYJ')
  @FieldResolver(() => Agriculture, { nullable: true })
  agriculture(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
