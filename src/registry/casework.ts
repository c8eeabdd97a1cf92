// Casework: one child by reference, or the children of the caller's relation page by page. Rows are scoped in the
// registry's statement; each department is called once for the whole page.
import { createHash } from 'node:crypto'
import type { SubjectKind } from '../audit/entry.ts'
import { noteAsked } from '../consents/asked.ts'
import { disputesOf } from '../corrections/disputes.ts'
import type { Department } from '../departments/department.ts'
import { departmentOf } from '../departments/departments.ts'
import { cellsOf, type EdgeRead, edgeReads, edgeValue } from '../departments/edge-reads.ts'
import { conditionsOf, holdingOf, placeholderFor } from '../departments/holding.ts'
import type { Witness } from '../departments/join-rows.ts'
import { MissingCell, rowFor } from '../departments/missing-cell.ts'
import type { TreatedRows } from '../departments/reader.ts'
import { GatewayError, invariant } from '../errors.ts'
import { countedCaller } from '../limits/counted-caller.ts'
import { digestOf } from '../limits/marks.ts'
import type { LookUp } from '../limits/store.ts'
import { maskNamed } from '../masking/masks.ts'
import type { BoundRoot } from '../plan/bind.ts'
import type { GrantedLeaf } from '../plan/plan.ts'
import type { ShapeField } from '../plan/shape.ts'
import type { Grant } from '../policy/compile.ts'
import type { Condition } from '../policy/policy.ts'
import { childNamed, everNamed } from '../questions/named-child.ts'
import { submittedSubject } from '../questions/subject.ts'
import type { Operation, Rooms, RootWalk, RootWalker } from '../rooms.ts'
import { contradictionsShown } from './contradictions/read.ts'
import { openCursor, sealCursor } from './cursor.ts'
import { leavesWithDerived } from './derived-leaves.ts'
import type { History } from './findings/facts.ts'
import { asksFindings, findingsShown } from './findings/read.ts'
import { type ListQuestion, listChildren, type Position } from './list-children.ts'
import { holdingNow, LIVE_RESIDENCE, leavesWithResidence } from './live-residence.ts'
import { type Moment, momentOf, namesMoment, noPast } from './record/moment.ts'
import { readRecords } from './record/read.ts'
import type { IndexedSubject } from './relations.ts'
import { childInScope, knowsFormerNames, type Scope, type ScopedChild, withoutConsent, withoutLent } from './scope.ts'

/** `child(ref)`: a child out of scope is read with decoy keys to the end, and is null like one that is not there. */
export const walkChild: RootWalker = (rooms, operation, root): RootWalk => {
  const ref = String(root.arguments.ref)
  const childId = rooms.childRefs(recipientOf(operation.caller, operation.grant)).childIdOf(ref)
  if (childId === null) throw new GatewayError('BAD_INPUT', 'not a child reference', { hint: 'NOT_A_CHILD_REF' })
  return walkOne(rooms, operation, root, {
    ...{ submitted: ref, subjectKind: 'child-ref', find: (scope) => childInScope(rooms.registry, scope, childId) },
    lookUp: { child: digestOf(rooms.keys.limits, 'child', ref), marks: null },
  })
}

/**
 * `childNamed(subject)`: the same, by number and full name; of a child of the own county those of before an adoption or a correction as
 * well. Who has a file for a while must not find out what the child was called, nor must a desk that was consented to.
 */
export const walkChildNamed: RootWalker = (rooms, operation, root): RootWalk => {
  const { submitted, indexed, lookUp } = submittedSubject(root.arguments.subject, rooms)
  return walkOne(rooms, operation, root, {
    ...{ submitted, subjectKind: 'submitted-identifier', lookUp },
    find: (scope) => namedInScope(rooms, scope, indexed),
  })
}

