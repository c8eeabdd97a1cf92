// The edge from a child to what departments say differently of it.
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../types.ts'
import { Contradiction } from './types.ts'

@Resolver(() => Child)
export class ContradictionsResolver {
  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @FieldResolver(() => [Contradiction], {
    nullable: 'itemsAndList',
    description: 'What departments say differently of the child, with what each of them says',
  })
  contradictions(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
