// The doors of a grown-up person's consents: given, withdrawn, listed, and who asked.
import 'reflect-metadata'
import { Arg, ID, Mutation, Query, Resolver } from 'type-graphql'
import { type Classification, Item, STRUCTURE } from '../catalogue/item.ts'
import { DayScalar } from '../catalogue/scalars.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { Consent, ConsentDesk, ConsentReceipt, ConsentUse } from './types.ts'

const REF: Classification = { item: 'D02', level: 'L3', source: 'GATEWAY' }

@Resolver()
export class ConsentsResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [Consent], { nullable: true, description: 'What you consented to, of the last year, newest first' })
  consents(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [ConsentUse], {
    nullable: true,
    description: 'Which office asked about you on which day of the last year, newest first',
  })
  askedUnderConsent(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { ref: REF, desk: STRUCTURE, until: STRUCTURE } })
  @Mutation(() => ConsentReceipt, {
    nullable: true,
    description:
      'R14, R15: lets one desk ask about you, who are of age, until a day within a year; that day may be moved',
  })
  giveConsent(
    @TheTicket() ticket: Ticket,
    @Arg('ref', () => ID) _ref: string,
    @Arg('desk', () => ConsentDesk) _desk: string,
    @Arg('until', () => DayScalar) _until: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { ref: REF, desk: STRUCTURE } })
  @Mutation(() => ConsentReceipt, {
    nullable: true,
    description: 'From the next request on the desk learns nothing more',
  })
  withdrawConsent(
    @TheTicket() ticket: Ticket,
    @Arg('ref', () => ID) _ref: string,
    @Arg('desk', () => ConsentDesk) _desk: string,
  ): Ticket {
    return ticket
  }
}
