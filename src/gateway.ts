// Puts the rooms together in request order. It takes its effects by name (pools, journal, clock, keys), so that a test
// stands the same gateway on its own database and clock.
import { randomBytes, randomUUID } from 'node:crypto'
import type { GraphQLSchema } from 'graphql'
import type { Pool } from 'pg'
import type { OpenPolicies, PolicyEvent } from './activation/active-policies.ts'
import { compileBundle } from './activation/compile-bundle.ts'
import { livePolicies } from './activation/live-policies.ts'
import { createConversations } from './agents/conversations.ts'
import { createKeptAnswers } from './answers/keep.ts'
import type { RefusalBody } from './audit/entry.ts'
import type { Journal } from './audit/journal.ts'
import { shanghaiDay, type Timer } from './clock.ts'
import { createBell } from './database/bell.ts'
import { boundsOf } from './departments/agreed-bounds.ts'
import type { SourceBounds } from './departments/bounds.ts'
import { type ChoiceBook, CLOSED_CHOICES } from './departments/civil-affairs/choice-book.ts'
import { NO_REGISTER, type WorkerRegister } from './departments/civil-affairs/worker-register.ts'
import { columnCodes } from './departments/column-codes.ts'
import { type CareBook, CLOSED_BOOK } from './departments/community/care-book.ts'
import type { Department, DepartmentCode } from './departments/department.ts'
import { DEPARTMENTS } from './departments/departments.ts'
import { type GuardedSource, guardSource } from './departments/guarded-source.ts'
import type { PaceCounter } from './departments/pace/counter.ts'
import { createSourcePace } from './departments/pace/source-pace.ts'
import { createReader, type Source } from './departments/reader.ts'
import { GatewayError } from './errors.ts'
import { openStream } from './follow.ts'
import { walkThrough } from './fulfil.ts'
import { type Identified, type IdentifyParts, identify, RefusedPerson } from './identity/identify.ts'
import type { IdentityProviders } from './identity/identity-provider.ts'
import { readRosterFrom } from './identity/read-roster.ts'
import { createRoster } from './identity/roster.ts'
import type { KeysChanged } from './keys/live-keys.ts'
import { actOfLock } from './limits/act-of-lock.ts'
import { createLimiter, type Limiter } from './limits/limiter.ts'
import { limitsKeyFrom } from './limits/marks.ts'
import { createPostgresStore } from './limits/postgres-store.ts'
import type { LimitStore, Lock } from './limits/store.ts'
import { type ChildRefs, childRefsFor } from './masking/child-ref.ts'
import type { Keys } from './masking/key-file.ts'
import { maskNamed } from './masking/masks.ts'
import { openerFor } from './masking/sealed-cell.ts'
import type { NoticeEvent } from './notices/delivery.ts'
import { readRegistrationsFrom } from './operations/read-registrations.ts'
import { createRegisteredOperations } from './operations/registered-operations.ts'
import { createPlanner } from './plan/plan.ts'
import { createGate } from './policy/shield.ts'
import { createOutcomes, createSyncTimes } from './registry/outcomes.ts'
import { createPostgresCounter } from './registry/pace/postgres-counter.ts'
import { createRelations } from './registry/relations.ts'
import type { NumberKind } from './reply/output-scan.ts'
import type { ReportSite } from './reports/site.ts'
import type { Walk } from './request/graphql-door.ts'
import type { Limits } from './request/limits.ts'
import { createGatewayServer, type GatewayServer } from './request/server.ts'
import { createRollJobs, type RollJobs } from './rolls/roll-jobs.ts'
import { createRolls } from './rolls/rolls.ts'
import type { Rooms } from './rooms.ts'
import { buildGatewaySchema, CHILD_EDGES, catalogueOf } from './schema.ts'
import { createRepeats, type Repeats } from './settlement/repeat.ts'
import { createUnansweredQuestions } from './settlement/unanswered.ts'
import { openSnapshot } from './statistics/snapshot/keep.ts'
import { snapshotStores } from './statistics/stores.ts'

export interface GatewayParts {
  readonly clock: Timer
  readonly keys: Keys
  /** Opens the policies in force; it is handed what compiles a bundle against this gateway's schema. */
  readonly activation: OpenPolicies
  readonly providers: IdentityProviders
  /** The registry's pool, of the gateway's own role. */
  readonly registry: Pool
  /** A second pool of the same role, for long lists; the first one when left out. */
  readonly lists?: Pool
  readonly sources: Readonly<Record<DepartmentCode, Source>>
  /** What was agreed with a source in place of what its department declares. */
  readonly bounds?: Partial<Record<DepartmentCode, Partial<SourceBounds>>>
  /** Where visits and assessments are written down; nowhere when left out. */
  readonly careBook?: CareBook
  /** Where the choice between two subsidies is written down; nowhere when left out. */
  readonly choiceBook?: ChoiceBook
  /** Civil affairs' register of child workers; none when left out. */
  readonly workerRegister?: WorkerRegister
  readonly journal: Journal
  /** Where mandatory reports are kept; none are taken when left out. */
  readonly reports?: ReportSite | null
  readonly acceptSynthetic: boolean
  /** Where look-ups are counted; the registry when left out. */
  readonly limitStore?: LimitStore
  /** What a request may weigh; the door's own limits when left out. */
  readonly limits?: Limits
  readonly log: (event: GatewayEvent) => void
  /** Stands in for chance where two runs must be comparable byte by byte. Left out everywhere but in tests. */
  readonly chance?: Pick<Rooms, 'newId' | 'nonce'>
}

