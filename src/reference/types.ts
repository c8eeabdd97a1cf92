// Public lists as the schema shows them: nothing here is about a person, but for the register of child workers.
import { Field, ObjectType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { BenefitRule } from '../questions/rule-reference.ts'
import { Benefit } from '../questions/types.ts'

@ObjectType()
export class BenefitReference {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Benefit)
  benefit!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [BenefitRule])
  rules!: BenefitRule[]
}

@ObjectType({ description: 'A code with its name in both languages' })
export class NamedCode {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  code!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  zh!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  en!: string
}

@ObjectType({ description: 'Public lists; no personal data' })
export class Reference {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [BenefitReference])
  benefits!: BenefitReference[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [NamedCode])
  purposes!: NamedCode[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [NamedCode])
  roles!: NamedCode[]
}

@ObjectType({ description: '儿童督导员、儿童主任: certificate and training, without a name' })
export class ChildWorker {
  @Item('D62', 'L3', 'MZJ')
  @Field(() => Boolean, { nullable: true, description: '持社会工作者职业资格证书' })
  certified?: boolean

  @Item('D62', 'L3', 'MZJ')
  @Field(() => Boolean, { nullable: true, description: '专职' })
  fullTime?: boolean

  @Item('D62', 'L3', 'MZJ')
  @Field(() => Boolean, { nullable: true, description: '本年度已轮训' })
  trainedThisYear?: boolean
}
