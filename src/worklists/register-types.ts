// An entry of the register of algorithms, as whoever oversees the rules sees it.
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { LIST_LEAVES } from './rules.ts'

export const TaskOutcome = {
  ...{ RAISED: 'RAISED', CONFIRMED: 'CONFIRMED', DISMISSED: 'DISMISSED', EXPIRED: 'EXPIRED', WITHDRAWN: 'WITHDRAWN' },
} as const
registerEnumType(TaskOutcome, { name: 'TaskOutcome', description: 'What happened to a task' })

@ObjectType({ description: 'A text in both languages' })
export class InBothLanguages {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  zh!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  en!: string
}

@ObjectType({ description: 'On what a rule rests' })
export class AlgorithmBasis {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  instrument!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  article!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  status!: string
}

@ObjectType({ description: 'What came of the tasks of one rule in one month that is over, in the whole city' })
export class AlgorithmCount {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'As 2026-10, by the clocks of Shanghai' })
  month!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => TaskOutcome)
  outcome!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY', { derivedFrom: [...new Set(Object.values(LIST_LEAVES).flat())] })
  @Field(() => Int, { nullable: true, description: 'Null for none to nine' })
  tasks?: number
}

@ObjectType({ description: 'A rule that proposes what an officer looks at, as it is registered' })
export class RegisteredAlgorithm {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  rule!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'The code of the department that answers for it' })
  owner!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [String])
  inputs!: string[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [AlgorithmBasis])
  basis!: AlgorithmBasis[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'The number of the assessment of its impact' })
  impactAssessment!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InBothLanguages)
  explanation!: InBothLanguages

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InBothLanguages, { nullable: true, description: 'What no source tells, so that it is not looked at' })
  unknown?: InBothLanguages

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'The role of whoever decides' })
  decider!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Int)
  expiresAfterDays!: number

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [String], { description: 'Counties that have said what the text leaves to them' })
  counties!: string[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [AlgorithmCount], { description: 'Of the last twelve months that are over, the newest first' })
  counts!: AlgorithmCount[]
}
