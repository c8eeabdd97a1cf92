// What healthcare security is the source of, as the schema shows it.
import { Field, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { DayScalar } from '../../catalogue/scalars.ts'

export const CoverScheme = { CHILD: 'CHILD', EMPLOYEE: 'EMPLOYEE', RESIDENT: 'RESIDENT' } as const
registerEnumType(CoverScheme, { name: 'CoverScheme' })

export const PremiumState = {
  DUE: 'DUE',
  PAID_BY_STATE: 'PAID_BY_STATE',
  PAID_BY_FAMILY: 'PAID_BY_FAMILY',
  NONE: 'NONE',
} as const
registerEnumType(PremiumState, { name: 'PremiumState' })

/** Merged tiers: one tier for every ground that leads to it. */
export const MedAidTier = { T70: 'T70', OTHER: 'OTHER', NONE: 'NONE' } as const
registerEnumType(MedAidTier, { name: 'MedAidTier' })

@ObjectType({ description: 'Half open: `to` is the first day without cover.' })
export class Cover {
  @Item('D49', 'L3', 'YBJ')
  @Field(() => CoverScheme, { nullable: true })
  scheme?: string

  @Item('D49', 'L3', 'YBJ')
  @Field(() => DayScalar, { nullable: true })
  from?: string

  @Item('D49', 'L3', 'YBJ')
  @Field(() => DayScalar, { nullable: true })
  to?: string
}

@ObjectType()
export class Premium {
  @Item('D50', 'L3', 'YBJ')
  @Field(() => PremiumState, { nullable: true })
  state?: string

  @Item('D50', 'L3', 'YBJ')
  @Field(() => DayScalar, { nullable: true })
  paidOn?: string
}

@ObjectType({ description: '医保局: cover, subsidised premium, medical-aid tag' })
export class Insurance {
  @Item('D49', 'L3', 'YBJ')
  @Field(() => Cover, { nullable: true })
  insured?: Cover

  @Item('D50', 'L3', 'YBJ')
  @Field(() => Premium, { nullable: true })
  premiumSubsidy?: Premium

  @Item('D51', 'L3', 'YBJ')
  @Field(() => MedAidTier, { nullable: true })
  medAidTier?: string
}
