// A transfer as each of the two counties sees it.
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DayScalar, DivisionCode, InstantScalar } from '../catalogue/scalars.ts'

export const TransferVerdict = { APPROVED: 'APPROVED', REFUSED: 'REFUSED' } as const
registerEnumType(TransferVerdict, {
  name: 'TransferVerdict',
  description: 'What the competent county says to a request for a child’s file',
})

export const TransferState = { OPEN: 'OPEN', GRANTED: 'GRANTED', ENDED: 'ENDED', CLOSED: 'CLOSED' } as const
registerEnumType(TransferState, {
  name: 'TransferState',
  description: 'What has become of a request for a child’s file',
  valuesConfig: {
    OPEN: { description: 'The time for an answer has not passed' },
    GRANTED: { description: 'The competent county has let the file go; it is read like that of one’s own child' },
    ENDED: { description: 'The file was let go, and is one’s own no more' },
    CLOSED: { description: 'Not granted in time. No more is said, not even whether there is such a child' },
  },
})

@ObjectType({ description: 'That a request was taken in; it says nothing of whether there is such a child' })
export class TransferReceipt {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  transfer!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, { description: 'The day on which it is closed unless it was granted' })
  dueOn!: string
}

@ObjectType({ description: 'A request of your organisation for a child’s file' })
export class TransferRequest {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  transfer!: string

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => TransferState)
  state!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  requestedAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar)
  dueOn!: string

  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => ID, { nullable: true, description: 'The child, while the file is yours' })
  ref?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, { nullable: true, description: 'The first day on which it is yours no more' })
  until?: string
}

@ObjectType({
  description: 'A request of another county for the file of a child of yours, or a file that you have let go',
})
export class TransferToAnswer {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  transfer!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => DivisionCode, { description: 'The county that asks' })
  division!: string

  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => ID, { nullable: true })
  ref?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true })
  reason?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  requestedAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, { description: 'The day before which it can be answered' })
  dueOn!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, {
    nullable: true,
    description: 'Of a file that was let go: the first day on which it is theirs no more',
  })
  until?: string
}

@ObjectType()
export class TransferAnswer {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  transfer!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, {
    nullable: true,
    description: 'The first day on which the file is theirs no more; null where it is not now',
  })
  until?: string
}
