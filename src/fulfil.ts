// The walk of one operation, and the file to read first: decide, plan, guard, journal and read, hand over.
// Nothing is read before everything is decided, and nothing leaves before its journal entry is durable.

import type { GraphQLSchema } from 'graphql'
import type { ActiveSet } from './activation/compile-bundle.ts'
import { setFor } from './activation/live-policies.ts'
import { expectOneChild, expectSameChild } from './agents/one-child.ts'
import { type CellCounts, type IntentVariable, NO_CELLS, type RefusalBody, subjectPseudonym } from './audit/entry.ts'
import { type PreparedIntent, prepareIntent } from './audit/journal.ts'
import { standingOf } from './audit/standing.ts'
import { shanghaiDay } from './clock.ts'
import { GatewayError } from './errors.ts'
import { REPORT_PURPOSE } from './identity/caller.ts'
import type { Identified } from './identity/identify.ts'
import { type Bound, bind } from './plan/bind.ts'
import { hashOf, type Plan } from './plan/plan.ts'
import type { Grant } from './policy/compile.ts'
import { grantOfCaller, rolesOf } from './policy/grant-for.ts'
import { numberIn } from './reply/output-scan.ts'
import { type Response, writeResponse } from './reply/response.ts'
import type { WalkRequest as Request, Walk } from './request/graphql-door.ts'
import type { Operation, Rooms, RootValue, RootWalk } from './rooms.ts'
import { WALKERS } from './walkers.ts'

/** The walk as the door is handed it; a stream is opened in follow.ts. */
export function walkThrough(rooms: Rooms): Omit<Walk, 'open'> {
  return {
    schema: rooms.schema,
    fulfil: async (request) => {
      const { data, extensions } = await fulfil(rooms, request)
      return extensions ? { data, extensions: { ...extensions } } : { data }
    },
    refuse: (identified, error) => refused(rooms, { entryId: rooms.newId(), request: identified, error }),
    viewFor: (identified) =>
      identified.caller.outside || identified.caller.delegation ? null : viewOf(rooms, identified),
  }
}

function viewOf(rooms: Rooms, identified: Identified): GraphQLSchema | null {
  try {
    return grantFor(rooms, rooms.activation.current(), identified).view
  } catch {
    // Whatever stands in the way of a grant shows nothing; the walk says it and journals it.
    return null
  }
}

/** Throws GatewayError for every refusal; each refusal stands in the journal before it is thrown. */
export async function fulfil(rooms: Rooms, request: Request): Promise<Response> {
  const entryId = rooms.newId()
  try {
    const { operation, bound, walks } = await decided(rooms, request)
    const values = await readUnderIntent(rooms, { entryId, operation, walks, uses: bound.uses })
    const response = written(rooms, entryId, { operation, bound, values })
    if (!isSpooled(walks)) recordOutcome(rooms, { entryId, values, cells: response.counts })
    return response
  } catch (error) {
    throw await refused(rooms, { entryId, request, error })
  }
}

/** Everything that is decided before anything is read. */
export interface Decided {
  readonly operation: Operation
  readonly bound: Bound
  /** In the order of the bound roots: those that the variables leave out have none. */
  readonly walks: readonly RootWalk[]
}

export async function decided(rooms: Rooms, request: Request): Promise<Decided> {
  const active = setFor(rooms.activation, request.purpose)
  const grant = grantFor(rooms, active, request)
  const plan = rooms.planner.planFor(request.document, grant)
  const bound = bind(plan, request.variables)
  expectStreamed(bound, plan, request)
  await expectGate(rooms, request, plan)
  const operation = operationOf(rooms, request, { plan, packs: active.packs })
  const walks = bound.roots.map((root) => walkerFor(root.plan.field.name)(rooms, operation, root))
  expectAffordable(plan, bound, walks)
  if (request.caller.delegation) expectOneChild(request.caller.delegation, walks)
  return { operation, bound, walks }
}

function expectStreamed({ roots }: Bound, { operation }: Plan, { event }: Request): void {
  const isSubscription = operation.operation === 'subscription'
  if (isSubscription !== (event !== undefined))
    throw new GatewayError('BAD_INPUT', 'a subscription alone is a stream', { hint: 'STREAM' })
  if (isSubscription && roots.length === 0)
    throw new GatewayError('BAD_INPUT', 'nothing to follow', { hint: 'DOCUMENT_FORM' })
}

function grantFor({ catalogue, clock }: Rooms, { policies }: ActiveSet, identified: Identified): Grant {
  const { caller, purpose } = identified
  const grant = grantOfCaller({ policies, catalogue }, identified)
  if (!grant) throw new GatewayError('REFUSED', `no policy for ${rolesOf(caller).join(' with ')} and ${purpose}`)
  // Looked at on each request: a plan made yesterday does not outlive its policy.
  if (grant.until !== null && shanghaiDay(clock.now()) >= grant.until) {
    throw new GatewayError('REFUSED', `${grant.policyIds.join(', ')} has ended`)
  }
  return grant
}

