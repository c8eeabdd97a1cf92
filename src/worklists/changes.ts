// `workListChanged`: what changes in the caller's own list. A change of another's moves nothing here, not even the number or the order of
// what is told: changes are looked up among the caller's own, whoever rang the bell.
import { GatewayError } from '../errors.ts'
import { countedCaller } from '../limits/counted-caller.ts'
import { countedPage } from '../limits/counted-page.ts'
import { divisionBounds, inScope } from '../registry/scope.ts'
import type { EventFeed, Operation, Rooms, RootWalker } from '../rooms.ts'
import { openTask, shown } from './open-tasks.ts'
import { inOwnPlace, ofOwnDivision, ownScope, rulesWanted } from './scope.ts'
import { staffOf } from './staff.ts'

export const walkWorkListChanged: RootWalker = (rooms, operation, root) => {
  const rules = rulesWanted(rooms, operation, { list: 'workList', rule: root.arguments.rule })
  return {
    subjects: [],
    subjectKind: 'list',
    count: 1,
    feed: feedOf(rooms, operation, rules),
    async read() {
      const { event: id } = operation
      if (id === null) {
        await rooms.limiter.expectOpen(countedCaller(operation))
        return { value: null, resolved: [], answers: [] }
      }
      const [task = null] = await countedPage(rooms, operation, async () =>
        [await openTask(rooms, operation, { rules, id })].filter((each) => each !== null),
      )
      const staffAt = await staffOf(rooms, operation, { root, tasks: task ? [task] : [] })
      const value = { task: id, open: task && shown(rooms, operation, { task, staffAt }) }
      return { value, resolved: task?.children ?? [], answers: [] }
    },
  }
}

function feedOf(rooms: Rooms, operation: Operation, rules: readonly string[]): EventFeed {
  return {
    hear: (ring) => rooms.taskBell.hear(ring),
    async since(mark) {
      await rooms.limiter.expectOpen(countedCaller(operation))
      const from = (mark as Mark | null) ?? { snapshot: await oldestUnderWay(rooms), told: NOTHING }
      const { snapshot, changes } = await changesFrom(rooms, operation, { rules, snapshot: from.snapshot })
      const events = mark === null ? [] : changes.filter(({ version }) => !from.told.has(version)).map(({ id }) => id)
      return { events, mark: { snapshot, told: new Set(changes.map(({ version }) => version)) } satisfies Mark }
    },
  }
}

/**
 * Transactions commit in another order than they begin, so that no number of one says what was seen: everything is looked through anew from
 * the oldest that was under way, and what was told of it is remembered.
 */
interface Mark {
  readonly snapshot: string
  readonly told: ReadonlySet<string>
}

const NOTHING: ReadonlySet<string> = new Set()

async function oldestUnderWay({ registry }: Rooms): Promise<string> {
  const { rows } = await registry.query<{ snapshot: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as snapshot',
  )
  return rows[0]?.snapshot ?? ''
}

// Of a task that ended before, and of a child that was gone from it before, nothing is told again.
const CHANGED = `
  with touched as (
    select id from worklist.task where changed_in >= $1::xid8
    union select task_id from worklist.about where changed_in >= $1::xid8
  ), candidate as (
    select t.id, t.changed_in, t.place, t.state <> 'RAISED' as ended, k.about from touched c join worklist.task t using (id) cross join lateral (
      select json_agg(json_build_object('key', a.key, 'changedIn', a.changed_in::text, 'gone', a.gone_at is not null)) as about from worklist.about a
      where t.place is null and a.task_id = t.id and (a.gone_at is null or a.changed_in >= $1::xid8)
        and ${ofOwnDivision('a.key', '$3', '$4')}) k
    where t.rule = any($2::text[]) and (t.state = 'RAISED' or t.changed_in >= $1::xid8)
      and (${inOwnPlace('$3', '$4')} or k.about is not null)
    order by t.changed_in, t.id limit $5
  )
  select pg_snapshot_xmin(pg_current_snapshot())::text as snapshot, (select coalesce(json_agg(json_build_object(
    'id', c.id, 'changedIn', c.changed_in::text, 'place', c.place, 'ended', c.ended, 'about', c.about) order by c.changed_in, c.id), '[]') from candidate c) as candidates`

/** Whoever has so many changes at once reads the list anew. */
const MOST_CHANGES = 5_000

interface Candidate {
  readonly id: string
  readonly changedIn: string
  readonly place: string | null
  readonly ended: boolean
  readonly about: readonly About[] | null
}

interface About {
  readonly key: string
  readonly changedIn: string
  readonly gone: boolean
}

interface Change {
  readonly id: string
  /** The task as it is since its last change that concerns the caller. */
  readonly version: string
}

interface Changes {
  readonly snapshot: string
  readonly changes: readonly Change[]
}

async function changesFrom(
  { registry }: Rooms,
  operation: Operation,
  { rules, snapshot }: { readonly rules: readonly string[]; readonly snapshot: string },
): Promise<Changes> {
  const { lowest, highest } = divisionBounds(operation.caller.divisions)
  const { rows } = await registry.query<{ snapshot: string; candidates: Candidate[] }>({
    ...{ name: 'work-changed', text: CHANGED, values: [snapshot, rules, lowest, highest, MOST_CHANGES] },
  })
  const [{ snapshot: next, candidates } = { snapshot, candidates: [] }] = rows
  if (candidates.length >= MOST_CHANGES) throw new GatewayError('TOO_COSTLY', 'too many changes at once')
  const keys = candidates.flatMap(({ about }) => about ?? []).map(({ key }) => key)
  const own = await inScope(registry, ownScope(operation), keys)
  const changes = candidates.flatMap((candidate): Change[] => {
    const about = (candidate.about ?? []).filter(({ key }) => own.has(key))
    if (candidate.place === null && about.length === 0) return []
    const last = lastChange(candidate, about)
    return last < BigInt(snapshot) ? [] : [{ id: candidate.id, version: `${candidate.id} ${last}` }]
  })
  return { snapshot: next, changes }
}

/** Of the task as whoever has these children sees it: once none of theirs is left in it, what becomes of it is others' affair. */
function lastChange({ changedIn, ended }: Candidate, about: readonly About[]): bigint {
  const ofTask = BigInt(changedIn)
  const ofChildren = about.map((each) => BigInt(each.changedIn)).reduce(later, 0n)
  const isLeft = about.length > 0 && about.every(({ gone }) => gone)
  if (!isLeft) return ended ? ofTask : later(ofTask, ofChildren)
  return ended && ofTask < ofChildren ? ofTask : ofChildren
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
