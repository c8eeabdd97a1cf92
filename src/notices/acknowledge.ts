// The walk of `acknowledgeNotice`: a recipient says that the notice was heard.
import { actOn } from '../act-walk.ts'
import { GatewayError } from '../errors.ts'
import type { RootWalker } from '../rooms.ts'
import { acknowledge } from './outbox.ts'

/** REFUSED for a notice that is not there or was never the caller's: the two are one. */
export const walkAcknowledgeNotice: RootWalker = (rooms, { caller, now }, root) =>
  actOn(root.arguments.notice, 'a notice', async (noticeId) => {
    const acknowledgedAt = await acknowledge(rooms.registry, { noticeId, personId: caller.personId, now })
    if (acknowledgedAt === null) throw new GatewayError('REFUSED', 'no notice of this person')
    return { value: { notice: noticeId, acknowledgedAt: acknowledgedAt.toISOString() } }
  })
