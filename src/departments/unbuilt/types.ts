// What the departments that are not read yet are the source of, as the schema shows it.
import { Field, ObjectType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { CaseRef } from '../../catalogue/scalars.ts'
import { BenefitState } from '../civil-affairs/types.ts'
import { ParentRelation } from '../public-security/types.ts'

// One answer for all grounds: a field for each of them would tell what a parent did or suffers from.
@ObjectType({ description: 'One parent, and whether one of the eight situations of the policy holds; never which' })
export class ParentSituation {
  @Item('D13', 'L4', 'GAJ')
  @Field(() => ParentRelation, { nullable: true })
  relation?: string

  @Item('D17', 'L4', 'SFJ', { holds: ['D18', 'D19', 'D21'] })
  @Field(() => Boolean, { nullable: true, description: 'True or false; no ground, no term, no place' })
  k8Satisfied?: boolean
}

@ObjectType({ description: '司法局: whether a parent is kept from a child, as one answer' })
export class Justice {
  @Item('D17', 'L4', 'SFJ', { holds: ['D18', 'D19', 'D21'] })
  @Field(() => [ParentSituation], { nullable: 'itemsAndList' })
  parentSituations?: ParentSituation[]
}

@ObjectType({ description: '法院: judgments on guardianship' })
export class Court {
  @Item('D20', 'L4', 'FYJ')
  @Field(() => Boolean, { nullable: true })
  guardianshipRevoked?: boolean
}

@ObjectType({ description: '乡镇（街道）、村（居）: entrusted care, protection cases' })
export class Community {
  @Item('D25', 'L3', 'CUN')
  @Field(() => Boolean, { nullable: true })
  entrustedCare?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => CaseRef, { nullable: true })
  protectionCase?: string
}

@ObjectType({ description: '住保房管局: housing after leaving care' })
export class Housing {
  @Item('D60', 'L3', 'ZFJ')
  @Field(() => BenefitState, { nullable: true, description: '公租房或租赁补贴' })
  state?: string

  @Item('D60', 'L3', 'ZFJ')
  @Field(() => Boolean, { nullable: true, description: 'To be served first; no reason' })
  priority?: boolean
}

@ObjectType({ description: '人社局: employment aid and training after leaving care' })
export class Employment {
  @Item('D60', 'L3', 'RSJ')
  @Field(() => BenefitState, { nullable: true, description: '就业援助、职业培训' })
  state?: string

  @Item('D60', 'L3', 'RSJ')
  @Field(() => Boolean, { nullable: true, description: 'To be served first; no reason' })
  priority?: boolean
}
