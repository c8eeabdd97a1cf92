// The walk of one operation, and the file to read first: decide, plan, guard, journal and read, hand over.
// Nothing is read before everything is decided, and nothing leaves before its journal entry is durable.
import type { DocumentNode } from 'graphql'
import { type CellCounts, type IntentVariable, subjectPseudonym } from './audit/entry.ts'
import { type PreparedIntent, prepareIntent } from './audit/journal.ts'
import { shanghaiDay } from './clock.ts'
import { GatewayError } from './errors.ts'
import type { Identified } from './identity/identify.ts'
import { bind } from './plan/bind.ts'
import type { Plan } from './plan/plan.ts'
import type { Grant } from './policy/compile.ts'
import { countCells, type Response, writeResponse } from './reply/response.ts'
import type { Operation, Rooms, RootValue, RootWalk } from './rooms.ts'
import { WALKERS } from './walkers.ts'

export interface Request extends Identified {
  readonly document: DocumentNode
  readonly variables: Readonly<Record<string, unknown>>
}

/** Throws GatewayError for every refusal; each refusal stands in the journal before it is thrown. */
export async function fulfil(rooms: Rooms, request: Request): Promise<Response> {
  const entryId = rooms.newId()
  try {
    const grant = grantFor(rooms, request)
    const plan = rooms.planner.planFor(request.document, grant)
    const bound = bind({ plan, variables: request.variables, schema: rooms.schema, catalogue: rooms.catalogue })
    await expectGate(rooms, request, plan)
    const operation = operationOf(rooms, request, plan)
    const walks = bound.roots.map((root) => walkerFor(root.plan.field.name)(rooms, operation, root))
    const values = await readUnderIntent(rooms, { entryId, operation, walks })
    const response = writeResponse({
      plan,
      variables: bound.variables,
      roots: bound.roots,
      values: values.map(({ value }) => value),
    })
    recordOutcome(rooms, { entryId, values, cells: countCells(response) })
    return response
  } catch (error) {
    throw await refused(rooms, { entryId, request, error })
  }
}

function grantFor(rooms: Rooms, { caller, purpose }: Request): Grant {
  const grant = rooms.policies.grantFor(caller.role, purpose)
  if (!grant) throw new GatewayError('REFUSED', `no policy for ${caller.role} and ${purpose}`)
  return grant
}

// The second wall. Disagreeing with the first is a defect, and refuses.
async function expectGate(rooms: Rooms, { caller, purpose }: Request, plan: Plan): Promise<void> {
  const ticket = { operation: Symbol(plan.documentHash) }
  const lets = await rooms.gate.lets(plan.gateCoordinates, { ticket, role: caller.role, purpose })
  if (!lets) throw new GatewayError('REFUSED', 'the guard and the decision disagree')
}

function operationOf(rooms: Rooms, { caller, purpose, caseNumber }: Request, plan: Plan): Operation {
  const now = rooms.clock.now()
  return { caller, purpose, caseNumber, grant: plan.grant, plan, now, today: shanghaiDay(now) }
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
}

// The intent is written beside the reads; the reply waits for both. Values that were read but not journalled die here.
async function readUnderIntent(rooms: Rooms, { entryId, operation, walks }: Reading): Promise<RootValue[]> {
  const intent = rooms.journal.append('INTENT', {
    prepared: preparedFor(operation.plan),
    variable: intentVariable(rooms, { entryId, request: operation, walks }),
  })
  const reads = Promise.all(walks.map((walk) => walk.read()))
  const [written, read] = await Promise.allSettled([intent, reads])
  if (written.status === 'rejected') throw written.reason
  if (read.status === 'rejected') {
    recordAbort(rooms, entryId, read.reason)
    throw new AfterIntent(read.reason)
  }
  return read.value
}

/** A failure after the intent: its outcome is recorded already, a refusal entry would be a second one. */
class AfterIntent extends Error {
  constructor(cause: unknown) {
    super('after the intent', { cause })
  }
}

