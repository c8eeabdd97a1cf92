// The edge from a child to 卫健委.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { Health } from './types.ts'

@Resolver(() => Child)
export class HealthResolver {
  @Item('STRUCTURE', 'L3', 'WJW')
  @FieldResolver(() => Health, { nullable: true })
  health(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
