// `childRecord`: the facts of one child as they held on a day and were known at a moment. A child out of scope is looked up under an id of
// nobody and is null like one that is not there.
import { conditionsOf } from '../../departments/holding.ts'
import type { RootWalker } from '../../rooms.ts'
import { recipientOf } from '../casework.ts'
import { referredChild } from '../referred-child.ts'
import { momentOf } from './moment.ts'
import { readRecords } from './read.ts'

/** BAD_INPUT for a moment that is still to come. */
export const walkChildRecord: RootWalker = (rooms, operation, root) => {
  const { caller, grant } = operation
  const { plan } = root
  const ref = String(root.arguments.ref)
  const lookUp = referredChild(rooms, operation, ref, { conditions: conditionsOf(plan.leaves), lent: 'in scope' })
  const moment = momentOf(root, operation)
  return {
    subjects: [ref],
    subjectKind: 'child-ref',
    count: 1,
    async read() {
      const found = await lookUp()
      const child = found ?? { childId: rooms.newId(), holds: NOTHING_HOLDS }
      const [record] = await readRecords(rooms, operation, {
        ...{ plan, fields: plan.field.fields, children: [child], moment },
      })
      const childRef = rooms.childRefs(recipientOf(caller, grant)).refOf(child.childId)
      const value = found && { childRef, ...record }
      return { value, resolved: found ? [found.childId] : [], answers: [] }
    },
  }
}

const NOTHING_HOLDS: ReadonlySet<never> = new Set()
