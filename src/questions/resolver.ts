// The three questions of a hospital or a school: one day, a stay day by day, a class. And the one of a desk that serves whoever left care.
import 'reflect-metadata'
import { Arg, ID, Query, Resolver } from 'type-graphql'
import { type Classification, Item, STRUCTURE } from '../catalogue/item.ts'
import { DayScalar } from '../catalogue/scalars.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { Benefit, EligibilityAnswer, PriorityAnswer, PupilAnswer, SubjectInput } from './types.ts'

const SUBJECT: Classification = { item: 'D01', level: 'L4', source: 'GAJ' }
const REF: Classification = { item: 'D02', level: 'L3', source: 'GATEWAY' }

@Resolver()
export class EligibilityResolver {
  @Item('STRUCTURE', 'L3', 'GATEWAY', { arguments: { subject: SUBJECT, benefit: STRUCTURE, on: STRUCTURE } })
  @Query(() => EligibilityAnswer, {
    nullable: true,
    description: 'Does this benefit apply on one day (today unless said)? A school asks about today',
  })
  eligibility(
    @TheTicket() ticket: Ticket,
    @Arg('subject', () => SubjectInput) _subject: SubjectInput,
    @Arg('benefit', () => Benefit) _benefit: string,
    @Arg('on', () => DayScalar, { nullable: true }) _on?: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L3', 'GATEWAY', {
    arguments: { subject: SUBJECT, benefit: STRUCTURE, from: STRUCTURE, to: STRUCTURE },
  })
  @Query(() => [EligibilityAnswer], {
    nullable: 'itemsAndList',
    description: 'One answer for each service day from `from` to `to`, both included; at most 366',
  })
  stayEligibility(
    @TheTicket() ticket: Ticket,
    @Arg('subject', () => SubjectInput) _subject: SubjectInput,
    @Arg('benefit', () => Benefit) _benefit: string,
    @Arg('from', () => DayScalar) _from: string,
    @Arg('to', () => DayScalar) _to: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L3', 'GATEWAY', { arguments: { pupils: SUBJECT, benefit: STRUCTURE, on: STRUCTURE } })
  @Query(() => [PupilAnswer], {
    nullable: 'itemsAndList',
    description: 'A class of up to 60 pupils of your own roll, under a batch that the head approved (X-Case)',
  })
  pupilEligibility(
    @TheTicket() ticket: Ticket,
    @Arg('pupils', () => [SubjectInput]) _pupils: SubjectInput[],
    @Arg('benefit', () => Benefit) _benefit: string,
    @Arg('on', () => DayScalar, { nullable: true }) _on?: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L3', 'GATEWAY', { arguments: { ref: REF, needed: STRUCTURE } })
  @Query(() => PriorityAnswer, {
    nullable: true,
    description:
      'R14, R15: does this person, who consented, come first? `needed` is your own finding: in need of a dwelling, or out of work',
  })
  careLeaverPriority(
    @TheTicket() ticket: Ticket,
    @Arg('ref', () => ID) _ref: string,
    @Arg('needed', () => Boolean) _needed: boolean,
  ): Ticket {
    return ticket
  }
}
