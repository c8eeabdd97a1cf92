// An appointment as those concerned see it. It is about members of staff and holds nothing of a child.
import { Field, ID, ObjectType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DayScalar } from '../catalogue/scalars.ts'

@ObjectType({ description: 'Who stands in for whom, in which role, and for how long' })
export class DeputyAppointment {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => ID)
  id!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => ID, { description: 'Whose role it is' })
  principal!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => ID, { description: 'Who stands in' })
  deputy!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String)
  role!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => DayScalar)
  from!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => DayScalar, { description: 'The last day' })
  until!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => Boolean, { description: 'Until the deputy accepts, nothing follows from an appointment' })
  accepted!: boolean

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => Boolean)
  ended!: boolean
}
