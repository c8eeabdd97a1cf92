// The edge from a child to 民政局.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { CivilAffairs } from './types.ts'

@Resolver(() => Child)
export class CivilAffairsResolver {
  @Item('STRUCTURE', 'L3', 'MZJ')
  @FieldResolver(() => CivilAffairs, { nullable: true })
  civilAffairs(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
