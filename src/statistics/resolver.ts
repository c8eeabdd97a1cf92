// The analyst's door: published tables only, so that no row can come out of it.
import 'reflect-metadata'
import { Arg, Query, Resolver } from 'type-graphql'
import { type Classification, Item, STRUCTURE } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { StatisticTable, StatTable } from './types.ts'

// What each table is counted by; a policy grants it under `use.group`.
const TABLE: Classification = {
  ...STRUCTURE,
  groups: {
    DISADVANTAGED_BY_DISTRICT_AND_CATEGORY: ['PublicSecurity.hukouDivision', 'CivilAffairs.categories'],
    EDGE_NOT_COVERED_BY_DISTRICT: ['PublicSecurity.hukouDivision'],
  },
}

@Resolver()
export class StatisticsResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { table: TABLE } })
  @Query(() => StatTable, { nullable: true, description: 'The latest publication of a table' })
  statistics(@TheTicket() ticket: Ticket, @Arg('table', () => StatisticTable) _table: string): Ticket {
    return ticket
  }
}
