// The rooms by name, as createGateway puts them together and the walk uses them. Effects are handed in, never imported.
import type { KeyObject } from 'node:crypto'
import type { GraphQLSchema } from 'graphql'
import type { Pool } from 'pg'
import type { ActivePolicies } from './activation/active-policies.ts'
import type { ActivePack } from './activation/compile-bundle.ts'
import type { Conversations } from './agents/conversations.ts'
import type { KeptAnswers } from './answers/keep.ts'
import type { SubjectKind } from './audit/entry.ts'
import type { Journal } from './audit/journal.ts'
import type { Day, Timer } from './clock.ts'
import type { Bell } from './database/bell.ts'
import type { ChoiceBook } from './departments/civil-affairs/choice-book.ts'
import type { WorkerRegister } from './departments/civil-affairs/worker-register.ts'
import type { CareBook } from './departments/community/care-book.ts'
import type { DepartmentCode } from './departments/department.ts'
import type { DepartmentReader } from './departments/reader.ts'
import type { Caller, Purpose } from './identity/caller.ts'
import type { Roster } from './identity/roster.ts'
import type { Limiter } from './limits/limiter.ts'
import type { BlindIndexKey } from './masking/blind-index.ts'
import type { ChildRefs } from './masking/child-ref.ts'
import type { RegisteredOperations } from './operations/registered-operations.ts'
import type { BoundRoot } from './plan/bind.ts'
import type { Plan, Planner } from './plan/plan.ts'
import type { Grant, PolicySet } from './policy/compile.ts'
import type { Gate } from './policy/shield.ts'
import type { Outcomes, SyncTimes } from './registry/outcomes.ts'
import type { Relations } from './registry/relations.ts'
import type { NumberKind } from './reply/output-scan.ts'
import type { ReportSite } from './reports/site.ts'
import type { Catalogue } from './schema.ts'
import type { UnansweredQuestions } from './settlement/unanswered.ts'
import type { SnapshotStores } from './statistics/stores.ts'
import type { Algorithm } from './worklists/algorithm.ts'

export interface Rooms {
  readonly clock: Timer
  readonly schema: GraphQLSchema
  readonly catalogue: Catalogue
  /** Which policies and rule packs decide; an operation takes one set of it, once. */
  readonly activation: ActivePolicies
  /** What is in force at this moment, for questions of one look. */
  readonly policies: PolicySet
  readonly gate: Gate
  readonly planner: Planner
  readonly packs: readonly ActivePack[]
  /** The register of algorithms. */
  readonly algorithms: readonly Algorithm[]
  readonly roster: Roster
  readonly operations: RegisteredOperations
  readonly registry: Pool
  /** Rings when a task of a work list may have changed, in whatever process. */
  readonly taskBell: Bell
  /** The registry for long lists: they must not hold up relations, limits and the roster. */
  readonly lists: Pool
  readonly readers: ReadonlyMap<DepartmentCode, DepartmentReader>
  /** Where visits and assessments are written down. */
  readonly careBook: CareBook
  /** Where the choice between two subsidies is written down. */
  readonly choiceBook: ChoiceBook
  /** Who holds the posts of child workers, by number. */
  readonly workerRegister: WorkerRegister
  readonly limiter: Limiter
  readonly syncTimes: SyncTimes
  readonly outcomes: Outcomes
  readonly relations: Relations
  readonly conversations: Conversations
  readonly answers: KeptAnswers
  /** Where questions wait that a source was out for. */
  readonly unanswered: UnansweredQuestions
  readonly journal: Journal
  /** The snapshot that tables are made from. */
  readonly statistics: SnapshotStores
  /** Where mandatory reports are kept; null on a gateway that takes none. */
  readonly reports: ReportSite | null
  readonly keys: GatewayKeys
  readonly childRefs: (organisationId: string) => ChildRefs
  /** True where numbers of the unassigned code 330199 are people: in tests and the demo, never in production. */
  readonly acceptSynthetic: boolean
  readonly newId: () => string
  /** Told of an error that is none of ours, for the operator's log. */
  readonly unexpected: (error: unknown) => void
  /** Told of an agent's answer that was held back for a number in it, for the operator's log. */
  readonly outputHeld: (agentId: string, kind: NumberKind) => void
  /** Fresh random bytes, for what is sealed. */
  readonly nonce: (bytes: number) => Buffer
}

export interface GatewayKeys {
  readonly registryIndex: BlindIndexKey
  readonly journalSubject: KeyObject
  readonly cursor: KeyObject
  /** What the limits' digests are made with. */
  readonly limits: KeyObject
}

/** One operation on its walk: who asks, under which grant, on which day. */
export interface Operation {
  readonly caller: Caller
  readonly purpose: Purpose
  readonly caseNumber: string | null
  readonly grant: Grant
  /** The rule packs of the set that the grant is of. */
  readonly packs: readonly ActivePack[]
  readonly plan: Plan
  /** Which event of a subscription this is; null where it opens, and for every other operation. */
  readonly event: string | null
  readonly now: Date
  readonly today: Day
}

/** How a root field is answered: what it is about, known before anything is read, and the reading itself. */
export interface RootWalk {
  /** The subjects as submitted, for the journal's pseudonyms. */
  readonly subjects: readonly string[]
  readonly subjectKind: SubjectKind
  /** Children this root may touch. */
  readonly count: number
  /** True for a mutation: it begins only once its intent is durable. */
  readonly isAct?: boolean
  /** True where the root keeps a record of its own on disk, which the journal gets later; it must read nothing. */
  readonly isSpooled?: boolean
  /** Of a subscription: where its events come from. */
  readonly feed?: EventFeed
  read(): Promise<RootValue>
}

export interface EventFeed {
  /** Rings when something may have come; gives how to hear no more. */
  hear(ring: () => void): () => void
  /** What came for this caller since a mark, in order; without a mark nothing. Rejects while the caller is to be told nothing. */
  since(mark: unknown): Promise<{ readonly events: readonly string[]; readonly mark: unknown }>
}

export interface RootValue {
  /** A tree of treated values keyed by field name. */
  readonly value: unknown
  /** Ids of the children the subjects resolved to, for the outcome entry. */
  readonly resolved: readonly string[]
  /** For the journal alone: why a relation held of nobody. */
  readonly detail?: string
  readonly answers: readonly { readonly answerId: string; readonly subject: string; readonly status: string }[]
}

/** One file per kind of root field exports one of these. */
export type RootWalker = (rooms: Rooms, operation: Operation, root: BoundRoot) => RootWalk
