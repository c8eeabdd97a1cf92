// The edge from a child to 法院.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { Court } from './types.ts'

@Resolver(() => Child)
export class CourtResolver {
  @Item('STRUCTURE', 'L3', 'FYJ')
  @FieldResolver(() => Court, { nullable: true })
  court(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
