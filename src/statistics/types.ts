// Published tables. A cell holds a count that passed disclosure control, or nothing.
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DayScalar, InstantScalar } from '../catalogue/scalars.ts'

export const StatisticTable = {
  DISADVANTAGED_BY_DISTRICT_AND_CATEGORY: 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY',
  EDGE_NOT_COVERED_BY_DISTRICT: 'EDGE_NOT_COVERED_BY_DISTRICT',
} as const
registerEnumType(StatisticTable, {
  name: 'StatisticTable',
  valuesConfig: {
    DISADVANTAGED_BY_DISTRICT_AND_CATEGORY: { description: 'N01 disadvantaged children by district and category' },
    EDGE_NOT_COVERED_BY_DISTRICT: {
      description:
        'N04 children of 低保边缘 households with severe illness or disability who are not in 低保, by district',
    },
  },
})

@ObjectType()
export class DimensionValue {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  dimension!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  value!: string
}

@ObjectType({ description: 'An empty cell and a small cell look the same' })
export class StatCell {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [DimensionValue])
  dims!: DimensionValue[]

  @Item('D26', 'L2', 'MZJ', {
    derivedFrom: [
      'CivilAffairs.categories',
      'CivilAffairs.householdAidClass',
      'Disability.severe',
      'Health.illnessAttested',
    ],
  })
  @Field(() => Int, { nullable: true, description: 'Distinct children; null when suppressed' })
  value?: number

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => Boolean)
  suppressed!: boolean

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  method!: string
}

@ObjectType({ description: 'A published table: what counts, as of when, and its cells' })
export class StatTable {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => StatisticTable)
  table!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'What counts, from which sources, and which overlaps to expect' })
  definition!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar)
  asOf!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  publishedAt!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => [StatCell])
  cells!: StatCell[]
}
