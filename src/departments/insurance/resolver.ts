// The edge from a child to 医保局.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { Insurance } from './types.ts'

@Resolver(() => Child)
export class InsuranceResolver {
  @Item('STRUCTURE', 'L3', 'YBJ')
  @FieldResolver(() => Insurance, { nullable: true })
  insurance(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
