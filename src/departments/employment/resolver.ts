// The edge from a child to 人社局.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { Employment } from './types.ts'

@Resolver(() => Child)
export class EmploymentResolver {
  @Item('STRUCTURE', 'L3', 'RSJ')
  @FieldResolver(() => Employment, { nullable: true })
  employment(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
