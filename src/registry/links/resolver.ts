// The doors of linking: the queue of the competent county, the decision, and undoing a link that was wrong.
import 'reflect-metadata'
import { Arg, ID, Mutation, Query, Resolver } from 'type-graphql'
import { type Classification, Item, STRUCTURE } from '../../catalogue/item.ts'
import { TheTicket, type Ticket } from '../../catalogue/ticket.ts'
import { LinkReview, LinkReviewReceipt, LinkUndoing, LinkVerdict } from './types.ts'

// Free text about a case: it is sealed when it is kept, and journalled nowhere.
const WORDS: Classification = { item: 'D61', level: 'L4', source: 'GATEWAY' }

@Resolver()
export class LinkReviewResolver {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Query(() => [LinkReview], {
    nullable: 'itemsAndList',
    description: 'Records of which your county must say whose they are, the oldest first',
  })
  linkReviews(@TheTicket() ticket: Ticket): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { review: STRUCTURE } })
  @Mutation(() => LinkReviewReceipt, {
    nullable: true,
    description: 'Takes one up for fifteen minutes; meanwhile nobody else decides it. Again: fifteen more',
  })
  takeLinkReview(@TheTicket() ticket: Ticket, @Arg('review', () => ID) _review: string): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', { arguments: { review: STRUCTURE, verdict: STRUCTURE, note: WORDS } })
  @Mutation(() => LinkReviewReceipt, {
    nullable: true,
    description: 'By whoever has taken it up, with a reason (10 to 1000 characters) that holds no number of a person',
  })
  decideLinkReview(
    @TheTicket() ticket: Ticket,
    @Arg('review', () => ID) _review: string,
    @Arg('verdict', () => LinkVerdict) _verdict: string,
    @Arg('note', () => String) _note: string,
  ): Ticket {
    return ticket
  }

  @Item('STRUCTURE', 'L2', 'GATEWAY', {
    arguments: { ref: { item: 'D02', level: 'L3', source: 'GATEWAY' }, source: STRUCTURE, note: WORDS },
  })
  @Mutation(() => LinkUndoing, {
    nullable: true,
    description:
      'Takes a record away from a child of yours that it is not of: an incident, with what was wrong (10 to 1000 characters)',
  })
  undoLink(
    @TheTicket() ticket: Ticket,
    @Arg('ref', () => ID) _ref: string,
    @Arg('source', () => String, { description: 'The department whose record it is' }) _source: string,
    @Arg('note', () => String) _note: string,
  ): Ticket {
    return ticket
  }
}
