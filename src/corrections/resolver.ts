// The doors of corrections: asking for one, seeing one's own requests, the department's list and its answer, and the mark on a child.
import 'reflect-metadata'
import { Arg, FieldResolver, ID, Mutation, Query, Resolver } from 'type-graphql'
import { type Classification, Item, STRUCTURE } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { Child } from '../registry/types.ts'
import {
  CorrectionAnswer,
  CorrectionOutcome,
  CorrectionReceipt,
  CorrectionRequest,
  CorrectionTicket,
  Dispute,
} from './types.ts'

// Free text about a child: it is sealed when it is kept, and journalled nowhere.
const WORDS: Classification = { item: 'D61', level: 'L4', source: 'GATEWAY' }

@Resolver(() => Child)
export class CorrectionsResolver {
  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @FieldResolver(() => [Dispute], {
    nullable: 'itemsAndList',
    description: 'Cells of the child that are being checked, as far as you may see them',
  })
  disputes(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [CorrectionRequest], { nullable: true, description: 'Your own requests of the last year, newest first' })
  corrections(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [CorrectionTicket], {
    nullable: true,
    description: 'What your department has to check, the first due first; fifty at a time',
  })
  correctionTickets(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', {
    arguments: { ref: { item: 'D02', level: 'L3', source: 'GATEWAY' }, field: STRUCTURE, words: WORDS },
  })
  @Mutation(() => CorrectionReceipt, {
    nullable: true,
    description:
      'Says that a cell of a child is wrong (10 to 1000 characters, no number of a person). Nothing changes until the department answers',
  })
  requestCorrection(
    @TheTicket() ticket: Ticket,
    @Arg('ref', () => ID) _ref: string,
    @Arg('field', () => String, { description: 'As the schema names it, such as Education.school' }) _field: string,
    @Arg('words', () => String) _words: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { ticket: STRUCTURE, outcome: STRUCTURE, note: WORDS } })
  @Mutation(() => CorrectionAnswer, {
    nullable: true,
    description:
      'By a steward of the department, once its record is as it should be, with a reason (10 to 1000 characters)',
  })
  answerCorrection(
    @TheTicket() ticket: Ticket,
    @Arg('ticket', () => ID) _ticket: string,
    @Arg('outcome', () => CorrectionOutcome) _outcome: string,
    @Arg('note', () => String) _note: string,
  ): Ticket {
    return ticket
  }
}
