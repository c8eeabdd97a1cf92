// The door to appointments: three acts and the list of what concerns the caller.
import 'reflect-metadata'
import { Arg, ID, Mutation, Query, Resolver } from 'type-graphql'
import { Item, STRUCTURE } from '../catalogue/item.ts'
import { DayScalar } from '../catalogue/scalars.ts'
import { TheTicket, type Ticket } from '../catalogue/ticket.ts'
import { DeputyAppointment } from './types.ts'

@Resolver()
export class DeputiesResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [DeputyAppointment], {
    nullable: true,
    description:
      'Appointments of the last year in which you are principal or deputy; for ORG_ADMIN, those of the organisation',
  })
  deputies(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', {
    arguments: { deputy: STRUCTURE, until: STRUCTURE, from: STRUCTURE, principal: STRUCTURE, role: STRUCTURE },
  })
  @Mutation(() => DeputyAppointment, {
    nullable: true,
    description: 'Appoints a colleague to stand in, for 90 days at most; it counts once the colleague has accepted',
  })
  appointDeputy(
    @TheTicket() ticket: Ticket,
    @Arg('deputy', () => ID, { description: 'Person id of a colleague of the same organisation' }) _deputy: string,
    @Arg('until', () => DayScalar, { description: 'The last day' }) _until: string,
    @Arg('from', () => DayScalar, { nullable: true, description: 'Today unless said' }) _from?: string,
    @Arg('principal', () => ID, { nullable: true, description: 'For ORG_ADMIN: whose role it is' }) _principal?: string,
    @Arg('role', () => String, { nullable: true, description: 'For ORG_ADMIN: which role of theirs' }) _role?: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { appointment: STRUCTURE } })
  @Mutation(() => DeputyAppointment, { nullable: true, description: 'For the deputy, in their own role' })
  acceptDeputy(@TheTicket() ticket: Ticket, @Arg('appointment', () => ID) _appointment: string): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { appointment: STRUCTURE } })
  @Mutation(() => DeputyAppointment, {
    nullable: true,
    description: 'For the principal, the deputy or ORG_ADMIN; it ends within five seconds',
  })
  endDeputy(@TheTicket() ticket: Ticket, @Arg('appointment', () => ID) _appointment: string): Ticket {
    return ticket
  }
}
