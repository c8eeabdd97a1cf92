// The child as the schema shows it, and the pages of a list of children.
import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DayScalar, DivisionCode } from '../catalogue/scalars.ts'
import { Category, HouseholdAidClass } from '../departments/civil-affairs/types.ts'
import { Sex } from '../departments/public-security/types.ts'

@ObjectType({
  description: 'A child. Each department is an edge; what a department holds is read only when asked for.',
})
export class Child {
  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => ID, { description: 'A pseudonym for your organisation alone' })
  childRef!: string
}

@ObjectType()
export class PageInfo {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Boolean)
  hasNextPage!: boolean

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { nullable: true })
  endCursor?: string
}

@ObjectType()
export class ChildConnection {
  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => [Child], { nullable: 'itemsAndList' })
  nodes?: Child[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => PageInfo)
  pageInfo!: PageInfo
}

@InputType({ description: 'All conditions must hold. You may filter only by what you may see.' })
export class ChildFilter {
  @Item('D04', 'L3', 'GAJ', { uses: { kind: 'filter', of: 'PublicSecurity.sex', test: 'equals' } })
  @Field(() => Sex, { nullable: true })
  sex?: string

  @Item('D05', 'L3', 'GAJ', { uses: { kind: 'filter', of: 'PublicSecurity.birthDate', test: 'atLeast' } })
  @Field(() => DayScalar, { nullable: true })
  bornFrom?: string

  @Item('D05', 'L3', 'GAJ', { uses: { kind: 'filter', of: 'PublicSecurity.birthDate', test: 'atMost' } })
  @Field(() => DayScalar, { nullable: true })
  bornTo?: string

  @Item('D09', 'L3', 'GAJ', { uses: { kind: 'filter', of: 'PublicSecurity.residenceDivision', test: 'within' } })
  @Field(() => DivisionCode, { nullable: true, description: 'The division or any part of it' })
  residenceDivision?: string

  @Item('D26', 'L4', 'MZJ', { uses: { kind: 'filter', of: 'CivilAffairs.categories', test: 'includes' } })
  @Field(() => Category, { nullable: true })
  category?: string

  @Item('D34', 'L3', 'MZJ', { uses: { kind: 'filter', of: 'CivilAffairs.householdAidClass', test: 'equals' } })
  @Field(() => HouseholdAidClass, { nullable: true })
  householdAidClass?: string
}

export const SortDirection = { ASCENDING: 'ASCENDING', DESCENDING: 'DESCENDING' } as const
registerEnumType(SortDirection, { name: 'SortDirection' })

@InputType({
  description: 'Exactly one key. You may sort only by what you may see; children without a value come last.',
})
export class ChildOrder {
  @Item('D05', 'L3', 'GAJ', { uses: { kind: 'sort', of: 'PublicSecurity.birthDate' } })
  @Field(() => SortDirection, { nullable: true })
  birthDate?: string

  @Item('D34', 'L3', 'MZJ', { uses: { kind: 'sort', of: 'CivilAffairs.householdAidClass' } })
  @Field(() => SortDirection, { nullable: true })
  householdAidClass?: string
}
