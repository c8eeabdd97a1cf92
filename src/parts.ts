// Opens what the gateway needs of the outside world (pools, journal, keys, policies, providers) and stands the gateway on
// it. Production and the demo differ in the site they name here, and in nothing else.
import type pg from 'pg'
import { openPolicies, type PolicySettings } from './activation/open-policies.ts'
import type { Journal } from './audit/journal.ts'
import { createPostgresJournal } from './audit/postgres-journal.ts'
import { shanghaiDay, type Timer } from './clock.ts'
import { closeNobodys } from './corrections/close-nobodys.ts'
import { type DatabaseCode, type RoleName, readerOf } from './database/databases.ts'
import { closePools, openPool } from './database/pool.ts'
import { openServiceSource, type ServiceSource } from './departments/adapters/open-service.ts'
import { type Services, withoutService } from './departments/adapters/sources.ts'
import { boundsOf, openBounds } from './departments/agreed-bounds.ts'
import { MOST_ANSWER_BYTES, type SourceBounds } from './departments/bounds.ts'
import { type ChoiceBook, CLOSED_CHOICES, createChoiceBook } from './departments/civil-affairs/choice-book.ts'
import { createWorkerRegister } from './departments/civil-affairs/worker-register.ts'
import { type CareBook, CLOSED_BOOK, createCareBook } from './departments/community/care-book.ts'
import type { Department } from './departments/department.ts'
import { byDepartment, DEPARTMENTS, type DepartmentCode } from './departments/departments.ts'
import { createPostgresSource } from './departments/postgres-source.ts'
import { suspendOverdue } from './emergency/suspend.ts'
import { causeOf, createGateway, type Gateway, type GatewayEvent, type GatewayParts } from './gateway.ts'
import { createOidcProvider, type IdentityProviders, providersByIssuer } from './identity/identity-provider.ts'
import { openPlatform } from './identity/platform-document.ts'
import { createPlatformProvider } from './identity/platform-provider.ts'
import { type LiveKeys, watchKeys } from './keys/live-keys.ts'
import { type KeySite, openKeyProvider } from './keys/open-provider.ts'
import { createRedisStore } from './limits/redis-store.ts'
import { KeyFileError } from './masking/key-file.ts'
import { channelsOf, type NoticeSettings } from './notices/channels.ts'
import { createDelivery } from './notices/delivery.ts'
import { startRounds } from './notices/rounds.ts'
import { drain } from './reports/drain.ts'
import { openReportSite, type ReportSettings } from './reports/open-site.ts'
import { tellOverdue } from './reports/overdue.ts'
import type { PlatformFile } from './settings.ts'
import { resettle } from './settlement/resettle.ts'

export interface GatewaySite extends PolicySettings, KeySite {
  readonly clock: Timer
  readonly databaseUrl: (code: DatabaseCode, role: RoleName) => string
  readonly issuers: readonly string[]
  readonly audience: string
  /** Where departments are read that are not read by SQL. */
  readonly services: Services
  /** How members of staff hear of emergency grants; left out, another process delivers. */
  readonly notices?: NoticeSettings
  /** A document of what was agreed with the departments about their bounds; what their folders declare when left out or null. */
  readonly boundsFile?: string | null
  /** The document of the public-data platform behind which requests may come; none when left out or null. */
  readonly platform?: PlatformFile | null
  /** The Redis or Valkey that counts look-ups; the registry's database when left out or null. */
  readonly redisUrl?: string | null
  /** Where mandatory reports are kept; none are taken when left out or null. */
  readonly reports?: ReportSettings | null
  /** Before every key in it. */
  readonly databasePrefix?: string
  /** True only where all children are invented. */
  readonly acceptSynthetic: boolean
  readonly log: (event: GatewayEvent) => void
  /** Names this gateway's chain in the journal; random when left out. */
  readonly processId?: string
}

export interface OpenGateway extends Gateway {
  readonly journal: Journal
}

const STATEMENT_TIMEOUT_MS = 5_000
const POOL_SIZE = 10

