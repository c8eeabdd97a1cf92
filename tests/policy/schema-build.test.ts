// What keeps the schema from building: an element without a classification, and a personal field that cannot be null.
import 'reflect-metadata'
import { Arg, Field, ObjectType, Query, Resolver } from 'type-graphql'
import { describe, expect, it } from 'vitest'
import { Item, STRUCTURE } from '../../src/catalogue/item.ts'
import { buildGatewaySchema } from '../../src/schema.ts'

@ObjectType()
class Bare {
  @Field(() => String, { nullable: true })
  shoeSize?: string
}

@ObjectType()
class Stiff {
  @Item('D03', 'L3', 'GAJ')
  @Field(() => String)
  fullName!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  ruleId!: string
}

@ObjectType()
class Good {
  @Item('D03', 'L3', 'GAJ')
  @Field(() => String, { nullable: true })
  fullName?: string
}

@Resolver()
class BareResolver {
  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Query(() => Bare, { nullable: true })
  bare(): null {
    return null
  }
}

@Resolver()
class StiffResolver {
  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Query(() => Stiff, { nullable: true })
  stiff(): null {
    return null
  }
}

@Resolver()
class UnclassifiedRootResolver {
  @Query(() => Good, { nullable: true })
  unclassified(): null {
    return null
  }
}

@Resolver()
class UnclassifiedArgumentResolver {
  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Query(() => Good, { nullable: true })
  loose(@Arg('number', () => String) _number: string): null {
    return null
  }
}

@Resolver()
class GoodResolver {
  @Item('STRUCTURE', 'L3', 'GATEWAY', { arguments: { page: STRUCTURE } })
  @Query(() => Good, { nullable: true })
  good(@Arg('page', () => String) _page: string): null {
    return null
  }
}

describe('the schema', () => {
  it.each([
    ['a field', BareResolver, 'Bare.shoeSize: no classification'],
    ['a root field', UnclassifiedRootResolver, 'Query.unclassified: no classification'],
    ['an argument', UnclassifiedArgumentResolver, 'Query.loose(number:): no classification'],
  ])('does not build with %s that is not classified', (_what, resolver, fault) => {
    expect(() => buildGatewaySchema([resolver])).toThrow(fault)
  })

  it('does not build with a personal field that cannot be null, and says so of no other', () => {
    const build = () => buildGatewaySchema([StiffResolver])
    expect(build).toThrow('Stiff.fullName: can be other than a value, so it must be nullable')
    expect(build).not.toThrow('Stiff.ruleId')
  })

  it('says every fault in one error', () => {
    const build = () => buildGatewaySchema([BareResolver, StiffResolver, UnclassifiedRootResolver])
    for (const fault of ['Bare.shoeSize', 'Query.unclassified', 'Stiff.fullName']) expect(build).toThrow(fault)
  })

  it('builds when everything is classified', () => {
    expect(buildGatewaySchema([GoodResolver]).getQueryType()?.getFields()).toHaveProperty('good')
  })
})
