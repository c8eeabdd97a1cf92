// What two departments say differently of one child, for whoever has to settle it.
import { Field, ObjectType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { CONTRADICTABLE } from '../../departments/joined.ts'

/** Seen by whoever sees every cell that can be contradicted, and by nobody else. */
const OF_ALL = { holds: ['D16', 'D50', 'D51'], derivedFrom: CONTRADICTABLE } as const

@ObjectType({ description: 'What one department says' })
export class SourceStatement {
  @Item('D14', 'L4', 'GAJ', OF_ALL)
  @Field(() => String, { nullable: true, description: 'The code of the department' })
  source?: string

  @Item('D14', 'L4', 'GAJ', OF_ALL)
  @Field(() => String, { nullable: true })
  value?: string
}

@ObjectType({
  description: 'A cell of which two departments say different things; it is UNDETERMINED until one of them corrects it',
})
export class Contradiction {
  @Item('D14', 'L4', 'GAJ', OF_ALL)
  @Field(() => String, {
    nullable: true,
    description: 'The field as the schema names it, such as ParentLink.vitalStatus',
  })
  field?: string

  @Item('D14', 'L4', 'GAJ', OF_ALL)
  @Field(() => String, { nullable: true, description: 'Which entry of a list' })
  entry?: string

  @Item('D14', 'L4', 'GAJ', OF_ALL)
  @Field(() => [SourceStatement], { nullable: 'itemsAndList' })
  statements?: SourceStatement[]
}
