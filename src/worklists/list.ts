// `workList` and `enrolmentTasks`: the open tasks of the caller's own divisions. The registry alone is read: what a task rests on was weighed
// when it was raised.
import { countedPage, pageSize } from '../limits/counted-page.ts'
import type { BoundRoot } from '../plan/bind.ts'
import { openCursor, sealCursor } from '../registry/cursor.ts'
import type { Operation, Rooms, RootWalker } from '../rooms.ts'
import { openTasks, type Position, shown } from './open-tasks.ts'
import type { WorkListName } from './rules.ts'
import { rulesWanted } from './scope.ts'
import { staffOf } from './staff.ts'

const ORDINARY_PAGE = 20

export const walkWorkList: RootWalker = (rooms, operation, root) =>
  walkTasks(rooms, operation, { root, list: 'workList' })

export const walkEnrolmentTasks: RootWalker = (rooms, operation, root) =>
  walkTasks(rooms, operation, { root, list: 'enrolmentTasks' })

interface Asked {
  readonly root: BoundRoot
  readonly list: WorkListName
}

function walkTasks(rooms: Rooms, operation: Operation, asked: Asked): ReturnType<RootWalker> {
  const { arguments: sent } = asked.root
  const first = pageSize(sent.first ?? ORDINARY_PAGE, operation.grant.limits.children)
  const binding = bindingOf(rooms, operation, asked)
  const after = typeof sent.after === 'string' ? (openCursor(sent.after, binding) as Position) : null
  return {
    subjects: [],
    subjectKind: 'list',
    count: first,
    async read() {
      const rules = rulesWanted(rooms, operation, { list: asked.list, rule: sent.rule })
      // One more than is shown tells whether there are more.
      const tasks = await countedPage(rooms, operation, () =>
        openTasks(rooms, operation, { rules, first: first + 1, after }),
      )
      const page = tasks.slice(0, first)
      const last = page.at(-1)
      const hasNextPage = tasks.length > page.length
      const endCursor = last ? sealCursor({ expiresAt: last.expiresAt.toISOString(), id: last.id }, binding) : null
      const staffAt = await staffOf(rooms, operation, { root: asked.root, tasks: page })
      const nodes = page.map((task) => shown(rooms, operation, { task, staffAt }))
      const resolved = [...new Set(page.flatMap(({ children }) => children ?? []))]
      return { value: { nodes, pageInfo: { hasNextPage, endCursor } }, resolved, answers: [] }
    },
  }
}

function bindingOf({ keys, nonce }: Rooms, { caller, grant, now }: Operation, { root, list }: Asked) {
  const { organisationId, personId, divisions } = caller
  const binding = JSON.stringify([organisationId, personId, divisions, grant.role, list, root.arguments.rule ?? null])
  return { binding, key: keys.cursor, now, nonce }
}
