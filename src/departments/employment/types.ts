// What human resources are the source of, as the schema shows it.
import { Field, ObjectType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { BenefitState } from '../civil-affairs/types.ts'

@ObjectType({ description: '人社局: employment aid and training after leaving care' })
export class Employment {
  @Item('D60', 'L3', 'RSJ')
  @Field(() => BenefitState, { nullable: true, description: '就业援助、职业培训' })
  state?: string

  @Item('D60', 'L3', 'RSJ')
  @Field(() => Boolean, { nullable: true, description: 'To be served first; no reason' })
  priority?: boolean
}
