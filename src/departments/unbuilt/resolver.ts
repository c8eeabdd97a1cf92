// The edges from a child to the departments that are not read yet.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { Community, Court, Employment, Housing, Justice } from './types.ts'

@Resolver(() => Child)
export class UnbuiltResolver {
  @Item('STRUCTURE', 'L3', 'SFJ')
  @FieldResolver(() => Justice, { nullable: true })
  justice(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L3', 'FYJ')
  @FieldResolver(() => Court, { nullable: true })
  court(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L3', 'XZJ')
  @FieldResolver(() => Community, { nullable: true })
  community(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L3', 'ZFJ')
  @FieldResolver(() => Housing, { nullable: true })
  housing(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L3', 'RSJ')
  @FieldResolver(() => Employment, { nullable: true })
  employment(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
