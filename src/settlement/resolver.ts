// The doors of the settlement desk: opening and closing encounters, one or many at once.
import 'reflect-metadata'
import { Arg, Mutation, Query, Resolver } from 'type-graphql'
import { type Classification, Item, STRUCTURE } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { EncounterInput, EncounterReceipt, Resettlement, UnansweredQuestion } from './types.ts'

const SUBJECT: Classification = { item: 'D01', level: 'L4', source: 'GAJ' }

@Resolver()
export class SettlementResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { encounter: SUBJECT } })
  @Mutation(() => EncounterReceipt, {
    nullable: true,
    description:
      'Opens an encounter of your unit. The same again gives the same receipt; who opens it does not ask under it',
  })
  openEncounter(
    @TheTicket() ticket: Ticket,
    @Arg('encounter', () => EncounterInput) _encounter: EncounterInput,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { encounters: SUBJECT } })
  @Mutation(() => [EncounterReceipt], {
    nullable: 'itemsAndList',
    description: 'Up to 200 at once, each by itself: a fault of one never stops the others',
  })
  openEncounters(
    @TheTicket() ticket: Ticket,
    @Arg('encounters', () => [EncounterInput]) _encounters: EncounterInput[],
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { encounter: STRUCTURE } })
  @Mutation(() => EncounterReceipt, {
    nullable: true,
    description: 'Ends the right to ask under an encounter of your unit, at once and for good, whoever brought it',
  })
  closeEncounter(@TheTicket() ticket: Ticket, @Arg('encounter', () => String) _encounter: string): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { encounters: STRUCTURE } })
  @Mutation(() => [EncounterReceipt], { nullable: 'itemsAndList', description: 'Up to 200 at once' })
  closeEncounters(@TheTicket() ticket: Ticket, @Arg('encounters', () => [String]) _encounters: string[]): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [UnansweredQuestion], {
    nullable: 'itemsAndList',
    description: 'What your unit asked while a source was out, and what was answered since; fifty, newest first',
  })
  unansweredQuestions(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [Resettlement], {
    nullable: 'itemsAndList',
    description: 'Answers of your unit to settle anew, by what was recorded since; fifty, newest first',
  })
  resettlements(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
