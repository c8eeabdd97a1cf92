// The doors of visits and assessments: writing one down, what waits for a second person, and what that person says.
import 'reflect-metadata'
import { Arg, ID, Mutation, Query, Resolver } from 'type-graphql'
import { type Classification, Item, STRUCTURE } from '../catalogue/item.ts'
import { DayScalar } from '../catalogue/scalars.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import {
  AssessmentToCountersign,
  CareReceipt,
  Countersigning,
  EvidenceKind,
  FindingsInput,
  ParentFindingInput,
  ReturnReason,
} from './types.ts'

const REF: Classification = { item: 'D02', level: 'L3', source: 'GATEWAY' }
const FOUND: Classification = { item: 'D61', level: 'L4', source: 'XZJ' }
const WRITTEN = { key: STRUCTURE, ref: REF, day: FOUND, evidence: FOUND }

@Resolver()
export class AssessmentsResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [AssessmentToCountersign], {
    nullable: 'itemsAndList',
    description: 'Of your villages, and of your own office by others than you, the oldest first; fifty at a time',
  })
  assessmentsToCountersign(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { ...WRITTEN, childSeen: FOUND } })
  @Mutation(() => CareReceipt, {
    nullable: true,
    description:
      'A visit of a child who lives in your division, of today or of the last 90 days. Draw a new UUID as `key`',
  })
  recordVisit(
    @TheTicket() ticket: Ticket,
    @Arg('key', () => ID) _key: string,
    @Arg('ref', () => ID) _ref: string,
    @Arg('day', () => DayScalar) _day: string,
    @Arg('evidence', () => EvidenceKind) _evidence: string,
    @Arg('childSeen', () => Boolean) _childSeen: boolean,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { ...WRITTEN, findings: FOUND, father: FOUND, mother: FOUND } })
  @Mutation(() => CareReceipt, {
    nullable: true,
    description: 'An assessment of such a child; it counts once a second person has countersigned it',
  })
  recordAssessment(
    @TheTicket() ticket: Ticket,
    @Arg('key', () => ID) _key: string,
    @Arg('ref', () => ID) _ref: string,
    @Arg('day', () => DayScalar) _day: string,
    @Arg('evidence', () => EvidenceKind) _evidence: string,
    @Arg('findings', () => FindingsInput, { nullable: true }) _findings?: FindingsInput,
    @Arg('father', () => ParentFindingInput, { nullable: true }) _father?: ParentFindingInput,
    @Arg('mother', () => ParentFindingInput, { nullable: true }) _mother?: ParentFindingInput,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { assessment: STRUCTURE, says: STRUCTURE, reason: FOUND } })
  @Mutation(() => CareReceipt, {
    nullable: true,
    description:
      'By a supervisor of the street above the village, or by a second person of the same street. One that goes back has a reason',
  })
  countersignAssessment(
    @TheTicket() ticket: Ticket,
    @Arg('assessment', () => ID) _assessment: string,
    @Arg('says', () => Countersigning) _says: string,
    @Arg('reason', () => ReturnReason, { nullable: true }) _reason?: string,
  ): Ticket {
    return ticket
  }
}
