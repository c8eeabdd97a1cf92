// Row scope of casework: the children that are the caller's by the relation of the policy, as part of the read itself and
// never as a filter on rows already fetched; with each child, which conditions hold for it. Competence is the division on
// record today, not the first digits of a number (X04).
import type { Pool, PoolClient } from 'pg'
import type { Day } from '../clock.ts'
import type { DepartmentCode } from '../departments/department.ts'
import { invariant } from '../errors.ts'
import type { ListOrder } from '../masking/list-order.ts'
import { CONDITIONS, type Condition, type Relation } from '../policy/policy.ts'
import { handedOver } from './handed-over.ts'

export interface Scope {
  readonly relation: Relation
  readonly personId: string
  readonly divisions: readonly string[]
  /** Who asks for what: what a consent is looked up by. */
  readonly role: string
  readonly purpose: string
  /** Of X-Case; what a named case is looked up by. */
  readonly caseNumber: string | null
  readonly today: Day
  /** What must hold of a child, beside the relation, for it to be in scope at all. */
  readonly required: readonly Condition[]
  /** Those that the operation's decisions rest on; no other is looked up. */
  readonly conditions: readonly Condition[]
}

export interface ScopedChild {
  readonly childId: string
  readonly keys: Readonly<Partial<Record<DepartmentCode, string>>>
  readonly holds: ReadonlySet<Condition>
}

/** The same without the files that other counties let go. */
export function withoutLent(scope: Scope): Scope {
  return scope.relation === 'competent-division' ? { ...scope, relation: 'hukou-division' } : scope
}

/** Whether a child of the scope may be found by what it was called before. */
export function knowsFormerNames({ relation }: Scope): boolean {
  return relation === 'competent-division'
}

/** The same where nobody has to consent. */
export function withoutConsent(scope: Scope): Scope {
  return scope.relation === 'consenting-adult' ? { ...scope, relation: 'hukou-division' } : scope
}

/** The child if it is in scope; null for any other id, whether or not such a child exists. */
export async function childInScope(pool: Pool, scope: Scope, childId: string): Promise<ScopedChild | null> {
  const pen = new Pen(scope)
  const from = pen.children(`= ${pen.bind(childId, 'uuid')}`)
  const { rows } = await pool.query<Row>({
    name: `child-in-scope ${pen.shape()}`,
    text: `select j.child_id, ${KEYS}, ${pen.holds()} as holds from (${from} limit 1) j`,
    values: pen.values,
  })
  return rows[0] ? scoped(rows[0]) : null
}

/** Those of the children that are in scope, in one statement. */
export async function inScope(
  pool: Pool | PoolClient,
  scope: Scope,
  childIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (childIds.length === 0) return new Set()
  const pen = new Pen(scope)
  const { rows } = await pool.query<{ child_id: string }>({
    name: `in-scope ${pen.shape()}`,
    text: `select distinct child_id from (${pen.children(`= any(${pen.bind(childIds, 'uuid[]')})`)}) s`,
    values: pen.values,
  })
  return new Set(rows.map(({ child_id: childId }) => childId))
}

/** The next children of the scope in the recipient's own order, after a given place of it. */
export async function childrenInScope(
  pool: Pool,
  scope: Scope,
  page: { readonly order: ListOrder; readonly after: Buffer | null; readonly size: number },
): Promise<ScopedChild[]> {
  const pen = new Pen(scope)
  const place = `sha256(${pen.bind(page.order.key, 'bytea')} || uuid_send(d.child_id))`
  const all = `select distinct child_id from (${pen.children('is not null')}) s`
  const from = `select d.child_id, ${place} as place from (${all}) d
    where ${place} > ${pen.bind(page.after ?? Buffer.alloc(0), 'bytea')} order by place limit ${pen.bind(page.size, 'int')}`
  return read(pool, pen, { name: 'children-in-scope', from, order: 'j.place' })
}

