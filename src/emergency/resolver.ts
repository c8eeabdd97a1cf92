// The doors of break-glass: opened, read and closed by one person, renewed and reviewed by others.
import 'reflect-metadata'
import { Arg, ID, Mutation, Query, Resolver } from 'type-graphql'
import { type Classification, Item, STRUCTURE } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { SubjectInput } from '../questions/types.ts'
import { EmergencyAnswer, EmergencyReceipt, EmergencyReview, EmergencyToReview, EmergencyVerdict } from './types.ts'

const SUBJECT: Classification = { item: 'D01', level: 'L4', source: 'GAJ' }
// Free text about a case: it is sealed when it is kept, and journalled nowhere.
const WORDS: Classification = { item: 'D61', level: 'L4', source: 'GATEWAY' }

@Resolver()
export class EmergencyResolver {
  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Query(() => EmergencyAnswer, {
    nullable: true,
    description: 'Who can sign for the child of the grant in X-Case, and how to reach them',
  })
  emergencySubject(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [EmergencyToReview], { nullable: 'itemsAndList', description: 'Grants that wait for your verdict' })
  emergenciesToReview(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L3', 'GATEWAY', { arguments: { subject: SUBJECT, reason: WORDS } })
  @Mutation(() => EmergencyReceipt, {
    nullable: true,
    description: 'Opens one child for 60 minutes. The reason (20 to 1000 characters) holds no number of a person',
  })
  openEmergency(
    @TheTicket() ticket: Ticket,
    @Arg('subject', () => SubjectInput) _subject: SubjectInput,
    @Arg('reason', () => String) _reason: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { grant: STRUCTURE } })
  @Mutation(() => EmergencyReceipt, {
    nullable: true,
    description: 'By the second person of the same organisation, once, while it is open: four hours in all',
  })
  renewEmergency(@TheTicket() ticket: Ticket, @Arg('grant', () => ID) _grant: string): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { grant: STRUCTURE } })
  @Mutation(() => EmergencyReceipt, {
    nullable: true,
    description: 'By whoever opened it, as soon as it is not needed',
  })
  closeEmergency(@TheTicket() ticket: Ticket, @Arg('grant', () => ID) _grant: string): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { grant: STRUCTURE, verdict: STRUCTURE, note: WORDS } })
  @Mutation(() => EmergencyReview, {
    nullable: true,
    description: 'A verdict with a note (10 to 1000 characters), by whoever had no part in the grant',
  })
  reviewEmergency(
    @TheTicket() ticket: Ticket,
    @Arg('grant', () => ID) _grant: string,
    @Arg('verdict', () => EmergencyVerdict) _verdict: string,
    @Arg('note', () => String) _note: string,
  ): Ticket {
    return ticket
  }
}
