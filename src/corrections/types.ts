// A ticket as each of those concerned sees it: who asked, the department that must answer, and whoever works on the child.
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DayScalar, InstantScalar } from '../catalogue/scalars.ts'

export const CorrectionOutcome = { CORRECTED: 'CORRECTED', CONFIRMED: 'CONFIRMED', NOT_HELD: 'NOT_HELD' } as const
registerEnumType(CorrectionOutcome, {
  name: 'CorrectionOutcome',
  description: 'What the department found',
  valuesConfig: {
    CORRECTED: { description: 'It was wrong, and has been put right in the department’s record' },
    CONFIRMED: { description: 'It is right as it stands' },
    NOT_HELD: { description: 'The department has nothing to put right' },
  },
})

export const CorrectionResult = { ...CorrectionOutcome, CLOSED: 'CLOSED' } as const
registerEnumType(CorrectionResult, {
  name: 'CorrectionResult',
  description: 'What the department found, as far as you may know it',
  valuesConfig: {
    CLOSED: {
      description: 'The time for an answer has passed. Of a cell or a child that you do not see, no more is said',
    },
  },
})

export const TicketKind = { REQUEST: 'REQUEST', CONTRADICTION: 'CONTRADICTION' } as const
registerEnumType(TicketKind, {
  name: 'TicketKind',
  description: 'Whether somebody asked for a correction, or two departments say different things',
})

@ObjectType({ description: 'That a request was taken in; it says nothing of whether there is such a child' })
export class CorrectionReceipt {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  receipt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'The department that answers for the field' })
  source!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, { description: 'By when it answers' })
  dueOn!: string
}

@ObjectType({ description: 'A request of your own, and what came of it' })
export class CorrectionRequest {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  receipt!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String)
  field!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  source!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  openedAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar)
  dueOn!: string

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => CorrectionResult, { nullable: true, description: 'Null while it is open' })
  outcome?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'The reason that the department gives' })
  note?: string
}

@ObjectType({ description: 'What your department is asked to check' })
export class CorrectionTicket {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  ticket!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => TicketKind)
  kind!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String)
  field!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'The role of whoever asks; null where two departments differ' })
  requester?: string

  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => ID, { nullable: true, description: 'Your department’s own key of the record' })
  record?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'What the requester says is wrong' })
  words?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  openedAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar)
  dueOn!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Boolean)
  overdue!: boolean
}

@ObjectType()
export class CorrectionAnswer {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  ticket!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => CorrectionOutcome)
  outcome!: string
}

@ObjectType({ description: 'A cell that is being checked. It counts as it stands until the department has answered' })
export class Dispute {
  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => String, { description: 'The field as the schema names it' })
  field!: string

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => InstantScalar)
  since!: string

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => DayScalar)
  dueOn!: string
}
