// `decideTask`: a person says what came of it, and says it again without harm. REFUSED, in one way, for a task that is not there, another's,
// expired or withdrawn; of one that is decided otherwise or by somebody else, whoever sees it is told so.
import type { PoolClient } from 'pg'
import { actOn, recordAct } from '../act-walk.ts'
import { subjectPseudonym } from '../audit/entry.ts'
import { inTransaction } from '../database/transaction.ts'
import { GatewayError } from '../errors.ts'
import { divisionBounds, inScope } from '../registry/scope.ts'
import type { Operation, Rooms, RootWalker } from '../rooms.ts'
import { inOwnPlace, ownScope, rulesFor } from './scope.ts'
import { DECISION_OF } from './types.ts'

export const walkDecideTask: RootWalker = (rooms, operation, root) => {
  const decision = String(root.arguments.decision)
  const reason = root.arguments.reason as keyof typeof DECISION_OF
  if (DECISION_OF[reason] !== decision)
    throw new GatewayError('BAD_INPUT', 'the reason is one of the other decision', { hint: 'REASON_OF_DECISION' })
  return actOn(root.arguments.task, 'a task', (taskId) =>
    inTransaction(rooms.registry, async (client) => {
      const { caller, now } = operation
      const { rule, children, decided } = await holdTask(client, rooms, { operation, taskId })
      const answer = { value: { task: taskId, decision }, resolved: children }
      if (decided) {
        expectSame(decided, { decision, reason, by: caller.personId })
        return answer
      }
      await client.query({
        name: 'work-decide',
        text: 'update worklist.task set state = $2, reason = $3, decided_by = $4, ended_at = $5 where id = $1',
        values: [taskId, decision, reason, caller.personId, now],
      })
      await recordAct(rooms, operation, {
        act: 'TASK_DECIDED',
        subjects: children.map((childId) => subjectPseudonym(rooms.keys.journalSubject, childId)),
        facts: { task: taskId, rule, decision, reason },
      })
      return answer
    }),
  )
}

interface Deciding {
  readonly operation: Operation
  readonly taskId: string
}

interface Decided {
  readonly decision: string
  readonly reason: string
  readonly by: string
}

interface HeldTask {
  readonly rule: string
  readonly children: readonly string[]
  /** Null while it is open. */
  readonly decided: Decided | null
}

/** Once is enough: neither is anything written again, nor does it stand in the journal twice. */
function expectSame(decided: Decided, again: Decided): void {
  const isSame = decided.decision === again.decision && decided.reason === again.reason && decided.by === again.by
  if (!isSame) throw new GatewayError('REFUSED', 'decided already', { hint: 'ALREADY_DECIDED' })
}

const HOLD = `
  select t.rule, case when t.decided_by is not null
      then jsonb_build_object('decision', t.state, 'reason', t.reason, 'by', t.decided_by) end as decided, ${inOwnPlace('$4', '$5')} as "isOwnPlace", coalesce((select array_agg(a.key order by a.key) from worklist.about a
    where a.task_id = t.id and t.place is null and a.gone_at is null), '{}') as children
  from worklist.task t where t.id = $1 and t.rule = any($2::text[])
    and (t.decided_by is not null or (t.state = 'RAISED' and t.expires_at > $3)) for update of t`

async function holdTask(client: PoolClient, rooms: Rooms, { operation, taskId }: Deciding): Promise<HeldTask> {
  const { caller, grant, now } = operation
  const { lowest, highest } = divisionBounds(caller.divisions)
  const { rows } = await client.query<HeldTask & { isOwnPlace: boolean }>({
    name: 'work-hold',
    text: HOLD,
    values: [taskId, rulesFor(rooms.algorithms, { role: grant.role }), now, lowest, highest],
  })
  const [task] = rows
  const own = await inScope(client, ownScope(operation), task?.children ?? [])
  const children = (task?.children ?? []).filter((childId) => own.has(childId))
  if (!task || !(task.isOwnPlace || children.length > 0)) throw new GatewayError('REFUSED', 'no task of this person')
  return { rule: task.rule, children, decided: task.decided }
}
