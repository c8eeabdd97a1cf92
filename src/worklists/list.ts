// `workList` and `enrolmentTasks`: the open tasks of the caller's own divisions. The registry alone is read: what a task rests on was weighed
// when it was raised.
import { countedPage, pageSize } from '../limits/counted-page.ts'
import type { BoundRoot } from '../plan/bind.ts'
import { recipientOf } from '../registry/casework.ts'
import { openCursor, sealCursor } from '../registry/cursor.ts'
import { divisionBounds, inScope } from '../registry/scope.ts'
import type { Operation, Rooms, RootWalker } from '../rooms.ts'
import type { WorkListName } from './rules.ts'
import { inOwnPlace, ownScope, rulesFor } from './scope.ts'

const ORDINARY_PAGE = 20

export const walkWorkList: RootWalker = (rooms, operation, root) =>
  walkTasks(rooms, operation, { root, list: 'workList' })

export const walkEnrolmentTasks: RootWalker = (rooms, operation, root) =>
  walkTasks(rooms, operation, { root, list: 'enrolmentTasks' })

interface Asked {
  readonly root: BoundRoot
  readonly list: WorkListName
}

interface Position {
  readonly expiresAt: string
  readonly id: string
}

interface TaskRow {
  readonly id: string
  readonly rule: string
  readonly place: string | null
  readonly raised_at: Date
  readonly expires_at: Date
  readonly children: string[] | null
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
      // One more than is shown tells whether there are more.
      const rows = await countedPage(rooms, operation, () =>
        tasks(rooms, operation, { ...asked, first: first + 1, after }),
      )
      const page = rows.slice(0, first)
      const last = page.at(-1)
      const hasNextPage = rows.length > page.length
      const endCursor = last ? sealCursor({ expiresAt: last.expires_at.toISOString(), id: last.id }, binding) : null
      const nodes = page.map((row) => shown(rooms, operation, row))
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

const CANDIDATES = `
  select distinct a.key from worklist.task t join worklist.about a on a.task_id = t.id
  where t.state = 'RAISED' and t.place is null and a.gone_at is null and t.rule = any($1::text[])
    and exists (select from registry.jurisdiction j join unnest($2::text[], $3::text[]) d(lowest, highest)
      on j.division between d.lowest::char(12) and d.highest::char(12) where j.child_id = a.key::uuid and j.superseded_at is null)`

const LIST = `
  select t.id, t.rule, t.place, t.raised_at, t.expires_at,
    (select array_agg(a.key order by a.key) from worklist.about a
     where a.task_id = t.id and t.place is null and a.gone_at is null and a.key = any($2::text[])) as children
  from worklist.task t
  where t.state = 'RAISED' and t.rule = any($1::text[]) and t.expires_at > $3
    and (${inOwnPlace('$4', '$5')} or (t.place is null and exists (
      select from worklist.about a where a.task_id = t.id and a.gone_at is null and a.key = any($2::text[]))))
    and ($6::timestamptz is null or (t.expires_at, t.id) > ($6, $7::uuid))
  order by t.expires_at, t.id limit $8`

async function tasks(
  { registry, algorithms }: Rooms,
  operation: Operation,
  { root, list, first, after }: Asked & { readonly first: number; readonly after: Position | null },
): Promise<readonly TaskRow[]> {
  const { caller, grant, now } = operation
  const wanted = root.arguments.rule ?? null
  const rules = rulesFor(algorithms, { role: grant.role, list }).filter((rule) => wanted === null || rule === wanted)
  const { lowest, highest } = divisionBounds(caller.divisions)
  const candidates = await registry.query<{ key: string }>({
    name: 'work-candidates',
    text: CANDIDATES,
    values: [rules, lowest, highest],
  })
  const keys = candidates.rows.map(({ key }) => key)
  const own = await inScope(registry, ownScope(operation), keys)
  const { rows } = await registry.query<TaskRow>({
    name: 'work-list',
    text: LIST,
    values: [rules, [...own], now, lowest, highest, after?.expiresAt ?? null, after?.id ?? null, first],
  })
  return rows
}

function shown(rooms: Rooms, { caller, grant, today }: Operation, row: TaskRow): Readonly<Record<string, unknown>> {
  const refs = rooms.childRefs(recipientOf(caller, grant))
  return {
    task: row.id,
    rule: row.rule,
    // In the order of the pseudonyms, which says nothing of the children.
    children: row.children?.map((childId) => refs.refOf(childId)).sort() ?? null,
    place: row.place,
    staff: row.place === null ? null : staffOf(rooms, row.place, today),
    raisedAt: row.raised_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }
}

/** Null for a county, which has no post of its own. */
function staffOf({ roster }: Rooms, place: string, today: string): number | null {
  if (place.endsWith('000000')) return null
  const role = place.endsWith('000') ? 'STREET' : 'VILLAGE'
  const holders = roster.current().holdersOf(role, today)
  const here = holders.filter(({ divisions }) => divisions.some((division) => division.padEnd(12, '0') === place))
  return new Set(here.map(({ personId }) => personId)).size
}
