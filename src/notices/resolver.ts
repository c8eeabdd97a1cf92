// The one thing a recipient does with a notice: say that it was heard, so that it goes to nobody else.
import 'reflect-metadata'
import { Arg, ID, Mutation, Resolver } from 'type-graphql'
import { Item, STRUCTURE } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { NoticeReceipt } from './types.ts'

@Resolver()
export class NoticeResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { notice: STRUCTURE } })
  @Mutation(() => NoticeReceipt, {
    nullable: true,
    description: 'By one of its recipients; it is escalated no further',
  })
  acknowledgeNotice(@TheTicket() ticket: Ticket, @Arg('notice', () => ID) _notice: string): Ticket {
    return ticket
  }
}
