// The open tasks that are the caller's own today, and what the caller is shown of each. A page costs a page, however long the list of the
// city is: candidates come chunk by chunk in the list's order, and the rules of casework say which of their children are in scope.
import { recipientOf } from '../registry/casework.ts'
import { divisionBounds, inScope } from '../registry/scope.ts'
import type { Operation, Rooms } from '../rooms.ts'
import { inOwnPlace, ofOwnDivision, ownScope } from './scope.ts'
import type { StaffAt } from './staff.ts'

export interface Position {
  readonly expiresAt: string
  readonly id: string
}

/** `children` are those in scope; null for a task about a place. */
export interface OpenTask {
  readonly id: string
  readonly rule: string
  readonly place: string | null
  readonly raisedAt: Date
  readonly expiresAt: Date
  readonly children: readonly string[] | null
}

export interface Wanted {
  readonly rules: readonly string[]
  readonly first: number
  readonly after: Position | null
}

function candidates(which: string, more: string): string {
  return `
  select t.id, t.rule, t.place, t.raised_at as "raisedAt", t.expires_at as "expiresAt", k.keys as children
  from worklist.task t cross join lateral (
    select array_agg(a.key order by a.key) as keys from worklist.about a
    where t.place is null and a.task_id = t.id and a.gone_at is null and ${ofOwnDivision('a.key', '$3', '$4')}) k
  where t.state = 'RAISED' and t.rule = any($1::text[]) and t.expires_at > $2 and (${inOwnPlace('$3', '$4')} or k.keys is not null)
    and ${which} ${more}`
}

const NEXT = candidates(
  '($5::timestamptz is null or (t.expires_at, t.id) > ($5, $6::uuid))',
  'order by t.expires_at, t.id limit $7',
)
const ONE = candidates('t.id = $5', '')

/** In the order of the list, which is that of their ends. */
export async function openTasks(rooms: Rooms, operation: Operation, wanted: Wanted): Promise<OpenTask[]> {
  const { rules, first } = wanted
  const found: OpenTask[] = []
  for (let { after } = wanted; found.length < first; ) {
    const chunk = await rooms.registry.query<OpenTask>({
      name: 'work-next',
      text: NEXT,
      values: [...common(operation, rules), after?.expiresAt ?? null, after?.id ?? null, first],
    })
    found.push(...(await own(rooms, operation, chunk.rows)))
    const last = chunk.rows.at(-1)
    if (!last || chunk.rows.length < first) break
    after = { expiresAt: last.expiresAt.toISOString(), id: last.id }
  }
  return found.slice(0, first)
}

/** Null where it is not open, or not the caller's. */
export async function openTask(
  rooms: Rooms,
  operation: Operation,
  { rules, id }: { readonly rules: readonly string[]; readonly id: string },
): Promise<OpenTask | null> {
  const { rows } = await rooms.registry.query<OpenTask>({
    ...{ name: 'work-one', text: ONE, values: [...common(operation, rules), id] },
  })
  return (await own(rooms, operation, rows))[0] ?? null
}

function common({ caller, now }: Operation, rules: readonly string[]): unknown[] {
  const { lowest, highest } = divisionBounds(caller.divisions)
  return [rules, now, lowest, highest]
}

async function own(rooms: Rooms, operation: Operation, rows: readonly OpenTask[]): Promise<OpenTask[]> {
  const keys = rows.flatMap(({ children }) => children ?? [])
  const inOwn = await inScope(rooms.registry, ownScope(operation), keys)
  return rows
    .map((row) => ({ ...row, children: row.children?.filter((key) => inOwn.has(key)) ?? null }))
    .filter(({ place, children }) => place !== null || (children?.length ?? 0) > 0)
}

export function shown(
  rooms: Rooms,
  { caller, grant }: Operation,
  { task, staffAt }: { readonly task: OpenTask; readonly staffAt: StaffAt },
): Readonly<Record<string, unknown>> {
  const refs = rooms.childRefs(recipientOf(caller, grant))
  return {
    task: task.id,
    rule: task.rule,
    // In the order of the pseudonyms, which says nothing of the children.
    children: task.children?.map((childId) => refs.refOf(childId)).sort() ?? null,
    place: task.place,
    staff: staffAt(task.place),
    raisedAt: task.raisedAt.toISOString(),
    expiresAt: task.expiresAt.toISOString(),
  }
}
