// The door of mandatory reports.
import 'reflect-metadata'
import { Arg, Mutation, Resolver } from 'type-graphql'
import { type Classification, Item } from '../catalogue/item.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { MandatoryReportInput, ReportedChildInput, ReportReceipt } from './types.ts'

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
}
