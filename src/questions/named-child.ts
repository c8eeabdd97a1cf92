// A child that an officer names by number and full name.
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'
import { CALLED, type IndexedSubject, NOBODY } from '../registry/relations.ts'
import type { Rooms } from '../rooms.ts'
import { type SubmittedSubject, submittedSubject } from './subject.ts'

export interface NamedChild extends SubmittedSubject {
  /** The child of today; null for one that is not there or is named otherwise. Costs the same either way. */
  find(pool: Pool, today: Day): Promise<string | null>
}

/** Throws BAD_INPUT, before any look-up, for a fault in the input alone. */
export function namedChild(input: unknown, rooms: Rooms): NamedChild {
  const subject = submittedSubject(input, rooms)
  return { ...subject, find: (pool, today) => childNamed(pool, subject.indexed, today) }
}

// `offset 0` keeps each look-up an index probe of its own, and both are made for everybody, or a stopwatch could tell. Two
// children under one number and name are a fault of linking, and the gateway does not choose between them.
const NAMED = `
  select min(n.child_id::text) as child_id
  from (select) asked
  left join lateral (
    select child_id from registry.identifier
    where kind = $1 and blind_index = $2 and superseded_at is null
      and valid_from <= $4 and (valid_to is null or valid_to > $4) offset 0
  ) i on true
  left join lateral (
    select child_id from registry.identifier
    where ${CALLED} and blind_index = $3 and superseded_at is null and child_id = coalesce(i.child_id, ${NOBODY})
      and valid_from <= $4 and (valid_to is null or valid_to > $4) offset 0
  ) n on true
  having count(distinct n.child_id) = 1`

// The same without a day: what has ended counts as well. A number may have been two children's; the name says which.
const EVER_NAMED = `
  select min(n.child_id::text) as child_id
  from (select) asked
  left join lateral (
    select child_id from registry.identifier where kind = $1 and blind_index = $2 and superseded_at is null offset 0
  ) i on true
  left join lateral (
    select child_id from registry.identifier
    where kind = 'NAME' and blind_index = $3 and superseded_at is null and child_id = coalesce(i.child_id, ${NOBODY}) offset 0
  ) n on true
  having count(distinct n.child_id) = 1`

/** Whoever has or had this number and has or had this name; null for nobody and for more than one. Costs the same either way. */
export async function everNamed(pool: Pool, { kind, number, name }: IndexedSubject): Promise<string | null> {
  const { rows } = await pool.query<{ child_id: string }>({
    name: 'child-ever-named',
    text: EVER_NAMED,
    values: [kind, number, name],
  })
  return rows[0]?.child_id ?? null
}

/** Whoever has this number and this name on a day; null as above. */
export async function childNamed(
  pool: Pick<Pool, 'query'>,
  { kind, number, name }: IndexedSubject,
  today: Day,
): Promise<string | null> {
  const { rows } = await pool.query<{ child_id: string }>({
    name: 'child-named',
    text: NAMED,
    values: [kind, number, name, today],
  })
  return rows[0]?.child_id ?? null
}