/** What the operator's log hears. No value of a child, no identifier. */
export type GatewayEvent =
  | { readonly event: 'source-failed'; readonly department: DepartmentCode; readonly cause: string }
  | { readonly event: 'source-out' | 'source-back'; readonly department: DepartmentCode }
  | { readonly event: 'roster-failed'; readonly cause: string }
  | { readonly event: 'policies-failed'; readonly cause: string }
  | PolicyEvent
  | { readonly event: 'operations-failed'; readonly cause: string }
  /** Events of subscriptions then come within a minute. */
  | { readonly event: 'bell-failed'; readonly cause: string }
  | { readonly event: 'keys-failed'; readonly cause: string }
  | KeysChanged
  | { readonly event: 'not-identified'; readonly cause: string }
  | { readonly event: 'unexpected'; readonly cause: string }
  | { readonly event: 'agent-output-held'; readonly agentId: string; readonly kind: NumberKind }
  /** Reports on disk that are not whole: a person must look. */
  | { readonly event: 'reports-damaged'; readonly reports: readonly string[] }
  | NoticeEvent
  | ({ readonly event: 'caller-locked' } & Lock)

export interface Gateway extends GatewayServer {
  readonly rooms: Rooms
  readonly rollJobs: RollJobs
  readonly repeats: Repeats
}

/** Rejects, and opens nothing, when the schema is at fault, no policies are in force or the roster cannot be read. */
export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const schema = buildGatewaySchema()
  const catalogue = catalogueOf(schema)
  const activation = parts.activation((files) => compileBundle(files, { schema, catalogue, maskNamed }))
  const policies = livePolicies(activation)
  const roster = createRoster(readRosterFrom(parts.registry), parts.clock, {
    maxAgeMs: 5_000,
    onFailure: (error) => parts.log({ event: 'roster-failed', cause: causeOf(error) }),
  })
  const operations = createRegisteredOperations(readRegistrationsFrom(parts.registry), parts.clock, {
    maxAgeMs: 5_000,
    onFailure: (error) => parts.log({ event: 'operations-failed', cause: causeOf(error) }),
  })
  const taskBell = createBell({
    ...{ pool: parts.lists ?? parts.registry, channel: TASKS, clock: parts.clock },
    onFailure: (error) => parts.log({ event: 'bell-failed', cause: causeOf(error) }),
  })
  const rooms: Rooms = {
    clock: parts.clock,
    schema,
    catalogue,
    activation,
    policies,
    gate: createGate(schema, policies, CHILD_EDGES),
    planner: createPlanner(catalogue),
    get packs() {
      return activation.current().packs
    },
    get algorithms() {
      return activation.current().algorithms
    },
    roster,
    operations,
    registry: parts.registry,
    taskBell,
    lists: parts.lists ?? parts.registry,
    readers: readersOf(parts, schema),
    outputHeld: (agentId, kind) => parts.log({ event: 'agent-output-held', agentId, kind }),
    unexpected: (error) => parts.log({ event: 'unexpected', cause: causeOf(error) }),
    careBook: parts.careBook ?? CLOSED_BOOK,
    choiceBook: parts.choiceBook ?? CLOSED_CHOICES,
    workerRegister: parts.workerRegister ?? NO_REGISTER,
    limiter: limiterOf(parts),
    syncTimes: createSyncTimes(parts.registry, parts.clock),
    outcomes: createOutcomes(parts.registry),
    relations: createRelations(parts.registry),
    conversations: createConversations(parts.registry, parts.keys.registryIndex, parts.clock),
    answers: createKeptAnswers(parts.registry, parts.keys.journalSubject),
    unanswered: createUnansweredQuestions({ pool: parts.registry, key: parts.keys.journalSubject, newId: randomUUID }),
    statistics: snapshotStores((period) =>
      openSnapshot({ registry: parts.lists ?? parts.registry, key: parts.keys.journalSubject, period }),
    ),
    journal: parts.journal,
    reports: parts.reports ?? null,
    keys: { ...parts.keys, limits: limitsKeyFrom(parts.keys.cursor) },
    childRefs: keptRefs(parts.keys),
    acceptSynthetic: parts.acceptSynthetic,
    newId: randomUUID,
    nonce: randomBytes,
    ...parts.chance,
  }
  const refreshed = [activation, roster, operations]
  await startAll(refreshed)
  const once = walkThrough(rooms)
  const walk: Walk = { ...once, open: (request, ask) => openStream({ rooms, fulfil: once.fulfil, request, ask }) }
  const rollJobs = createRollJobs(rooms, walk.fulfil)
  const repeats = createRepeats(rooms, walk.fulfil)
  const server = await createGatewayServer(
    {
      identify: (headers) =>
        identified(parts, rooms, { headers, providers: parts.providers, roster, clock: parts.clock }),
      registrations: operations,
      walk,
      rolls: createRolls(rooms, walk.refuse),
      clock: parts.clock,
    },
    parts.limits,
  )
  const standing = [...refreshed, taskBell]
  return { rooms, rollJobs, repeats, listen: server.listen, close: () => closeAll(server, rooms, standing) }
}

