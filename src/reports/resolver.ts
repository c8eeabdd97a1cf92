// The doors of mandatory reports: filing one, and for the protection team listing, opening and acknowledging.
import 'reflect-metadata'
import { Arg, ID, Mutation, Query, Resolver } from 'type-graphql'
import { type Classification, Item, STRUCTURE } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { MandatoryReport, MandatoryReportInput, OpenedReport, ReportedChildInput, ReportReceipt } from './types.ts'

// Free text about a child: it is sealed before it is kept, and journalled nowhere.
const REPORT: Classification = { item: 'D61', level: 'L4', source: 'GATEWAY' }

@Resolver()
export class ReportsResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { report: REPORT, child: REPORT } })
  @Mutation(() => ReportReceipt, {
    nullable: true,
    description:
      'Reports that a child may be harmed (未成年人保护法 11). It is taken whatever else is out, and opens nothing to read',
  })
  fileMandatoryReport(
    @TheTicket() ticket: Ticket,
    @Arg('report', () => MandatoryReportInput) _report: MandatoryReportInput,
    @Arg('child', () => ReportedChildInput, { nullable: true }) _child?: ReportedChildInput,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [MandatoryReport], {
    nullable: 'itemsAndList',
    description:
      'Reports of your county: those that nobody has in hand first, danger before the others; fifty at a time',
  })
  mandatoryReports(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { number: STRUCTURE } })
  @Query(() => OpenedReport, {
    nullable: true,
    description: 'One of them, opened; it stands in the journal who opened it',
  })
  mandatoryReport(@TheTicket() ticket: Ticket, @Arg('number', () => ID) _number: string): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { number: STRUCTURE } })
  @Mutation(() => MandatoryReport, {
    nullable: true,
    description: 'Says that your team has it in hand; without it the supervisor is told after 24 hours',
  })
  acknowledgeReport(@TheTicket() ticket: Ticket, @Arg('number', () => ID) _number: string): Ticket {
    return ticket
  }
}
