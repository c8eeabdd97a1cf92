// The doors of a head's approvals: given, ended, listed.
import 'reflect-metadata'
import { Arg, ID, Int, Mutation, Query, Resolver } from 'type-graphql'
import { Item, STRUCTURE } from '../catalogue/item.ts'
import { DayScalar } from '../catalogue/scalars.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { BatchApproval } from './types.ts'

@Resolver()
export class ApprovalsResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [BatchApproval], { nullable: true, description: 'Of your school, of the last year, newest first' })
  batchApprovals(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { batch: STRUCTURE, pupils: STRUCTURE, until: STRUCTURE } })
  @Mutation(() => BatchApproval, {
    nullable: true,
    description:
      'Lets the aid officer ask about a class or a whole roll; given again, it has the new number and the new end',
  })
  approveBatch(
    @TheTicket() ticket: Ticket,
    @Arg('batch', () => ID, { description: 'A number of your own choice that names nobody' }) _batch: string,
    @Arg('pupils', () => Int, { description: '1 to 3,000' }) _pupils: number,
    @Arg('until', () => DayScalar, { description: 'The last day, within a year' }) _until: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { batch: STRUCTURE } })
  @Mutation(() => BatchApproval, {
    nullable: true,
    description: 'From the next question on, and the next chunk of a roll',
  })
  endBatch(@TheTicket() ticket: Ticket, @Arg('batch', () => ID) _batch: string): Ticket {
    return ticket
  }
}
