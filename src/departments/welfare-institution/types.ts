// What the institutions that take children in are the source of, as the schema shows it: the welfare institution (儿童福利院) and the protection
// centre (未成年人救助保护中心, WBZ), which keep one system. The custody number has no field.
import { Field, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { DayScalar } from '../../catalogue/scalars.ts'

export const CareKind = { LONG_TERM: 'LONG_TERM', TEMPORARY: 'TEMPORARY', FOSTER: 'FOSTER' } as const
registerEnumType(CareKind, { name: 'CareKind' })

@ObjectType({ description: 'Half open: `to` is the first day outside, null while the episode lasts.' })
export class CareEpisode {
  @Item('D32', 'L4', 'FLY')
  @Field(() => CareKind, { nullable: true, description: '长期监护、临时照护、家庭寄养' })
  kind?: string

  @Item('D28', 'L4', 'FLY')
  @Field(() => DayScalar, { nullable: true })
  from?: string

  @Item('D28', 'L4', 'FLY')
  @Field(() => DayScalar, { nullable: true })
  to?: string
}

@ObjectType({
  description:
    '儿童福利院、未成年人救助保护中心: episodes of care; neither which of the two, how a child came into it, nor under which number',
})
export class WelfareInstitution {
  @Item('D32', 'L4', 'FLY')
  @Field(() => [CareEpisode], { nullable: 'itemsAndList' })
  episodes?: CareEpisode[]
}
