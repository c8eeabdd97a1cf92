// The one made-up town of the tests: a whole gateway on real databases, a real identity provider and a real insurance
// service, with a clock that stands at 2026-11-23 10:00 in Shanghai. Tests ask it over HTTP and read its journal.
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import request, { type Response } from 'supertest'
import { inject } from 'vitest'
import type { OpenPolicies } from '../../src/activation/active-policies.ts'
import type { PolicyEffects } from '../../src/activation/open-policies.ts'
import type { EntryKind } from '../../src/audit/entry.ts'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { FixedClock } from '../../src/clock.ts'
import { fetchToken } from '../../src/commands/token.ts'
import {
  type DatabaseCode,
  databaseName,
  databaseOf,
  type RoleName,
  readerOf,
  urlFor,
} from '../../src/database/databases.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import { DEMO_ACCOUNTS, DEMO_AUDIENCE, DEMO_ORGANISATIONS, demoLogin } from '../../src/demo/accounts.ts'
import { createChoiceBook } from '../../src/departments/civil-affairs/choice-book.ts'
import { createWorkerRegister } from '../../src/departments/civil-affairs/worker-register.ts'
import { createCareBook } from '../../src/departments/community/care-book.ts'
import { byDepartment, type DepartmentCode } from '../../src/departments/departments.ts'
import type { Source } from '../../src/departments/reader.ts'
import { createGateway, type Gateway, type GatewayEvent, type GatewayParts } from '../../src/gateway.ts'
import { createOidcProvider, providersByIssuer } from '../../src/identity/identity-provider.ts'
import { createPlatformProvider, type PlatformSettings } from '../../src/identity/platform-provider.ts'
import type { LimitStore } from '../../src/limits/store.ts'
import { type Keys, readKeyFile } from '../../src/masking/key-file.ts'
import type { ReportSite } from '../../src/reports/site.ts'
import type { Limits } from '../../src/request/limits.ts'
import { fixedPolicies } from './fixed-policies.ts'
import { TEST_MOMENT } from './oidc.ts'
import { PATIENT } from './patient.ts'
import { registryFor, type ShortMemory, type TestRegistry } from './registered.ts'
import type { TownSite } from './town-site.ts'
import { type ServiceUrls, townSources } from './town-sources.ts'

export interface Ask {
  /** Key of a demo account. */
  readonly as: string
  readonly purpose?: string
  readonly case?: string
  /** For an agent: which conversation its token names; the same one unless said. */
  readonly conversation?: string
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  /** Registers the document for an organisation outside the city first; the town's own way when left out. */
  readonly isRegistered?: boolean
}

export interface JournalEntry {
  readonly sequence: number
  readonly kind: EntryKind
  readonly body: Readonly<Record<string, unknown>>
}

export interface Town {
  readonly gateway: Gateway
  readonly url: string
  readonly clock: FixedClock
  readonly site: TownSite
  readonly events: GatewayEvent[]
  ask(question: Ask): Promise<Response>
  /** The journal's entries of this gateway since the last call, outcomes included. */
  newEntries(): Promise<JournalEntry[]>
  pool(code: DatabaseCode, role: RoleName): pg.Pool
  close(): Promise<void>
}

