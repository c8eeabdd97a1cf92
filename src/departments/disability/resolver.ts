// The edge from a child to 残联.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { Disability } from './types.ts'

@Resolver(() => Child)
export class DisabilityResolver {
  @Item('STRUCTURE', 'L3', 'CLH')
  @FieldResolver(() => Disability, { nullable: true })
  disability(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
