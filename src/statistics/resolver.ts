// The analyst's doors: released tables only, so that no row can come out of them.
import 'reflect-metadata'
import { Arg, Query, Resolver } from 'type-graphql'
import { type Classification, Item, STRUCTURE } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { COLUMNS, countsOf, DIMENSIONS, RATES } from './menu/menu.ts'
import { STANDING_TABLES } from './standing/tables.ts'
import {
  StatComparison,
  StatisticColumn,
  StatisticDimension,
  StatisticMeasure,
  StatisticRate,
  StatisticTable,
  StatMenuEntry,
  StatReleases,
  StatTable,
} from './types.ts'

// What each word counts by; a policy grants it under `use.group`.
function counting(of: readonly { readonly name: string; readonly counts: readonly string[] }[]): Classification {
  return { ...STRUCTURE, groups: Object.fromEntries(of.map(({ name, counts }) => [name, counts])) }
}

const TABLE = counting(STANDING_TABLES)
const DIMENSION = counting(DIMENSIONS)
const COLUMN = counting(COLUMNS)
const RATE = counting(RATES.map(({ name, dimension }) => ({ name, counts: countsOf([dimension]) })))

@Resolver()
export class StatisticsResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { table: TABLE, period: STRUCTURE } })
  @Query(() => StatTable, { nullable: true, description: 'A standing table: the latest one, or that of a quarter' })
  statistics(
    @TheTicket() ticket: Ticket,
    @Arg('table', () => StatisticTable) _table: string,
    @Arg('period', () => String, { nullable: true, description: 'A quarter, as 2026-Q4' }) _period?: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', {
    arguments: {
      ...{ measure: STRUCTURE, column: COLUMN, rate: RATE, by: DIMENSION, where: DIMENSION, is: STRUCTURE },
      period: STRUCTURE,
    },
  })
  @Query(() => StatTable, {
    nullable: true,
    description: 'A table of the menu: one measure, two groups at most, one filter with one value',
  })
  askStatistics(
    @TheTicket() ticket: Ticket,
    @Arg('measure', () => StatisticMeasure) _measure: string,
    @Arg('by', () => [StatisticDimension]) _by: string[],
    @Arg('column', () => StatisticColumn, { nullable: true, description: 'Of SUM, MEDIAN and P90' }) _column?: string,
    @Arg('rate', () => StatisticRate, { nullable: true, description: 'Of RATE' }) _rate?: string,
    @Arg('where', () => StatisticDimension, { nullable: true }) _where?: string,
    @Arg('is', () => String, { nullable: true, description: 'The value of `where`, as in statisticsMenu' })
    _is?: string,
    @Arg('period', () => String, { nullable: true, description: 'A quarter, as 2026-Q4' }) _period?: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { id: STRUCTURE } })
  @Query(() => StatTable, { nullable: true, description: 'A table that was released, as it was released' })
  statisticTable(@TheTicket() ticket: Ticket, @Arg('id', () => String) _id: string): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { id: STRUCTURE, with: STRUCTURE } })
  @Query(() => StatComparison, { nullable: true, description: 'Two released tables of the same kind side by side' })
  compareStatistics(
    @TheTicket() ticket: Ticket,
    @Arg('id', () => String) _id: string,
    @Arg('with', () => String) _with: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => StatReleases, {
    nullable: true,
    description: 'What is out of the latest quarter, whoever asked for it, and how many new tables are left',
  })
  statisticsReleased(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [StatMenuEntry], { nullable: true, description: 'What askStatistics may be asked by' })
  statisticsMenu(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