/** Rejects, with everything closed again, when a part cannot be opened. `close` drains, then closes all of it. */
export async function openGateway(site: GatewaySite): Promise<OpenGateway> {
  await using opened = new AsyncDisposableStack()
  const pool = poolsOf(site, opened)
  const { clock, processId } = site
  const journal = await createPostgresJournal({
    pool: pool('JOURNAL', 'hutong_journal_writer'),
    clock,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    ...(processId === undefined ? {} : { processId }),
  })
  opened.defer(() => journal.close())
  const registry = pool('REGISTRY', 'hutong_gateway')
  const onFailure = (error: unknown) => site.log({ event: 'policies-failed', cause: causeOf(error) })
  const gateway = await createGateway({
    clock,
    keys: (await keysOf(site, opened)).keys,
    activation: await openPolicies(site, { registry, journal, clock, log: site.log, onFailure }),
    providers: await providersOf(site),
    registry,
    lists: pool('REGISTRY', 'hutong_gateway'),
    ...(await sourcesOf(site, pool, opened)),
    careBook: careBookOf(site, pool),
    choiceBook: choiceBookOf(site, pool),
    // It came here by file, whatever service civil affairs is read at.
    workerRegister: createWorkerRegister(pool('MZJ', readerOf('MZJ'))),
    journal,
    reports: await openReportSite(site.reports ?? null),
    ...(await limitStoreOf(site, opened)),
    acceptSynthetic: site.acceptSynthetic,
    log: site.log,
  })
  opened.defer(() => gateway.close())
  startStandingWork(site, gateway, { pool, opened })
  startReports(site, gateway, { pool, opened })
  const all = opened.move()
  return { ...gateway, journal, close: () => all.disposeAsync() }
}

async function providersOf(site: GatewaySite): Promise<IdentityProviders> {
  const { issuers, audience, clock } = site
  const platform = await openPlatform(site.platform ?? null, issuers)
  return providersByIssuer(
    issuers.map((issuer) => createOidcProvider({ issuer, audience }, clock)),
    platform && createPlatformProvider(platform, clock),
  )
}

async function keysOf(site: GatewaySite, opened: AsyncDisposableStack): Promise<LiveKeys> {
  const { clock, log } = site
  const onFailure = (error: unknown): void => {
    // Our own words about a file of keys name places in it, and are what the operator needs.
    log({ event: 'keys-failed', cause: error instanceof KeyFileError ? error.message : causeOf(error) })
  }
  const provider = await openKeyProvider(site, { clock, onFailure })
  opened.defer(() => provider.close())
  const live = await watchKeys({ provider, clock, log, onFailure })
  opened.defer(() => live.stop())
  return live
}

const ROUND_MS = 5_000

// Overdue reviews and unsent notices do not wait for anybody's request.
function startStandingWork(
  { clock, notices, log }: GatewaySite,
  { rooms, rollJobs, repeats }: Gateway,
  { pool, opened }: { pool: OpenPool; opened: AsyncDisposableStack },
): void {
  const channels = notices ? channelsOf(notices) : []
  for (const channel of channels) opened.defer(() => channel.close())
  // Without a channel nothing is escalated here either: that is left to the process that delivers.
  const delivery =
    channels.length === 0 ? null : createDelivery({ pool: pool('REGISTRY', 'hutong_gateway'), channels, log })
  const rounds = startRounds({
    clock,
    everyMs: ROUND_MS,
    onFailure: rooms.unexpected,
    async run(now) {
      await suspendOverdue(rooms, now)
      await closeNobodys(rooms.registry, { now, today: shanghaiDay(now) })
      await delivery?.runOnce(now)
    },
  })
  opened.defer(() => rounds.stop())
  const rolls = startRounds({ clock, everyMs: ROUND_MS, onFailure: rooms.unexpected, run: () => rollJobs.run() })
  opened.defer(() => {
    rollJobs.stop()
    return rolls.stop()
  })
  const desks = startRounds({
    clock,
    everyMs: ROUND_MS,
    onFailure: rooms.unexpected,
    run: () => runDesks(rooms, repeats),
  })
  opened.defer(() => {
    repeats.stop()
    return desks.stop()
  })
}

