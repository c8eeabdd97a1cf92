// The statements of the counts in PostgreSQL. Rows are written in one order by everybody (children, then traces, then
// counters, each by key), so that two processes never wait for each other in a ring.

/** Adds a group: what each person sent in the hour, the children that were new to person and organisation, the traces. */
export const COUNT = `
  with asked as (
    select * from unnest($6::date[], $7::text[], $8::text[], $9::text[], $10::int[], $11::boolean[])
      as a(day, holder, purpose, digest, counter, is_own)
  ), fresh as (
    insert into registry.limit_child (day, holder, purpose, digest)
    select day, holder, purpose, digest from asked order by 1, 2, 3, 4
    on conflict do nothing returning day, holder, purpose, digest
  ), credited as (
    select a.counter, count(*) filter (where a.is_own) as own, count(*) filter (where not a.is_own) as new
    from asked a join fresh using (day, holder, purpose, digest) group by a.counter
  ), noted as (
    insert into registry.limit_trace (person_id, look_up, noted_at, marks)
    select * from unnest($12::text[], $13::text[], $14::timestamptz[], $15::jsonb[]) order by 1, 2
    on conflict (person_id, look_up) do update set noted_at = excluded.noted_at, marks = excluded.marks
  ), counted as (
    insert into registry.limit_counter as c
      (organisation_id, purpose, hour_start, person_id, misses, children, new_children)
    select k.organisation_id, k.purpose, k.hour_start, k.person_id, k.misses,
      k.page + coalesce(d.own, 0), k.page + coalesce(d.new, 0)
    from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::int[], $16::int[]) with ordinality
      as k(organisation_id, purpose, hour_start, person_id, misses, page, position)
    left join credited d on d.counter = k.position
    order by 1, 2, 3, 4
    on conflict (organisation_id, purpose, hour_start, person_id) do update set misses = c.misses + excluded.misses,
      children = c.children + excluded.children, new_children = c.new_children + excluded.new_children
  )
  select day, holder, purpose, digest from fresh`

const ASKED = `
  with asked as (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
      with ordinality as q(person_id, organisation_id, purpose, hour_start, day_start, at, position)
  ), organisations as (
    select o.*, s.* from (select distinct organisation_id, purpose, hour_start, day_start from asked) o
    cross join lateral (
      select coalesce(sum(c.misses) filter (where c.hour_start = o.hour_start), 0)::int as misses,
        coalesce(sum(c.new_children), 0)::int as children
      from registry.limit_counter c
      where c.organisation_id = o.organisation_id and c.purpose = o.purpose
        and c.hour_start between o.day_start and o.hour_start
    ) s
  )`

const SUMMED = `
  from asked q
  join organisations o using (organisation_id, purpose, hour_start, day_start)
  cross join lateral (
    select coalesce(sum(c.misses) filter (where c.hour_start = q.hour_start), 0)::int as misses,
      coalesce(sum(c.children), 0)::int as children
    from registry.limit_counter c
    where c.person_id = q.person_id and c.purpose = q.purpose and c.hour_start between q.day_start and q.hour_start
  ) p`

const SUMS = `q.position::int, p.misses, p.children,
    o.misses as misses_of_organisation, o.children as children_of_organisation`

/** The sums of each question, and whether the person is locked. */
export const STANDING = `${ASKED}
  select ${SUMS}, exists (
      select from registry.limit_lock l where l.person_id = q.person_id and l.purpose = q.purpose and l.until > q.at
    ) as is_locked ${SUMMED} order by q.position`

// Bounded whatever the policy allows: a person with so many misses in a day is locked by any of the newest.
const MOST_TRACES = 1_000

/** The sums again, after the group is committed: what others counted meanwhile is in them. */
export const COUNTED = `${ASKED}
  select ${SUMS}, (
      select coalesce(json_agg(json_build_object('notedAt', t.noted_at, 'marks', t.marks)), '[]') from (
        select noted_at, marks from registry.limit_trace
        where person_id = q.person_id and look_up not like 'decoy %'
        order by noted_at desc limit ${MOST_TRACES}
      ) t
    ) as traces ${SUMMED} order by q.position`

/** A lock that has run out gives way to a new one. */
export const LOCK = `
  insert into registry.limit_lock as l (person_id, purpose, organisation_id, pattern, look_ups, since, until)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (person_id, purpose) do update
    set organisation_id = excluded.organisation_id, pattern = excluded.pattern, look_ups = excluded.look_ups,
      since = excluded.since, until = excluded.until
    where l.until <= excluded.since
  returning person_id`

export const UNLOCK = 'delete from registry.limit_lock where person_id = $1 and purpose = $2 and since = $3'

export const LOCKS = 'select * from registry.limit_lock where until > $1 order by until desc, person_id, purpose'

export const LIFT = `
  with forgotten as (delete from registry.limit_trace where person_id = $1),
  lifted as (delete from registry.limit_lock where person_id = $1 returning *)
  select * from lifted where until > $2 order by purpose`

/**
 * What no window needs: sums, traces and locks that ended before $1, children of days before $2. Rows that somebody writes
 * are left for the next time: forgetting must never wait for a count, nor in a ring with one.
 */
export const PRUNE: readonly string[] = [
  pruned('limit_counter', 'hour_start < $1::timestamptz'),
  pruned('limit_trace', 'noted_at < $1::timestamptz'),
  pruned('limit_lock', 'until < $1::timestamptz'),
  pruned('limit_child', 'day < $2::date'),
]

function pruned(table: string, isOver: string): string {
  return `delete from registry.${table} where ctid = any(array(
    select ctid from registry.${table}
    where ${isOver} and $1::timestamptz is not null and $2::date is not null for update skip locked))`
}
