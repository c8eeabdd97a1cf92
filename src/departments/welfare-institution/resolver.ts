// The edge from a child to 儿童福利院.
import 'reflect-metadata'
import { FieldResolver, Resolver } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { Child } from '../../registry/types.ts'
import { WelfareInstitution } from './types.ts'

@Resolver(() => Child)
export class WelfareInstitutionResolver {
  @Item('STRUCTURE', 'L3', 'FLY')
  @FieldResolver(() => WelfareInstitution, { nullable: true })
  welfareInstitution(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }
}