export interface TownOptions {
  /** Replaces a department's address, for instance by a proxy that counts or fails. */
  readonly databaseUrl?: (code: DatabaseCode, url: string) => string
  /** Services in place of the town's own. */
  readonly serviceUrls?: ServiceUrls
  /** The public-data platform behind which requests may come. */
  readonly platform?: PlatformSettings
  /** Keys in place of the town's own file, which sealed its cells; closed by whoever opened them. */
  readonly keys?: (clock: FixedClock) => Promise<Keys>
  readonly wrapSource?: (code: DepartmentCode, source: Source) => Source
  /** True for a test that goes back to before the town's data were loaded: they are those of whatever moment it is. */
  readonly dataFollowClock?: boolean
  readonly bounds?: GatewayParts['bounds']
  /** Policies in place of the repository's, in force without a signature. */
  readonly policies?: ReadonlyMap<string, string>
  /** Signed policies in place of all that. */
  readonly activation?: (effects: PolicyEffects) => Promise<OpenPolicies>
  readonly journalTimeoutMs?: number
  readonly limits?: Limits
  /** False: organisations outside the city ask what a test registered for them, and nothing else. */
  readonly registersOperations?: boolean
  /** How many documents stay registered at once; all of them when left out. */
  readonly registrations?: ShortMemory
  /** Where look-ups are counted, in place of the registry. */
  readonly limitStore?: LimitStore
  /** Where mandatory reports are kept. The town takes none when left out. */
  readonly reports?: ReportSite
  /** Fixed ids and nonces, so that two answers can be compared byte by byte. */
  readonly chance?: GatewayParts['chance']
}

export async function openTown(options: TownOptions = {}): Promise<Town> {
  const site = inject('town')
  const clock = new FixedClock(TEST_MOMENT)
  const pools: pg.Pool[] = []
  const pool = (code: DatabaseCode, role: RoleName, mostBytes?: number): pg.Pool => {
    const plain = urlFor(site.serverUrl, databaseName(site.prefix, databaseOf(code)), role, site.passwords[role])
    const url = options.databaseUrl?.(code, plain) ?? plain
    const opened = openPool(url, {
      max: 4,
      applicationName: 'hutong test gateway',
      statementTimeoutMs: 5_000,
      ...(mostBytes === undefined ? {} : { mostBytes }),
    })
    pools.push(opened)
    return opened
  }
  const sources = townSources(site, pool, options.serviceUrls)
  const processId = randomUUID()
  const journalPool = pool('JOURNAL', 'hutong_journal_writer')
  const journal = await createPostgresJournal({
    pool: journalPool,
    clock,
    processId,
    statementTimeoutMs: options.journalTimeoutMs ?? 5_000,
  })
  const events: GatewayEvent[] = []
  const log = (event: GatewayEvent): void => void events.push(event)
  const gatewayPool = pool('REGISTRY', 'hutong_gateway')
  const closeParts = async () => {
    await journal.close().catch(() => undefined)
    await sources.close()
    await closePools(pools)
  }
  const opening = async () =>
    createGateway({
      clock,
      keys: await (options.keys?.(clock) ?? readKeyFile(site.keyFile)),
      activation:
        (await options.activation?.({ registry: gatewayPool, journal, clock, log })) ??
        (await fixedPolicies(options.policies)),
      providers: providersByIssuer(
        [createOidcProvider({ issuer: site.issuer, audience: DEMO_AUDIENCE }, clock)],
        options.platform ? createPlatformProvider(options.platform, clock) : null,
      ),
      registry: gatewayPool,
      sources: byDepartment(({ code }) => sourceOf(code, sources.of[code], options, clock)),
      careBook: createCareBook({ recorder: pool('XZJ', 'hutong_xzj_recorder'), reader: pool('XZJ', readerOf('XZJ')) }),
      choiceBook: createChoiceBook(pool('MZJ', 'hutong_mzj_recorder')),
      workerRegister: createWorkerRegister(pool('MZJ', readerOf('MZJ'))),
      journal,
      acceptSynthetic: true,
      bounds: byDepartment(({ code }) => ({ ...PATIENT, ...options.bounds?.[code] })),
      ...(options.limits ? { limits: options.limits } : {}),
      reports: options.reports ?? null,
      ...(options.limitStore ? { limitStore: options.limitStore } : {}),
      log,
      ...(options.chance ? { chance: options.chance } : {}),
    })
  const gateway = await opening().catch(async (error: unknown) => {
    await closeParts()
    throw error
  })
  const url = await gateway.listen(0, '127.0.0.1')
  const loader = loaderOf(site, options)
  pools.push(loader)
  const registry = registryFor(loader, () => gateway.rooms.operations.refresh(), options.registrations)
  const registers = options.registersOperations ?? true
  let seen = 0
  return {
    gateway,
    url,
    clock,
    site,
    events,
    async ask(question) {
      if (question.isRegistered ?? registers) await registerFor(registry, question)
      return askAt(url, site.issuer, question)
    },
    async newEntries() {
      await settled(journal)
      const { rows } = await journalPool.query<{ sequence: number; kind: JournalEntry['kind']; body: string }>(
        'select sequence, kind, body from journal.entry where process = $1 and sequence > $2 order by sequence',
        [processId, seen],
      )
      seen = rows.at(-1)?.sequence ?? seen
      return rows.map((row) => ({ ...row, body: JSON.parse(String(row.body)) as Record<string, unknown> }))
    },
    pool,
    async close() {
      await gateway.close()
      await closeParts()
    },
  }
}

