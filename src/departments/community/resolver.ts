// The edge from a child to 乡镇（街道）和村（居）.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { Community } from './types.ts'

@Resolver(() => Child)
export class CommunityResolver {
  @Item('STRUCTURE', 'L3', 'XZJ')
  @FieldResolver(() => Community, { nullable: true })
  community(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
