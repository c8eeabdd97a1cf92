// The edge from a child to 公安局.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { PublicSecurity } from './types.ts'

@Resolver(() => Child)
export class PublicSecurityResolver {
  @Item('STRUCTURE', 'L3', 'GAJ')
  @FieldResolver(() => PublicSecurity, { nullable: true })
  publicSecurity(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
