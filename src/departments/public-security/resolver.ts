// The edge from a child to 公安局.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Child } from '../../registry/types.ts'
import { Item } from '../item.ts'
import { TheTicket, type Ticket } from '../ticket.ts'
import { PublicSecurity } from './types.ts'

@Resolver(() => Child)
export class PublicSecurityResolver {
  @Item('STRUCTURE', 'L3', 'GAJ')
  @FieldResolver(() => PublicSecurity, { nullable: true })
  publicSecurity(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
