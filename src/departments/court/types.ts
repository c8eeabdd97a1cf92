// What the courts are the source of, as the schema shows it.
import { Field, ObjectType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'

@ObjectType({ description: '法院: judgments on guardianship' })
export class Court {
  @Item('D20', 'L4', 'FYJ')
  @Field(() => Boolean, { nullable: true })
  guardianshipRevoked?: boolean
}