// The second wall. Disagreeing with the first is a defect, and refuses.
async function expectGate(rooms: Rooms, { caller, purpose }: Request, plan: Plan): Promise<void> {
  for (const role of rolesOf(caller)) {
    const ticket = { operation: Symbol(plan.documentHash) }
    const lets = await rooms.gate.lets(plan.gateCoordinates, { ticket, role, purpose })
    if (!lets) throw new GatewayError('REFUSED', 'the guard and the decision disagree')
  }
}

function operationOf(
  rooms: Rooms,
  { caller, purpose, caseNumber, event = null }: Request,
  { plan, packs }: Pick<Operation, 'plan' | 'packs'>,
): Operation {
  const now = rooms.clock.now()
  return { caller, purpose, caseNumber, grant: plan.grant, packs, plan, event, now, today: shanghaiDay(now) }
}

/** Cells of one answer: children times fields. */
const MOST_CELLS = 20_000

// The children of all root fields together, and what their answer may weigh.
function expectAffordable(plan: Plan, bound: Bound, walks: readonly RootWalk[]): void {
  const children = walks.reduce((sum, { count }) => sum + count, 0)
  if (children > Math.max(plan.grant.limits.children, plan.roots.length)) {
    throw new GatewayError('TOO_COSTLY', 'too many children in one operation')
  }
  const cells = walks.reduce((sum, { count }, at) => sum + count * (bound.roots[at]?.plan.fieldCount ?? 0), 0)
  if (cells > MOST_CELLS) throw new GatewayError('TOO_COSTLY', 'too many cells in one answer')
}

function walkerFor(name: string) {
  const walker = WALKERS.get(name)
  if (!walker) throw new GatewayError('REFUSED', `${name} has no walker`)
  return walker
}

interface Reading {
  readonly entryId: string
  readonly operation: Operation
  readonly walks: readonly RootWalk[]
  readonly uses: Bound['uses']
}

// The intent is written beside the reads; the reply waits for both. Values that were read but not journalled die here.
async function readUnderIntent(rooms: Rooms, { entryId, operation, walks, uses }: Reading): Promise<RootValue[]> {
  if (isSpooled(walks)) return Promise.all(walks.map((walk) => walk.read()))
  const intent = rooms.journal.append('INTENT', {
    prepared: preparedFor(rooms, operation.plan),
    variable: intentVariable(rooms, { entryId, request: operation, walks, uses }),
  })
  // What changes something must not begin before it is on record; what only reads dies here, should the record fail.
  // So does an agent that asks: that it asked about another child must stand there before it is refused for it.
  const isHeld = operation.caller.delegation !== null || walks.some((walk) => walk.isAct)
  if (isHeld) await intent
  const reads = expectSameChild(rooms.conversations, operation, walks).then(() =>
    Promise.all(walks.map((walk) => walk.read())),
  )
  const [written, read] = await Promise.allSettled([intent, reads])
  if (written.status === 'rejected') throw written.reason
  if (read.status === 'rejected') {
    recordAbort(rooms, entryId, read.reason)
    throw new AfterIntent(read.reason)
  }
  return read.value
}

// A mandatory report reads nothing and carries its own record, which the journal gets from the spool: it is taken while the
// journal is out.
function isSpooled(walks: readonly RootWalk[]): boolean {
  return walks.length > 0 && walks.every((walk) => walk.isSpooled)
}

interface Read {
  readonly operation: Operation
  readonly bound: Bound
  readonly values: readonly RootValue[]
}

function written(rooms: Rooms, entryId: string, { operation, bound, values }: Read): Response {
  const { plan, caller } = operation
  try {
    const { roots, variables } = bound
    const response = writeResponse({ plan, variables, roots, values: values.map(({ value }) => value) })
    if (caller.delegation) expectNoNumber(rooms, caller.delegation.agentId, { response, values })
    return response
  } catch (error) {
    recordAbort(rooms, entryId, error)
    throw new AfterIntent(error)
  }
}

// What an agent is given is looked through once more. The ids that the gateway drew may look like anything.
function expectNoNumber(
  rooms: Rooms,
  agentId: string,
  { response, values }: { response: Response; values: readonly RootValue[] },
): void {
  const drawn = new Set(values.flatMap(({ answers }) => answers.map(({ answerId }) => answerId)))
  const roster = rooms.roster.current()
  const kind = numberIn(response.data, (text) => drawn.has(text) || roster.isDutyLine(text))
  if (kind === null) return
  rooms.outputHeld(agentId, kind)
  throw new GatewayError('UNAVAILABLE', `an agent's answer held a number: ${kind}`)
}

/** A failure after the intent: its outcome is recorded already, a refusal entry would be a second one. */
class AfterIntent extends Error {
  constructor(cause: unknown) {
    super('after the intent', { cause })
  }
}

