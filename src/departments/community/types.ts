// What streets and villages are the source of, as the schema shows it.
import { Field, ObjectType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { CaseRef } from '../../catalogue/scalars.ts'

@ObjectType({ description: '乡镇（街道）、村（居）: entrusted care, protection cases' })
export class Community {
  @Item('D25', 'L3', 'CUN')
  @Field(() => Boolean, { nullable: true })
  entrustedCare?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => CaseRef, { nullable: true })
  protectionCase?: string
}
