// Public lists as the schema shows them: nothing here is about a person, but for the register of child workers.
import { Field, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DivisionCode } from '../catalogue/scalars.ts'
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

export const ChildWorkerPost = { SUPERVISOR: 'SUPERVISOR', DIRECTOR: 'DIRECTOR' } as const
registerEnumType(ChildWorkerPost, {
  name: 'ChildWorkerPost',
  valuesConfig: {
    SUPERVISOR: { description: '儿童督导员，在乡镇（街道）' },
    DIRECTOR: { description: '儿童主任，在村（居）' },
  },
})

@ObjectType({ description: 'A post that is held today, with certificate and training; no name, no number' })
export class ChildWorker {
  @Item('D62', 'L3', 'MZJ')
  @Field(() => ChildWorkerPost, { nullable: true })
  post?: string

  @Item('D62', 'L3', 'MZJ')
  @Field(() => DivisionCode, { nullable: true, description: 'The street or the village' })
  division?: string

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