// All four look-ups are made for everybody. Whom the own county knows by some name comes before whom the names of today lead to.
async function namedInScope(
  { registry, newId }: Rooms,
  scope: Scope,
  named: IndexedSubject,
): Promise<ScopedChild | null> {
  const [ever, today] = await Promise.all([everNamed(registry, named), childNamed(registry, named, scope.today)])
  const [own, any] = await Promise.all([
    childInScope(registry, withoutLent(scope), (knowsFormerNames(scope) ? ever : null) ?? newId()),
    childInScope(registry, scope, today ?? newId()),
  ])
  return own ?? any
}

interface OneChild {
  readonly submitted: string
  readonly subjectKind: SubjectKind
  readonly lookUp: Omit<LookUp, 'isMiss'>
  /** Somebody and nobody are looked for alike. */
  find(scope: Scope): Promise<ScopedChild | null>
}

function walkOne(rooms: Rooms, operation: Operation, root: BoundRoot, one: OneChild): RootWalk {
  const scope = scopeOf(operation, root)
  const { fields } = root.plan.field
  const moment = momentFor(operation, root, fields)
  return {
    subjects: [one.submitted],
    subjectKind: one.subjectKind,
    count: 1,
    async read() {
      const caller = countedCaller(operation)
      await rooms.limiter.expectOpen(caller)
      const [found, known] = await Promise.all([one.find(scope), knownWithoutConsent(one, scope)])
      const child = found ?? { childId: rooms.newId(), keys: {}, holds: NOTHING_HOLDS }
      const lookUp = { ...one.lookUp, isMiss: found === null }
      const [[tree], mayLeave] = await Promise.all([
        readEdges(rooms, operation, { root, fields, children: [child], moment }),
        rooms.limiter.count(caller, { lookUps: [lookUp], page: 0 }),
        noteAsked(rooms, operation, [child.childId]),
      ])
      if (!mayLeave) throw new GatewayError('TOO_MANY', 'beyond the limits')
      if (found) return { value: tree, resolved: [found.childId], answers: [] }
      return { value: null, resolved: [], answers: [], ...(known ? { detail: NO_CONSENT } : {}) }
    },
  }
}

/** For the auditor; whoever asks is told what is told of nobody. */
export const NO_CONSENT = 'no consent in force'

// Made for everybody whose relation is a consent, also where there is one.
async function knownWithoutConsent(one: OneChild, scope: Scope): Promise<boolean> {
  const wider = withoutConsent(scope)
  return wider !== scope && (await one.find(wider)) !== null
}

const NOTHING_HOLDS: ReadonlySet<Condition> = new Set()

/** `children(filter, orderBy, first, after, asOf, knownAt)`. */
export const walkChildren: RootWalker = (rooms, operation, root): RootWalk => {
  const fields = root.plan.field.fields.filter((field) => field.name === 'nodes').flatMap((field) => field.fields)
  const moment = momentFor(operation, root, fields)
  const question = questionOf(rooms, operation, { root, moment: namesMoment(root) ? moment : null })
  const list = listChildren(rooms, question)
  return {
    subjects: [],
    subjectKind: 'list',
    count: question.first,
    async read() {
      const caller = countedCaller(operation)
      await rooms.limiter.expectOpen(caller)
      const [page, mayLeave] = await Promise.all([
        list(),
        rooms.limiter.count(caller, { lookUps: [], page: question.first }),
      ])
      if (!mayLeave) throw new GatewayError('TOO_MANY', 'beyond the limits')
      const shown = page.children.map(({ childId }) => childId)
      const [nodes] = await Promise.all([
        readEdges(rooms, operation, { root, fields, children: page.children, moment }),
        noteAsked(rooms, operation, shown),
      ])
      const endCursor = page.end === null ? null : sealCursor(page.end, bindingOf(rooms, operation, root))
      const value = { nodes, pageInfo: { hasNextPage: page.hasNextPage, endCursor } }
      return { value, resolved: shown, answers: [] }
    },
  }
}

const OF_REGISTRY: ReadonlySet<string> = new Set(['childRef', 'record', '__typename'])