/** A part of the whole scope, for a walk through all of it: in the order of the ids, which nobody is shown. */
export async function partOfScope(
  pool: Pool,
  scope: Scope,
  part: { readonly after: string | null; readonly size: number },
): Promise<ScopedChild[]> {
  const pen = new Pen(scope)
  const after = pen.bind(part.after ?? '00000000-0000-0000-0000-000000000000', 'uuid')
  const from = `select distinct child_id from (${pen.children(`> ${after}`)}) s order by child_id limit ${pen.bind(part.size, 'int')}`
  return read(pool, pen, { name: 'part-of-scope', from, order: 'j.child_id' })
}

async function read(
  pool: Pool,
  pen: Pen,
  { name, from, order }: { readonly name: string; readonly from: string; readonly order: string },
): Promise<ScopedChild[]> {
  const { rows } = await pool.query<Row>({
    name: `${name} ${pen.shape()}`,
    text: `select j.child_id, ${KEYS}, ${pen.holds()} as holds from (${from}) j order by ${order}`,
    values: pen.values,
  })
  return rows.map(scoped)
}

interface Row {
  readonly child_id: string
  readonly keys: ScopedChild['keys'] | null
  readonly holds: readonly Condition[]
}

function scoped({ child_id, keys, holds }: Row): ScopedChild {
  return { childId: child_id, keys: keys ?? {}, holds: new Set(holds) }
}

const KEYS = `(select jsonb_object_agg(l.department, l.subject_key) from registry.source_link l where l.child_id = j.child_id) as keys`

// A division and all below it, as a range of 12-digit codes, which an index serves.
const DIVISION = /^\d{4}(\d{2}(\d{3}){0,2})?$/

/** The lowest and the highest code of each division and all below it. */
export function divisionBounds(divisions: readonly string[]): { lowest: string[]; highest: string[] } {
  // An empty code would be padded to the whole country.
  invariant(
    divisions.every((division) => DIVISION.test(division)),
    'a division has 4, 6, 9 or 12 digits',
  )
  return {
    lowest: divisions.map((each) => each.padEnd(12, '0')),
    highest: divisions.map((each) => each.padEnd(12, '9')),
  }
}

// One statement and what it binds. The text depends on relation and conditions alone, so that each is prepared once.
class Pen {
  readonly values: unknown[] = []
  readonly #scope: Scope
  #divisions: string | undefined
  #today: string | undefined

  constructor(scope: Scope) {
    this.#scope = scope
  }

  bind(value: unknown, type: string): string {
    this.values.push(value)
    return `$${this.values.length}::${type}`
  }

  shape(): string {
    // A statement's name has 63 characters at the server; conditions by their place in the list fit in.
    const { relation, required, conditions } = this.#scope
    const places = (listed: readonly Condition[]) => listed.map((each) => CONDITIONS.indexOf(each)).join(',')
    return `${relation} ${places(required)}/${places(conditions)}`
  }

  /** Selects `child_id` of the children in scope; `test` follows the column. */
  children(test: string): string {
    const related = this.#related(test)
    const { required } = this.#scope
    if (required.length === 0) return related
    return `select i.child_id from (${related}) i where ${required.map((each) => this.#test(each, 'i')).join(' and ')}`
  }

