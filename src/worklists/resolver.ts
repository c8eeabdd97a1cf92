// The doors of the work lists: what an officer is asked to look at, and what the officer decides.
import 'reflect-metadata'
import { Arg, ID, Int, Mutation, Query, Resolver, Subscription } from 'type-graphql'
import { Item, STRUCTURE } from '../catalogue/item.ts'
import { noSource } from '../catalogue/roots.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { RegisteredAlgorithm } from './register-types.ts'
import {
  EnrolmentTaskPage,
  TaskDecision,
  TaskReason,
  TaskReceipt,
  TaskRule,
  WorkListChange,
  WorkTaskPage,
} from './types.ts'

@Resolver()
export class WorkListsResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { rule: STRUCTURE, first: STRUCTURE, after: STRUCTURE } })
  @Query(() => WorkTaskPage, { nullable: true, description: 'Open tasks of your county, the first to expire first' })
  workList(
    @TheTicket() ticket: Ticket,
    @Arg('rule', () => TaskRule, { nullable: true }) _rule?: string,
    @Arg('first', () => Int, { nullable: true, description: '1 to 200; 20 when left out' }) _first?: number,
    @Arg('after', () => String, { nullable: true, description: 'An endCursor of the last hour' }) _after?: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { first: STRUCTURE, after: STRUCTURE } })
  @Query(() => EnrolmentTaskPage, {
    nullable: true,
    description:
      'Migrant children who live in your county and are in no public school (W06), the first to expire first',
  })
  enrolmentTasks(
    @TheTicket() ticket: Ticket,
    @Arg('first', () => Int, { nullable: true, description: '1 to 200; 20 when left out' }) _first?: number,
    @Arg('after', () => String, { nullable: true, description: 'An endCursor of the last hour' }) _after?: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Query(() => [RegisteredAlgorithm], {
    nullable: true,
    description: 'The register of algorithms: which rules propose what officers look at, and what came of it',
  })
  algorithmRegister(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { rule: STRUCTURE } })
  @Subscription(() => WorkListChange, {
    nullable: true,
    subscribe: noSource,
    description: 'What changes in `workList` from now on: a task raised, changed, decided, withdrawn or expired',
  })
  workListChanged(
    @TheTicket() ticket: Ticket,
    @Arg('rule', () => TaskRule, { nullable: true }) _rule?: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { task: STRUCTURE, decision: STRUCTURE, reason: STRUCTURE } })
  @Mutation(() => TaskReceipt, {
    nullable: true,
    description: 'Decides a task of your own list. It is not raised again until its fact has changed',
  })
  decideTask(
    @TheTicket() ticket: Ticket,
    @Arg('task', () => ID) _task: string,
    @Arg('decision', () => TaskDecision) _decision: string,
    @Arg('reason', () => TaskReason) _reason: string,
  ): Ticket {
    return ticket
  }
}
