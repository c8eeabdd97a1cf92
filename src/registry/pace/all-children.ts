// Every child of the registry with the keys under which departments know it, page by page in the order of the ids.
import type { Pool } from 'pg'
import { edgeReads } from '../../departments/edge-reads.ts'
import { maskNamed } from '../../masking/masks.ts'
import type { GrantedLeaf } from '../../plan/plan.ts'
import type { ChildrenJob, ChildrenSize, KeyedChild } from './read-children.ts'

const PAGE = 200

type Reading = Pick<ChildrenJob<KeyedChild>, 'readers' | 'clock' | 'onProgress'> & { readonly registry: Pool }

/** The job that reads these leaves of every child. */
export async function allChildren(job: Reading, leaves: readonly GrantedLeaf[]): Promise<ChildrenJob<KeyedChild>> {
  const { registry, readers, clock, onProgress } = job
  return {
    ...{ reads: edgeReads(leaves, maskNamed), readers, clock, most: PAGE, size: await sizeOf(registry) },
    after: (childId) => childrenAfter(registry, childId),
    ...(onProgress ? { onProgress } : {}),
  }
}

async function childrenAfter(registry: Pool, after: string): Promise<KeyedChild[]> {
  const { rows } = await registry.query<{ child_id: string; keys: Record<string, string> }>({
    name: 'children-after',
    // One whom no department knows is a child like the others: a page of such children must not look like the end.
    text: `select c.id as child_id, coalesce((select jsonb_object_agg(l.department, l.subject_key) from registry.source_link l
        where l.child_id = c.id), '{}') as keys
      from registry.child c where c.id > $1 order by c.id limit $2`,
    values: [after, PAGE],
  })
  return rows.map(({ child_id: childId, keys }) => ({ childId, keys }))
}

async function sizeOf(registry: Pool): Promise<ChildrenSize> {
  const { rows } = await registry.query<{ children: number; keys: Record<string, number> }>(
    `select (select count(*)::int from registry.child) as children, coalesce(jsonb_object_agg(department, keys), '{}') as keys
     from (select department, count(*)::int as keys from registry.source_link group by department) l`,
  )
  const { children = 0, keys = {} } = rows[0] ?? {}
  return { children, keys: new Map(Object.entries(keys)) }
}
