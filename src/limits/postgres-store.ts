// The counts in PostgreSQL. A group is one write, committed, and one read after it: of two groups of two processes the
// later read sees both, whatever the order of their writes.
import type { Pool } from 'pg'
import { shanghaiDay } from '../clock.ts'
import { type FreshRow, groupRows } from './group-rows.ts'
import { COUNT, COUNTED, LIFT, LOCK, LOCKS, PRUNE, STANDING, UNLOCK } from './postgres-statements.ts'
import {
  type Counted,
  type Holder,
  type LimitStore,
  type Lock,
  type Standing,
  type Sums,
  TRACE_MS,
  type Window,
} from './store.ts'

interface SumRow {
  readonly position: number
  readonly misses: number
  readonly children: number
  readonly misses_of_organisation: number
  readonly children_of_organisation: number
}

interface CountedRow extends SumRow {
  readonly traces: readonly { readonly notedAt: string; readonly marks: Counted['traces'][number]['marks'] }[]
}

interface LockRow {
  readonly person_id: string
  readonly purpose: string
  readonly organisation_id: string
  readonly pattern: Lock['pattern']
  readonly look_ups: number
  readonly since: Date
  readonly until: Date
}

export function createPostgresStore(pool: Pool): LimitStore {
  const asked = <Row extends SumRow>(name: string, text: string, questions: readonly (Holder & Window)[]) =>
    pool.query<Row>({ name, text, values: columnsOf(questions) })

  return {
    async standing(questions) {
      const { rows } = await asked<SumRow & { is_locked: boolean }>('limit-standing', STANDING, questions)
      return rows.map((row): Standing => ({ ...sumsOf(row), isLocked: row.is_locked }))
    },
    async count(group) {
      const { values, later } = groupRows(group)
      const { rows: fresh } = await pool.query<FreshRow>({ name: 'limit-count', text: COUNT, values })
      const { rows } = await asked<CountedRow>('limit-counted', COUNTED, group)
      const minus = later(fresh)
      return rows.map((row, at) => ({ ...less(sumsOf(row), minus[at]), traces: row.traces.map(traceOf) }))
    },
    async lock({ personId, purpose, organisationId, pattern, lookUps, since, until }) {
      const values = [personId, purpose, organisationId, pattern, lookUps, since, until]
      const { rowCount } = await pool.query({ name: 'limit-lock', text: LOCK, values })
      return rowCount === 1
    },
    async unlock({ personId, purpose, since }) {
      await pool.query({ name: 'limit-unlock', text: UNLOCK, values: [personId, purpose, since] })
    },
    async locks(now) {
      const { rows } = await pool.query<LockRow>({ name: 'limit-locks', text: LOCKS, values: [now] })
      return rows.map(lockOf)
    },
    async lift(personId, now) {
      const { rows } = await pool.query<LockRow>({ name: 'limit-lift', text: LIFT, values: [personId, now] })
      return rows.map(lockOf)
    },
    async prune(now) {
      const before = new Date(now.getTime() - TRACE_MS)
      for (const text of PRUNE) await pool.query(text, [before, shanghaiDay(before)])
    },
  }
}

function columnsOf(questions: readonly (Holder & Window)[]): unknown[] {
  return [
    questions.map(({ personId }) => personId),
    questions.map(({ organisationId }) => organisationId),
    questions.map(({ purpose }) => purpose),
    questions.map(({ hourStart }) => hourStart),
    questions.map(({ dayStart }) => dayStart),
    questions.map(({ at }) => at),
  ]
}

function sumsOf(row: SumRow): Sums {
  return {
    misses: row.misses,
    missesOfOrganisation: row.misses_of_organisation,
    children: row.children,
    childrenOfOrganisation: row.children_of_organisation,
  }
}

function less(sums: Sums, minus: Sums | undefined): Sums {
  if (!minus) return sums
  return {
    misses: sums.misses - minus.misses,
    missesOfOrganisation: sums.missesOfOrganisation - minus.missesOfOrganisation,
    children: sums.children - minus.children,
    childrenOfOrganisation: sums.childrenOfOrganisation - minus.childrenOfOrganisation,
  }
}

function traceOf({ notedAt, marks }: CountedRow['traces'][number]): Counted['traces'][number] {
  return { notedAt: new Date(notedAt), marks }
}

function lockOf(row: LockRow): Lock {
  return {
    personId: row.person_id,
    purpose: row.purpose,
    organisationId: row.organisation_id,
    pattern: row.pattern,
    lookUps: row.look_ups,
    since: row.since,
    until: row.until,
  }
}
