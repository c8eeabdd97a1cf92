// The child that an emergency is about, as submitted. Each way to name one (today number and full name) says what the
// journal calls it and how the registry finds it; another way is another function that gives the same shape.
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'
import { type SubmittedSubject, submittedSubject } from '../questions/subject.ts'
import { type IndexedSubject, NOBODY } from '../registry/relations.ts'
import type { Rooms } from '../rooms.ts'

export interface EmergencySubject {
  /** What the journal's pseudonym is made from. */
  readonly submitted: string
  /** What the limits count it by. */
  readonly lookUp: SubmittedSubject['lookUp']
  /** What was submitted, with whatever else was submitted: the same child named otherwise is another subject. */
  readonly named: string
  /** The child of today; null for one that is not there or is named otherwise. Costs the same either way. */
  find(pool: Pool, today: Day): Promise<string | null>
}

/** Throws BAD_INPUT, before any look-up, for a fault in the input alone. */
export function emergencySubject(input: unknown, rooms: Rooms): EmergencySubject {
  const { submitted, indexed, lookUp } = submittedSubject(input, rooms)
  return {
    submitted,
    lookUp,
    named: `emergency ${submitted} ${indexed.name.toString('base64url')}`,
    find: (pool, today) => childNamed(pool, indexed, today),
  }
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
    where kind = 'NAME' and blind_index = $3 and superseded_at is null and child_id = coalesce(i.child_id, ${NOBODY})
      and valid_from <= $4 and (valid_to is null or valid_to > $4) offset 0
  ) n on true
  having count(distinct n.child_id) = 1`

async function childNamed(pool: Pool, { kind, number, name }: IndexedSubject, today: Day): Promise<string | null> {
  const { rows } = await pool.query<{ child_id: string }>({
    name: 'emergency-child-named',
    text: NAMED,
    values: [kind, number, name, today],
  })
  return rows[0]?.child_id ?? null
}
