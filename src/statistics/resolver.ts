// The analyst's door: published tables only, so that no row can come out of it.
import 'reflect-metadata'
import { Arg, Query, Resolver } from 'type-graphql'
import { Item, STRUCTURE } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { StatisticTable, StatTable } from './types.ts'

@Resolver()
export class StatisticsResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { table: STRUCTURE } })
  @Query(() => StatTable, { nullable: true, description: 'The latest publication of a table' })
  statistics(@TheTicket() ticket: Ticket, @Arg('table', () => StatisticTable) _table: string): Ticket {
    return ticket
  }
}
