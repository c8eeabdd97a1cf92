// The edge from a child to 教育局.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { Education } from './types.ts'

@Resolver(() => Child)
export class EducationResolver {
  @Item('STRUCTURE', 'L3', 'JYJ')
  @FieldResolver(() => Education, { nullable: true })
  education(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
