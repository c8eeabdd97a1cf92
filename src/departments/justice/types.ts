// What justice is the source of, as the schema shows it.
import { Field, ObjectType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { ParentRelation } from '../public-security/types.ts'

// One answer for all grounds: a field for each of them would tell what a parent did or suffers from.
@ObjectType({ description: 'One parent, and whether one of the eight situations of the policy holds; never which' })
export class ParentSituation {
  @Item('D13', 'L4', 'GAJ')
  @Field(() => ParentRelation, { nullable: true })
  relation?: string

  @Item('D17', 'L4', 'SFJ', { holds: ['D18', 'D19', 'D21'], derivedFrom: ['ParentSituation.relation'] })
  @Field(() => Boolean, { nullable: true, description: 'True or false; no ground, no term, no place' })
  k8Satisfied?: boolean
}

@ObjectType({ description: '司法局: whether a parent is kept from a child, as one answer' })
export class Justice {
  @Item('D17', 'L4', 'SFJ', { holds: ['D18', 'D19', 'D21'] })
  @Field(() => [ParentSituation], { nullable: 'itemsAndList' })
  parentSituations?: ParentSituation[]
}
