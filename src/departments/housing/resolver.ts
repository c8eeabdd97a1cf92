// The edge from a child to 住保房管局.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { Housing } from './types.ts'

@Resolver(() => Child)
export class HousingResolver {
  @Item('STRUCTURE', 'L3', 'ZFJ')
  @FieldResolver(() => Housing, { nullable: true })
  housing(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