function sourceOf(code: DepartmentCode, real: Source, options: TownOptions, clock: FixedClock): Source {
  const source = options.wrapSource?.(code, real) ?? real
  if (!options.dataFollowClock) return source
  return { ...source, fetch: async (...asked) => ({ ...(await source.fetch(...asked)), asOf: clock.now() }) }
}

// What is registered is no part of what a test watches: past a tap, and into the same database.
function loaderOf(site: TownSite, { databaseUrl }: TownOptions): pg.Pool {
  const role: RoleName = 'hutong_loader'
  const plain = urlFor(site.serverUrl, databaseName(site.prefix, databaseOf('REGISTRY')), role, site.passwords[role])
  const url = new URL(databaseUrl?.('REGISTRY', plain) ?? plain)
  url.host = new URL(plain).host
  return openPool(url.href, { max: 2, applicationName: 'hutong test registrations' })
}

const OUTSIDE: ReadonlySet<string> = new Set(DEMO_ORGANISATIONS.filter(({ outside }) => outside).map(({ id }) => id))

// A program asks what is registered for programs, under the organisation of the person it acts for or of its own.
async function registerFor(registry: TestRegistry, { as, purpose, query: document }: Ask): Promise<void> {
  if (purpose === undefined) return
  const { subject, actor, role } = demoLogin(as)
  const isAgent = actor !== null || role === 'AGENT'
  const organisationId = DEMO_ACCOUNTS.find((account) => account.subject === subject)?.organisationId
  const beneficiary = organisationId === undefined ? { organisationKind: 'BUREAU' } : { organisationId }
  if (isAgent) await registry.know({ document, purpose, ...beneficiary, role: 'AGENT' })
  else if (OUTSIDE.has(organisationId ?? '')) await registry.know({ document, purpose, ...beneficiary })
}

const tokens = new Map<string, Promise<string>>()

/** A token of a demo account; one per account and conversation, for the tests' clock stands still. */
export function tokenOf(issuer: string, account: string, conversation = 'the-first-one'): Promise<string> {
  const name = `${account} ${conversation}`
  const known = tokens.get(name) ?? fetchToken(issuer, account, conversation)
  tokens.set(name, known)
  return known
}

/** Asks a gateway at an address. */
export async function askAt(url: string, issuer: string, question: Ask): Promise<Response> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${await tokenOf(issuer, question.as, question.conversation)}`,
  }
  if (question.purpose) headers['x-purpose'] = question.purpose
  if (question.case) headers['x-case'] = question.case
  return request(url)
    .post('/graphql')
    .set({ ...headers, ...question.headers })
    .send({ query: question.query, ...(question.variables ? { variables: question.variables } : {}) })
}

// Outcomes are written after the reply; a test waits for them to be on disk.
async function settled(journal: { health(): { pending: number } }): Promise<void> {
  while (journal.health().pending > 0) await new Promise((resolve) => setImmediate(resolve))
}
