// `emergencySubject`: the walk of a read under a grant. The grant in X-Case is the relation; where it does not hold, and
// where there is no such child, the walk goes on to its end with a key that matches nothing.
import { departmentOf } from '../departments/departments.ts'
import { compileRead, type ReadStatement } from '../departments/read-statement.ts'
import { GatewayError, invariant } from '../errors.ts'
import { countedCaller } from '../limits/counted-caller.ts'
import { digestOf } from '../limits/marks.ts'
import { maskNamed } from '../masking/masks.ts'
import type { GrantedLeaf } from '../plan/plan.ts'
import type { Operation, Rooms, RootWalker } from '../rooms.ts'
import { isUuid } from '../uuid.ts'
import { readUnderGrant } from './grants.ts'
import { type Signing, signingInputs, signingOf } from './who-can-sign.ts'

export const walkEmergencySubject: RootWalker = (rooms, operation, root) => {
  const { caller, caseNumber, grant, purpose, now, today } = operation
  if (caseNumber === null) throw new GatewayError('CASE_REQUIRED', 'the number of the grant')
  invariant(grant.relation === 'emergency-grant', 'an emergency rests on a grant')
  return {
    subjects: [caseNumber],
    subjectKind: 'emergency-grant',
    count: 1,
    async read() {
      const counted = countedCaller(operation)
      const id = isUuid(caseNumber) ? caseNumber : rooms.newId()
      const opened = await readUnderGrant(rooms.registry, { id, caller, purpose, now, today })
      // A grant in force was counted when it was opened; a limit reached since must not close it.
      if (opened === null) await rooms.limiter.expectOpen(counted)
      const key = opened?.key ?? rooms.newId()
      const lookUp = { child: digestOf(rooms.keys.limits, 'grant', caseNumber), isMiss: opened === null, marks: null }
      const [rows, mayLeave] = await Promise.all([
        civilAffairs(rooms).read(statementFor(root.plan.leaves), [key]),
        // A miss is a grant that is not the caller's; whether its child exists counts for nothing.
        rooms.limiter.count(counted, { lookUps: [lookUp], page: 0 }),
      ])
      if (opened === null && !mayLeave) throw new GatewayError('TOO_MANY', 'beyond the limits')
      const signing = signingOf(rows, key)
      const answerId = rooms.newId()
      return {
        value: { answerId, ...signing, ...desk(rooms, operation, caseNumber) },
        resolved: opened?.childId ? [opened.childId] : [],
        answers: [{ answerId, subject: caseNumber, status: signing.status satisfies Signing['status'] }],
      }
    },
  }
}

function civilAffairs(rooms: Rooms) {
  const reader = rooms.readers.get('MZJ')
  invariant(reader, 'MZJ has a reader')
  return reader
}

const statements = new WeakMap<readonly GrantedLeaf[], ReadStatement>()

// What a code is made of is a declared release; of the guardian, what was selected.
function statementFor(leaves: readonly GrantedLeaf[]): ReadStatement {
  const known = statements.get(leaves)
  if (known) return known
  const department = departmentOf('MZJ')
  const wanted = [
    ...signingInputs(leaves.map(({ coordinate }) => coordinate)).map((coordinate) => ({ coordinate, mask: null })),
    ...leaves
      .filter(({ coordinate }) => coordinate.startsWith('Guardian.'))
      .map(({ coordinate, mask }) => ({ coordinate, mask: mask === null ? null : maskOf(mask) })),
  ]
  const statement = compileRead(department, wanted, maskNamed)
  statements.set(leaves, statement)
  return statement
}

function maskOf(name: string) {
  const mask = maskNamed(name)
  invariant(mask, 'the policy names a mask that exists')
  return mask
}

// The desk of the caller's own division, whoever the child is and wherever it lives.
function desk(rooms: Rooms, { caller }: Operation, reference: string) {
  const roster = rooms.roster.current()
  const contact = roster.dutyContactFor(roster.organisation(caller.organisationId)?.division ?? '')
  return {
    dutyContact: contact ? { name: contact.nameZh, phone: contact.phone } : null,
    relayedCall: contact ? { phone: contact.phone, reference } : null,
  }
}