const preparedIntents = new WeakMap<Plan, PreparedIntent>()

function preparedFor(rooms: Rooms, plan: Plan): PreparedIntent {
  const known = preparedIntents.get(plan)
  if (known) return known
  const prepared = prepareIntent(intentConstant(rooms, plan))
  preparedIntents.set(plan, prepared)
  return prepared
}

function intentConstant(rooms: Rooms, plan: Plan) {
  const { role, purpose, policyIds, version } = plan.grant
  return {
    role,
    purpose,
    operation: operationName(rooms, plan.documentHash),
    policyIds,
    policyVersion: version,
    fields: plan.fields,
  }
}

// A document may hold an identifier as a literal: a bare hash of it could be guessed, a keyed one cannot.
export function operationName(rooms: Rooms, documentHash: string): string {
  return subjectPseudonym(rooms.keys.journalSubject, `operation ${documentHash}`)
}

interface Subjects {
  readonly entryId: string
  readonly request: Pick<Identified, 'caller' | 'caseNumber'>
  readonly walks: readonly RootWalk[]
  readonly uses: Bound['uses']
}

function intentVariable(rooms: Rooms, { entryId, request, walks, uses }: Subjects): IntentVariable {
  const { caller, caseNumber } = request
  return {
    entryId,
    at: rooms.clock.now().toISOString(),
    personId: caller.personId,
    ...standingOf(rooms.keys.journalSubject, caller),
    organisationId: caller.organisationId,
    unit: caller.unit,
    caseNumber,
    tokenId: caller.tokenId,
    subjects: walks.flatMap((walk) =>
      walk.subjects.map((subject) => subjectPseudonym(rooms.keys.journalSubject, subject)),
    ),
    subjectKind: walks[0]?.subjectKind ?? 'none',
    count: walks.reduce((sum, walk) => sum + walk.count, 0),
    uses,
  }
}

function recordOutcome(
  rooms: Rooms,
  { entryId, values, cells }: { entryId: string; values: readonly RootValue[]; cells: CellCounts },
): void {
  const pseudonym = (text: string): string => subjectPseudonym(rooms.keys.journalSubject, text)
  const detail = values.find((value) => value.detail !== undefined)?.detail
  rooms.journal.appendLater('OUTCOME', {
    intentId: entryId,
    at: rooms.clock.now().toISOString(),
    status: 'RELEASED',
    ...(detail === undefined ? {} : { detail }),
    cells,
    answers: values.flatMap(({ answers }) =>
      answers.map((answer) => ({ ...answer, subject: pseudonym(answer.subject) })),
    ),
    resolved: values.flatMap(({ resolved }) => resolved.map(pseudonym)),
  })
}

const REFUSALS: ReadonlySet<string> = new Set(['REFUSED', 'TOO_MANY'])

// A refusal that only a relation could tell (a batch that nobody approved) is not to be read as a failure.
function recordAbort(rooms: Rooms, entryId: string, cause: unknown): void {
  const refusal = cause instanceof GatewayError && REFUSALS.has(cause.code) ? cause : null
  rooms.journal.appendLater('OUTCOME', {
    intentId: entryId,
    at: rooms.clock.now().toISOString(),
    ...(refusal ? { status: 'REFUSED', detail: refusal.detail } : { status: 'ABORTED' }),
    cells: NO_CELLS,
    resolved: [],
  })
}

// Returns the error to throw. An error while deciding is a refusal like any other.
async function refused(
  rooms: Rooms,
  {
    entryId,
    request,
    error,
  }: { entryId: string; request: Identified & Partial<Pick<Request, 'document'>>; error: unknown },
): Promise<unknown> {
  const cause = error instanceof AfterIntent ? error.cause : error
  if (!(cause instanceof GatewayError)) rooms.unexpected(cause)
  if (error instanceof AfterIntent) return cause
  if (error instanceof GatewayError && error.code === 'JOURNAL_UNAVAILABLE') return error
  const { code, detail } =
    error instanceof GatewayError ? error : new GatewayError('UNAVAILABLE', 'an error while deciding')
  // Also where the policies in force are not confirmed, and just that is why it is refused.
  const { policies } = rooms.activation.last()
  const refusal: RefusalBody = {
    ...intentVariable(rooms, { entryId, request, walks: [], uses: [] }),
    role: request.caller.role,
    purpose: request.purpose,
    operation: request.document ? operationName(rooms, hashOf(request.document)) : '',
    policyIds: grantOfCaller({ policies, catalogue: rooms.catalogue }, request)?.policyIds ?? [],
    policyVersion: policies.version,
    fields: [],
    code,
    detail,
  }
  // Whoever reports harm must learn what to mend while the journal is out; nothing about a person is at stake.
  if (request.purpose === REPORT_PURPOSE) rooms.journal.appendLater('REFUSAL', refusal)
  else await rooms.journal.append('REFUSAL', refusal)
  return error
}