const preparedIntents = new WeakMap<Plan, PreparedIntent>()

function preparedFor(plan: Plan): PreparedIntent {
  const known = preparedIntents.get(plan)
  if (known) return known
  const prepared = prepareIntent(intentConstant(plan))
  preparedIntents.set(plan, prepared)
  return prepared
}

function intentConstant(plan: Plan) {
  const { role, purpose, policyIds, version } = plan.grant
  return { role, purpose, operation: plan.documentHash, policyIds, policyVersion: version, fields: plan.fields }
}

interface Subjects {
  readonly entryId: string
  readonly request: Pick<Identified, 'caller' | 'caseNumber'>
  readonly walks: readonly RootWalk[]
}

function intentVariable(rooms: Rooms, { entryId, request, walks }: Subjects): IntentVariable {
  const { caller, caseNumber } = request
  return {
    entryId,
    at: rooms.clock.now().toISOString(),
    personId: caller.personId,
    organisationId: caller.organisationId,
    unit: caller.unit,
    caseNumber,
    tokenId: caller.tokenId,
    subjects: walks.flatMap((walk) =>
      walk.subjects.map((subject) => subjectPseudonym(rooms.keys.journalSubject, subject)),
    ),
    subjectKind: walks[0]?.subjectKind ?? 'none',
    count: walks.reduce((sum, walk) => sum + walk.count, 0),
  }
}

function recordOutcome(
  rooms: Rooms,
  { entryId, values, cells }: { entryId: string; values: readonly RootValue[]; cells: CellCounts },
): void {
  const pseudonym = (text: string): string => subjectPseudonym(rooms.keys.journalSubject, text)
  rooms.journal.appendLater('OUTCOME', {
    intentId: entryId,
    at: rooms.clock.now().toISOString(),
    status: 'RELEASED',
    cells,
    answers: values.flatMap(({ answers }) =>
      answers.map((answer) => ({ ...answer, subject: pseudonym(answer.subject) })),
    ),
    resolved: values.flatMap(({ resolved }) => resolved.map(pseudonym)),
  })
}

const NO_CELLS: CellCounts = { VALUE: 0, NULL: 0, MASKED: 0, WITHHELD: 0, UNAVAILABLE: 0, STALE: 0 }

// A refusal that only a relation could tell (a batch that nobody approved) is not to be read as a failure.
function recordAbort(rooms: Rooms, entryId: string, cause: unknown): void {
  rooms.journal.appendLater('OUTCOME', {
    intentId: entryId,
    at: rooms.clock.now().toISOString(),
    status: cause instanceof GatewayError && cause.code === 'REFUSED' ? 'REFUSED' : 'ABORTED',
    cells: NO_CELLS,
    resolved: [],
  })
}

/** Records a refusal that came before the walk, of a caller who is known: a document that does not parse. */
export async function recordRefusal(rooms: Rooms, request: Identified, error: unknown): Promise<unknown> {
  return refused(rooms, { entryId: rooms.newId(), request, error })
}

// Returns the error to throw. An error while deciding is a refusal like any other.
async function refused(
  rooms: Rooms,
  { entryId, request, error }: { entryId: string; request: Identified; error: unknown },
): Promise<unknown> {
  if (error instanceof AfterIntent) return error.cause
  if (error instanceof GatewayError && error.code === 'JOURNAL_UNAVAILABLE') return error
  const { code, detail } =
    error instanceof GatewayError ? error : new GatewayError('UNAVAILABLE', 'an error while deciding')
  await rooms.journal.append('REFUSAL', {
    ...intentVariable(rooms, { entryId, request, walks: [] }),
    role: request.caller.role,
    purpose: request.purpose,
    operation: '',
    policyIds: rooms.policies.grantFor(request.caller.role, request.purpose)?.policyIds ?? [],
    policyVersion: rooms.policies.version,
    fields: [],
    code,
    detail,
  })
  return error
}