  #related(test: string): string {
    const { relation } = this.#scope
    switch (relation) {
      case 'hukou-division':
        return this.#ofDivision('HUKOU', test)
      case 'competent-division':
        return `${this.#ofDivision('HUKOU', test)} union all ${this.#handedOver(test)}`
      case 'residence-division':
        return this.#ofDivision('RESIDENCE', test)
      case 'consenting-adult':
        return this.#ofConsent(test)
      case 'named-case':
        return this.#ofCase(test)
      case 'self':
        return this.#ofPerson('SELF', test)
      case 'child-of':
        return this.#ofMinors(this.#ofPerson('GUARDIAN', test))
      default:
        throw new Error(`no casework under ${relation}`)
    }
  }

  /** An array of the conditions that hold for `j.child_id`. */
  holds(): string {
    const parts = this.#scope.conditions.map(
      (condition) => `case when ${this.#test(condition, 'j')} then '${condition}' end`,
    )
    return `array_remove(array[${parts.join(', ')}]::text[], null)`
  }

  #test(condition: Condition, of: string): string {
    switch (condition) {
      case 'residence-in-own-division':
        return `exists (${this.#ofDivision('RESIDENCE', `= ${of}.child_id`)})`
      case 'hukou-in-own-division':
        return `exists (${this.#ofDivision('HUKOU', `= ${of}.child_id`)})`
      case 'address-not-protected':
        return `not exists (select from registry.protection p where p.child_id = ${of}.child_id and p.kind = 'ADDRESS' and ${this.#valid('p')})`
    }
  }

  // Bounds of the column's own type, each division probed by itself: otherwise the planner would walk every child.
  #ofDivision(kind: 'HUKOU' | 'RESIDENCE', test: string): string {
    return `select o.child_id from ${this.#ownDivisions()} cross join lateral (
      select child_id from registry.jurisdiction r
      where r.kind = '${kind}' and r.division between d.lowest::char(12) and d.highest::char(12)
        and r.child_id ${test} and ${this.#valid('r')} offset 0
    ) o`
  }

  #handedOver(test: string): string {
    return `select o.child_id from ${this.#ownDivisions()} cross join lateral (
      select t.child_id from transfer.request t
      where ${handedOver({ of: 't', today: this.#day() })} and t.child_id ${test} offset 0
    ) o`
  }

  // Whoever turns out not to be the person has consented to nothing.
  #ofConsent(test: string): string {
    const desk = `g.role = ${this.bind(this.#scope.role, 'text')} and g.purpose = ${this.bind(this.#scope.purpose, 'text')}`
    return `select g.child_id from consent.given g join registry.child a on a.id = g.child_id
      where ${desk} and g.child_id ${test} and ${this.#valid('g')} and a.adult_on <= ${this.#day()}
        and exists (select from registry.kinship k
          where k.child_id = g.child_id and k.person_id = g.person_id and k.kind = 'SELF' and ${this.#valid('k')})
        and exists (${this.#ofDivision('HUKOU', '= g.child_id')})`
  }

  #ofCase(test: string): string {
    const number = this.bind(this.#scope.caseNumber ?? '', 'text')
    return `select c.child_id from registry.case_member m join registry.case_child c on c.case_number = m.case_number
      where m.case_number = ${number} and m.person_id = ${this.bind(this.#scope.personId, 'text')}
        and c.child_id ${test} and ${this.#valid('m')} and ${this.#valid('c')}`
  }

  #ofPerson(kind: 'SELF' | 'GUARDIAN', test: string): string {
    return `select k.child_id from registry.kinship k
      where k.person_id = ${this.bind(this.#scope.personId, 'text')} and k.kind = '${kind}' and k.child_id ${test} and ${this.#valid('k')}`
  }

  // Whoever came of age has no guardian, whether or not a department has written so.
  #ofMinors(of: string): string {
    return `${of} and not exists (select from registry.child c where c.id = k.child_id and c.adult_on <= ${this.#day()})`
  }

  #valid(table: string): string {
    const today = this.#day()
    return `${table}.superseded_at is null and ${table}.valid_from <= ${today} and (${table}.valid_to is null or ${table}.valid_to > ${today})`
  }

  #day(): string {
    this.#today ??= this.bind(this.#scope.today, 'date')
    return this.#today
  }

  #ownDivisions(): string {
    const { lowest, highest } = divisionBounds(this.#scope.divisions)
    this.#divisions ??= `unnest(${this.bind(lowest, 'text[]')}, ${this.bind(highest, 'text[]')}) as d(lowest, highest)`
    return this.#divisions
  }
}