// A department knows today alone: its cells under another day would be taken for those of that day.
function momentFor(operation: Operation, root: BoundRoot, ofChild: readonly ShapeField[]): Moment {
  const isLive = ofChild.some(({ name }) => !OF_REGISTRY.has(name))
  if (isLive && namesMoment(root)) throw noPast('at a moment the registry alone is asked')
  return momentOf(root, operation)
}

/**
 * Whom a reference is made for. A protection case names nobody in full: its references open in no other work of the same
 * organisation, or a name could be looked up by them.
 */
export function recipientOf({ organisationId }: Pick<Operation['caller'], 'organisationId'>, grant: Grant): string {
  return grant.relation === 'named-case' ? `${organisationId} ${grant.purpose}` : organisationId
}

const CASEWORK: ReadonlySet<string> = new Set([
  'hukou-division',
  'competent-division',
  'residence-division',
  'consenting-adult',
  'named-case',
  'self',
  'child-of',
])

function scopeOf(operation: Operation, root: BoundRoot): Scope {
  return caseworkScope(operation, conditionsOf(leavesWithDerived(root.plan, operation.grant)))
}

/** The children of the caller, with the conditions that decisions on them rest on. CASE_REQUIRED without the number of a case. */
export function caseworkScope(
  { grant, caller, caseNumber, today }: Operation,
  conditions: readonly Condition[],
): Scope {
  invariant(CASEWORK.has(grant.relation), 'casework rests on a division, a case or a person')
  if (grant.relation === 'named-case' && caseNumber === null)
    throw new GatewayError('CASE_REQUIRED', 'the number of the case')
  return {
    relation: grant.relation,
    personId: caller.personId,
    divisions: caller.divisions,
    role: grant.role,
    purpose: grant.purpose,
    caseNumber,
    today,
    required: grant.scopeConditions,
    conditions,
  }
}

function questionOf(
  rooms: Rooms,
  operation: Operation,
  { root, moment }: { readonly root: BoundRoot } & Pick<ListQuestion, 'moment'>,
): ListQuestion {
  const first = (root.arguments.first as number | null | undefined) ?? 20
  if (first < 1 || first > operation.grant.limits.children) {
    throw new GatewayError('TOO_COSTLY', `a page holds 1 to ${operation.grant.limits.children} children`)
  }
  const after = root.arguments.after as string | null | undefined
  return {
    scope: scopeOf(operation, root),
    decide: operation.grant.decide,
    filter: (root.arguments.filter as Record<string, unknown> | null | undefined) ?? {},
    orderBy: (root.arguments.orderBy as Record<string, unknown> | null | undefined) ?? {},
    order: rooms.childRefs(recipientOf(operation.caller, operation.grant)).order,
    first,
    after: typeof after === 'string' ? (openCursor(after, bindingOf(rooms, operation, root)) as Position) : null,
    moment,
  }
}

function bindingOf(rooms: Rooms, { caller, grant, now }: Operation, root: BoundRoot) {
  const { filter, orderBy, asOf, knownAt } = root.arguments
  const query = createHash('sha256').update(JSON.stringify({ filter, orderBy, asOf, knownAt })).digest('base64url')
  return {
    binding: JSON.stringify([
      caller.organisationId,
      caller.personId,
      caller.divisions,
      grant.role,
      grant.purpose,
      query,
    ]),
    key: rooms.keys.cursor,
    now,
    nonce: rooms.nonce,
  }
}

interface EdgeQuestion {
  readonly root: BoundRoot
  /** The fields of `Child`. */
  readonly fields: readonly ShapeField[]
  readonly children: readonly ScopedChild[]
  /** Of the records. */
  readonly moment: Moment
}

