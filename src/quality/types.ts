// The report as the department sees it: counts of its own records, month by month, and the newest month's records by its own keys.
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DayScalar, InstantScalar } from '../catalogue/scalars.ts'
import { QualityFault } from './faults.ts'

registerEnumType(QualityFault, {
  name: 'QualityFault',
  description: 'What is wrong with a record',
  valuesConfig: {
    MISSING: { description: 'Nothing where every record has something' },
    MALFORMED: { description: 'Another form than agreed: no code of the list, no day, a check digit that is wrong' },
    STALE: { description: 'Not touched for 395 days' },
    ABSENT: { description: 'Linked to a child, and no longer there' },
    UNLINKED: { description: 'Waits for a person who decides whose it is' },
    CONTRADICTED: { description: 'Another department says something else' },
  },
})

export const ReportState = { READING: 'READING', READ: 'READ', STALE: 'STALE', OUT: 'OUT' } as const
registerEnumType(ReportState, {
  name: 'QualityReportState',
  valuesConfig: {
    READING: { description: 'The job is at it; counts grow' },
    STALE: { description: 'All that the department has was loaded too long ago to be counted' },
    OUT: { description: 'The department could not be read' },
  },
})

@InputType({
  description:
    'What the job of the monthly report learns of a cell. No field takes it; it is what a policy grants to that job',
})
export class RecordProbe {
  // The department's own key of a record is all of it that goes on.
  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether there is a value, and of the agreed form; never the value',
  })
  cell?: boolean
}

@ObjectType({ description: 'So many records with a fault' })
export class QualityCount {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => QualityFault)
  fault!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'As the schema names it; null for the record as a whole' })
  field?: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => Int)
  records!: number
}

@ObjectType({ description: 'One month of your department' })
export class QualityReport {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, { description: 'Its first day' })
  month!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ReportState)
  state!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar, { nullable: true, description: 'Up to when the records had been loaded' })
  asOf?: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => Int, { description: 'Records that were looked at' })
  records!: number

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => [QualityCount])
  counts!: QualityCount[]
}

@ObjectType({ description: 'A record of your department with a fault' })
export class FaultyRecord {
  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => ID, { nullable: true, description: 'Your department’s own key of the record' })
  record?: string

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => QualityFault)
  fault!: string

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => String, { nullable: true })
  field?: string
}

@ObjectType()
export class FaultyRecords {
  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => [FaultyRecord])
  records!: FaultyRecord[]

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => Boolean)
  hasNextPage!: boolean
}
