// What the rules find of one child, for the person who decides: a finding proposes, a person decides (PIPL 24).
import { Field, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { FACT_LEAVES, HISTORY_LEAVES } from './facts.ts'

export const FindingKind = { CATEGORY: 'CATEGORY', ENTITLEMENT: 'ENTITLEMENT', CHECK: 'CHECK' } as const
registerEnumType(FindingKind, {
  name: 'FindingKind',
  valuesConfig: {
    CATEGORY: { description: '困境儿童类别' },
    ENTITLEMENT: { description: '应享待遇' },
    CHECK: { description: '待核事项' },
  },
})

export const Truth = { TRUE: 'TRUE', FALSE: 'FALSE', UNKNOWN: 'UNKNOWN' } as const
registerEnumType(Truth, {
  name: 'Truth',
  description: 'UNKNOWN where a source is out, has not said, or is contradicted: it is never a no',
})

/** Seen by whoever sees every cell that a finding may be weighed on, and what was ever decided, and by nobody else. */
export const OF_ALL = { derivedFrom: [...FACT_LEAVES, ...HISTORY_LEAVES] } as const

@ObjectType({
  description: 'One test of a rule: a fact, an age, a place or a decision that it looks at, and how it came out',
})
export class FindingInput {
  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true, description: 'CHILD, FATHER or MOTHER; null for what is no fact of a person' })
  of?: string | null

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, {
    nullable: true,
    description: "The rule pack's word: a fact such as HOUSEHOLD_AID, a measure, a switch",
  })
  name?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => Truth, { nullable: true })
  truth?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => [String], {
    nullable: true,
    description: 'What is known of it; null where nothing is, or no more than was tested',
  })
  values?: readonly string[] | null

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => [String], {
    nullable: true,
    description:
      "The rule pack's words of which one is to hold, such as ORPHAN; null where it is no test for some of several",
  })
  testedFor?: readonly string[] | null

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true, description: 'The code of the department that it was read from' })
  source?: string | null

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true, description: 'Of when the department says its data are, RFC 3339' })
  asOf?: string | null
}

@ObjectType({ description: 'What one clause says of the child on the facts of today. It proposes; a person decides' })
export class Finding {
  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true, description: "The pack's own word for it" })
  name?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => FindingKind, { nullable: true })
  kind?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true, description: 'Such as C1 or R03' })
  rule?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true })
  clause?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true, description: 'The words of the clause' })
  quote?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, { nullable: true, description: 'The rule pack in force today' })
  pack?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => Truth, { nullable: true })
  truth?: string

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => String, {
    nullable: true,
    description: 'Why nobody can say of any child, where the text leaves it open',
  })
  undecided?: string | null

  @Item('D26', 'L4', 'MZJ', OF_ALL)
  @Field(() => [FindingInput], {
    nullable: 'itemsAndList',
    description: 'What it was weighed on, in the order of the rule',
  })
  inputs?: FindingInput[]
}