async function readEdges(
  rooms: Rooms,
  operation: Operation,
  { root, fields, children, moment }: EdgeQuestion,
): Promise<unknown[]> {
  const { caller, grant, packs, today } = operation
  const refs = rooms.childRefs(recipientOf(caller, grant))
  const leaves = leavesWithResidence(leavesWithDerived(root.plan, grant), grant)
  const reads = edgeReads(leaves, maskNamed)
  const read = coordinatesOf(leaves)
  const ofRecord = fields.filter(({ name }) => name === 'record').flatMap((field) => field.fields)
  const [histories, disputes, records, ...results] = await Promise.all([
    historiesOf(rooms, fields, children),
    disputesOf(rooms.registry, { grant, caller }, { fields, childIds: children.map(({ childId }) => childId) }),
    readRecords(rooms, operation, { plan: root.plan, fields: ofRecord, children, moment }),
    ...reads.map((each) => askDepartment(rooms, each, children)),
  ])
  return children.map((child, at) => {
    const childRef = refs.refOf(child.childId)
    const tree: Record<string, unknown> = { childRef, record: { childRef, ...records[at] } }
    const told = new Map(
      results.map((result) => [result.department, { rows: result.rows, key: result.keys[at] ?? '' }]),
    )
    const witness: Witness = (department) => told.get(department)
    const holds = holdingNow(child.holds, residenceIn(told), caller.divisions)
    tree.contradictions = contradictionsShown(fields, read, witness)
    tree.findings = findingsShown(fields, () => {
      const withheld = new Set(results.flatMap(({ conditional }) => [...withheldOf(conditional, holds)]))
      return { packs, today, witness, history: histories(child), cells: cellsOf({ read, witness, withheld }) }
    })
    if (disputes) tree.disputes = disputes.get(child.childId) ?? []
    for (const { department, keys, rows, conditional } of results) {
      const edge = fields.filter((field) => field.name === department.edge).flatMap((field) => field.fields)
      if (edge.length === 0) continue
      const withheld = withheldOf(conditional, holds)
      tree[department.edge] = edgeValue(edge, rows, { department, key: keys[at] ?? '', read, witness, withheld })
    }
    return tree
  })
}

// Decisions that were not brought over for days tell nothing, like a department that is stale.
async function historiesOf(
  { outcomes, syncTimes }: Rooms,
  fields: readonly ShapeField[],
  children: readonly ScopedChild[],
): Promise<(child: ScopedChild) => History> {
  if (!asksFindings(fields)) return () => null
  const [decided, synced] = await Promise.all([
    outcomes.of(children.map(({ childId }) => childId)),
    syncTimes.freshSince('MZJ'),
  ])
  return ({ childId }) => (synced === null ? null : (decided.get(childId) ?? []))
}

function residenceIn(told: ReadonlyMap<Department, { readonly rows: TreatedRows; readonly key: string }>): unknown {
  const from = told.get(departmentOf('GAJ'))
  const row = from && rowFor(from.rows, 'GAJ', from.key)
  return row instanceof MissingCell ? undefined : row?.get(LIVE_RESIDENCE)
}

function coordinatesOf(leaves: readonly GrantedLeaf[]): ReadonlySet<string> {
  return new Set(leaves.map(({ coordinate }) => coordinate))
}

// A child that the department does not know is asked about under a key that matches nothing.
async function askDepartment(rooms: Rooms, read: EdgeRead, children: readonly ScopedChild[]) {
  const { department, statement, conditional } = read
  const asked = children.map(({ keys, holds }) => ({ key: keys[department.code] ?? rooms.newId(), holds }))
  const keys = asked.map(({ key }) => key)
  const reader = rooms.readers.get(department.code)
  invariant(reader, `${department.code} has a reader`)
  return { ...read, keys, rows: await reader.read(statement, keys, holdingOf(asked, conditionsOf(conditional))) }
}

const NONE_WITHHELD: ReadonlySet<string> = new Set()

function withheldOf(leaves: readonly GrantedLeaf[], holds: ReadonlySet<Condition>): ReadonlySet<string> {
  if (leaves.length === 0) return NONE_WITHHELD
  const withheld = leaves.filter(({ rows }) => placeholderFor(rows, holds) === 'withheld')
  return new Set(withheld.map(({ coordinate }) => coordinate))
}
