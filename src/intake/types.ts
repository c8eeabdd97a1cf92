// The kinds of facts that intake brings, as coordinates that a policy grants to the job that imports. No field takes them.
import { Field, InputType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'

@InputType({
  description:
    'What a department brings by file or change feed. No field takes it; its parts are what a policy grants to the job that imports',
})
export class IntakeRecord {
  @Item('D01', 'L4', 'GAJ', { holds: ['D03', 'D36', 'D53'] })
  @Field(() => String, { nullable: true, description: 'Whom a record is about: a number, perhaps with a name' })
  child?: string

  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'A stay or visit' })
  encounter?: string

  @Item('D54', 'L3', 'JYJ', { holds: ['D55'] })
  @Field(() => String, { nullable: true, description: 'A pupil on a roll' })
  enrolment?: string

  @Item('D07', 'L3', 'GAJ', { holds: ['D09'] })
  @Field(() => String, { nullable: true, description: 'The division of the household register, or of residence' })
  jurisdiction?: string

  @Item('D26', 'L4', 'MZJ', { holds: ['D28', 'D29', 'D32', 'D34'] })
  @Field(() => String, { nullable: true, description: 'What civil affairs decided, and for which days' })
  outcome?: string

  @Item('D13', 'L4', 'MZJ', { holds: ['D23'] })
  @Field(() => String, { nullable: true, description: 'Who is the child, or its guardian on record' })
  kinship?: string

  @Item('D61', 'L4', 'MZJ')
  @Field(() => String, { nullable: true, description: 'A child of a protection case' })
  caseChild?: string

  @Item('D62', 'L3', 'MZJ')
  @Field(() => String, { nullable: true, description: 'Who holds the post of a child worker, by number' })
  childWorker?: string

  @Item('D10', 'L4', 'GAJ', { holds: ['D09', 'D23', 'D54'] })
  @Field(() => String, {
    nullable: true,
    description: 'That, and for which days, nobody nearby may see where the child lives',
  })
  protection?: string
}
