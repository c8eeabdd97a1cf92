// The door to the canonical record, for whoever has to say what was known when something was decided.
import 'reflect-metadata'
import { Arg, ID, Query, Resolver } from 'type-graphql'
import { Item, STRUCTURE } from '../../catalogue/item.ts'
import { DayScalar, InstantScalar } from '../../catalogue/scalars.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { ChildRecord } from './types.ts'

@Resolver()
export class ChildRecordResolver {
  @Item('D02', 'L3', 'GATEWAY', {
    arguments: { ref: { item: 'D02', level: 'L3', source: 'GATEWAY' }, asOf: STRUCTURE, knownAt: STRUCTURE },
  })
  @Query(() => ChildRecord, {
    nullable: true,
    description:
      'What held of a child of yours on a day, as the registry knew it at a moment; null for any other child',
  })
  childRecord(
    @TheTicket() ticket: Ticket,
    @Arg('ref', () => ID) _ref: string,
    @Arg('asOf', () => DayScalar, { nullable: true, description: 'Today unless said' }) _asOf?: string,
    @Arg('knownAt', () => InstantScalar, { nullable: true, description: 'Now unless said; never later' })
    _knownAt?: string,
  ): Ticket {
    return ticket
  }
}