async function runDesks(rooms: Gateway['rooms'], repeats: Gateway['repeats']): Promise<void> {
  await resettle(rooms)
  await repeats.run()
}

// Apart from the rest: a round that fails elsewhere must hold up no report.
function startReports(
  { clock, log }: GatewaySite,
  { rooms }: Gateway,
  { pool, opened }: { pool: OpenPool; opened: AsyncDisposableStack },
): void {
  const { reports, journal, newId } = rooms
  const registry = pool('REGISTRY', 'hutong_gateway')
  const entries = pool('JOURNAL', 'hutong_journal_writer')
  const rounds = startRounds({
    clock,
    everyMs: ROUND_MS,
    onFailure: rooms.unexpected,
    async run(now) {
      if (reports) {
        const { damaged } = await drain({ spool: reports.spool, registry, journal, entries, newId }, now)
        if (damaged.length > 0) log({ event: 'reports-damaged', reports: damaged })
      }
      await tellOverdue({ registry, journal, newId }, now)
    },
  })
  opened.defer(() => rounds.stop())
}

type OpenPool = (code: DatabaseCode, role: RoleName, mostBytes?: number) => pg.Pool

function poolsOf({ databaseUrl }: GatewaySite, opened: AsyncDisposableStack): OpenPool {
  return (code, role, mostBytes) => {
    const pool = openPool(databaseUrl(code, role), {
      max: POOL_SIZE,
      applicationName: 'hutong gateway',
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
      ...(mostBytes === undefined ? {} : { mostBytes }),
    })
    opened.defer(() => closePools([pool]))
    return pool
  }
}

async function limitStoreOf(
  site: GatewaySite,
  opened: AsyncDisposableStack,
): Promise<Pick<GatewayParts, 'limitStore'>> {
  if (!site.redisUrl) return {}
  const limitStore = await createRedisStore({ url: site.redisUrl, prefix: site.databasePrefix ?? 'hutong' })
  opened.defer(() => limitStore.close())
  return { limitStore }
}

async function sourcesOf(site: GatewaySite, pool: OpenPool, opened: AsyncDisposableStack): Promise<Sources> {
  const agreed = await openBounds(site.boundsFile ?? null)
  const mostBytesOf = (department: Department) => boundsOf(department, agreed[department.code]).mostBytes
  const served = new Map<DepartmentCode, ServiceSource>()
  const lacking = withoutService(site.services)
  if (lacking.length > 0) throw new Error(`no service is named for ${lacking.join(', ')}`)
  for (const department of DEPARTMENTS) {
    const service = site.services[department.code]
    if (!service) continue
    const source = await openServiceSource(department, {
      ...service,
      mostBytes: mostBytesOf(department),
      clock: site.clock,
    })
    opened.defer(() => source.close())
    served.set(department.code, source)
  }
  return {
    bounds: byDepartment((department) => agreedWith(department, agreed[department.code], served.get(department.code))),
    sources: byDepartment(
      (department) =>
        served.get(department.code)?.source ??
        createPostgresSource(
          pool(department.code, readerOf(department.code), mostBytesOf(department) ?? MOST_ANSWER_BYTES),
        ),
    ),
  }
}

// A service of the community's own has named no place to write to.
function careBookOf({ services }: GatewaySite, pool: OpenPool): CareBook {
  if (services.XZJ) return CLOSED_BOOK
  return createCareBook({ recorder: pool('XZJ', 'hutong_xzj_recorder'), reader: pool('XZJ', readerOf('XZJ')) })
}

function choiceBookOf({ services }: GatewaySite, pool: OpenPool): ChoiceBook {
  return services.MZJ ? CLOSED_CHOICES : createChoiceBook(pool('MZJ', 'hutong_mzj_recorder'))
}

// A service takes no more keys in a call than its form allows, whatever was agreed.
function agreedWith(
  department: Department,
  agreed: Partial<SourceBounds> = {},
  service: ServiceSource | undefined,
): Partial<SourceBounds> {
  if (!service) return agreed
  return { ...agreed, batch: Math.min(boundsOf(department, agreed).batch, service.bounds.batch) }
}

type Sources = Pick<GatewayParts, 'sources' | 'bounds'>
