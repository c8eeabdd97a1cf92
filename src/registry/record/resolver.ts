// The door to the canonical record, for whoever has to say what was known when something was decided.
import 'reflect-metadata'
import { Arg, FieldResolver, ID, Query, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { DayScalar, InstantScalar } from '../../catalogue/scalars.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../types.ts'
import { AS_OF, KNOWN_AT, MOMENT } from './moment.ts'
import { ChildRecord } from './types.ts'

@Resolver(() => Child)
export class ChildRecordResolver {
  @Item('D02', 'L3', 'GATEWAY', { arguments: { ref: { item: 'D02', level: 'L3', source: 'GATEWAY' }, ...MOMENT } })
  @Query(() => ChildRecord, {
    nullable: true,
    description:
      'What held of a child of yours on a day, as the registry knew it at a moment; null for any other child',
  })
  childRecord(
    @TheTicket() ticket: Ticket,
    @Arg('ref', () => ID) _ref: string,
    @Arg('asOf', () => DayScalar, AS_OF) _asOf?: string,
    @Arg('knownAt', () => InstantScalar, KNOWN_AT) _knownAt?: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @FieldResolver(() => ChildRecord, {
    nullable: true,
    description: 'What the registry holds of the child, of the day and the moment that the question names',
  })
  record(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