interface Refreshed {
  start(): Promise<void>
  stop(): void
}

async function startAll(refreshed: readonly Refreshed[]): Promise<void> {
  try {
    for (const each of refreshed) await each.start()
  } catch (error) {
    for (const each of refreshed) each.stop()
    throw error
  }
}

// The caller learns only that it is not let in; the operator learns why, or an integration stalls for days. Whoever is
// known stands in the journal with it, like anybody refused later.
async function identified(parts: GatewayParts, rooms: Rooms, question: IdentifyParts): Promise<Identified> {
  try {
    return await identify(question)
  } catch (error) {
    parts.log({ event: 'not-identified', cause: causeOf(error) })
    if (error instanceof RefusedPerson) await parts.journal.append('REFUSAL', refusalOfPerson(error, rooms))
    throw error
  }
}

function refusalOfPerson({ code, detail, person }: RefusedPerson, rooms: Rooms): RefusalBody {
  const { personId, agentId, role, purpose, tokenId } = person
  return {
    ...{ entryId: rooms.newId(), at: rooms.clock.now().toISOString() },
    ...{ personId, agentId, conversation: null, deputyFor: null, organisationId: '', unit: null, caseNumber: null },
    ...{ tokenId, subjects: [], subjectKind: 'none', count: 0, uses: [], fields: [] },
    ...{ role, purpose: purpose ?? '', operation: '' },
    ...{ policyIds: [], policyVersion: rooms.activation.last().policies.version, code, detail },
  }
}

/** What the triggers of the work lists ring by. */
const TASKS = 'worklist'

const CHANGES = { OUT: 'source-out', BACK: 'source-back' } as const

// All that is asked of a gateway is asked by somebody who waits.
function readersOf(parts: GatewayParts, schema: GraphQLSchema): Rooms['readers'] {
  const { keys, clock, log } = parts
  const counter = createPostgresCounter(parts.registry)
  return new Map(
    DEPARTMENTS.map((department) => [
      department.code,
      createReader({
        department,
        source: guardedSourceOf(parts, department, counter),
        lane: 'DESK',
        codes: columnCodes(schema, department),
        openerFor: (place, mask, today) => openerFor(keys.departments[department.code], place, mask, today),
        clock,
        today: () => shanghaiDay(clock.now()),
        onFailure: (code, cause) => log({ event: 'source-failed', department: code, cause: causeOf(cause) }),
      }),
    ]),
  )
}

function guardedSourceOf(parts: GatewayParts, department: Department, counter: PaceCounter): GuardedSource {
  const { clock, log } = parts
  const { code } = department
  const bounds = boundsOf(department, parts.bounds?.[code])
  return guardSource(parts.sources[code], {
    bounds,
    clock,
    pace: createSourcePace({ source: code, bounds, counter, clock }),
    onChange: (state) => log({ event: CHANGES[state], department: code }),
  })
}

function limiterOf({ limitStore, registry, clock, journal, log, chance }: GatewayParts): Limiter {
  return createLimiter({
    store: limitStore ?? createPostgresStore(registry),
    clock,
    async onLocked(lock) {
      await journal.append('ACT', actOfLock(lock, chance?.newId ?? randomUUID))
      log({ event: 'caller-locked', ...lock })
    },
    onFailure: (error) => log({ event: 'unexpected', cause: causeOf(error) }),
  })
}

function keptRefs(keys: Keys): (organisationId: string) => ChildRefs {
  const kept = new Map<string, ChildRefs>()
  return (recipient) => {
    // A recipient is an organisation, or its name and a purpose where references open in one work alone.
    const [organisationId = ''] = recipient.split(' ')
    const generation = keys.recipients.get(organisationId)?.generation ?? 0
    const name = `${generation} ${recipient}`
    const known = kept.get(name) ?? childRefsFor(keys.childRef, recipient, generation)
    kept.set(name, known)
    return known
  }
}

async function closeAll(server: GatewayServer, rooms: Rooms, standing: readonly { stop(): void }[]): Promise<void> {
  await server.close()
  await rooms.statistics.close()
  for (const each of standing) each.stop()
}

/** Our own words, or the kind of a failure; never another's message: a database's may quote a value. */
export function causeOf(error: unknown): string {
  if (error instanceof GatewayError) return error.detail
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown'
}
