// The doors of the report, for the steward of a department.
import 'reflect-metadata'
import { Arg, ID, Int, Query, Resolver } from 'type-graphql'
import { Item, STRUCTURE } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { QualityFault } from './faults.ts'
import { FaultyRecords, QualityReport } from './types.ts'

@Resolver()
export class QualityResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [QualityReport], {
    nullable: true,
    description: 'The last twelve monthly reports on your department’s records, newest first',
  })
  qualityReports(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L3', 'GATEWAY', {
    arguments: {
      fault: STRUCTURE,
      field: STRUCTURE,
      first: STRUCTURE,
      after: { item: 'D02', level: 'L3', source: 'GATEWAY' },
    },
  })
  @Query(() => FaultyRecords, {
    nullable: true,
    description: 'Your department’s records with one fault, as the newest report found them, by their keys',
  })
  faultyRecords(
    @TheTicket() ticket: Ticket,
    @Arg('fault', () => QualityFault) _fault: string,
    @Arg('field', () => String, { nullable: true, description: 'None for a fault of the record as a whole' })
    _field?: string,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 50' }) _first?: number,
    @Arg('after', () => ID, { nullable: true, description: 'The last `record` of the page before' }) _after?: string,
  ): Ticket {
    return ticket
  }
}
