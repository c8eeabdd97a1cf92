// Work lists: a task about every fourth child of the city, the list page by page, and the list as it is followed while all of them change.
import type pg from 'pg'
import type { Response } from 'supertest'
import type { Random } from '../../src/city/random.ts'
import { openEvents } from '../worklists/events.ts'
import type { Town } from '../world/town.ts'
import type { Scene } from './callers.ts'
import { pages } from './casework.ts'
import type { Operation } from './operation.ts'

/** The last that is told: a task about a place of the county whose list it is. */
const LAST = '00000000-0000-4000-8000-00000000007a'
const BEFORE = '2026-12-23T16:00:00Z'
const AFTER = '2026-12-24T16:00:00Z'

export interface Tasks {
  /** As they stood at first. */
  settle(): Promise<void>
  /** Each is other than it was, the one about a place after the others. */
  change(): Promise<void>
}

/** Numbers of tasks follow from those of the children, so that they are the same in both worlds. */
export async function raiseTasks(owner: pg.Pool): Promise<Tasks> {
  await owner.query(
    `with raised as (
       insert into worklist.task (id, rule, subject, occasion, raised_at, expires_at, state)
       select md5(id::text)::uuid, 'W02', id, '', '2026-11-22T16:00:00Z', $1, 'RAISED'
       from (select id, row_number() over (order by id) as at from registry.child) c where at % 4 = 0 returning id, subject)
     insert into worklist.about (task_id, key) select id, subject from raised`,
    [BEFORE],
  )
  await owner.query(
    `insert into worklist.task (id, rule, subject, place, occasion, raised_at, expires_at, state)
     values ($1, 'W07', '330106901901', '330106901901', '', '2026-11-22T16:00:00Z', $2, 'RAISED')`,
    [LAST, BEFORE],
  )
  const end = async (at: string, which: string) =>
    owner.query(`update worklist.task set expires_at = $1 where id ${which} $2`, [at, LAST])
  return {
    async settle() {
      await owner.query('update worklist.task set expires_at = $1', [BEFORE])
    },
    async change() {
      await end(AFTER, '<>')
      await end(AFTER, '=')
    },
  }
}

const LIST = `query List($first: Int, $after: String) {
  workList(first: $first, after: $after) { nodes { task rule children place staff expiresAt } pageInfo { hasNextPage endCursor } } }`

/** Three pages of the list. */
export function askTasks(scene: Scene, random: Random): Operation {
  const first = 3 + random.below(20)
  return {
    ...pages(scene, random, {}),
    title: `${scene.as} ${scene.purpose} workList`,
    requests(answers) {
      if (answers.length > 2) return null
      if (answers.length === 0) return { query: LIST, variables: { first } }
      const after = cursorOf(answers.at(-1))
      return after === null ? null : { query: LIST, variables: { first, after } }
    },
  }
}

function cursorOf(answer: Response | undefined): string | null {
  const info = answer?.body.data?.workList?.pageInfo
  return info?.hasNextPage === true ? String(info.endCursor) : null
}

const FOLLOW = 'subscription { workListChanged { task open { task rule children place expiresAt } } }'

/** All that is told while every task changes. */
export function followTasks(scene: Scene, random: Random): Operation {
  return {
    ...pages(scene, random, {}),
    title: `${scene.as} ${scene.purpose} workListChanged`,
    requests: (answers) => (answers.length === 0 ? { query: FOLLOW, variables: {} } : null),
  }
}

export function isFollowed(query: string): boolean {
  return query.startsWith('subscription')
}

/** What the caller sees of a stream, up to the last change. */
export async function toldBy({ url, site }: Town, { as, purpose, place }: Scene, query: string): Promise<string> {
  await place.tasks.settle()
  const events = await openEvents({ url, issuer: site.issuer, as, purpose, query })
  await place.tasks.change()
  const told: string[] = [`${events.status} ${JSON.stringify(events.body)}`]
  for (;;) {
    const event = JSON.stringify(await events.next())
    told.push(event)
    if (event === 'null' || event.includes(LAST)) break
  }
  events.leave()
  return told.join('\n')
}
