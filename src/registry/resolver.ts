// Casework: the general face of the gateway for the officers whose children these are.
import 'reflect-metadata'
import { Arg, ID, Int, Query, Resolver } from 'type-graphql'
import { Item, STRUCTURE } from '../catalogue/item.ts'
import { DayScalar, InstantScalar } from '../catalogue/scalars.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { SubjectInput } from '../questions/types.ts'
import { AS_OF, KNOWN_AT, MOMENT } from './record/moment.ts'
import { Child, ChildConnection, ChildFilter, ChildOrder } from './types.ts'

@Resolver(() => Child)
export class CaseworkResolver {
  @Item('D02', 'L3', 'GATEWAY', { arguments: { ref: { item: 'D02', level: 'L3', source: 'GATEWAY' }, ...MOMENT } })
  @Query(() => Child, {
    nullable: true,
    description:
      'One child of your divisions of today; null for any other. With a moment: its record, and no department',
  })
  child(
    @TheTicket() ticket: Ticket,
    @Arg('ref', () => ID) _ref: string,
    @Arg('asOf', () => DayScalar, AS_OF) _asOf?: string,
    @Arg('knownAt', () => InstantScalar, KNOWN_AT) _knownAt?: string,
  ): Ticket {
    return ticket
  }

  @Item('D02', 'L3', 'GATEWAY', { arguments: { subject: { item: 'D01', level: 'L4', source: 'GAJ' } } })
  @Query(() => Child, {
    nullable: true,
    description:
      'One child of your divisions by number and full name, of today or of before an adoption or a correction; null for any other',
  })
  childNamed(@TheTicket() ticket: Ticket, @Arg('subject', () => SubjectInput) _subject: SubjectInput): Ticket {
    return ticket
  }

  @Item('D02', 'L3', 'GATEWAY', {
    arguments: { filter: STRUCTURE, orderBy: STRUCTURE, first: STRUCTURE, after: STRUCTURE, ...MOMENT },
  })
  @Query(() => ChildConnection, {
    nullable: true,
    description:
      'The children of your divisions of today, page by page. With a moment: filtered by what the registry knew, with records, and no department',
  })
  children(
    @TheTicket() ticket: Ticket,
    @Arg('filter', () => ChildFilter, { nullable: true }) _filter?: ChildFilter,
    @Arg('orderBy', () => ChildOrder, { nullable: true }) _orderBy?: ChildOrder,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200' }) _first?: number,
    @Arg('after', () => String, { nullable: true }) _after?: string,
    @Arg('asOf', () => DayScalar, AS_OF) _asOf?: string,
    @Arg('knownAt', () => InstantScalar, KNOWN_AT) _knownAt?: string,
  ): Ticket {
    return ticket
  }
}
