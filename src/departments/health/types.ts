// What the health department is the source of, as the schema shows it. Diagnoses have no field, HIV has none anywhere.
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'

export const ReferralState = { NONE: 'NONE', REFERRED: 'REFERRED', ENDED: 'ENDED' } as const
registerEnumType(ReferralState, { name: 'ReferralState' })

@ObjectType({ description: '卫健委: attestations (yes or no), family doctor, check-up' })
export class Health {
  @Item('D44', 'L4', 'WJW')
  @Field(() => Boolean, { nullable: true })
  illnessAttested?: boolean

  @Item('D47', 'L3', 'WJW')
  @Field(() => Boolean, { nullable: true })
  familyDoctorContract?: boolean

  @Item('D46', 'L3', 'WJW')
  @Field(() => [Int], { nullable: true, description: 'Calendar years in which a check-up was done' })
  checkupYears?: number[]

  @Item('D48', 'L4', 'WJW')
  @Field(() => ReferralState, { nullable: true })
  psychReferralState?: string
}
