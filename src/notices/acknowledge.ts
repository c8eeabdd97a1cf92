// The walk of `acknowledgeNotice`: a recipient says that the notice was heard.
import { GatewayError } from '../errors.ts'
import type { RootWalker } from '../rooms.ts'
import { acknowledge } from './outbox.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** REFUSED for a notice that is not there or was never the caller's: the two are one. */
export const walkAcknowledgeNotice: RootWalker = (rooms, { caller, now }, root) => {
  const noticeId = String(root.arguments.notice)
  if (!UUID.test(noticeId)) throw new GatewayError('BAD_INPUT', 'not the number of a notice')
  return {
    subjects: [],
    subjectKind: 'none',
    count: 1,
    isAct: true,
    async read() {
      const acknowledgedAt = await acknowledge(rooms.registry, { noticeId, personId: caller.personId, now })
      if (acknowledgedAt === null) throw new GatewayError('REFUSED', 'no notice of this person')
      return { value: { notice: noticeId, acknowledgedAt: acknowledgedAt.toISOString() }, resolved: [], answers: [] }
    },
  }
}
