// The door to how an answer came about.
import 'reflect-metadata'
import { Arg, ID, Query, Resolver } from 'type-graphql'
import { Item, STRUCTURE } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { AnswerTrace } from './types.ts'

@Resolver()
export class AnswersResolver {
  @Item('STRUCTURE', 'L3', 'GATEWAY', {
    arguments: { ref: { item: 'D02', level: 'L3', source: 'GATEWAY' }, answer: STRUCTURE },
  })
  @Query(() => AnswerTrace, {
    nullable: true,
    description:
      'How an answer about a child of your county came about, by the number that a hospital or a school has of it; null for any other',
  })
  answerTrace(
    @TheTicket() ticket: Ticket,
    @Arg('ref', () => ID) _ref: string,
    @Arg('answer', () => ID) _answer: string,
  ): Ticket {
    return ticket
  }
}
