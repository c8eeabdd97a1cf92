// How an answer came about, for the county whose child it was about: whoever asked learns the rule's number and nothing else of it.
import { Field, ObjectType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DayScalar } from '../catalogue/scalars.ts'
import { FindingInput, OF_ALL, Truth } from '../registry/findings/types.ts'

@ObjectType({
  description: 'One answer to a hospital or a school, with the clause it rests on and what it was weighed on',
})
export class AnswerTrace {
  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => DayScalar, { nullable: true, description: 'The day that was asked about' })
  validOn?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true, description: 'What was answered, such as CONFIRMED' })
  status?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true })
  tier?: string | null

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true, description: 'Such as R08' })
  rule?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true })
  pack?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true })
  clause?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true, description: 'The words of the clause' })
  quote?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true, description: 'Why it came out so; RULE_MET, SOURCE_OUT …' })
  reason?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => Truth, {
    nullable: true,
    description: 'Of the rule; null where the day or a source decided before the child was looked at',
  })
  truth?: string | null

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => [FindingInput], { nullable: 'itemsAndList', description: 'What it was weighed on then' })
  inputs?: FindingInput[]
}
