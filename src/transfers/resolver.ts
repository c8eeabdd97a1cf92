// The doors of transfers: asking for a child's file, what came of it, what others ask, the answer, and the end.
import 'reflect-metadata'
import { Arg, ID, Int, Mutation, Query, Resolver } from 'type-graphql'
import { type Classification, Item, STRUCTURE } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { SubjectInput } from '../questions/types.ts'
import { TransferAnswer, TransferReceipt, TransferRequest, TransferToAnswer, TransferVerdict } from './types.ts'

const SUBJECT: Classification = { item: 'D01', level: 'L4', source: 'GAJ' }
const REF: Classification = { item: 'D02', level: 'L3', source: 'GATEWAY' }
// Free text about a child: it is sealed when it is kept, and journalled nowhere.
const WORDS: Classification = { item: 'D61', level: 'L4', source: 'GATEWAY' }

@Resolver()
export class TransfersResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { first: STRUCTURE } })
  @Query(() => [TransferRequest], {
    nullable: true,
    description: 'What your organisation asked for in the last year, newest first',
  })
  transfers(
    @TheTicket() ticket: Ticket,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200' }) _first?: number,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [TransferToAnswer], {
    nullable: 'itemsAndList',
    description: 'What other counties ask of yours, the first due first, and what it has let go; fifty at a time',
  })
  transfersToAnswer(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { subject: SUBJECT, ref: REF, reason: WORDS } })
  @Mutation(() => TransferReceipt, {
    nullable: true,
    description:
      'Asks the competent county for the file of a child, named by number and full name or by a reference that you hold. The reason (20 to 1000 characters) holds no number of a person',
  })
  requestTransfer(
    @TheTicket() ticket: Ticket,
    @Arg('reason', () => String) _reason: string,
    @Arg('subject', () => SubjectInput, { nullable: true }) _subject?: SubjectInput,
    @Arg('ref', () => ID, { nullable: true }) _ref?: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { transfer: STRUCTURE, verdict: STRUCTURE } })
  @Mutation(() => TransferAnswer, {
    nullable: true,
    description: 'By an adjudicator of the competent county; a file that is let go is the other county’s for 90 days',
  })
  answerTransfer(
    @TheTicket() ticket: Ticket,
    @Arg('transfer', () => ID) _transfer: string,
    @Arg('verdict', () => TransferVerdict) _verdict: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { transfer: STRUCTURE } })
  @Mutation(() => TransferAnswer, {
    nullable: true,
    description: 'By either county, as soon as it is not needed; from then on the file is theirs no more',
  })
  endTransfer(@TheTicket() ticket: Ticket, @Arg('transfer', () => ID) _transfer: string): Ticket {
    return ticket
  }
}
