// A task as whoever decides on it sees it: which rule, whom by pseudonym, until when. Never what the rule was weighed on.
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DivisionCode, InstantScalar } from '../catalogue/scalars.ts'
import { PageInfo } from '../registry/types.ts'
import { LIST_LEAVES } from './rules.ts'

/** The codes by which a task says what to look at. W06 stands in a list of its own. */
export const TaskRule = {
  ...{ W01: 'W01', W02: 'W02', W03: 'W03', W04: 'W04', W05: 'W05', W07: 'W07', W08: 'W08', W09: 'W09', W10: 'W10' },
} as const
registerEnumType(TaskRule, {
  name: 'TaskRule',
  valuesConfig: {
    W01: { description: '低保边缘家庭中的重病、重残儿童尚未纳入低保' },
    W02: { description: '两项互斥补贴同时发放' },
    W03: { description: '应资助参保，保险年度开始三十日后仍未代缴' },
    W04: { description: '应享教育资助，本学期未申请' },
    W05: { description: '一百八十、九十、三十日内年满十八周岁' },
    W07: { description: '街道无儿童督导员，或村（居）无儿童主任' },
    W08: { description: '村（居）留守、困境儿童超过三十人' },
    W09: { description: '强制报告二十四小时无人接收' },
    W10: { description: '复核类别' },
  },
})

export const TaskDecision = { CONFIRMED: 'CONFIRMED', DISMISSED: 'DISMISSED' } as const
registerEnumType(TaskDecision, { name: 'TaskDecision', description: 'What a person found' })

/** Each goes with one decision. */
export const DECISION_OF = {
  ACTION_TAKEN: 'CONFIRMED',
  REFERRED: 'CONFIRMED',
  SETTLED_ALREADY: 'DISMISSED',
  RECORD_WRONG: 'DISMISSED',
  NOT_ENTITLED: 'DISMISSED',
  DECLINED: 'DISMISSED',
} as const satisfies Record<string, keyof typeof TaskDecision>

export const TaskReason = Object.fromEntries(Object.keys(DECISION_OF).map((reason) => [reason, reason])) as {
  readonly [Reason in keyof typeof DECISION_OF]: Reason
}
registerEnumType(TaskReason, {
  name: 'TaskReason',
  description: 'Why: the first two go with CONFIRMED, the others with DISMISSED',
  valuesConfig: {
    ACTION_TAKEN: { description: '已办理' },
    REFERRED: { description: '已转交有关部门' },
    SETTLED_ALREADY: { description: '此前已办结' },
    RECORD_WRONG: { description: '数据有误，已提请更正' },
    NOT_ENTITLED: { description: '不符合条件' },
    DECLINED: { description: '当事人不愿意' },
  },
})

const OF_LIST = { derivedFrom: LIST_LEAVES.workList } as const
const OF_ENROLMENT = { derivedFrom: LIST_LEAVES.enrolmentTasks } as const

@ObjectType({ description: 'What an officer is asked to look at. It proposes; a person decides' })
export class WorkTask {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  task!: string

  @Item('D26', 'L4', 'GATEWAY', OF_LIST)
  @Field(() => TaskRule, { nullable: true })
  rule?: string

  @Item('D02', 'L3', 'GATEWAY', OF_LIST)
  @Field(() => [ID], {
    nullable: 'itemsAndList',
    description: 'The children of the household, or the one child; null where it is about none',
  })
  children?: string[]

  @Item('STRUCTURE', 'L2', 'GATEWAY', OF_LIST)
  @Field(() => DivisionCode, {
    nullable: true,
    description: 'The village, the street or the county, where it is about one',
  })
  place?: string

  @Item('D62', 'L3', 'MZJ')
  @Field(() => Int, { nullable: true, description: 'Of a village or street: how many hold its post today' })
  staff?: number

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  raisedAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar, {
    description: 'When nobody can decide it any more; what still holds then is raised anew',
  })
  expiresAt!: string
}

@ObjectType()
export class WorkTaskPage {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => [WorkTask])
  nodes!: WorkTask[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => PageInfo)
  pageInfo!: PageInfo
}

@ObjectType({ description: 'A task of the list that is other than it was' })
export class WorkListChange {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  task!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => WorkTask, { nullable: true, description: 'As `workList` shows it; null when it stands there no more' })
  open?: WorkTask
}

@ObjectType({ description: 'W06: a migrant child of school age who is in no public school, enrolment being over' })
export class EnrolmentTask {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  task!: string

  @Item('D02', 'L3', 'GATEWAY', OF_ENROLMENT)
  @Field(() => [ID], { nullable: 'itemsAndList', description: 'The one child' })
  children?: string[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  raisedAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  expiresAt!: string
}

@ObjectType()
export class EnrolmentTaskPage {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => [EnrolmentTask])
  nodes!: EnrolmentTask[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => PageInfo)
  pageInfo!: PageInfo
}

@ObjectType()
export class TaskReceipt {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  task!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => TaskDecision)
  decision!: string
}
